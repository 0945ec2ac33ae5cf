// Package chats has more than its program uses.
package chats

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

// List lists chats.
func List() { _, _ = kit.Client().Chats.List(context.Background(), nil) }

// Delete deletes a post.
func Delete() { _ = kit.Client().Posts.Delete(context.Background(), "") }
