// An item of Operations is looked up at run time.
//
//corpus:want
//corpus:undecided operation
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	for _, op := range fanvue.Operations() {
		if string(op.Name) == os.Args[1] {
			_ = client.Call(ctx, op, fanvue.CallParams{}, nil)
		}
	}
}
