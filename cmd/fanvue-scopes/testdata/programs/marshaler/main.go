// A method that only encoding/json calls.
//
//corpus:want Self.Get
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type lazy struct{ client *fanvue.Client }

func (l lazy) MarshalJSON() ([]byte, error) {
	me, err := l.client.Self.Get(ctx)
	if err != nil {
		return nil, err
	}
	return json.Marshal(me.Handle)
}

type document struct {
	Owner lazy
}

func main() {
	data, _ := json.Marshal(document{lazy{kit.Client()}})
	_, _ = os.Stdout.Write(data)
}
