// Package between imports the package that makes the client.
package between

import (
	"context"

	"example.com/vet/scopesmake"
	"github.com/fanvue-go/fanvue"
)

// Send sends with a client that main does not see.
func Send() {
	client, _ := scopesmake.Client()
	_, _ = client.Messages.Send(context.Background(), "fan", fanvue.MessageParams{})
}
