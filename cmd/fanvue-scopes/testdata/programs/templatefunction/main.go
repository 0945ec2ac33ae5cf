// A template gets a service from a function.
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

func main() {
	functions := template.FuncMap{"self": func() fanvue.SelfService { return kit.Client().Self }, "ctx": context.Background}
	_ = template.Must(template.New("").Funcs(functions).Parse("{{self.Get ctx}}")).Execute(os.Stdout, nil)
}
