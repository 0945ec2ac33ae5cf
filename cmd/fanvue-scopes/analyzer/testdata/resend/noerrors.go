package resend

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

func withoutErrors(ctx context.Context, client *fanvue.Client, params fanvue.MessageParams) {
	for range 3 {
		_, err := client.Messages.Send(ctx, "fan", params) // want `Messages.Send is retried`
		if err == nil {
			return
		}
	}
}
