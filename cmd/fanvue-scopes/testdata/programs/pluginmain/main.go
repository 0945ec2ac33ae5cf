// A plugin: its exported functions and variables are what other programs use.
//
//corpus:want Self.Get Chats.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

// Run is looked up in the plugin.
func Run(client *fanvue.Client) { _, _ = client.Self.Get(ctx) }

// Hook is looked up in the plugin.
var Hook = func(client *fanvue.Client) { _, _ = client.Chats.List(ctx, nil) }

func unused(client *fanvue.Client) { _, _ = client.Posts.List(ctx, nil) }

func main() {}
