// A requirement is replaced through a function value.
//
//corpus:want Self.Get
//corpus:undecided requirement
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

var ctx = context.Background()

func main() {
	replace := fanvue.WithOperationScopes
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key"), replace(fanvue.OpSelfGet, "read:chat"))
	if err == nil {
		_, _ = client.Self.Get(ctx)
	}
}
