// Fields of the types of a library.
//
//corpus:want Self.Get Chats.List Posts.List Media.List Fans.Followers
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type worker struct{ call func() }

func (w worker) Work() { w.call() }

// Rest is in no interface of the library.
func (w worker) Rest() { _, _ = kit.Client().Webhooks.List(ctx, nil) }

func main() {
	client := kit.Client()
	server := lib.New()
	server.Handler = func() { _, _ = client.Self.Get(ctx) }
	server.Worker = worker{func() { _, _ = client.Chats.List(ctx, nil) }}
	server.Run()

	own := lib.Server{Handler: func() { _, _ = client.Posts.List(ctx, nil) }}
	lib.Default.Children = append(lib.Default.Children, &own)

	set(&lib.Default.Handler, func() { _, _ = client.Media.List(ctx, nil) })
	fill(lib.Default, func() { _, _ = client.Fans.Followers(ctx, nil) })
}

func set(at *func(), f func()) { *at = f }

func fill(s *lib.Server, f func()) { *s = lib.Server{Handler: f} }
