package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
)

func main() {
	ctx := context.Background()
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat),
		fanvue.WithOperationScopes(fanvue.OpSelfGet, fanvue.ScopeReadChat),
		fanvue.WithOperationScopes(fanvue.OpChatsList, fanvue.ScopeReadFan),
		fanvue.WithOperationScopes(fanvue.OpChatsSetTyping, fanvue.ScopeWriteChat),
		fanvue.WithOperationScopes(fanvue.OpPostsCreate),
		fanvue.WithOperationScopes(fanvue.OpPostsList, fanvue.ParseScopes(os.Getenv("SCOPES"))...))
	_, _ = client.Self.Get(ctx)
	_, _ = client.Chats.List(ctx, nil)
	_ = client.Chats.SetTyping(ctx, "fan", true) // want `Chats.SetTyping needs write:chat`
	_, _ = client.Posts.Create(ctx, fanvue.PostParams{})
	_, _ = client.Posts.List(ctx, nil)
	_, _ = client.Vault.Folders(ctx, nil) // want `Vault.Folders needs read:media`
}
