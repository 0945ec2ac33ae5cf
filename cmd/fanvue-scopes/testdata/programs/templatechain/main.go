// A template gets the client from a method, and from a function.
//
//corpus:want
//corpus:undecided reflect
package main

import (
	"context"
	"os"
	"text/template"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

type page struct{ client *fanvue.Client }

// Client is called by the template.
func (p page) Client() *fanvue.Client { return p.client }

func (page) Ctx() context.Context { return context.Background() }

func main() {
	t := template.Must(template.New("").Parse("{{.Client.Self.Get .Ctx}}"))
	_ = t.Execute(os.Stdout, page{kit.Client()})
}
