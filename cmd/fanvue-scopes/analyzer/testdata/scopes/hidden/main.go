package main

import (
	"context"

	"example.com/vet/hiding"
)

func main() {
	bot, _ := hiding.New("key")
	for range 3 {
		if hiding.Send(context.Background(), bot, "fan", "hello") == nil { // want `Messages.Send needs write:chat`
			break
		}
	}
}
