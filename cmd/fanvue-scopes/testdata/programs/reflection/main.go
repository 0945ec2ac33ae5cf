// A method that is called by name.
//
//corpus:want
//corpus:undecided reflect
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	service := reflect.ValueOf(kit.Client().Messages)
	service.MethodByName("Batch").Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(fanvue.MessageBatchParams{})})
}
