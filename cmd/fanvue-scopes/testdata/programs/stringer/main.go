// A String method in a nested struct, called through reflection by fmt.
//
//corpus:want Self.Get
package main

import (
	"context"
	"fmt"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type name struct{ client *fanvue.Client }

func (n name) String() string {
	me, err := n.client.Self.Get(ctx)
	if err != nil {
		return err.Error()
	}
	return me.Handle
}

func main() {
	fmt.Println(struct{ Names []name }{[]name{{kit.Client()}}})
}
