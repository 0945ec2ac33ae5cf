// A generic type with a function.
//
//corpus:want Fans.Subscribers
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type source[T any] struct {
	page func(context.Context, *fanvue.SubscriberListOptions) (*fanvue.Page[T], error)
}

func (s source[T]) get() { _, _ = s.page(ctx, nil) }

func main() {
	s := source[fanvue.Subscriber]{kit.Client().Fans.Subscribers}
	s.get()
}
