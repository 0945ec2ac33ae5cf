package main

import (
	"context"

	"example.com/vet/unknown/library/between"
	"github.com/fanvue-go/fanvue"
)

func main() {
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	_, _ = client.Chats.List(context.Background(), nil)
	between.Send()
}
