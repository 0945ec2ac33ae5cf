package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
)

var opLikes = fanvue.Operation{Name: "Likes.List", Method: "GET", Path: "/likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}}

func main() {
	ctx := context.Background()
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	_ = client.Call(ctx, opLikes, fanvue.CallParams{}, nil) // want `Likes.List needs read:post`
	_ = client.Call(ctx, fanvue.Operation{Name: "A.B", Method: "GET", Path: "/a", Scopes: []fanvue.Scope{"read:chat"}}, fanvue.CallParams{}, nil)
	_ = client.Call(ctx, fanvue.Operation{Name: "A.C", Method: "GET", Path: "/a", Scopes: fanvue.ParseScopes(os.Getenv("S"))}, fanvue.CallParams{}, nil)
	_ = client.Call(ctx, fanvue.Operations()[0], fanvue.CallParams{}, nil)
}
