// An iterator of the program that only iter.Pull drives.
//
//corpus:want Self.Get
package main

import (
	"context"
	"iter"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	next, stop := iter.Pull(func(yield func(int) bool) {
		_, _ = client.Self.Get(ctx)
		yield(1)
	})
	defer stop()
	next()
}
