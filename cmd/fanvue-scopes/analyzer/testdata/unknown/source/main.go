package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	client, _ := fanvue.NewClient(fanvue.WithTokenSource(nil), fanvue.WithScopes(fanvue.ScopeReadChat))
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
