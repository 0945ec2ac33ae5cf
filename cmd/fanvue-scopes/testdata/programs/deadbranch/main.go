// Branches that constants make unreachable.
//
//corpus:want Self.Get Fans.Followers
package main

import (
	"context"
	"runtime"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

const debug = false

const level = 2

func main() {
	client := kit.Client()
	if debug {
		_, _ = client.Posts.List(ctx, nil)
	}
	if !debug || level > 3 {
		_, _ = client.Self.Get(ctx)
	}
	if level == 1 {
		_, _ = client.Vault.Folders(ctx, nil)
	}
	switch runtime.GOOS {
	case "plan10":
		_, _ = client.Media.List(ctx, nil)
	default:
		_, _ = client.Fans.Followers(ctx, nil)
	}
	verbose := false
	if verbose && level == 2 {
		_, _ = client.Chats.List(ctx, nil)
	}
}
