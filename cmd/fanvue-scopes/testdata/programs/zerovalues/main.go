// A container by type: reflection knows the types of the SDK, and can only make
// services without a client.
//
//corpus:want Creator.Messages.Send Fans.Subscribers
package main

import (
	"context"
	"reflect"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

type container struct{ makers map[reflect.Type]any }

func provide[T any](c *container, maker func(*container) T) {
	c.makers[reflect.TypeFor[T]()] = maker
}

func get[T any](c *container) T {
	return c.makers[reflect.TypeFor[T]()].(func(*container) T)(c)
}

type sender interface {
	Send(ctx context.Context, to string, p fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type fans interface {
	Subscribers(ctx context.Context, o *fanvue.SubscriberListOptions) (*fanvue.Page[fanvue.Subscriber], error)
}

func main() {
	c := &container{map[reflect.Type]any{}}
	provide(c, func(*container) *fanvue.Client { return kit.Client() })
	provide(c, func(c *container) sender { return get[*fanvue.Client](c).Creator("id").Messages })
	provide(c, func(c *container) fans { return get[*fanvue.Client](c).Fans })
	_, _ = get[sender](c).Send(context.Background(), "id", fanvue.MessageParams{})
	_, _ = get[fans](c).Subscribers(context.Background(), nil)
}
