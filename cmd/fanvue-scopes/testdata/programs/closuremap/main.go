// Closures that are stored in a map.
//
//corpus:want Self.Get Posts.List
package main

import (
	"context"
	"os"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	commands := map[string]func() error{
		"self":  func() error { _, err := client.Self.Get(ctx); return err },
		"posts": func() error { _, err := client.Posts.List(ctx, nil); return err },
	}
	_ = commands[os.Args[1]]()
}
