// Package net/rpc calls methods by name.
//
//corpus:want Self.Get
package main

import (
	"context"
	"net/rpc"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

// Service is served.
type Service struct{ client *fanvue.Client }

// Get is called by a remote program.
func (s *Service) Get(_ string, name *string) error {
	_, err := s.client.Self.Get(ctx)
	return err
}

func main() {
	_ = rpc.Register(&Service{kit.Client()})
	rpc.HandleHTTP()
}
