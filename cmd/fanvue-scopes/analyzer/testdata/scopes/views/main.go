package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

type app struct{ *fanvue.Client }

type sender struct{ fanvue.CreatorMessagesService }

type own struct{ fanvue.MessagesService }

type both interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

func main() {
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeWriteChat))
	a := app{client}
	_, _ = a.Messages.Send(ctx, "fan", fanvue.MessageParams{})
	_, _ = a.Creator("id").Messages.Send(ctx, "fan", fanvue.MessageParams{}) // want `Creator.Messages.Send needs read:creator`
	creator := a.Client.Creator("id")
	_, _ = creator.Messages.Send(ctx, "fan", fanvue.MessageParams{})         // want `Creator.Messages.Send needs read:creator`
	_, _ = sender{creator.Messages}.Send(ctx, "fan", fanvue.MessageParams{}) // want `Creator.Messages.Send needs read:creator`
	_, _ = own{client.Messages}.Send(ctx, "fan", fanvue.MessageParams{})     // the caller's own account
	for _, s := range []both{client.Messages} {                              // not followed
		_, _ = s.Send(ctx, "fan", fanvue.MessageParams{})
	}
}
