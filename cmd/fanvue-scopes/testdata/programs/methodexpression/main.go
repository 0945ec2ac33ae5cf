// Method expressions.
//
//corpus:want Chats.List Creator.Vault.Folders
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	_, _ = fanvue.ChatsService.List(client.Chats, ctx, nil)
	folders := fanvue.CreatorVaultService.Folders
	_, _ = folders(client.Creator("id").Vault, ctx, nil)
}
