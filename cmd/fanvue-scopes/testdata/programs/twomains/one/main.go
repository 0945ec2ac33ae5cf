// One of two programs with a shared package.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/twomains/run"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	run.Twice(func() { _, _ = client.Self.Get(ctx) })
}
