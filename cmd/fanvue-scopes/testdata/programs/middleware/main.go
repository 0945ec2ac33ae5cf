// Decorators around an interface.
//
//corpus:want Messages.Send
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

type logged struct{ sender }

func (l logged) Send(ctx context.Context, to string, p fanvue.MessageParams) (*fanvue.SentMessage, error) {
	return l.sender.Send(ctx, to, p)
}

type middleware func(sender) sender

func chain(s sender, all ...middleware) sender {
	for _, m := range all {
		s = m(s)
	}
	return s
}

func main() {
	s := chain(kit.Client().Messages, func(s sender) sender { return logged{s} }, func(s sender) sender { return &logged{s} })
	_, _ = s.Send(ctx, "", fanvue.MessageParams{})
}
