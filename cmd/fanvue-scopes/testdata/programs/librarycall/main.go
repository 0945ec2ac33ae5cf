// A function value of a library takes an operation.
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

type caller interface {
	Call(context.Context, fanvue.Operation, fanvue.CallParams, any) error
}

func main() {
	lib.Put("client", kit.Client())
	c := lib.Get("client").(caller)
	op, _ := lib.Get("operation").(fanvue.Operation)
	_ = c.Call(ctx, op, fanvue.CallParams{}, nil)
}
