// Method expressions and values through embedded interfaces and pointers.
//
//corpus:want Messages.Send Chats.List Self.Get Posts.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type outer struct{ sender }

type lister struct{ *fanvue.ChatsService }

type getter interface {
	Get(context.Context) (*fanvue.Profile, error)
}

type both struct {
	getter
	posts
}

type posts struct{ *fanvue.PostsService }

func main() {
	client := kit.Client()
	_, _ = outer.Send(outer{client.Messages}, ctx, "", fanvue.MessageParams{})
	f := (*lister).List
	_, _ = f(&lister{&client.Chats}, ctx, nil)
	g := getter.Get
	_, _ = g(both{getter: client.Self}, ctx)
	list := both{posts: posts{&client.Posts}}.List
	_, _ = list(ctx, nil)
}
