package main

import (
	"context"

	"example.com/vet/scopeslib"
	"github.com/fanvue-go/fanvue"
)

func main() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat, "read:self"))
	if err != nil {
		return
	}
	ctx := context.Background()
	_, _ = client.Self.Get(ctx)
	_, _ = client.Chats.List(ctx, nil)
	_, _ = client.Creator("id").Chats.List(ctx, nil)                // want `Creator.Chats.List needs read:creator, which is not among the WithScopes`
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{}) // want `Messages.Send needs write:chat, which is not among the WithScopes`
	_ = client.Chats.SetTyping(ctx, "fan", true)                    // unverified
	_ = scopeslib.Post(ctx, client)                                 // want `Posts.Create needs write:post`
	_ = client.CheckScopes(fanvue.OpPostsCreate)
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{}) //fanvuevet:ignore shows the error
	_, _ = client.DetectScopes(ctx)
}
