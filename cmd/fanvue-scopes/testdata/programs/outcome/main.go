// Outcome reads the chat, and the template.
//
//corpus:want Messages.List Templates.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() { _, _ = kit.Client().Messages.Outcome(ctx, "id", fanvue.SendAttempt{}) }
