// An operation whose scopes come from the environment.
//
//corpus:want
//corpus:undecided operation
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	op := fanvue.Operation{Name: "Likes", Method: "GET", Path: "/likes", Scopes: fanvue.ParseScopes(os.Getenv("SCOPES"))}
	_ = kit.Client().Call(ctx, op, fanvue.CallParams{}, nil)
}
