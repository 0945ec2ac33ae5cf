package main

import (
	"context"
	"log"

	"example.com/vet/scopeslib"
	"github.com/fanvue-go/fanvue"
)

func main() {
	ctx := context.Background()
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	if client.CheckScopes(fanvue.OpPostsList) == nil {
		_, _ = client.Posts.List(ctx, nil)
	}
	if err := client.RequireScopes(ctx, fanvue.OpPostsList); err != nil {
		log.Print(err)
	} else {
		_, _ = client.Posts.List(ctx, nil)
	}
	may := client.CheckScopes(fanvue.OpPostsList) == nil
	if may {
		_, _ = client.Posts.List(ctx, nil)
	}
	feature(ctx, client)
	_ = scopeslib.Fans(ctx, client)
	_ = scopeslib.Insights(ctx, client)
	if err := client.CheckScopes(fanvue.OpSelfGet); err != nil {
		log.Fatal(err)
	}
	_, _ = client.Self.Get(ctx) // want `Self.Get needs read:self`
}

func feature(ctx context.Context, client *fanvue.Client) {
	if err := client.CheckScopes(fanvue.OpPostsList); err != nil {
		return
	}
	_, _ = client.Posts.List(ctx, nil)
}
