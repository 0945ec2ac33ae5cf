// Methods are called in a loop over all of them.
//
//corpus:want
//corpus:undecided reflect
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	for _, method := range reflect.ValueOf(kit.Client().Self).Methods() {
		method.Call([]reflect.Value{reflect.ValueOf(ctx)})
	}
}
