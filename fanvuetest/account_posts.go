package fanvuetest

import (
	"cmp"
	"slices"

	"github.com/fanvue-go/fanvue"
)

// AddPost adds a published post and returns its id. It takes the UUID, Audience,
// Text, MediaUUIDs, Price, PublishedAt and IsPinned of p. Media are added to the
// account's library.
func (a *Account) AddPost(p fanvue.Post) string {
	at, unlock := a.change()
	defer unlock()
	added := &post{
		number: a.state.nextNumber(), uuid: cmp.Or(p.UUID, a.state.newUUID()), content: content{text: p.Text},
		audience:  string(cmp.Or(p.Audience, fanvue.AudienceFollowersAndSubscribers)),
		createdAt: at, publishedAt: at, pinned: p.IsPinned,
	}
	if !p.PublishedAt.IsZero() {
		added.createdAt, added.publishedAt = p.PublishedAt.Time, p.PublishedAt.Time
	}
	added.media = a.addAllMedia(p.MediaUUIDs, at)
	if p.Price != nil {
		added.price = *p.Price
	}
	a.state.customIDs[added.uuid] = true
	a.feed.posts = append(a.feed.posts, added)
	return added.uuid
}

// AddComment adds a comment of a user on a post of the account, and returns the
// id of the comment.
func (a *Account) AddComment(postUUID, userUUID, text string) string {
	at, unlock := a.change()
	defer unlock()
	by, about := a.mustContact(userUUID), a.mustPost(postUUID)
	added := &comment{uuid: a.state.newUUID(), text: text, createdAt: at, by: by}
	about.comments = insertSorted(about.comments, added, func(x, y *comment) int { return x.createdAt.Compare(y.createdAt) })
	a.notify(fanvue.NotificationPostComment, by, at, struct{}{})
	return added.uuid
}

// AddLike adds a like of a user for a post of the account. Liking twice changes
// nothing.
func (a *Account) AddLike(postUUID, userUUID string) {
	at, unlock := a.change()
	defer unlock()
	by, about := a.mustContact(userUUID), a.mustPost(postUUID)
	if slices.ContainsFunc(about.likes, func(l *like) bool { return l.by == by }) {
		return
	}
	about.likes = insertSorted(about.likes, &like{at, by}, func(x, y *like) int { return x.createdAt.Compare(y.createdAt) })
	a.notify(fanvue.NotificationPostLike, by, at, struct{}{})
}

// mustPost returns a post of the account.
func (a *Account) mustPost(uuid string) *post {
	p := a.feed.post(uuid)
	if p == nil {
		a.state.fail("the account %q has no post %q; add the post first, with AddPost", a.handle, uuid)
	}
	return p
}
