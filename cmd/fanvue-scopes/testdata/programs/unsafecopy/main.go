// Structs with functions that are copied through unsafe pointers.
//
//corpus:want Self.Get Chats.List
//corpus:undecided unsafe
package main

import (
	"context"
	"unsafe"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type a struct{ call func() }

type b struct{ call func() }

func main() {
	client := kit.Client()
	x := &a{func() { _, _ = client.Self.Get(ctx) }}
	y := *(*b)(unsafe.Pointer(x))
	y.call()

	functions := []func(){func() { _, _ = client.Chats.List(ctx, nil) }}
	for _, f := range unsafe.Slice(unsafe.SliceData(functions), 1) {
		f()
	}
}
