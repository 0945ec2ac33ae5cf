// Methods that a library calls through its interfaces, some of them in the body of a function.
//
//corpus:want Self.Get Chats.List Posts.List Media.List Fans.Followers
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type app struct{ *fanvue.Client }

// Start is called by lib.Start.
func (a app) Start() { _, _ = a.Self.Get(ctx) }

// Stop is called by nothing.
func (a app) Stop() { _, _ = a.Webhooks.List(ctx, nil) }

type visitor struct {
	lib.Base
	client *fanvue.Client
}

// Visit overrides that of Base.
func (v *visitor) Visit() { _, _ = v.client.Chats.List(ctx, nil) }

type worker struct{ client *fanvue.Client }

func (w *worker) Work() { _, _ = w.client.Posts.List(ctx, nil) }

type nested struct{ Inner map[string][]*inner }

type inner struct{ client *fanvue.Client }

// Start is called on what is inside.
func (i *inner) Start() { _, _ = i.client.Media.List(ctx, nil) }

type quiet struct{ client *fanvue.Client }

// Work is called through an interface that the library has given.
func (q quiet) Work() { _, _ = q.client.Fans.Followers(ctx, nil) }

func main() {
	client := kit.Client()
	lib.Start(app{client})
	v := &visitor{client: client}
	v.Bind(v)
	v.Walk()
	lib.Decorate(&worker{client}).Work()
	lib.Put("nested", nested{})
	run(lib.Get("quiet"))
	lib.Put("quiet", quiet{client})
}

func run(value any) {
	if w, ok := value.(interface{ Work() }); ok {
		w.Work()
	}
}
