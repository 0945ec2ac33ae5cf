// Operations that Fanvue does not document have unverified scopes.
//
//corpus:want Messages.Get Chats.SetTyping
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	_, _ = client.Messages.Get(ctx, "", "")
	_ = client.Chats.SetTyping(ctx, "", true)
}
