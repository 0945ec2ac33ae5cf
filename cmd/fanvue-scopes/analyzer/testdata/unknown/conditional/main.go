package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	opts := []fanvue.Option{fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat)}
	if len(opts) > 1 {
		opts = append(opts, fanvue.WithScopes(fanvue.ScopeWriteChat))
	}
	client, _ := fanvue.NewClient(opts...)
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
