// Client.Call through an interface and as a method value.
//
//corpus:want Likes(read:post) Tips(read:fan)
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type caller interface {
	Call(context.Context, fanvue.Operation, fanvue.CallParams, any) error
}

func main() {
	client := kit.Client()
	var c caller = client
	_ = c.Call(ctx, fanvue.Operation{Name: "Likes", Method: "GET", Path: "/likes", Scopes: []fanvue.Scope{"read:post"}}, fanvue.CallParams{}, nil)
	call := client.Call
	_ = call(ctx, fanvue.Operation{Name: "Tips", Method: "GET", Path: "/tips", Scopes: []fanvue.Scope{"read:fan"}}, fanvue.CallParams{}, nil)
}
