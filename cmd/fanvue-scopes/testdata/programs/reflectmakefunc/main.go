// A function that reflection makes gets a service as an argument.
//
//corpus:want Posts.List
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

type lister interface {
	List(context.Context, *fanvue.PostListOptions) (*fanvue.Page[fanvue.Post], error)
}

func main() {
	var list func(fanvue.PostsService)
	made := reflect.MakeFunc(reflect.TypeOf(list), func(args []reflect.Value) []reflect.Value {
		_, _ = args[0].Interface().(lister).List(context.Background(), nil)
		return nil
	})
	list = made.Interface().(func(fanvue.PostsService))
	list(kit.Client().Posts)
}
