// The SDK is imported with a dot.
//
//corpus:want Self.Get
package main

import (
	"context"

	. "github.com/fanvue-go/fanvue"
)

func main() {
	client, err := NewClient(WithAPIKey("key"))
	if err == nil {
		_, _ = client.Self.Get(context.Background())
	}
}
