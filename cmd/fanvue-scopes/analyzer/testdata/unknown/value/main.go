package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	make := fanvue.NewClient
	other, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	_ = other
	client, _ := make()
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
