package fanvue

import (
	"context"
	"iter"
	"net/http"
	"slices"
)

// Operations on posts.
const (
	OpPostsList          OperationName = "Posts.List"
	OpPostsGet           OperationName = "Posts.Get"
	OpPostsCreate        OperationName = "Posts.Create"
	OpPostsUpdate        OperationName = "Posts.Update"
	OpPostsDelete        OperationName = "Posts.Delete"
	OpPostsPin           OperationName = "Posts.Pin"
	OpPostsUnpin         OperationName = "Posts.Unpin"
	OpPostsRepost        OperationName = "Posts.Repost"
	OpCreatorPostsList   OperationName = "Creator.Posts.List"
	OpCreatorPostsCreate OperationName = "Creator.Posts.Create"
	OpCreatorPostsUpdate OperationName = "Creator.Posts.Update"
	OpCreatorPostsDelete OperationName = "Creator.Posts.Delete"
	OpCreatorPostsPin    OperationName = "Creator.Posts.Pin"
	OpCreatorPostsUnpin  OperationName = "Creator.Posts.Unpin"
	OpCreatorPostsRepost OperationName = "Creator.Posts.Repost"
)

var (
	opPostsList = declare(Operation{
		Name: OpPostsList, Method: http.MethodGet, Path: "/posts",
		Scopes: []Scope{ScopeReadPost}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opPostsGet = declare(Operation{
		Name: OpPostsGet, Method: http.MethodGet, Path: "/posts/{uuid}",
		Scopes: []Scope{ScopeReadPost}, Idempotent: true,
	})
	opPostsCreate = declare(Operation{
		Name: OpPostsCreate, Method: http.MethodPost, Path: "/posts",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator,
	})
	opPostsUpdate = declare(Operation{
		Name: OpPostsUpdate, Method: http.MethodPatch, Path: "/posts/{uuid}",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
	opPostsDelete = declare(Operation{
		Name: OpPostsDelete, Method: http.MethodDelete, Path: "/posts/{uuid}",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
	opPostsPin = declare(Operation{
		Name: OpPostsPin, Method: http.MethodPost, Path: "/posts/{uuid}/pin",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator,
	})
	opPostsUnpin = declare(Operation{
		Name: OpPostsUnpin, Method: http.MethodDelete, Path: "/posts/{uuid}/pin",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
	opPostsRepost = declare(Operation{
		Name: OpPostsRepost, Method: http.MethodPost, Path: "/posts/{uuid}/repost",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator,
	})
)

// Audience is who may see a post. More values may come.
type Audience string

// The documented audiences.
const (
	AudienceSubscribers             Audience = "subscribers"
	AudienceFollowersAndSubscribers Audience = "followers-and-subscribers"
)

// Post is an entry of the feed.
type Post struct {
	UUID     string   `json:"uuid"`
	Audience Audience `json:"audience"`
	// Text is empty when there is none.
	Text string `json:"text"`
	// MediaUUIDs are the attached media in the order of display.
	MediaUUIDs []string `json:"mediaUuids"`
	// MediaPreviewUUID is what is shown before a purchase; empty for none.
	MediaPreviewUUID string `json:"mediaPreviewUuid"`
	// Price is what it costs to see the media, in US cents; nil when free.
	Price *Cents `json:"price"`
	// CreatedAt is always there.
	CreatedAt Timestamp `json:"createdAt"`
	// PublishAt is when it will be published; zero when it is not scheduled.
	PublishAt Timestamp `json:"publishAt"`
	// PublishedAt is zero before it is published.
	PublishedAt Timestamp `json:"publishedAt"`
	// ExpiresAt is when it disappears; zero for never.
	ExpiresAt Timestamp `json:"expiresAt"`
	// IsPinned says that it is at the top of the feed.
	IsPinned      bool `json:"isPinned"`
	CommentsCount int  `json:"commentsCount"`
	LikesCount    int  `json:"likesCount"`
	// Tips are what it brought in tips.
	Tips PostTips `json:"tips"`
	// Collections are those that it is in.
	Collections []PostCollection `json:"collections"`
}

func (p *Post) checkComplete() error { return requireID("post", p.UUID) }

// PostTips are the tips of a post, in sum.
type PostTips struct {
	// Count is how many were paid.
	Count int `json:"count"`
	// TotalGross is what fans paid, in US cents.
	TotalGross Cents `json:"totalGross"`
	// TotalNet is what is left of it after Fanvue's fees, in US cents.
	TotalNet Cents `json:"totalNet"`
}

// PostCollection is a collection that a post is in.
type PostCollection struct {
	UUID string `json:"uuid"`
	// Label is the collection's name.
	Label string `json:"label"`
}

// PostListOptions choose a page of posts.
type PostListOptions struct {
	// Size is the number of rows on a page, 1 to 50. 0 means the server's
	// default for List (15) and 50 for All.
	Size int
	// After is the Next token of the page before.
	After PageToken
	// PublishedOnly leaves out drafts and scheduled posts.
	PublishedOnly bool
}

func (o PostListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.flag("includeUnpublished", !o.PublishedOnly)
}

// PostParams are a post to publish or to schedule.
type PostParams struct {
	// Audience is who may see it.
	Audience Audience `json:"audience"`
	// Text has at most 5000 characters.
	Text string `json:"text,omitempty"`
	// MediaUUIDs are media of the account's library, in the order of display.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// MediaPreviewUUID is what everybody sees for free before paying.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty"`
	// Price is what it costs to see the media, in US cents, at least 300; 0 is
	// free. It takes media.
	Price Cents `json:"price,omitempty"`
	// PublishAt publishes it later, and is in the future; zero publishes it now.
	PublishAt Timestamp `json:"publishAt,omitzero"`
	// ExpiresAt makes it disappear; zero means never.
	ExpiresAt Timestamp `json:"expiresAt,omitzero"`
	// CollectionUUIDs are the collections to put it in.
	CollectionUUIDs []string `json:"collectionUuids,omitempty"`
}

func (p PostParams) validate() *ArgumentError {
	switch {
	case p.Audience == "":
		return invalid("Audience", "must not be empty; it is AudienceSubscribers or AudienceFollowersAndSubscribers")
	case p.Price != 0 && len(p.MediaUUIDs) == 0:
		return nothingToSell()
	}
	if problem := checkItems("CollectionUUIDs", p.CollectionUUIDs); problem != nil {
		return problem
	}
	return checkContent(p.Text, p.MediaUUIDs, p.Price)
}

// PostUpdate changes a post. What is absent stays as it is.
type PostUpdate struct {
	// Audience is who may see it; null has no meaning.
	Audience Opt[Audience] `json:"audience,omitzero"`
	// Text has at most 5000 characters; null removes it.
	Text Opt[string] `json:"text,omitzero"`
	// MediaUUIDs replaces all media; null has no meaning.
	MediaUUIDs Opt[[]string] `json:"mediaUuids,omitzero"`
	// MediaPreviewUUID is what is shown before a purchase; null removes it.
	MediaPreviewUUID Opt[string] `json:"mediaPreviewUuid,omitzero"`
	// Price is in US cents, at least 300, and takes media; null makes the post
	// free.
	Price Opt[Cents] `json:"price,omitzero"`
	// PublishAt moves the publication; null publishes a scheduled post at once.
	PublishAt Opt[Timestamp] `json:"publishAt,omitzero"`
	// ExpiresAt makes the post disappear; null keeps it for good.
	ExpiresAt Opt[Timestamp] `json:"expiresAt,omitzero"`
	// CollectionUUIDs replaces the collections; null removes the post from
	// all.
	CollectionUUIDs Opt[[]string] `json:"collectionUuids,omitzero"`
}

func (u PostUpdate) validate() *ArgumentError {
	audience, _ := u.Audience.Get()
	text, _ := u.Text.Get()
	media, _ := u.MediaUUIDs.Get()
	price, priced := u.Price.Get()
	publishAt, scheduling := u.PublishAt.Get()
	expiresAt, expiring := u.ExpiresAt.Get()
	collections, _ := u.CollectionUUIDs.Get()
	preview, previewing := u.MediaPreviewUUID.Get()
	given := []bool{
		!u.Audience.IsZero(), !u.Text.IsZero(), !u.MediaUUIDs.IsZero(), !u.MediaPreviewUUID.IsZero(),
		!u.Price.IsZero(), !u.PublishAt.IsZero(), !u.ExpiresAt.IsZero(), !u.CollectionUUIDs.IsZero(),
	}
	switch {
	case !slices.Contains(given, true):
		return invalid("PostUpdate", "changes nothing")
	case !u.Audience.IsZero() && audience == "":
		return invalid("Audience", "must be AudienceSubscribers or AudienceFollowersAndSubscribers")
	case u.MediaUUIDs.IsNull():
		return invalid("MediaUUIDs", "cannot be null; an empty list removes the media")
	case previewing && preview == "":
		return invalid("MediaPreviewUUID", "must not be empty; null removes it")
	case priced && price == 0:
		return invalid("Price", "cannot be 0; null makes the post free")
	case priced && !u.MediaUUIDs.IsZero() && len(media) == 0:
		return nothingToSell()
	case scheduling && publishAt.IsZero():
		return invalid("PublishAt", "must be a time; null publishes at once")
	case expiring && expiresAt.IsZero():
		return invalid("ExpiresAt", "must be a time; null keeps the post for good")
	}
	if problem := checkItems("CollectionUUIDs", collections); problem != nil {
		return problem
	}
	return checkContent(text, media, price)
}

// postsCore is what the own account and a managed creator share.
type postsCore struct{ service }

// List returns a page of the posts: pinned ones first, then the newest. Drafts
// and scheduled posts are among them unless told otherwise.
//
// Calls GET /posts. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) List(ctx context.Context, opts *PostListOptions) (*Page[Post], error) {
	return list[Post](ctx, options(s.request(opPostsList), opts))
}

// All walks the posts: pinned ones first, then the newest. Drafts and
// scheduled posts are among them unless told otherwise.
//
// Calls GET /posts. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) All(ctx context.Context, opts *PostListOptions) iter.Seq2[Post, error] {
	return all[Post](ctx, options(s.request(opPostsList), opts))
}

// Create publishes a post, or schedules it. It is created at most once: when
// the answer is lost the error is an [*OutcomeUnknownError], and the list of
// posts tells whether it is there. The answer may leave out what the post does
// not have yet: counts, tips, media and collections.
//
// Calls POST /posts. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Create(ctx context.Context, params PostParams) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsCreate).with(params))
}

// Update changes a post and returns it.
//
// Calls PATCH /posts/{uuid}. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Update(ctx context.Context, postUUID string, update PostUpdate) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsUpdate, postUUID).with(update))
}

// Delete removes a post.
//
// Calls DELETE /posts/{uuid}. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Delete(ctx context.Context, postUUID string) error {
	return s.request(opPostsDelete, postUUID).do(ctx, nil)
}

// Pin puts a post at the top of the feed and returns it.
//
// Calls POST /posts/{uuid}/pin. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Pin(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsPin, postUUID))
}

// Unpin takes a post from the top of the feed and returns it.
//
// Calls DELETE /posts/{uuid}/pin. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Unpin(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsUnpin, postUUID))
}

// Repost publishes a post anew, as of now, and returns it. It stays the same
// post.
//
// Calls POST /posts/{uuid}/repost. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Repost(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsRepost, postUUID))
}

// PostsService is the account's posts.
type PostsService struct{ postsCore }

// Get returns one of the account's own posts.
//
// Calls GET /posts/{uuid}. Scopes: read:post.
func (s PostsService) Get(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsGet, postUUID))
}

// CreatorPostsService is the posts of a managed creator.
type CreatorPostsService struct{ postsCore }
