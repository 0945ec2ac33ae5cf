// A program with templates, whose other values have methods that nothing calls.
//
//corpus:want Self.Get
//corpus:undecided reflect
package main

import (
	"context"
	"net/http"
	"os"
	"text/template"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type page struct{ client *fanvue.Client }

// Name is called by the template.
func (p page) Name() (string, error) {
	_, err := p.client.Self.Get(ctx)
	return "", err
}

type handler struct{ client *fanvue.Client }

func (h *handler) ServeHTTP(http.ResponseWriter, *http.Request) {}

// Unused would be called if the template got the handler, which cannot be ruled
// out.
func (h *handler) Unused() { _, _ = h.client.Posts.List(ctx, nil) }

func main() {
	client := kit.Client()
	http.Handle("/", &handler{client})
	_ = template.Must(template.New("").Parse("{{.Name}}")).Execute(os.Stdout, page{client})
	_ = http.ListenAndServe(os.Args[1], nil)
}
