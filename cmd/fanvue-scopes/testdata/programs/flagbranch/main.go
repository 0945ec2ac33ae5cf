// A branch that a flag decides counts.
//
//corpus:want Self.Get Posts.List
package main

import (
	"context"
	"flag"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var verbose = flag.Bool("v", false, "")

func main() {
	flag.Parse()
	client := kit.Client()
	_, _ = client.Self.Get(ctx)
	if *verbose {
		_, _ = client.Posts.List(ctx, nil)
	}
}
