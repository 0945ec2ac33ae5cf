// A copy of the SDK under another path and another name.
//
//corpus:want Self.Get Creator.Posts.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/copied/api"
)

func main() {
	client := &api.Client{}
	client.Self.Get(context.Background())
	client.Creator("id").Posts.List(context.Background())
}
