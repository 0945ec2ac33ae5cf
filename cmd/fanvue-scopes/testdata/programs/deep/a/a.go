// Package a wraps package b.
package a

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/deep/b"
)

// Post passes a text on.
func Post(ctx context.Context, client *fanvue.Client, text string) error {
	return b.Post(ctx, client, text)
}

// Remove is not used.
func Remove(ctx context.Context, client *fanvue.Client, id string) error {
	return b.Remove(ctx, client, id)
}
