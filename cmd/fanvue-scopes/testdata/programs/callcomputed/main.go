// Operations without scopes whose endpoint is computed at run time may need any
// scope, unless their name is one of the SDK.
//
//corpus:want Posts.List(read:post) Named(read:fan)
//corpus:undecided operation
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

type builder struct{ op fanvue.Operation }

func get(path string) *builder { return &builder{fanvue.Operation{Method: "GET", Path: path}} }

func (b *builder) named(name fanvue.OperationName) *builder {
	b.op.Name = name
	return b
}

func (b *builder) requires(scopes ...fanvue.Scope) *builder {
	b.op.Scopes = scopes
	return b
}

func main() {
	c := kit.Client()
	ctx := context.Background()
	_ = c.Call(ctx, fanvue.Operation{Name: fanvue.OperationName(os.Args[2]), Method: "GET", Path: os.Args[1]}, fanvue.CallParams{}, nil)
	_ = c.Call(ctx, fanvue.Operation{Name: fanvue.OpPostsList, Method: "GET", Path: os.Args[1]}, fanvue.CallParams{}, nil)
	_ = c.Call(ctx, get("/new").named("Named").requires(fanvue.ScopeReadFan).op, fanvue.CallParams{}, nil)
}
