// Fields of one struct type that are read as those of another.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type a struct{ call func() }

type b struct{ call func() }

func main() {
	client := kit.Client()
	x := a{func() { _, _ = client.Self.Get(ctx) }}
	run(b(x))
}

func run(x b) { x.call() }
