// Goroutines, channels and defer.
//
//corpus:want Self.Get Chats.List Posts.List Media.List
package main

import (
	"context"
	"sync"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	var group sync.WaitGroup
	defer func() { _, _ = client.Self.Get(ctx) }()
	work := make(chan func(), 1)
	group.Add(2)
	go func() { defer group.Done(); _, _ = client.Chats.List(ctx, nil) }()
	go func() { defer group.Done(); (<-work)() }()
	work <- func() { _, _ = client.Posts.List(ctx, nil) }
	group.Go(func() { _, _ = client.Media.List(ctx, nil) })
	group.Wait()
}
