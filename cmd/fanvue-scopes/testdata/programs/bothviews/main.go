// The same interface for the own account and for a creator.
//
//corpus:want Messages.Send Creator.Messages.Send
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
	for _, s := range []sender{client.Messages, client.Creator("id").Messages} {
		_, _ = s.Send(ctx, "", fanvue.MessageParams{})
	}
}
