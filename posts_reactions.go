package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Operations on what others do with posts.
const (
	OpPostsComments             OperationName = "Posts.Comments"
	OpPostsCreateComment        OperationName = "Posts.CreateComment"
	OpPostsDeleteComment        OperationName = "Posts.DeleteComment"
	OpPostsLikes                OperationName = "Posts.Likes"
	OpPostsTips                 OperationName = "Posts.Tips"
	OpCreatorPostsComments      OperationName = "Creator.Posts.Comments"
	OpCreatorPostsCreateComment OperationName = "Creator.Posts.CreateComment"
	OpCreatorPostsDeleteComment OperationName = "Creator.Posts.DeleteComment"
)

var (
	opPostsComments = declare(Operation{
		Name: OpPostsComments, Method: http.MethodGet, Path: "/posts/{uuid}/comments",
		Scopes: []Scope{ScopeReadPost}, CreatorScope: ScopeReadCreator, Idempotent: true,
	})
	opPostsCreateComment = declare(Operation{
		Name: OpPostsCreateComment, Method: http.MethodPost, Path: "/posts/{uuid}/comments",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator,
	})
	opPostsDeleteComment = declare(Operation{
		Name: OpPostsDeleteComment, Method: http.MethodDelete, Path: "/posts/{uuid}/comments/{commentUuid}",
		Scopes: []Scope{ScopeWritePost}, CreatorScope: ScopeWriteCreator, Idempotent: true,
	})
	opPostsLikes = declare(Operation{
		Name: OpPostsLikes, Method: http.MethodGet, Path: "/posts/{uuid}/likes",
		Scopes: []Scope{ScopeReadPost}, Idempotent: true,
	})
	opPostsTips = declare(Operation{
		Name: OpPostsTips, Method: http.MethodGet, Path: "/posts/{uuid}/tips",
		Scopes: []Scope{ScopeReadPost}, Idempotent: true,
	})
)

// Comment is a comment on a post.
type Comment struct {
	UUID string `json:"uuid"`
	Text string `json:"text"`
	// CreatedAt is always there.
	CreatedAt Timestamp `json:"createdAt"`
	// UpdatedAt is zero when it was never changed.
	UpdatedAt Timestamp `json:"updatedAt"`
	// User wrote it; nil when that account was deleted, and in the answer to
	// creating a comment.
	User *User `json:"user"`
}

func (c *Comment) checkComplete() error { return requireID("comment", c.UUID) }

// Like is a like of a post.
type Like struct {
	// CreatedAt is always there.
	CreatedAt Timestamp `json:"createdAt"`
	// User liked it; nil when that account was deleted.
	User *User `json:"user"`
}

// Tip is a tip for a post.
type Tip struct {
	// CreatedAt is when it was paid; zero when the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// Gross is what the fan paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is what is left of it after Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// User paid it; nil when that account was deleted.
	User *User `json:"user"`
}

// CommentParams are a comment to write.
type CommentParams struct {
	// Text has 1 to 600 characters.
	Text string `json:"text"`
}

const maxComment = 600

func (p CommentParams) validate() *ArgumentError { return checkLength("Text", p.Text, maxComment) }

// Comments returns a page of the comments on an own post.
//
// Calls GET /posts/{uuid}/comments. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) Comments(ctx context.Context, postUUID string, opts *ListOptions) (*Page[Comment], error) {
	return list[Comment](ctx, options(s.request(opPostsComments, postUUID), opts))
}

// AllComments walks the comments on an own post.
//
// Calls GET /posts/{uuid}/comments. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) AllComments(ctx context.Context, postUUID string, opts *ListOptions) iter.Seq2[Comment, error] {
	return all[Comment](ctx, options(s.request(opPostsComments, postUUID), opts))
}

// CreateComment writes a comment on an own post. It is written at most once:
// when the answer is lost the error is an [*OutcomeUnknownError], and the
// comments tell whether it is there.
//
// Calls POST /posts/{uuid}/comments. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) CreateComment(ctx context.Context, postUUID string, params CommentParams) (*Comment, error) {
	return fetch[Comment](ctx, s.request(opPostsCreateComment, postUUID).with(params))
}

// DeleteComment removes a comment: one on an own post, or one of the account's
// own.
//
// Calls DELETE /posts/{uuid}/comments/{commentUuid}. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) DeleteComment(ctx context.Context, postUUID, commentUUID string) error {
	return s.request(opPostsDeleteComment, postUUID, commentUUID).do(ctx, nil)
}

// Likes returns a page of the likes of a post.
//
// Calls GET /posts/{uuid}/likes. Scopes: read:post.
func (s PostsService) Likes(ctx context.Context, postUUID string, opts *ListOptions) (*Page[Like], error) {
	return list[Like](ctx, options(s.request(opPostsLikes, postUUID), opts))
}

// AllLikes walks the likes of a post.
//
// Calls GET /posts/{uuid}/likes. Scopes: read:post.
func (s PostsService) AllLikes(ctx context.Context, postUUID string, opts *ListOptions) iter.Seq2[Like, error] {
	return all[Like](ctx, options(s.request(opPostsLikes, postUUID), opts))
}

// Tips returns a page of the tips for an own post.
//
// Calls GET /posts/{uuid}/tips. Scopes: read:post.
func (s PostsService) Tips(ctx context.Context, postUUID string, opts *ListOptions) (*Page[Tip], error) {
	return list[Tip](ctx, options(s.request(opPostsTips, postUUID), opts))
}

// AllTips walks the tips for an own post.
//
// Calls GET /posts/{uuid}/tips. Scopes: read:post.
func (s PostsService) AllTips(ctx context.Context, postUUID string, opts *ListOptions) iter.Seq2[Tip, error] {
	return all[Tip](ctx, options(s.request(opPostsTips, postUUID), opts))
}
