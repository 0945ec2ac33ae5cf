// Package b wraps package c.
package b

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/deep/c"
)

// Post passes a text on.
func Post(ctx context.Context, client *fanvue.Client, text string) error {
	return c.Post(ctx, client, text)
}

// Remove is not used.
func Remove(ctx context.Context, client *fanvue.Client, id string) error {
	return c.Remove(ctx, client, id)
}
