package main

import (
	"context"
	"strings"

	"github.com/fanvue-go/fanvue"
)

func main() {
	ctx := context.Background()
	client, _ := fanvue.NewClient(fanvue.WithAPIKey("key"), fanvue.WithScopes(fanvue.ScopeWriteMedia))
	file := strings.NewReader("")
	wait := true
	_, _ = client.Media.Upload(ctx, "a.png", file, nil)
	_, _ = client.Media.Upload(ctx, "a.png", file, &fanvue.UploadOptions{Name: "a"})
	_, _ = client.Media.Upload(ctx, "a.png", file, &fanvue.UploadOptions{Wait: true}) // want `Media.Get needs read:media`
	_, _ = client.Media.Upload(ctx, "a.png", file, &fanvue.UploadOptions{Wait: false})
	_, _ = client.Media.Upload(ctx, "a.png", file, &fanvue.UploadOptions{Wait: wait && len("x") > 1})
}
