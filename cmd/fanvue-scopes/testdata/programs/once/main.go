// Functions that package sync calls.
//
//corpus:want Self.Get Chats.List
package main

import (
	"context"
	"sync"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	var once sync.Once
	once.Do(func() { _, _ = client.Self.Get(ctx) })
	get := sync.OnceValue(func() error { _, err := client.Chats.List(ctx, nil); return err })
	_ = get()
	_ = sync.OnceFunc(func() { _, _ = client.Posts.List(ctx, nil) })
}
