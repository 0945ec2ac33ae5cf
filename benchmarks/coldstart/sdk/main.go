// Command sdk does with the client what the command plain does without.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/fanvue-go/fanvue"
)

func main() {
	if len(os.Args) < 2 {
		return
	}
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-benchmarks"), fanvue.WithBaseURL(os.Args[1]))
	if err != nil {
		fmt.Println(err)
		return
	}
	for chat, err := range client.Chats.All(context.Background(), nil) {
		fmt.Println(chat.User.UUID, err)
	}
	fmt.Println(client.Messages.Send(context.Background(), os.Args[1], fanvue.MessageParams{Text: "Hello"}))
}
