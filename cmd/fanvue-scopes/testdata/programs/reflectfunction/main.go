// A function that is called through reflection counts.
//
//corpus:want Chats.List
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	reflect.ValueOf(kit.Client().Chats.List).Call([]reflect.Value{reflect.ValueOf(ctx), reflect.Zero(reflect.TypeFor[*fanvue.ChatListOptions]())})
}
