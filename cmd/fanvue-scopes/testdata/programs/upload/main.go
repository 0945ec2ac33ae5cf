// An upload calls several operations.
//
//corpus:want Media.CreateUpload Media.UploadPartURL Media.CompleteUpload Media.Get
package main

import (
	"context"
	"strings"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	_, _ = kit.Client().Media.Upload(ctx, "a.png", strings.NewReader("x"), nil)
}
