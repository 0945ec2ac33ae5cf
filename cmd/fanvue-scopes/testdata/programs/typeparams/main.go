// Generic code of the program: constraints with methods, methods of type parameters.
//
//corpus:want Messages.Send Creator.Messages.Send Self.Get
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

type box[T sender] struct{ value T }

func (b box[T]) send() { _, _ = b.value.Send(ctx, "", fanvue.MessageParams{}) }

type named[T any] interface {
	~struct{ *fanvue.Client }
	get() T
}

type wrapped struct{ *fanvue.Client }

func (w wrapped) get() *fanvue.Profile { p, _ := w.Self.Get(ctx); return p }

func run[T any, N named[T]](n N) T { return n.get() }

func main() {
	client := kit.Client()
	box[fanvue.MessagesService]{client.Messages}.send()
	box[sender]{client.Creator("id").Messages}.send()
	run[*fanvue.Profile](wrapped{client})
}
