// A struct that embeds services and overrides a method.
//
//corpus:want Messages.Get Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type quiet struct{ fanvue.MessagesService }

func (quiet) Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error) {
	return nil, nil
}

type api interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
	Get(context.Context, string, string) (*fanvue.Message, error)
}

type chats struct{ fanvue.ChatsService }

func main() {
	client := kit.Client()
	var a api = quiet{client.Messages}
	_, _ = a.Send(ctx, "", fanvue.MessageParams{})
	_, _ = a.Get(ctx, "", "")
	_, _ = chats{client.Chats}.List(ctx, nil)
}
