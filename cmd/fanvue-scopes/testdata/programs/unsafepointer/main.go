// Unsafe code that makes a service of another type.
//
//corpus:want Messages.Send Creator.Messages.Send
//corpus:undecided unsafe
package main

import (
	"context"
	"unsafe"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	creator := kit.Client().Creator("id").Messages
	own := (*fanvue.MessagesService)(unsafe.Pointer(&creator))
	_, _ = own.Send(ctx, "", fanvue.MessageParams{})
}
