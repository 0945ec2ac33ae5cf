package fanvuetest

import (
	"cmp"
	"fmt"

	"github.com/fanvue-go/fanvue"
)

// AddExpiredSubscriber adds a user whose subscription has ended, and returns
// the id. What user leaves empty is made up.
func (a *Account) AddExpiredSubscriber(user fanvue.User) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	former := a.contact(user, now)
	former.subscription = subscription{since: now.Add(-subscriptionPeriod), expired: true}
	return former.uuid
}

// AddPost adds a published post and returns its id. It takes the UUID, Audience,
// Text, MediaUUIDs, Price, PublishedAt and IsPinned of p, of which all but the
// Text are made up or left out when they are empty. Media are added to the
// account's library.
func (a *Account) AddPost(p fanvue.Post) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	added := &post{
		number: a.state.nextNumber(), uuid: cmp.Or(p.UUID, a.state.newUUID()), content: content{text: p.Text},
		audience:  string(cmp.Or(p.Audience, fanvue.AudienceFollowersAndSubscribers)),
		createdAt: now, publishedAt: now, pinned: p.IsPinned,
	}
	if !p.PublishedAt.IsZero() {
		added.createdAt, added.publishedAt = p.PublishedAt.Time, p.PublishedAt.Time
	}
	added.media = a.addAllMedia(p.MediaUUIDs, now)
	if p.Price != nil {
		added.price = *p.Price
	}
	a.state.customIDs[added.uuid] = true
	a.feed.posts = append(a.feed.posts, added)
	return added.uuid
}

// AddComment lets a user comment on a post of the account, and returns the id
// of the comment. It panics when there is no such post.
func (a *Account) AddComment(postUUID, userUUID, text string) string {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	said := &comment{uuid: a.state.newUUID(), text: text, createdAt: now, by: a.mustContact(userUUID)}
	about := a.mustPost(postUUID)
	about.comments = append(about.comments, said)
	return said.uuid
}

// AddTip lets a user tip a post of the account, which shows in the earnings as
// well. It panics when there is no such post.
func (a *Account) AddTip(postUUID, userUUID string, gross fanvue.Cents) {
	now := a.state.lock()
	defer a.state.mu.Unlock()
	by, about := a.mustContact(userUUID), a.mustPost(postUUID)
	about.tips = append(about.tips, &tip{now, gross, by})
	a.record(by, fanvue.EarningTip, gross, now).postUUID = postUUID
	by.hasTipped = true
	by.spent += gross
	a.profile.earned += gross
	a.profile.balance += gross
}

// mustHavePost is for the exported methods.
func (a *Account) mustPost(uuid string) *post {
	p := a.feed.post(uuid)
	if p == nil {
		panic(fmt.Sprintf("fanvuetest: the account %q has no post %q; add the post first", a.handle, uuid))
	}
	return p
}
