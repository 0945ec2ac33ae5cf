// Package c calls the SDK.
package c

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

// Post publishes a text.
func Post(ctx context.Context, client *fanvue.Client, text string) error {
	_, err := client.Posts.Create(ctx, fanvue.PostParams{Text: text, Audience: fanvue.AudienceSubscribers})
	return err
}

// Remove deletes a post.
func Remove(ctx context.Context, client *fanvue.Client, id string) error {
	return client.Posts.Delete(ctx, id)
}
