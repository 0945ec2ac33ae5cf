// C code calls a function of the program.
//
//corpus:want Self.Get Chats.List
//corpus:undecided cgo
package main

// extern void goChats(void);
// void run(void);
import "C"

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

//export goChats
func goChats() { _, _ = kit.Client().Chats.List(ctx, nil) }

var ctx = context.Background()

func main() {
	C.run()
	_, _ = kit.Client().Self.Get(ctx)
}
