// A client that the program hands through its own types.
//
//corpus:want Messages.Delete
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type session struct {
	messages func() fanvue.MessagesService
}

func (s *session) with(client *fanvue.Client) *session {
	derived := *client
	return &session{func() fanvue.MessagesService { return derived.Messages }}
}

func main() {
	s := new(session).with(kit.Client())
	_ = s.messages().Delete(ctx, "", "")
}
