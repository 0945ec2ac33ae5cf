// A reflected service gets to a call by name through a library.
//
//corpus:want
//corpus:undecided reflect
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

func main() {
	lib.Put("service", reflect.ValueOf(kit.Client().Self))
	lib.Get("service").(reflect.Value).Method(0).Call([]reflect.Value{reflect.ValueOf(ctx)})
}
