// Package hiding uses the SDK, and its exported types do not show it.
package hiding

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

// Bot sends messages.
type Bot struct{ hidden any }

// New makes a bot.
func New(key string) (Bot, error) {
	client, err := fanvue.NewClient(fanvue.WithAPIKey(key), fanvue.WithScopes(fanvue.ScopeReadChat))
	return Bot{client}, err
}

// Send sends a message.
func Send(ctx context.Context, b Bot, fan, text string) error {
	client := b.hidden.(*fanvue.Client)
	_, err := client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: text})
	return err
}

// Hello sends a message.
func Hello(ctx context.Context, fan string) error {
	_, err := shared.Messages.Send(ctx, fan, fanvue.MessageParams{Text: "hello"})
	return err
}

var shared *fanvue.Client
