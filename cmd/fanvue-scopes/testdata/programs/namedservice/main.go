// A type of the program with a service as underlying type acts for the account of
// the services that are converted to it.
//
//corpus:want Creator.Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type chats fanvue.ChatsService

func main() { _, _ = chats(kit.Client().Creator("id").Chats).List(ctx, nil) }
