// Operations that are decoded into a table that has others.
//
//corpus:want Likes(read:post)
//corpus:undecided operation
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var table = []fanvue.Operation{{Name: "Likes", Method: "GET", Path: "/likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}}}

func main() {
	_ = json.Unmarshal([]byte(os.Args[1]), &table)
	for _, op := range table {
		_ = kit.Client().Call(ctx, op, fanvue.CallParams{}, nil)
	}
}
