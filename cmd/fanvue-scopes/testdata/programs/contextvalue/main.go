// A service that travels in a context.
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

type key struct{}

func handle(ctx context.Context) {
	s := ctx.Value(key{}).(sender)
	_, _ = s.Send(ctx, "", fanvue.MessageParams{})
}

func main() { handle(context.WithValue(ctx, key{}, kit.Client().Messages)) }
