package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	first, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	client, _ := first.With(fanvue.WithAPIKey("other"))
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
