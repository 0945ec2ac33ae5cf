// An interface with an SDK and a fake implementation; only the fake one is called.
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
	var real sender = client.Messages
	_ = real
	notify(fake{})
	_, _ = client.Self.Get(ctx)
}

func notify(s sender) { _, _ = s.Send(ctx, "", fanvue.MessageParams{}) }
