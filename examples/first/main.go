// First is the smallest useful program: it prints the names of the account's
// chats. It needs an API key in FANVUE_API_KEY.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/fanvue-go/fanvue"
)

func main() {
	if os.Getenv("FANVUE_API_KEY") == "" {
		log.Fatal("usage: FANVUE_API_KEY=... first")
	}
	client, err := fanvue.NewClient(
		fanvue.WithAPIKey(os.Getenv("FANVUE_API_KEY")),
		fanvue.WithScopes(fanvue.ScopeReadChat), // the scopes of the key
	)
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	for chat, err := range client.Chats.All(ctx, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(chat.User.DisplayName)
	}
	_, err = client.Messages.Send(ctx, "a fan's UUID", fanvue.MessageParams{Text: "Hello!"})
	fmt.Println(err) // rejected before anything is sent: the key lacks write:chat
}
