// Initializers and init functions of imported packages.
//
//corpus:want Self.Get Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var me, _ = kit.Client().Self.Get(ctx)

func init() { _, _ = kit.Client().Chats.List(ctx, nil) }

func main() {}
