// A generic function over services.
//
//corpus:want Chats.List Creator.Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type lister interface {
	List(context.Context, *fanvue.ChatListOptions) (*fanvue.Page[fanvue.Chat], error)
}

func first[L lister](l L) { _, _ = l.List(ctx, nil) }

func unused[L interface {
	Create(context.Context, string) error
}](l L) {
	_ = l.Create(ctx, "")
}

func main() {
	client := kit.Client()
	first(client.Chats)
	first(client.Creator("id").Chats)
}
