// A package that has the name of the SDK and is not recognized.
//
//corpus:want Self.Get
//corpus:undecided copy
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/unknowncopy/fanvue"
)

func main() {
	fanvue.Send()
	_, _ = kit.Client().Self.Get(context.Background())
}
