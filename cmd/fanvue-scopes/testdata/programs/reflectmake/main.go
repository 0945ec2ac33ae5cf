// Functions that reflection makes and calls.
//
//corpus:want Self.Get Chats.List Posts.List
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	swap := func([]reflect.Value) []reflect.Value { _, _ = client.Self.Get(ctx); return nil }
	made := reflect.MakeFunc(reflect.TypeFor[func()](), swap).Interface().(func())
	made()

	var f func()
	reflect.ValueOf(&f).Elem().Set(reflect.ValueOf(func() { _, _ = client.Chats.List(ctx, nil) }))
	f()

	s := struct{ F func() }{func() { _, _ = client.Posts.List(ctx, nil) }}
	reflect.ValueOf(s).Field(0).Call(nil)
}
