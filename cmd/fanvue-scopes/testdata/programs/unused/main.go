// Method values, functions and services that nothing calls.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type fake struct{}

func (fake) Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error) {
	return nil, nil
}

func main() {
	client := kit.Client()
	_ = client.Posts.List
	var real, other sender = client.Messages, fake{}
	_, _ = other.Send(ctx, "", fanvue.MessageParams{})
	_ = real
	_ = []any{client.Chats}
	_, _ = client.Self.Get(ctx)
}
