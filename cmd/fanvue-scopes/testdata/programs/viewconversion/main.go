// A service for a creator that is converted to one of the own account counts for both.
//
//corpus:want Messages.Send Creator.Messages.Send
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	creator := kit.Client().Creator("id").Messages
	_, _ = fanvue.MessagesService(creator).Send(ctx, "", fanvue.MessageParams{})
}
