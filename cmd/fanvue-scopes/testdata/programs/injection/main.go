// A library calls constructors and what needs their results.
//
//corpus:want Messages.Send Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type service struct {
	sender sender
	client *fanvue.Client
}

func newService(s sender, client *fanvue.Client) *service { return &service{s, client} }

func newSender(client *fanvue.Client) sender { return client.Messages }

func main() {
	lib.Provide(kit.Client)
	lib.Provide(newSender)
	lib.Provide(newService)
	lib.Resolve(func(s *service) {
		_, _ = s.sender.Send(ctx, "", fanvue.MessageParams{})
		_, _ = s.client.Self.Get(ctx)
	})
}
