// A library calls methods of what a function returns.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

type job struct{ name string }

// Start is called by lib.Evaluate.
func (*job) Start() { _, _ = kit.Client().Self.Get(context.Background()) }

func main() { lib.Evaluate(func() (*job, error) { return &job{}, nil }) }
