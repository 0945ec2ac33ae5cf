// Files that build tags choose.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	_, _ = kit.Client().Self.Get(ctx)
	extra()
}
