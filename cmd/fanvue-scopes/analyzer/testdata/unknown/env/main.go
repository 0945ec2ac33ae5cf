package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	client, _ := fanvue.NewClient(fanvue.WithScopes(fanvue.ScopeReadChat), fanvue.FromEnv())
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
