// A template calls methods by name: those of the program count, those of the SDK cannot be known.
//
//corpus:want Chats.List
package main

import (
	"context"
	"os"
	"text/template"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type page struct{ client *fanvue.Client }

func (p page) Chats() []fanvue.Chat {
	list, err := p.client.Chats.List(ctx, nil)
	if err != nil {
		return nil
	}
	return list.Data
}

func main() {
	t := template.Must(template.New("").Parse(`{{range .Page.Chats}}{{.User.Handle}}{{end}}`))
	_ = t.Execute(os.Stdout, map[string]any{"Page": page{kit.Client()}})
}
