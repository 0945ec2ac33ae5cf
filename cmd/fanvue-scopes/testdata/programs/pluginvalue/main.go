// A plugin is loaded through a function value.
//
//corpus:want Self.Get
//corpus:undecided plugin
package main

import (
	"context"
	"plugin"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var open = plugin.Open

func main() {
	_, _ = open("x.so")
	_, _ = kit.Client().Self.Get(ctx)
}
