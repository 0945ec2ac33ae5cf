// Client.Call is handed to code that calls it with operations of its own.
//
//corpus:want
//corpus:undecided operation
package main

import (
	"context"
	"encoding/json"
	"os"
	"reflect"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	var op fanvue.Operation
	_ = json.Unmarshal([]byte(os.Args[1]), &op)
	reflect.ValueOf(client.Call).Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(op)})
}
