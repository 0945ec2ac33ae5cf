// Package api is a copy of the SDK, cut down.
package api

import "context"

// Scope is a scope.
type Scope string

// The scopes.
const (
	ReadSelf    Scope = "read:self"
	ReadPost    Scope = "read:post"
	ReadCreator Scope = "read:creator"
)

// Operation is an operation.
type Operation struct {
	Name, Method, Path string
	Scopes             []Scope
	CreatorScope       Scope
	Published          bool
}

func declare(op Operation) *Operation { op.Published = true; return &op }

// Client is a client.
type Client struct {
	Self  SelfService
	Posts PostsService
}

// Creator acts for a creator.
func (c *Client) Creator(string) *CreatorClient { return &CreatorClient{} }

// CreatorClient acts for a creator.
type CreatorClient struct{ Posts CreatorPostsService }

// SelfService reads the account.
type SelfService struct{}

var opSelfGet = declare(Operation{Name: "Self.Get", Path: "/self", Scopes: []Scope{ReadSelf}})

// Get returns the account.
func (SelfService) Get(ctx context.Context) { send(ctx, opSelfGet) }

type postsCore struct{}

// PostsService reads posts.
type PostsService struct{ postsCore }

// CreatorPostsService reads the posts of a creator.
type CreatorPostsService struct{ postsCore }

var opPostsList = declare(Operation{Name: "Posts.List", Path: "/posts", Scopes: []Scope{ReadPost}, CreatorScope: ReadCreator})

// List returns posts.
func (postsCore) List(ctx context.Context) { send(ctx, opPostsList) }

var opPostsGet = declare(Operation{Name: "Posts.Get", Path: "/posts/{id}", Scopes: []Scope{ReadPost}})

// Get returns a post.
func (postsCore) Get(ctx context.Context) { send(ctx, opPostsGet) }

func send(context.Context, *Operation) {}
