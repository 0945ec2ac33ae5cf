// A client that is only printed calls nothing.
//
//corpus:want Self.Get
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/lib"
)

var ctx = context.Background()

type app struct {
	client *fanvue.Client
	Public *fanvue.Client
}

func (a *app) Reopen() { _, _ = a.client.Posts.List(ctx, nil) }

func main() {
	a := &app{client: kit.Client()}
	lib.Print(a, a.client)
	lib.NewLogger().Log(a, ctx)
	fmt.Println(a, a.client.Messages)
	slog.Info("started", "app", a)
	_ = json.NewEncoder(os.Stdout).Encode(a)
	_, _ = a.client.Self.Get(ctx)
}
