// An operation that a library returns.
//
//corpus:want
//corpus:undecided operation
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

func main() {
	op := lib.Through(fanvue.Operation{Name: "Likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}})
	_ = kit.Client().Call(ctx, op, fanvue.CallParams{}, nil)
}
