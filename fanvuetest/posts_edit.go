package fanvuetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

// audiences returns the possible audiences of a post.
func audiences() []string {
	return plain([]fanvue.Audience{fanvue.AudienceSubscribers, fanvue.AudienceFollowersAndSubscribers})
}

// postFields are the fields of a post in a request body.
type postFields struct {
	audience                    string // empty: not given
	text, previewUUID           string
	mediaUUIDs, collectionUUIDs []string
	price                       fanvue.Cents
	publishAt, expiresAt        time.Time
	sets                        map[string]bool
}

func readPostFields(f *fields, now time.Time) postFields {
	p := postFields{sets: make(map[string]bool)}
	for name := range f.raw {
		p.sets[name] = true
	}
	p.audience = f.choice("audience", audiences()...)
	p.text, _ = f.text("text", 0, maxText)
	p.mediaUUIDs, _ = f.ids("mediaUuids", 0, maxMedia)
	p.previewUUID, _ = f.id("mediaPreviewUuid")
	p.price, _ = f.price()
	p.publishAt, _ = f.futureTime("publishAt", "publishAt", now)
	p.expiresAt, _ = f.futureTime("expiresAt", "expiresAt", now)
	p.collectionUUIDs, _ = f.ids("collectionUuids", 0, maxMedia)
	return p
}

// apply changes a post, or returns the error of invalid fields.
func (given postFields) apply(a *account, p *post) (problem *response) {
	if given.sets["audience"] {
		p.audience = given.audience
	}
	if given.sets["text"] {
		p.text = given.text
	}
	if given.sets["mediaUuids"] {
		if p.media, problem = a.fromLibrary(given.mediaUUIDs); problem != nil {
			return problem
		}
	}
	if given.sets["mediaPreviewUuid"] {
		p.previewUUID = given.previewUUID
		if problem := a.checkPreview(p.previewUUID); problem != nil {
			return problem
		}
	}
	if given.sets["price"] {
		p.price = given.price
	}
	if given.sets["expiresAt"] {
		p.expiresAt = given.expiresAt
	}
	if given.sets["collectionUuids"] {
		if p.collections, problem = a.feed.pick(given.collectionUUIDs); problem != nil {
			return problem
		}
	}
	return p.checkSale()
}

// pick returns collections by their ids.
func (f *feed) pick(uuids []string) ([]*collection, *response) {
	var picked []*collection
	for _, uuid := range uuids {
		k := f.collection(uuid)
		if k == nil {
			return nil, badRequest(fmt.Sprintf("The collection %s does not exist", uuid))
		}
		if !slices.Contains(picked, k) {
			picked = append(picked, k)
		}
	}
	return picked, nil
}

// createPost publishes a post at once unless it is scheduled.
func createPost(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	f.require("audience")
	given := readPostFields(f, c.now)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	p := &post{number: c.state.nextNumber(), createdAt: c.now, publishAt: given.publishAt}
	if problem := given.apply(c.account, p); problem != nil {
		return problem
	}
	if p.publishAt.IsZero() {
		p.publish(c.now)
	}
	p.uuid = c.state.newUUID()
	posts := &c.feed().posts
	*posts = append(*posts, p)
	c.state.schedulePost(p)
	return created(p.createdBody())
}

// updatePost changes the fields of the body. Null clears a field; a null
// publishAt publishes a scheduled post. A published post cannot be scheduled:
// what the API does then is not documented.
func updatePost(c *call) *response {
	f, problem := c.fields()
	if problem != nil {
		return problem
	}
	given := readPostUpdate(f, c.now)
	if problem := f.rejection(); problem != nil {
		return problem
	}
	p := c.post()
	if p == nil {
		return postNotFound()
	}
	if !given.publishAt.IsZero() && !p.publishedAt.IsZero() {
		return badRequest("A published post cannot be scheduled")
	}
	changed := *p
	if problem := given.apply(c.account, &changed); problem != nil {
		return problem
	}
	switch {
	case !given.publishAt.IsZero():
		changed.publishAt = given.publishAt
	case given.sets["publishAt"] && !changed.publishAt.IsZero():
		changed.publish(c.now)
	}
	changed.expired = changed.expired && changed.expiresAt.Equal(p.expiresAt)
	*p = changed
	c.state.schedulePost(p)
	return ok(p.body())
}

// readPostUpdate reads the fields. Some may be null, which clears them.
func readPostUpdate(f *fields, now time.Time) postFields {
	var cleared []string
	for _, name := range []string{"text", "mediaPreviewUuid", "price", "publishAt", "expiresAt", "collectionUuids"} {
		if f.isNull(name) {
			cleared = append(cleared, name)
		}
	}
	f.nullable(cleared...)
	given := readPostFields(f, now)
	for _, name := range cleared {
		given.sets[name] = true
	}
	return given
}
