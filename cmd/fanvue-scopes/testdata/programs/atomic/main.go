// Values that go through atomics, pools and maps of package sync.
//
//corpus:want Self.Get Chats.List Posts.List Media.List Messages.Send Fans.Followers
package main

import (
	"context"
	"sync"
	"sync/atomic"

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

type config struct{ call func() }

func main() {
	client := kit.Client()
	var pointer atomic.Pointer[config]
	pointer.Store(&config{func() { _, _ = client.Self.Get(ctx) }})
	pointer.Load().call()

	var value atomic.Value
	value.Store(func() { _, _ = client.Chats.List(ctx, nil) })
	value.Load().(func())()

	var m sync.Map
	m.Store("posts", func() { _, _ = client.Posts.List(ctx, nil) })
	f, _ := m.Load("posts")
	f.(func())()

	pool := sync.Pool{New: func() any { return func() { _, _ = client.Media.List(ctx, nil) } }}
	pool.Get().(func())()

	var boxed atomic.Value
	boxed.Store(client.Messages)
	_, _ = boxed.Load().(sender).Send(ctx, "", fanvue.MessageParams{})

	var function atomic.Pointer[func()]
	g := func() { _, _ = client.Fans.Followers(ctx, nil) }
	function.Store(&g)
	(*function.Load())()
}
