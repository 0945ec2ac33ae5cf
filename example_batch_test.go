package fanvue_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/fanvue-go/fanvue"
)

func ExampleMessagesService_BatchAll() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("your API key"))
	if err != nil {
		log.Fatal(err)
	}
	ctx, since := context.Background(), time.Now().Add(-time.Hour)
	var changed []string
	for chat, err := range client.Chats.ChangedSince(ctx, since) {
		if err != nil {
			log.Fatal(err)
		}
		changed = append(changed, chat.User.UUID)
	}
	params := fanvue.MessageBatchParams{ChatUUIDs: changed, Limit: 5}
	for item, err := range client.Messages.BatchAll(ctx, params) {
		if err != nil {
			log.Print(err)
			continue
		}
		fmt.Println(item.ID, len(item.Item.Messages))
	}
}
