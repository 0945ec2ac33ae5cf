// A linkname directive.
//
//corpus:want Self.Get
//corpus:undecided assembly linkname
package main

import (
	"context"
	"unsafe"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

//go:linkname now time.now
func now() (int64, int32, int64)

func main() {
	_, _, _ = now()
	_, _ = kit.Client().Self.Get(ctx)
}

var _ unsafe.Pointer
