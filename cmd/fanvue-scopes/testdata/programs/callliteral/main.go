// Client.Call with operations that are declared in several ways.
//
//corpus:want Retention(read:insights) Likes(read:post) Tips(read:fan) Totals(read:fan,read:insights) Ping() Local(read:agency)
package main

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var likes = fanvue.Operation{Name: "Likes", Method: http.MethodGet, Path: "/likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}}

var scopes = []fanvue.Scope{fanvue.ScopeReadInsights, "read:fan"}

type endpoint struct{ op fanvue.Operation }

func tips() fanvue.Operation {
	return fanvue.Operation{Name: "Tips", Method: http.MethodGet, Path: "/tips", Scopes: []fanvue.Scope{"read:fan"}}
}

func call(client *fanvue.Client, op fanvue.Operation) {
	_ = client.Call(ctx, op, fanvue.CallParams{}, nil)
}

func main() {
	client := kit.Client()
	_ = client.Call(ctx, fanvue.Operation{
		Name: "Retention", Method: http.MethodGet, Path: "/v1/insights/retention",
		Scopes: []fanvue.Scope{fanvue.ScopeReadInsights},
	}, fanvue.CallParams{}, nil)
	call(client, likes)
	call(client, tips())
	totals := endpoint{fanvue.Operation{Name: "Totals", Method: http.MethodGet, Path: "/totals", Scopes: scopes}}
	call(client, totals.op)
	call(client, fanvue.Operation{Name: "Ping", Method: http.MethodGet, Path: "/ping"})
	local := fanvue.Operation{Name: "Local", Method: http.MethodGet, Path: "/local"}
	local.Scopes = append(local.Scopes, fanvue.ScopeReadAgency)
	func() { call(client, local) }()
}
