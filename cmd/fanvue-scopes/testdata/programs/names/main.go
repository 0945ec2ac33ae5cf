// Types of the program have methods with the names of the SDK's.
//
//corpus:want Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type messages struct{}

func (messages) Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error) {
	return nil, nil
}

type client struct{ Messages messages }

func main() {
	var c client
	_, _ = c.Messages.Send(ctx, "", fanvue.MessageParams{})
	_, _ = kit.Client().Chats.List(ctx, nil)
}
