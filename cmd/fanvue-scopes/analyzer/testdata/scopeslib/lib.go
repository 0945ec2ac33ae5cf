// Package scopeslib performs operations for programs.
package scopeslib

import (
	"context"
	"errors"

	"github.com/fanvue-go/fanvue"
)

// Post publishes through a function of the package.
func Post(ctx context.Context, client *fanvue.Client) error { return post(ctx, client) }

func post(ctx context.Context, client *fanvue.Client) error {
	_, err := client.Posts.Create(ctx, fanvue.PostParams{})
	return err
}

// Unused is not called.
func Unused(ctx context.Context, client *fanvue.Client) error {
	_, err := client.Vault.Folders(ctx, nil)
	return err
}

// Fans asks whether it may read the fans.
func Fans(ctx context.Context, client *fanvue.Client) error {
	if err := client.CheckScopes(fanvue.OpFansSubscribers); err != nil {
		return nil
	}
	_, err := client.Fans.Subscribers(ctx, nil)
	return err
}

// Insights does without the scope.
func Insights(ctx context.Context, client *fanvue.Client) error {
	_, err := client.TrackingLinks.List(ctx, nil)
	if errors.Is(err, fanvue.ErrInsufficientScope) {
		return nil
	}
	return err
}
