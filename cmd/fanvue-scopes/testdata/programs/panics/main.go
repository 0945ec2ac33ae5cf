// A function that travels in a panic.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	defer func() {
		if f, ok := recover().(func()); ok {
			f()
		}
	}()
	panic(func() { _, _ = client.Self.Get(ctx) })
}
