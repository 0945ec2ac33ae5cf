// An upload for a creator.
//
//corpus:want Creator.Media.CreateUpload Creator.Media.UploadPartURL Creator.Media.CompleteUpload Creator.Media.Get
package main

import (
	"context"
	"strings"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	creator := kit.Client().Creator("id")
	_, _ = creator.Media.Upload(ctx, "a.png", strings.NewReader("x"), &fanvue.UploadOptions{Wait: true})
}
