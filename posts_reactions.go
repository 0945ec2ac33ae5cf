package fanvue

import (
	"context"
	"iter"
	"net/http"
)

// Names of the operations on comments, likes and tips.
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
	// CreatedAt is when the comment was created; never null.
	CreatedAt Timestamp `json:"createdAt"`
	// UpdatedAt is zero if the comment was never changed.
	UpdatedAt Timestamp `json:"updatedAt"`
	// User is the author; nil if that account was deleted, and in the response
	// to creating a comment.
	User *User `json:"user"`
}

func (Comment) required() []string { return []string{"uuid"} }

// Like is a like of a post.
type Like struct {
	// CreatedAt is when the user liked the post; never null.
	CreatedAt Timestamp `json:"createdAt"`
	// User is the user who liked the post; nil if that account was deleted.
	User *User `json:"user"`
}

func (Like) required() []string { return []string{"createdAt|user"} }

// Tip is a tip for a post.
type Tip struct {
	// CreatedAt is when the tip was paid; zero if the server does not know it.
	CreatedAt Timestamp `json:"createdAt"`
	// Gross is what the fan paid, in US cents.
	Gross Cents `json:"gross"`
	// Net is Gross minus Fanvue's fees, in US cents.
	Net Cents `json:"net"`
	// User is the fan; nil if that account was deleted.
	User *User `json:"user"`
}

func (Tip) required() []string { return []string{"createdAt|user|gross"} }

// CommentParams holds a comment to create.
type CommentParams struct {
	// Text has 1 to 600 characters.
	Text string `json:"text"`
}

const maxComment = 600

func (p CommentParams) validate() *ArgumentError { return checkLength("Text", p.Text, maxComment) }

// Comments returns a page of the comments on one of the account's posts.
//
// Calls GET /posts/{uuid}/comments. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) Comments(ctx context.Context, postUUID string, opts *ListOptions) (*Page[Comment], error) {
	return list[Comment](ctx, options(s.request(opPostsComments, postUUID), opts))
}

// AllComments returns an iterator over the comments on one of the account's
// posts.
//
// Calls GET /posts/{uuid}/comments. Scopes: read:post; for a managed creator also read:creator.
func (s postsCore) AllComments(ctx context.Context, postUUID string, opts *ListOptions) iter.Seq2[Comment, error] {
	return all[Comment](ctx, options(s.request(opPostsComments, postUUID), opts))
}

// CreateComment adds a comment to one of the account's posts. The comment is
// created at most once: if the response is lost, the error is an
// [*OutcomeUnknownError], and Comments shows whether the comment exists.
//
// Calls POST /posts/{uuid}/comments. Scopes: write:post; for a managed creator also write:creator.
func (s postsCore) CreateComment(ctx context.Context, postUUID string, params CommentParams) (*Comment, error) {
	return fetch[Comment](ctx, s.request(opPostsCreateComment, postUUID).with(params))
}

// DeleteComment deletes a comment. Either the post or the comment must be the
// account's.
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

// AllLikes returns an iterator over the likes of a post.
//
// Calls GET /posts/{uuid}/likes. Scopes: read:post.
func (s PostsService) AllLikes(ctx context.Context, postUUID string, opts *ListOptions) iter.Seq2[Like, error] {
	return all[Like](ctx, options(s.request(opPostsLikes, postUUID), opts))
}

// Tips returns a page of the tips for one of the account's posts.
//
// Calls GET /posts/{uuid}/tips. Scopes: read:post.
func (s PostsService) Tips(ctx context.Context, postUUID string, opts *ListOptions) (*Page[Tip], error) {
	return list[Tip](ctx, options(s.request(opPostsTips, postUUID), opts))
}

// AllTips returns an iterator over the tips for one of the account's posts.
//
// Calls GET /posts/{uuid}/tips. Scopes: read:post.
func (s PostsService) AllTips(ctx context.Context, postUUID string, opts *ListOptions) iter.Seq2[Tip, error] {
	return all[Tip](ctx, options(s.request(opPostsTips, postUUID), opts))
}
