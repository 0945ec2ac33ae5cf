package main

import (
	"context"
	"runtime"

	"github.com/fanvue-go/fanvue"
)

const debug = false

var client, _ = fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat))

func main() {
	ctx := context.Background()
	verbose := false
	if debug || verbose && runtime.GOOS == "linux" {
		_, _ = client.Posts.List(ctx, nil)
	}
	switch runtime.GOOS {
	case "plan10":
		_, _ = client.Posts.List(ctx, nil)
	}
	var g getter = live{}
	g.Get(ctx)
	_ = func() { _, _ = client.Posts.List(ctx, nil) }
	table := []func(context.Context, *fanvue.PostListOptions) (*fanvue.Page[fanvue.Post], error){client.Posts.List}
	_ = table
}

func unused(ctx context.Context) { _, _ = client.Posts.List(ctx, nil) }

var _ = unused

type getter interface{ Get(context.Context) }

type live struct{}

func (live) Posts(ctx context.Context) { _, _ = client.Posts.List(ctx, nil) }

func (live) Get(ctx context.Context) {
	_, _ = client.Self.Get(ctx) // want `Self.Get needs read:self`
}

type dead struct{}

func (dead) Get(ctx context.Context) { _, _ = client.Self.Get(ctx) }
