// Wrappers three packages deep, of which one is used.
//
//corpus:want Posts.Create
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/deep/a"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() { _ = a.Post(ctx, kit.Client(), "text") }
