package fanvue

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"time"
)

// Names of the operations on posts.
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

// Audience is the group of users who may see a post. More values may come.
type Audience string

// The documented audiences.
const (
	AudienceSubscribers             Audience = "subscribers"
	AudienceFollowersAndSubscribers Audience = "followers-and-subscribers"
)

// Post is an entry of the account's feed.
type Post struct {
	UUID     string   `json:"uuid"`
	Audience Audience `json:"audience"`
	// Text is empty if there is none.
	Text string `json:"text"`
	// MediaUUIDs lists the attached media in display order.
	MediaUUIDs []string `json:"mediaUuids"`
	// MediaPreviewUUID is the media item that is shown before a purchase; empty
	// if there is none.
	MediaPreviewUUID string `json:"mediaPreviewUuid"`
	// Price is the price of the media, in US cents; nil if they are free.
	Price *Cents `json:"price"`
	// CreatedAt is when the post was created; never null.
	CreatedAt Timestamp `json:"createdAt"`
	// PublishAt is the scheduled time of publication; zero if the post is not
	// scheduled.
	PublishAt Timestamp `json:"publishAt"`
	// PublishedAt is zero until the post is published.
	PublishedAt Timestamp `json:"publishedAt"`
	// ExpiresAt is when the post disappears; zero means never.
	ExpiresAt Timestamp `json:"expiresAt"`
	// IsPinned reports whether the post is pinned to the top of the feed.
	IsPinned      bool `json:"isPinned"`
	CommentsCount int  `json:"commentsCount"`
	LikesCount    int  `json:"likesCount"`
	// Tips holds the sum of the tips for the post.
	Tips PostTips `json:"tips"`
	// Collections lists the collections that contain the post.
	Collections []PostCollection `json:"collections"`
}

func (Post) required() []string { return []string{"uuid"} }

// PostTips holds the sum of the tips for a post.
type PostTips struct {
	// Count is the number of tips.
	Count int `json:"count"`
	// TotalGross is what fans paid, in US cents.
	TotalGross Cents `json:"totalGross"`
	// TotalNet is TotalGross minus Fanvue's fees, in US cents.
	TotalNet Cents `json:"totalNet"`
}

// PostCollection is a collection that contains a post.
type PostCollection struct {
	UUID string `json:"uuid"`
	// Label is the name of the collection.
	Label string `json:"label"`
}

// PostListOptions specifies a page of posts.
type PostListOptions struct {
	// Size is the number of items per page, 1 to 50. Zero means the server's
	// default of 15 for List and 50 for All.
	Size int
	// After is the Next token of the previous page; empty means the first page.
	After PageToken
	// PublishedOnly omits drafts and scheduled posts.
	PublishedOnly bool
}

func (o PostListOptions) encode(q *query) {
	q.page(o.Size, o.After)
	q.flag("includeUnpublished", !o.PublishedOnly)
}

// PostParams holds a post to publish or schedule.
type PostParams struct {
	// Audience is the group of users who may see the post. It is required.
	Audience Audience `json:"audience"`
	// Text has at most 5000 characters.
	Text string `json:"text,omitempty"`
	// MediaUUIDs lists media of the account's library, in display order.
	MediaUUIDs []string `json:"mediaUuids,omitempty"`
	// MediaPreviewUUID is the media item that everyone sees before paying;
	// empty means none.
	MediaPreviewUUID string `json:"mediaPreviewUuid,omitempty"`
	// Price is the price of the media, in US cents, at least 300; 0 means free.
	// It requires media.
	Price Cents `json:"price,omitempty"`
	// PublishAt schedules the post for a time in the future; zero publishes it
	// now.
	PublishAt time.Time `json:"publishAt,omitzero"`
	// ExpiresAt is when the post disappears; zero means never.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
	// CollectionUUIDs lists the collections to add the post to.
	CollectionUUIDs []string `json:"collectionUuids,omitempty"`
}

// MarshalJSON encodes p as the API expects it, with times as a [Timestamp] has
// them.
func (p PostParams) MarshalJSON() ([]byte, error) {
	type members PostParams
	return encodeJSON(struct {
		members
		PublishAt Timestamp `json:"publishAt,omitzero"`
		ExpiresAt Timestamp `json:"expiresAt,omitzero"`
	}{members(p), NewTimestamp(p.PublishAt), NewTimestamp(p.ExpiresAt)})
}

