// Initializers that depend on each other, recursion, and a goroutine in init.
//
//corpus:want Self.Get Chats.List Posts.List Media.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var first = second()

func second() func() { return third }

func third() { _, _ = client.Self.Get(ctx) }

var client = kit.Client()

var _ = func() int { _, _ = client.Chats.List(ctx, nil); return 0 }()

func init() {
	go func() { _, _ = client.Posts.List(ctx, nil) }()
}

func main() {
	first()
	even(3, func() { _, _ = client.Media.List(ctx, nil) })
}

func even(n int, f func()) {
	if n == 0 {
		f()
		return
	}
	odd(n-1, f)
}

func odd(n int, f func()) {
	if n > 0 {
		even(n-1, f)
	}
}
