// Aliases of the types of the SDK.
//
//corpus:want Self.Get Messages.Send Creator.Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type client = fanvue.Client

type messages = fanvue.MessagesService

type list[T any] = []T

func main() {
	c := kit.Client()
	get(c)
	send(c.Messages)
	for _, s := range services(c) {
		_, _ = s.List(ctx, nil)
	}
}

func services(c *client) list[fanvue.CreatorChatsService] {
	return list[fanvue.CreatorChatsService]{c.Creator("id").Chats}
}

func get(c *client) { _, _ = c.Self.Get(ctx) }

func send(m messages) { _, _ = m.Send(ctx, "", fanvue.MessageParams{}) }
