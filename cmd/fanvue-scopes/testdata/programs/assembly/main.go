// A function in assembly code gets a function.
//
//corpus:want Self.Get
//corpus:undecided assembly
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func invoke(f func())

func main() {
	client := kit.Client()
	invoke(func() { _, _ = client.Self.Get(ctx) })
}
