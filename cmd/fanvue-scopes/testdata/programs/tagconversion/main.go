// Conversions that ignore the tags of structs, inside of slices, maps and channels.
//
//corpus:want Chats.List Media.List Self.Get
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type (
	tagged struct {
		Run func() `json:"run"`
	}
	plain struct{ Run func() }

	taggedMap map[string]struct {
		Run func() `json:"run"`
	}
	plainMap map[string]struct{ Run func() }
)

func main() {
	c := kit.Client()
	slice := ([]struct{ Run func() })([]struct {
		Run func() `json:"run"`
	}{{func() { _, _ = c.Chats.List(ctx, nil) }}})
	slice[0].Run()
	plainMap(taggedMap{"": {func() { _, _ = c.Media.List(ctx, nil) }}})[""].Run()
	plain(tagged{func() { _, _ = c.Self.Get(ctx) }}).Run()
}
