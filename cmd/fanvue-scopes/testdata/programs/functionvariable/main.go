// A variable holds one of two functions.
//
//corpus:want Self.Get Chats.List
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func self(c *fanvue.Client) error  { _, err := c.Self.Get(ctx); return err }
func chats(c *fanvue.Client) error { _, err := c.Chats.List(ctx, nil); return err }
func posts(c *fanvue.Client) error { _, err := c.Posts.List(ctx, nil); return err }

func main() {
	do := self
	if len(os.Args) > 1 {
		do = chats
	}
	_ = do(kit.Client())
}
