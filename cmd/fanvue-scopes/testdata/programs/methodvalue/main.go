// Method values, of which one is called.
//
//corpus:want Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	list, create := client.Chats.List, client.Chats.Create
	_ = create
	_, _ = list(ctx, nil)
}
