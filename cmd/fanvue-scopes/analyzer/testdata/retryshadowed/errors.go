// Package retryshadowed has names of its own where a fix would need a package.
package retryshadowed

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

type errors struct{}

var _ errors

// The package errors cannot be imported.
func retry(ctx context.Context, c *fanvue.Client, params fanvue.MessageParams) error {
	for {
		_, err := c.Messages.Send(ctx, "fan", params) // want `Messages.Send is retried`
		if err == nil {
			return nil
		}
	}
}
