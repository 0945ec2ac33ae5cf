// Values behind handles and weak pointers.
//
//corpus:want Self.Get Chats.List Posts.List
package main

import (
	"context"
	"runtime/cgo"
	"weak"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type box struct{ call func() }

func main() {
	client := kit.Client()
	h := cgo.NewHandle(func() { _, _ = client.Self.Get(ctx) })
	h.Value().(func())()

	b := &box{func() { _, _ = client.Chats.List(ctx, nil) }}
	weak.Make(b).Value().call()

	weak.Make(client).Value().Posts.List(ctx, nil)
}
