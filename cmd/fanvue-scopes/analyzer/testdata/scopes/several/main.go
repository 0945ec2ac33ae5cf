package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

// Each client has scopes of its own.
func main() {
	ctx := context.Background()
	reader, _ := fanvue.NewClient(fanvue.FromEnv(), fanvue.WithScopes(fanvue.ScopeReadChat))
	writer, _ := fanvue.NewClient(fanvue.WithToken("token"), fanvue.WithScopes(fanvue.ScopeReadFan), fanvue.WithScopes(fanvue.ScopeWriteChat))
	derived, _ := reader.With(fanvue.WithAPIKey("other"), fanvue.WithScopes("read:post"))
	quiet, _ := reader.With(fanvue.WithMaxRetries(0))
	_, _ = reader.Chats.List(ctx, nil)
	_, _ = writer.Messages.Send(ctx, "fan", fanvue.MessageParams{})
	_, _ = derived.Posts.List(ctx, nil)
	_, _ = quiet.Self.Get(ctx) // want `Self.Get needs read:self`
}
