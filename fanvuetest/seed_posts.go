package fanvuetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Ids of the seeded posts. A managed creator has the same posts with other ids.
const (
	// PostUUID is a pinned post of MeUUID with comments, likes and tips, in the
	// collection CollectionUUID.
	PostUUID = "20000000-0000-4000-8000-000000000001"
	// PricedPostUUID is a post whose media have a price.
	PricedPostUUID = "20000000-0000-4000-8000-000000000002"
	// ScheduledPostUUID is a post that will be published in two days.
	ScheduledPostUUID = "20000000-0000-4000-8000-000000000003"
	// CommentUUID is a comment by FanUUID on PostUUID.
	CommentUUID = "21000000-0000-4000-8000-000000000001"
	// CollectionUUID is a collection that has posts.
	CollectionUUID = "22000000-0000-4000-8000-000000000001"
	// CreatorPostUUID is the pinned post of CreatorUUID.
	CreatorPostUUID = "20000000-0000-4000-8000-000000000101"
	// CreatorCommentUUID is a comment by CreatorFanUUID on CreatorPostUUID.
	CreatorCommentUUID = "21000000-0000-4000-8000-000000000101"
)

// seedUUID returns a fixed id: the default account counts from 1, the first
// managed creator from 101 and so on.
func (a *account) seedUUID(prefix string, n int) string {
	return fmt.Sprintf("%s000000-0000-4000-8000-%012d", prefix, 100*a.seedNumber()+n)
}

// seedNumber is 0 for the default account, 1 for the first managed creator and so
// on.
func (a *account) seedNumber() int {
	if a == a.state.me {
		return 0
	}
	return 1 + slices.Index(a.state.me.agency.creators, a)
}

// seedFeed adds posts of every kind. The account must have fans and media.
func (a *account) seedPosts(now time.Time) {
	first, second := a.library[0], a.library[min(1, len(a.library)-1)]
	travel, studio := a.seedCollection("Travel", now.Add(-80*day)), a.seedCollection("Studio", now.Add(-20*day))

	pinned := a.seedPost(now.Add(-60*day), content{text: "Welcome! New sets every Friday.", media: []*media{first}})
	pinned.pinned = true
	pinned.collections = []*collection{travel}
	a.seedReactions(pinned, now)

	priced := a.seedPost(now.Add(-7*day), content{text: "The whole tour, uncut.", media: []*media{second, first}, price: 1500})
	priced.audience = string(fanvue.AudienceSubscribers)
	priced.previewUUID = first.uuid
	priced.collections = []*collection{travel, studio}

	scheduled := a.seedPost(now.Add(-3*time.Hour), content{text: "Friday's set is here."})
	scheduled.publishAt, scheduled.publishedAt = now.Add(2*day), time.Time{}
	a.state.schedulePost(scheduled)

	draft := a.seedPost(now.Add(-30*time.Hour), content{text: "Ideas for the summer"})
	draft.publishedAt = time.Time{}

	expiring := a.seedPost(now.Add(-6*time.Hour), content{text: "Only for today: ask me anything."})
	expiring.expiresAt = now.Add(18 * time.Hour)
	a.state.schedulePost(expiring)

	for i := range 12 {
		older := a.seedPost(now.Add(-time.Duration(7*i+8)*day), content{text: fmt.Sprintf("Friday set no. %d", 12-i), media: []*media{first}})
		older.likes = []*like{{older.createdAt.Add(time.Hour), a.contacts[i%len(a.contacts)]}}
	}
}

// seedPost adds a post for every audience, published when it was created.
func (a *account) seedPost(at time.Time, shown content) *post {
	added := &post{
		number: a.state.nextNumber(), uuid: a.seedUUID("20", len(a.feed.posts)+1), content: shown,
		audience: string(fanvue.AudienceFollowersAndSubscribers), createdAt: at, publishedAt: at,
	}
	a.feed.posts = append(a.feed.posts, added)
	return added
}

func (a *account) seedCollection(label string, at time.Time) *collection {
	added := &collection{uuid: a.seedUUID("22", len(a.feed.collections)+1), label: label, createdAt: at}
	a.feed.collections = append(a.feed.collections, added)
	return added
}

// seedReactions adds reactions of three fans, of the account itself, and of a
// user whose account was deleted.
func (a *account) seedReactions(p *post, now time.Time) {
	fans := a.contacts[:3]
	say := func(by *contact, age time.Duration, text string) *comment {
		added := &comment{uuid: a.seedUUID("21", len(p.comments)+1), text: text, createdAt: now.Add(-age), by: by}
		p.comments = append(p.comments, added)
		return added
	}
	say(fans[0], 50*day, "Found you through a friend.").updatedAt = now.Add(-49 * day)
	say(nil, 40*day, "See you around.")
	say(fans[1], 30*day, "Best light on here.")
	say(a.self(), 29*day, "Thank you all!")
	for i, by := range []*contact{fans[0], nil, fans[1], fans[2]} {
		p.likes = append(p.likes, &like{now.Add(-time.Duration(58-i) * day), by})
	}
}
