package fanvuetest

import (
	"cmp"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

func postHandlers() map[fanvue.OperationName]handler {
	return map[fanvue.OperationName]handler{
		fanvue.OpPostsList:          listPosts,
		fanvue.OpPostsGet:           getPost,
		fanvue.OpPostsCreate:        createPost,
		fanvue.OpPostsUpdate:        updatePost,
		fanvue.OpPostsDelete:        deletePost,
		fanvue.OpPostsPin:           pinPost,
		fanvue.OpPostsUnpin:         unpinPost,
		fanvue.OpPostsRepost:        repost,
		fanvue.OpPostsComments:      listComments,
		fanvue.OpPostsCreateComment: createComment,
		fanvue.OpPostsDeleteComment: deleteComment,
		fanvue.OpPostsLikes:         listLikes,
		fanvue.OpPostsTips:          listTips,
	}
}

// feed holds the posts of an account.
type feed struct {
	posts       []*post
	collections []*collection // oldest first
}

// post is an entry of a feed. A post that is neither scheduled nor published is
// a draft.
type post struct {
	number int // of what was published at the same time, the higher is the newer
	uuid   string
	content
	audience    string
	previewUUID string // empty for none
	createdAt   time.Time
	publishAt   time.Time // zero: not scheduled
	publishedAt time.Time // zero: not yet
	expiresAt   time.Time // zero: never
	expired     bool
	pinned      bool
	collections []*collection
	comments    []*comment // oldest first, as what follows
	likes       []*like
	tips        []*payment
}

func (p *post) publish(at time.Time) { p.publishedAt, p.publishAt = at, time.Time{} }

// schedulePost publishes a post when it is due and hides it when it expires,
// unless it was changed before.
func (st *state) schedulePost(p *post) {
	if !p.publishAt.IsZero() {
		st.schedule(p.publishAt, func(at time.Time) {
			if p.publishAt.Equal(at) {
				p.publish(at)
			}
		})
	}
	if !p.expiresAt.IsZero() {
		st.schedule(p.expiresAt, func(at time.Time) { p.expired = p.expiresAt.Equal(at) })
	}
}

// place returns the time by which a post is sorted: for a scheduled post, that
// of its publication.
func (p *post) place() time.Time {
	switch {
	case !p.publishedAt.IsZero():
		return p.publishedAt
	case !p.publishAt.IsZero():
		return p.publishAt
	}
	return p.createdAt
}

// feed returns the feed of the call's account.
func (c *call) feed() *feed { return &c.account.feed }

// post returns the post in the path, or nil.
func (c *call) post() *post { return c.feed().post(c.path["uuid"]) }

// post returns a post of the feed, or nil.
func (f *feed) post(uuid string) *post {
	for _, p := range f.posts {
		if p.uuid == uuid {
			return p
		}
	}
	return nil
}

func postNotFound() *response { return notFound("Post not found") }

// createdPostBody is the response to creating a post.
type createdPostBody struct {
	Audience         string  `json:"audience"`
	CreatedAt        string  `json:"createdAt"`
	ExpiresAt        *string `json:"expiresAt"`
	MediaPreviewUUID *string `json:"mediaPreviewUuid"`
	Price            *int64  `json:"price"`
	PublishAt        *string `json:"publishAt"`
	PublishedAt      *string `json:"publishedAt"`
	Text             *string `json:"text"`
	UUID             string  `json:"uuid"`
}

func (p *post) createdBody() createdPostBody {
	return createdPostBody{
		Audience:         p.audience,
		CreatedAt:        formatTime(p.createdAt),
		ExpiresAt:        timeOrNull(p.expiresAt),
		MediaPreviewUUID: valueOrNull(p.previewUUID),
		Price:            valueOrNull(int64(p.price)),
		PublishAt:        timeOrNull(p.publishAt),
		PublishedAt:      timeOrNull(p.publishedAt),
		Text:             valueOrNull(p.text),
		UUID:             p.uuid,
	}
}

type postBody struct {
	createdPostBody
	Collections   []postCollectionBody `json:"collections"`
	CommentsCount int                  `json:"commentsCount"`
	IsPinned      bool                 `json:"isPinned"`
	LikesCount    int                  `json:"likesCount"`
	MediaUUIDs    []string             `json:"mediaUuids"`
	Tips          postTipsBody         `json:"tips"`
}

type postCollectionBody struct {
	Label string `json:"label"`
	UUID  string `json:"uuid"`
}

type postTipsBody struct {
	Count      int   `json:"count"`
	TotalGross int64 `json:"totalGross"`
	TotalNet   int64 `json:"totalNet"`
}

func (p *post) body() postBody {
	body := postBody{
		createdPostBody: p.createdBody(),
		Collections: mapItems(p.collections, func(k *collection) postCollectionBody {
			return postCollectionBody{k.label, k.uuid}
		}),
		CommentsCount: len(p.comments),
		IsPinned:      p.pinned,
		LikesCount:    len(p.likes),
		MediaUUIDs:    p.mediaUUIDs(),
	}
	for _, paid := range p.tips {
		body.Tips.Count++
		body.Tips.TotalGross += int64(paid.gross)
		body.Tips.TotalNet += int64(paid.net())
	}
	return body
}

// listPosts returns the pinned posts first, and the newest first within both
// groups.
func listPosts(c *call) *response {
	q := c.parameters()
	p := q.page()
	withUnpublished := q.flag("includeUnpublished", true)
	if problem := q.rejection(); problem != nil {
		return problem
	}
	items := cached(c, q.listKey(), func() []*post {
		var items []*post
		for _, entry := range c.feed().posts {
			if !entry.expired && (withUnpublished || !entry.publishedAt.IsZero()) {
				items = append(items, entry)
			}
		}
		slices.SortFunc(items, func(x, y *post) int {
			return cmp.Or(compareBools(y.pinned, x.pinned), y.place().Compare(x.place()), cmp.Compare(y.number, x.number))
		})
		return items
	})
	return pageOf(items, p, (*post).body)
}

func getPost(c *call) *response {
	p := c.post()
	if p == nil {
		return postNotFound()
	}
	return ok(p.body())
}

func pinPost(c *call) *response { return c.setPinned(true) }

func unpinPost(c *call) *response { return c.setPinned(false) }

// setPinned succeeds when the post is already in that state.
func (c *call) setPinned(pinned bool) *response {
	p := c.post()
	if p == nil {
		return postNotFound()
	}
	p.pinned = pinned
	return ok(p.body())
}

// repost refuses a post that was never published. What the API does then is not
// documented.
func repost(c *call) *response {
	p := c.post()
	if p == nil {
		return postNotFound()
	}
	if p.publishedAt.IsZero() {
		return badRequest("Only a published post can be reposted")
	}
	p.publishedAt, p.number = c.now, c.state.nextNumber()
	return ok(p.body())
}

func deletePost(c *call) *response {
	p := c.post()
	if p == nil {
		return postNotFound()
	}
	f := c.feed()
	f.posts = slices.DeleteFunc(f.posts, func(other *post) bool { return other == p })
	return noContent()
}
