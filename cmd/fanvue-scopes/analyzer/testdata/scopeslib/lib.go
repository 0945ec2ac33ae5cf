package scopeslib

import (
	"context"

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
