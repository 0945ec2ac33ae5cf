package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(list()...))
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
func list() []fanvue.Scope { return fanvue.KnownScopes() }
