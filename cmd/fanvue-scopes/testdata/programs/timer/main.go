// Functions that only the runtime calls.
//
//corpus:want Self.Get Chats.List Posts.List
package main

import (
	"context"
	"runtime"
	"time"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type handle struct{ n int }

func main() {
	client := kit.Client()
	time.AfterFunc(time.Second, func() { _, _ = client.Self.Get(ctx) })
	h := &handle{}
	runtime.SetFinalizer(h, func(*handle) { _, _ = client.Chats.List(ctx, nil) })
	runtime.AddCleanup(&handle{}, func(int) { _, _ = client.Posts.List(ctx, nil) }, 1)
	time.Sleep(2 * time.Second)
}
