// A client gets to a call by name through fields and elements.
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

type app struct{ Clients []*fanvue.Client }

func main() {
	a := app{[]*fanvue.Client{kit.Client()}}
	v := reflect.ValueOf(a).Field(0).Index(0)
	v.Elem().FieldByName("Self").MethodByName("Get").Call([]reflect.Value{reflect.ValueOf(ctx)})
}
