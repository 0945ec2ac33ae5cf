// A library: what its exported API reaches counts.
//
//corpus:want Chats.List Posts.List Self.Get Messages.Send Media.List Vault.Folders
package library

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

// Chats is exported.
func Chats(client *fanvue.Client) { chats(client) }

func chats(client *fanvue.Client) { _, _ = client.Chats.List(ctx, nil) }

func unused(client *fanvue.Client) { _, _ = client.Fans.Followers(ctx, nil) }

// App is exported.
type App struct {
	client *fanvue.Client
	// Hook is called by whoever has an App.
	Hook func()
}

// Posts is a method of an exported type.
func (a *App) Posts() { _, _ = a.client.Posts.List(ctx, nil) }

func (a *App) unused() { _, _ = a.client.Creators.List(ctx, nil) }

type hidden struct{ client *fanvue.Client }

// Get is reached through the interface that New returns.
func (h hidden) Get() { _, _ = h.client.Self.Get(ctx) }

// Unused is in no interface.
func (h hidden) Unused() { _, _ = h.client.Webhooks.List(ctx, nil) }

// Getter is what New returns.
type Getter interface{ Get() }

// New returns a hidden type.
func New(client *fanvue.Client) Getter { return hidden{client} }

// Sender returns a closure.
func Sender(client *fanvue.Client) func() {
	return func() { _, _ = client.Messages.Send(ctx, "", fanvue.MessageParams{}) }
}

// Make sets a field that others call.
func Make(client *fanvue.Client) *App {
	return &App{client: client, Hook: func() { _, _ = client.Media.List(ctx, nil) }}
}

// Each calls back.
func Each(client *fanvue.Client, each func(next func())) {
	each(func() { _, _ = client.Vault.Folders(ctx, nil) })
}
