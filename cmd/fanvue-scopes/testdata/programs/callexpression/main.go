// Client.Call as a method expression, deferred and in a goroutine.
//
//corpus:want Likes(read:post) Tips(read:fan) Totals(read:insights)
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var scopes = []fanvue.Scope{fanvue.ScopeReadPost}

func main() {
	client := kit.Client()
	call := (*fanvue.Client).Call
	_ = call(client, ctx, fanvue.Operation{Name: "Likes", Scopes: scopes}, fanvue.CallParams{}, nil)
	defer client.Call(ctx, fanvue.Operation{Name: "Tips", Scopes: []fanvue.Scope{fanvue.ScopeReadFan}}, fanvue.CallParams{}, nil)
	go client.Call(ctx, fanvue.Operation{Name: "Totals", Scopes: []fanvue.Scope{fanvue.ScopeReadInsights}}, fanvue.CallParams{}, nil)
}
