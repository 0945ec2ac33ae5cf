package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
)

func main() {
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ParseScopes(os.Getenv("SCOPES"))...))
	_, _ = client.Chats.List(context.Background(), nil)
}
