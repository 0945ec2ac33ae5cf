package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	ctx := fanvue.ContextWithScopeMode(ctx, fanvue.ScopeOff)
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
