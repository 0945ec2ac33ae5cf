// A function that a linkname directive gives another name takes an operation.
//
//corpus:want
//corpus:undecided linkname operation
package main

import (
	"context"
	"unsafe"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

//go:linkname do example.com/other.do
func do(client *fanvue.Client, op fanvue.Operation) {
	_ = client.Call(ctx, op, fanvue.CallParams{}, nil)
}

func main() { _ = unsafe.Sizeof(kit.Client()) }
