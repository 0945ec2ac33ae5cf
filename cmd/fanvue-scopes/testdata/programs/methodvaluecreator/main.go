// A method value of a creator and one of the own account; the first is called.
//
//corpus:want Creator.Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	own, creator := client.Chats.List, client.Creator("id").Chats.List
	_ = own
	_, _ = creator(ctx, nil)
}
