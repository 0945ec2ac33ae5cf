// A function that nothing calls.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func unused() { _, _ = kit.Client().Posts.List(ctx, nil) }

var _ = unused

func main() { _, _ = kit.Client().Self.Get(ctx) }
