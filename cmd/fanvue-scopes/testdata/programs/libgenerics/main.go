// Generic code of a library: a constraint with methods, and containers.
//
//corpus:want Self.Get Messages.Send Chats.List Posts.List Media.List
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

type session struct{ client *fanvue.Client }

// Close is called through a constraint.
func (s session) Close() error {
	_, err := s.client.Self.Get(ctx)
	return err
}

type handler struct{}

// Handle is called through an interface with a type argument.
func (handler) Handle(client *fanvue.Client) { _, _ = client.Media.List(ctx, nil) }

func main() {
	client := kit.Client()
	lib.Handle(handler{}, client)
	lib.CloseAll(session{client})

	var stack lib.Stack[sender]
	stack.Push(client.Messages)
	_, _ = stack.Pop().Send(ctx, "", fanvue.MessageParams{})

	lib.Through(func() { _, _ = client.Chats.List(ctx, nil) })()

	var functions lib.Stack[func()]
	functions.Push(func() { _, _ = client.Posts.List(ctx, nil) })
	functions.Pop()()
}
