package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	client, _ := newClient(fanvue.WithScopes(fanvue.ScopeReadChat))
	_, _ = client.Messages.Send(ctx, "fan", fanvue.MessageParams{})
}
func newClient(opts ...fanvue.Option) (*fanvue.Client, error) {
	return fanvue.NewClient(append(opts, fanvue.WithAPIKey("key"))...)
}
