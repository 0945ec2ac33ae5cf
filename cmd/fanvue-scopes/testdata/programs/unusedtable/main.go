// Package variables with functions that nothing uses: commands that are not
// added to the root, and tables that are not read.
//
//corpus:want Chats.List Posts.Create Media.List Vault.Folders Fans.Followers
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

type command struct {
	use  string
	run  func(args []string) error
	subs []*command
}

func (c *command) execute(args []string) error {
	for _, sub := range c.subs {
		if sub.use == args[0] {
			return sub.run(args[1:])
		}
	}
	return nil
}

var ctx = context.Background()

var (
	root  = &command{use: "bot"}
	chats = &command{use: "chats", run: func([]string) error {
		_, err := kit.Client().Chats.List(ctx, nil)
		return err
	}}
	posts = command{use: "posts", run: post}

	forgotten = &command{use: "forgotten", run: func([]string) error { return kit.Client().Posts.Delete(ctx, "") }}
	nested    = &command{use: "nested", subs: []*command{{use: "inner", run: func([]string) error {
		_, err := kit.Client().Agency.TeamMembers(ctx)
		return err
	}}}}
)

type action func(*fanvue.Client)

var (
	used = map[string]action{"media": func(c *fanvue.Client) { _, _ = c.Media.List(ctx, nil) }}
	old  = map[string]action{"self": func(c *fanvue.Client) { _, _ = c.Self.Get(ctx) }}

	hooks    = []action{func(c *fanvue.Client) { _, _ = c.Vault.Folders(ctx, nil) }}
	oldHooks = [...]action{func(c *fanvue.Client) { _, _ = c.Webhooks.List(ctx, nil) }}

	// shared is reached through another variable only.
	shared  = &command{use: "shared", run: func([]string) error { _, err := kit.Client().Fans.Followers(ctx, nil); return err }}
	pointer = &shared
)

func post([]string) error {
	_, err := kit.Client().Posts.Create(ctx, fanvue.PostParams{})
	return err
}

func init() { root.subs = append(root.subs, chats, &posts) }

func main() {
	_ = root.execute(os.Args[1:])
	used[os.Args[1]](kit.Client())
	for _, hook := range hooks {
		hook(kit.Client())
	}
	_ = (*pointer).run(nil)
}
