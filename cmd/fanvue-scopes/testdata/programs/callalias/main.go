// Scopes that are changed through another slice.
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
	scopes := []fanvue.Scope{fanvue.ScopeReadPost}
	op := fanvue.Operation{Name: "Likes", Method: "GET", Path: "/likes", Scopes: scopes}
	change(scopes)
	_ = kit.Client().Call(ctx, op, fanvue.CallParams{}, nil)
}

func change(scopes []fanvue.Scope) { scopes[0] = fanvue.Scope(os.Args[1]) }
