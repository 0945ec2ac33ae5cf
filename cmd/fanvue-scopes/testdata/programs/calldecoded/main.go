// An operation that is read from a file.
//
//corpus:want
//corpus:undecided operation
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	var op fanvue.Operation
	if json.NewDecoder(os.Stdin).Decode(&op) == nil {
		_ = kit.Client().Call(ctx, op, fanvue.CallParams{}, nil)
	}
}
