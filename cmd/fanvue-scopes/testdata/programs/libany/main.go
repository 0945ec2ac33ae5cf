// Values that a library keeps, and that come back.
//
//corpus:want Messages.Send Self.Get Chats.List Posts.List Media.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type fake struct{}

func (fake) Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error) {
	return nil, nil
}

type config struct{ steps []func() }

func main() {
	client := kit.Client()
	lib.Put("sender", client.Messages)
	lib.Put("fake", fake{})
	_, _ = lib.Get("sender").(sender).Send(ctx, "", fanvue.MessageParams{})

	lib.Put("function", func() { _, _ = client.Self.Get(ctx) })
	lib.Get("function").(func())()

	c := &config{}
	lib.Put("config", c)
	lib.Get("config").(*config).steps = append(c.steps, func() { _, _ = client.Chats.List(ctx, nil) })
	for _, step := range c.steps {
		step()
	}
	lib.Apply(client, func(value any) { _, _ = value.(*fanvue.Client).Posts.List(ctx, nil) })

	table := map[string]func(){}
	lib.Put("table", table)
	same, _ := lib.Get("table").(map[string]func())
	same["x"] = func() { _, _ = client.Media.List(ctx, nil) }
	table["x"]()
}
