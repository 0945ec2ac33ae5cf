package retryshadowed

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

func client(ctx context.Context, params fanvue.MessageParams) error {
	fanvue, err := fanvue.NewClient()
	if err != nil {
		return err
	}
	for {
		if _, err := fanvue.Messages.Send(ctx, "fan", params); err == nil { // want `Messages.Send is retried`
			return nil
		}
	}
}
