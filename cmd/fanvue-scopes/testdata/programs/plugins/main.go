// A plugin is loaded.
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

func main() {
	p, err := plugin.Open("x.so")
	if err == nil {
		_, _ = p.Lookup("Run")
	}
	_, _ = kit.Client().Self.Get(ctx)
}
