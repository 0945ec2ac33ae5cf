// Services for a creator and for the own account that go through a library.
//
//corpus:want Creator.Messages.Send Creator.Chats.List Posts.List Creator.Media.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

func main() {
	client := kit.Client()
	creator := client.Creator("id")
	lib.Put("sender", creator.Messages)
	_, _ = lib.Get("sender").(sender).Send(ctx, "", fanvue.MessageParams{})
	_, _ = lib.Through(creator.Chats.List)(ctx, nil)
	lib.Put("posts", client.Posts.List)
	lib.Apply(creator, func(value any) { _, _ = value.(*fanvue.CreatorClient).Media.List(ctx, nil) })
}
