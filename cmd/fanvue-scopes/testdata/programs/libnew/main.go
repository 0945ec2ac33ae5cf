// A library makes values of the types that it sees.
//
//corpus:want Self.Get Chats.List Posts.List Media.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var (
	ctx    = context.Background()
	client = kit.Client()
)

type first struct{ name string }

// Start is called on a pointer to a new value.
func (*first) Start() { _, _ = client.Self.Get(ctx) }

type second struct{ name string }

// Start is called on a pointer to a new value.
func (*second) Start() { _, _ = client.Chats.List(ctx, nil) }

type request struct{ parts [2]part }

// Start is called on an argument of serve.
func (*request) Start() { _, _ = client.Posts.List(ctx, nil) }

type part struct{ name string }

type list struct{ Parts [2]element }

type element struct{ name string }

// Start is called on an element.
func (*element) Start() { _, _ = client.Media.List(ctx, nil) }

func serve(request, list) {}

func main() {
	lib.Fresh[second](first{})
	lib.Serve(serve)
}
