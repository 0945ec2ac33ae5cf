// A library calls a function of the program by its name for the linker.
//
//corpus:want Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/puller"
)

func main() { puller.Pull() }

func pulled() { _, _ = kit.Client().Self.Get(context.Background()) }
