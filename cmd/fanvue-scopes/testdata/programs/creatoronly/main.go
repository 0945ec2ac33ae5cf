// Calls for a managed creator need another scope.
//
//corpus:want Creator.Posts.Create Creators.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	for creator, err := range client.Creators.All(ctx, nil) {
		if err != nil {
			return
		}
		_, _ = client.Creator(creator.UUID).Posts.Create(ctx, fanvue.PostParams{})
	}
}
