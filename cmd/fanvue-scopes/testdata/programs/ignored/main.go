// A place at which its author has looked is not reported, others are.
//
//corpus:want Self.Get
//corpus:undecided plugin
package main

import (
	"context"
	"plugin"
	"unsafe"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

func main() {
	x := 1
	_ = unsafe.Pointer(&x) //fanvue-scopes:ignore no function is in it
	_, _ = plugin.Open("x.so")
	_, _ = kit.Client().Self.Get(context.Background())
}
