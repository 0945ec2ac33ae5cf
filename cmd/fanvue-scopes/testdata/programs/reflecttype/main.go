// A method is looked up in a type.
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
	method, _ := reflect.TypeFor[fanvue.SelfService]().MethodByName("Get")
	method.Func.Call([]reflect.Value{reflect.ValueOf(kit.Client().Self), reflect.ValueOf(ctx)})
}
