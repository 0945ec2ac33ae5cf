// WaitReady gets the item.
//
//corpus:want Media.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() { _, _ = kit.Client().Media.WaitReady(ctx, "id") }
