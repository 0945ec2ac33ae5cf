// An operation that is declared and not called.
//
//corpus:want Self.Get
package main

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var likes = fanvue.Operation{Name: "Likes", Method: http.MethodGet, Path: "/likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}}

func call(client *fanvue.Client) error { return client.Call(ctx, likes, fanvue.CallParams{}, nil) }

var _ = call

func main() { _, _ = kit.Client().Self.Get(ctx) }
