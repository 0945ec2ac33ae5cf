// Iterators, one of which is not ranged over.
//
//corpus:want Chats.List Fans.Subscribers Messages.List
package main

import (
	"context"
	"iter"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func names(client *fanvue.Client) iter.Seq[string] {
	return func(yield func(string) bool) {
		for chat, err := range client.Chats.All(ctx, nil) {
			if err != nil || !yield(chat.User.UUID) {
				return
			}
		}
	}
}

func main() {
	client := kit.Client()
	for name := range names(client) {
		for _, err := range client.Messages.All(ctx, name, nil) {
			if err != nil {
				return
			}
		}
	}
	_ = client.Fans.AllSubscribers(ctx, nil)
}
