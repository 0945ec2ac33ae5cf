// An interface that a service of a managed creator implements.
//
//corpus:want Creator.Messages.Send
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
	creator := kit.Client().Creator("id")
	notify(creator.Messages)
	notify(fake{})
}

func notify(s sender) { _, _ = s.Send(ctx, "", fanvue.MessageParams{}) }
