// Scopes and operations that come from arguments, and constants in arrays.
//
//corpus:want Tips(read:fan,read:post)
//corpus:undecided operation
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var known = [...]fanvue.Scope{fanvue.ScopeReadPost, fanvue.ScopeReadFan}

func main() {
	client := kit.Client()
	_ = client.Call(ctx, fanvue.Operation{Name: "Likes", Scopes: []fanvue.Scope{fanvue.Scope(os.Args[1])}}, fanvue.CallParams{}, nil)
	_ = client.Call(ctx, fanvue.Operation{Name: "Tips", Scopes: []fanvue.Scope{known[1]}}, fanvue.CallParams{}, nil)
}
