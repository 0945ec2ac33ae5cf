// A type switch over services.
//
//corpus:want Chats.List Creator.Chats.List Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func use(service any) {
	switch s := service.(type) {
	case fanvue.ChatsService:
		_, _ = s.List(ctx, nil)
	case fanvue.CreatorChatsService:
		_, _ = s.List(ctx, nil)
	case interface {
		Get(context.Context) (*fanvue.Profile, error)
	}:
		_, _ = s.Get(ctx)
	}
}

func main() {
	client := kit.Client()
	use(client.Chats)
	use(client.Self)
}
