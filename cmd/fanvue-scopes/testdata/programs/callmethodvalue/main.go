// Client.Call as a method value, in a field and through a library.
//
//corpus:want Likes(read:post) Tips(read:fan)
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type app struct {
	call func(context.Context, fanvue.Operation, fanvue.CallParams, any) error
}

func main() {
	a := app{kit.Client().Call}
	_ = a.call(ctx, fanvue.Operation{Name: "Likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}}, fanvue.CallParams{}, nil)
	tips := lib.Wrap(func() {
		_ = a.call(ctx, fanvue.Operation{Name: "Tips", Scopes: []fanvue.Scope{fanvue.ScopeReadFan}}, fanvue.CallParams{}, nil)
	})
	tips()
}
