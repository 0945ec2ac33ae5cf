// A function takes operations from the program and from a library.
//
//corpus:want Likes(read:post)
//corpus:undecided operation
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	do(fanvue.Operation{Name: "Likes", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}})
	reflect.ValueOf(do).Call([]reflect.Value{reflect.Zero(reflect.TypeFor[fanvue.Operation]())})
}

func do(op fanvue.Operation) { _ = kit.Client().Call(ctx, op, fanvue.CallParams{}, nil) }