func (p PostParams) validate() *ArgumentError {
	switch {
	case p.Audience == "":
		return invalid("Audience", "is required; use AudienceSubscribers or AudienceFollowersAndSubscribers")
	case p.Price != 0 && len(p.MediaUUIDs) == 0:
		return nothingToSell()
	}
	if problem := checkItems("CollectionUUIDs", p.CollectionUUIDs); problem != nil {
		return problem
	}
	return checkContent(p.Text, p.MediaUUIDs, p.Price)
}

// PostUpdate holds the changes to a post. An absent field leaves the value
// unchanged.
type PostUpdate struct {
	// Audience is the group of users who may see the post; null is rejected.
	Audience Opt[Audience] `json:"audience,omitzero"`
	// Text has at most 5000 characters; null removes it.
	Text Opt[string] `json:"text,omitzero"`
	// MediaUUIDs replaces all media, and an empty list removes them; null is
	// rejected.
	MediaUUIDs Opt[[]string] `json:"mediaUuids,omitzero"`
	// MediaPreviewUUID is the media item that is shown before a purchase; null
	// removes it.
	MediaPreviewUUID Opt[string] `json:"mediaPreviewUuid,omitzero"`
	// Price is in US cents, at least 300, and requires media; null makes the
	// post free.
	Price Opt[Cents] `json:"price,omitzero"`
	// PublishAt reschedules the post; null publishes a scheduled post
	// immediately.
	PublishAt Opt[time.Time] `json:"publishAt,omitzero"`
	// ExpiresAt is when the post disappears; null means never.
	ExpiresAt Opt[time.Time] `json:"expiresAt,omitzero"`
	// CollectionUUIDs replaces all collections of the post; null removes it
	// from all collections.
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
		return invalid("PublishAt", "must be a time; null publishes immediately")
	case expiring && expiresAt.IsZero():
		return invalid("ExpiresAt", "must be a time; null means never")
	}
	if problem := checkItems("CollectionUUIDs", collections); problem != nil {
		return problem
	}
	return checkContent(text, media, price)
}

// postsCore has the methods that the caller's own account and a managed creator
// share.
type postsCore struct{ service }

// List returns a page of the posts: pinned posts first, then the newest. It
// includes drafts and scheduled posts unless PublishedOnly is set.
//
// Calls GET /posts. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) List(ctx context.Context, opts *PostListOptions) (*Page[Post], error) {
	return list[Post](ctx, options(s.request(opPostsList), opts))
}

// All returns an iterator over the posts: pinned posts first, then the newest.
// It includes drafts and scheduled posts unless PublishedOnly is set.
//
// Calls GET /posts. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) All(ctx context.Context, opts *PostListOptions) iter.Seq2[Post, error] {
	return all[Post](ctx, options(s.request(opPostsList), opts))
}

// Create publishes or schedules a post. The post is created at most once: if
// the response is lost, the error is an [*OutcomeUnknownError], and List shows
// whether the post exists. The response may omit what a new post does not have
// yet: counts, tips, media and collections.
//
// Calls POST /posts. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Create(ctx context.Context, params PostParams) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsCreate).with(params))
}

// Update updates a post and returns the result.
//
// Calls PATCH /posts/{uuid}. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Update(ctx context.Context, postUUID string, update PostUpdate) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsUpdate, postUUID).with(update))
}

// Delete deletes a post.
//
// Calls DELETE /posts/{uuid}. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Delete(ctx context.Context, postUUID string) error {
	return s.request(opPostsDelete, postUUID).do(ctx, nil)
}

// Pin pins a post to the top of the feed and returns the post. The request is
// sent at most once: if the response is lost, the error is an
// [*OutcomeUnknownError].
//
// Calls POST /posts/{uuid}/pin. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Pin(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsPin, postUUID))
}

// Unpin unpins a post from the top of the feed and returns the post.
//
// Calls DELETE /posts/{uuid}/pin. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Unpin(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsUnpin, postUUID))
}

// Repost publishes an existing post as if it were new, with the present time,
// and returns it. Its id stays the same. The request is sent at most once: if
// the response is lost, the error is an [*OutcomeUnknownError].
//
// Calls POST /posts/{uuid}/repost. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) Repost(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsRepost, postUUID))
}

// PostsService provides access to the posts of the caller's own account.
type PostsService struct{ postsCore }

// Get returns one post of the caller's own account.
//
// Calls GET /posts/{uuid}. Scopes: read:post.
func (s PostsService) Get(ctx context.Context, postUUID string) (*Post, error) {
	return fetch[Post](ctx, s.request(opPostsGet, postUUID))
}

// CreatorPostsService provides access to the posts of a managed creator.
type CreatorPostsService struct{ postsCore }
