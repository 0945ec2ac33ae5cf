package resendhidden

import (
	"context"

	"example.com/vet/hiding"
)

func retry(ctx context.Context) {
	for hiding.Hello(ctx, "fan") != nil { // want `Messages.Send is retried`
	}
}
