// A library recovers what the program panics with.
//
//corpus:want Self.Get Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type failure struct{}

// Start is called by lib.Catch.
func (failure) Start() { _, _ = kit.Client().Self.Get(ctx) }

func main() {
	lib.Catch(func() { panic(failure{}) })
	lib.Catch(func() { panic(func() { _, _ = kit.Client().Chats.List(ctx, nil) }) }).(func())()
}
