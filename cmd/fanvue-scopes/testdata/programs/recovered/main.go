// Functions in panics and deferred calls.
//
//corpus:want Self.Get Chats.List Posts.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type failure struct{ undo func() }

func (failure) Error() string { return "" }

func main() {
	client := kit.Client()
	defer func() {
		switch f := recover().(type) {
		case func():
			f()
		case failure:
			f.undo()
		}
	}()
	for _, f := range []func(){func() { _, _ = client.Posts.List(ctx, nil) }} {
		defer f()
	}
	if ctx.Err() != nil {
		panic(failure{func() { _, _ = client.Self.Get(ctx) }})
	}
	panic(func() { _, _ = client.Chats.List(ctx, nil) })
}
