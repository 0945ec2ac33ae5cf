// A service gets to a call by name through an atomic value.
//
//corpus:want
//corpus:undecided reflect
package main

import (
	"context"
	"reflect"
	"sync/atomic"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	var v atomic.Value
	v.Store(kit.Client().Self)
	reflect.ValueOf(v.Load()).MethodByName("Get").Call([]reflect.Value{reflect.ValueOf(ctx)})
}
