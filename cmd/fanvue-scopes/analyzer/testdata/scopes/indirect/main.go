package main

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

var scopes = []fanvue.Scope{fanvue.ScopeReadSelf}

func main() {
	opts := []fanvue.Option{
		fanvue.WithAPIKey(os.Getenv("KEY")),
		fanvue.WithScopes(append(scopes, fanvue.ParseScopes("write:tracking_links")...)...),
	}
	opts2 := append(opts, fanvue.WithScopeMode(fanvue.ScopeEnforce))
	client, _ := fanvue.NewClient(opts2...)
	_, _ = client.Self.Get(ctx)
	_, _ = client.Media.Upload(ctx, "a.png", strings.NewReader(""), nil) // want `Media.CompleteUpload needs write:media` `Media.CreateUpload needs write:media` `Media.UploadPartURL needs write:media`
	_, _ = client.Media.WaitReady(ctx, "id")                             // want `Media.Get needs read:media`
	_, _ = client.Messages.Outcome(ctx, "fan", fanvue.SendAttempt{})     // want `Messages.List needs read:chat` `Templates.Get needs read:chat`
	for range client.Creator("id").Posts.All(ctx, nil) {                 // want `Creator.Posts.List needs read:creator and read:post, which are not`
	}
	_, _ = fanvue.Collect(fanvue.Distinct(client.Chats.All(ctx, nil), func(fanvue.Chat) int { return 0 }), 1) // want `Chats.List needs read:chat`
	for _, err := range client.Messages.BatchAll(ctx, fanvue.MessageBatchParams{}) {                          // want `Messages.Batch needs read:chat`
		_ = err
	}
	for _, err := range client.Creator("id").Chats.ChangedSince(ctx, time.Time{}) { // want `Creator.Chats.List needs read:chat and read:creator`
		_ = err
	}
	run(client.Vault.Folders) // want `Vault.Folders needs read:media`
	get := client.Apps.List
	_, _ = get(ctx, nil)
	send := client.Messages.Send
	_, _ = send(ctx, "fan", fanvue.MessageParams{})                                         // want `Messages.Send needs write:chat`
	_, _ = fanvue.MessagesService.Send(client.Messages, ctx, "fan", fanvue.MessageParams{}) // want `Messages.Send needs write:chat`
	go func() {
		defer func() { _, _ = client.Insights.Earnings(ctx, nil) }() // want `Insights.Earnings needs read:insights`
	}()
}

func run(func(context.Context, *fanvue.ListOptions) (*fanvue.Page[fanvue.VaultFolder], error)) {}
