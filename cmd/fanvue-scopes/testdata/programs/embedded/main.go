// A struct that embeds the client.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type app struct{ *fanvue.Client }

type outer struct{ app }

func main() {
	o := outer{app{kit.Client()}}
	_, _ = o.Self.Get(ctx)
}
