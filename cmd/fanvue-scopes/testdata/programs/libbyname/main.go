// A library calls methods by name: those of the program count.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/named"
)

var ctx = context.Background()

type app struct{ client *fanvue.Client }

// Run is called by its name.
func (a app) Run() { _, _ = a.client.Self.Get(ctx) }

func main() { named.Invoke(app{kit.Client()}, "Run") }
