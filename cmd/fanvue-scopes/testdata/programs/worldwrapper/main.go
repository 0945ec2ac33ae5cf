// A function that hands an operation to Client.Call is called by a library.
//
//corpus:want
//corpus:undecided operation
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	lib.Apply(os.Args, func(value any) { do(client, value.(fanvue.Operation)) })
}

func do(client *fanvue.Client, op fanvue.Operation) {
	_ = client.Call(ctx, op, fanvue.CallParams{}, nil)
}
