// Variables, maps and channels of a library that does not know the SDK.
//
//corpus:want Self.Get Chats.List Posts.List Media.List Fans.Followers
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	lib.Hook = func() { _, _ = client.Self.Get(ctx) }
	lib.Table["a"] = func() { _, _ = client.Chats.List(ctx, nil) }
	lib.Actions()["b"] = func() { _, _ = client.Posts.List(ctx, nil) }
	lib.Queue() <- func() { _, _ = client.Media.List(ctx, nil) }
	pointer := &lib.Hook
	*pointer = func() { _, _ = client.Fans.Followers(ctx, nil) }
}
