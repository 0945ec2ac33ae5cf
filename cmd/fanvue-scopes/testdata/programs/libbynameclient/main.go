// A library that calls methods by name gets the client.
//
//corpus:want
//corpus:undecided reflect
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/named"
)

var ctx = context.Background()

func main() { named.Invoke(kit.Client().Messages, "Send", ctx) }
