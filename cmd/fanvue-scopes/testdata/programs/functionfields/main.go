// A struct of function fields, of which one is called.
//
//corpus:want Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type api struct {
	list func(context.Context, *fanvue.ChatListOptions) (*fanvue.Page[fanvue.Chat], error)
	send func(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

func main() {
	client := kit.Client()
	a := api{list: client.Chats.List, send: client.Messages.Send}
	_, _ = a.list(ctx, nil)
}
