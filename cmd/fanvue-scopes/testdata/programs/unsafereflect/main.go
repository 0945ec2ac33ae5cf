// A service gets to a call by name through unsafe memory.
//
//corpus:want
//corpus:undecided reflect unsafe
package main

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	var boxed any = kit.Client().Self
	at := unsafe.Pointer(&boxed)
	hidden := *(*any)(at)
	reflect.ValueOf(hidden).MethodByName("Get").Call([]reflect.Value{reflect.ValueOf(ctx)})
}
