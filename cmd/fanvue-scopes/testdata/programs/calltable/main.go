// Operations in a table of the program.
//
//corpus:want Likes(read:post) Tips(read:fan)
package main

import (
	"context"
	"net/http"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var table = map[string]fanvue.Operation{
	"likes": {Name: "Likes", Method: http.MethodGet, Path: "/likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}},
	"tips":  {Name: "Tips", Method: http.MethodGet, Path: "/tips", Scopes: []fanvue.Scope{fanvue.ScopeReadFan}},
}

func main() { _ = kit.Client().Call(ctx, table[os.Args[1]], fanvue.CallParams{}, nil) }
