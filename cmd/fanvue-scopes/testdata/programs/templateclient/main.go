// A template gets the client itself.
//
//corpus:want
//corpus:undecided reflect
package main

import (
	"context"
	"os"
	"text/template"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	t := template.Must(template.New("").Parse(os.Args[1]))
	_ = t.Execute(os.Stdout, map[string]any{"Client": kit.Client(), "Ctx": ctx})
}
