// Operations that are decoded into a field, a slice and a map.
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

type config struct{ Operation fanvue.Operation }

func main() {
	var c config
	_ = json.Unmarshal([]byte(os.Args[1]), &c)
	client := kit.Client()
	_ = client.Call(ctx, c.Operation, fanvue.CallParams{}, nil)
}
