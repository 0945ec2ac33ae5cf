// For a creator too, the template is one of the own account.
//
//corpus:want Creator.Messages.List Templates.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() { _, _ = kit.Client().Creator("id").Messages.Outcome(ctx, "id", fanvue.SendAttempt{}) }
