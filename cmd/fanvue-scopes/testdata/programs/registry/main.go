// Commands that register themselves from a table of structs.
//
//corpus:want Self.Get Fans.Subscribers
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type command struct {
	name string
	run  func(*fanvue.Client) error
}

var commands []*command

func register(c *command) { commands = append(commands, c) }

func init() {
	register(&command{"self", func(c *fanvue.Client) error { _, err := c.Self.Get(ctx); return err }})
	register(&command{name: "fans", run: fans})
}

func fans(c *fanvue.Client) error {
	_, err := c.Fans.Subscribers(ctx, nil)
	return err
}

func main() {
	for _, c := range commands {
		_ = c.run(kit.Client())
	}
}
