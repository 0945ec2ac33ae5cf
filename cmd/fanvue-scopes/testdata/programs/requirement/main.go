// A requirement that an option replaces.
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
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("k"), fanvue.WithOperationScopes(fanvue.OpSelfGet, "read:chat"))
	_, _ = client.Self.Get(ctx)
}
