// An interface with an SDK and a fake implementation; both are called.
//
//corpus:want Messages.Send
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type fake struct{}

func (fake) Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error) {
	return nil, nil
}

func main() {
	all := []sender{fake{}, kit.Client().Messages}
	for _, s := range all {
		_, _ = s.Send(ctx, "", fanvue.MessageParams{})
	}
}
