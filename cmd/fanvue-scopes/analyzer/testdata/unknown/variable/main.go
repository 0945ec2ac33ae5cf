package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	scopes := []fanvue.Scope{fanvue.ScopeReadChat}
	fill(scopes)
	more := []fanvue.Scope{fanvue.ScopeReadChat}
	more[0] = fanvue.ScopeWriteChat
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(scopes...), fanvue.WithScopes(more...))
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
func fill(scopes []fanvue.Scope) { scopes[0] = fanvue.ScopeWriteChat }
