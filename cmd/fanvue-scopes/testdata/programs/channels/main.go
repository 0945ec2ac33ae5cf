// Closures over channels: select, nested, directed and in structs.
//
//corpus:want Self.Get Chats.List Posts.List Messages.Send
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type job struct {
	run  func()
	done chan<- func()
}

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

func main() {
	client := kit.Client()
	jobs, done := make(chan job, 1), make(chan func(), 1)
	jobs <- job{func() { _, _ = client.Self.Get(ctx) }, done}
	services := make(chan (<-chan sender), 1)
	go func() {
		inner := make(chan sender, 1)
		inner <- client.Messages
		services <- inner
	}()
	select {
	case j := <-jobs:
		j.run()
		select {
		case j.done <- func() { _, _ = client.Chats.List(ctx, nil) }:
		default:
		}
	case s := <-services:
		_, _ = (<-s).Send(ctx, "", fanvue.MessageParams{})
	}
	f, _ := <-done
	f()
	for f := range generate(client) {
		f()
	}
}

func generate(client *fanvue.Client) <-chan func() {
	c := make(chan func())
	go func() {
		defer close(c)
		c <- func() { _, _ = client.Posts.List(ctx, nil) }
	}()
	return c
}
