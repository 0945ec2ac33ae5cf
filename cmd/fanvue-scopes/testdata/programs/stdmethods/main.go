// Methods that the standard library calls through interfaces of its own.
//
//corpus:want Self.Get Chats.List Posts.List Media.List Fans.Followers Fans.Subscribers Creators.List Vault.Folders Webhooks.List Apps.List Collections.List AutomatedMessages.List Chats.UnreadCounts Self.Account
package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sort"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

var client = kit.Client()

type value struct{}

func (value) LogValue() slog.Value { _, _ = client.Self.Get(ctx); return slog.Value{} }

func (value) Format(fmt.State, rune) { _, _ = client.Chats.List(ctx, nil) }

func (*value) UnmarshalJSON([]byte) error { _, err := client.Posts.List(ctx, nil); return err }

func (value) MarshalText() ([]byte, error) { _, err := client.Media.List(ctx, nil); return nil, err }

type failure struct{}

func (failure) Error() string { _, _ = client.Fans.Followers(ctx, nil); return "" }

// Is is called by errors.Is, through an interface that it does not declare.
func (failure) Is(error) bool { _, _ = client.Fans.Subscribers(ctx, nil); return false }

type reader struct{}

func (reader) Read([]byte) (int, error) { _, err := client.Creators.List(ctx, nil); return 0, err }

func (reader) WriteTo(io.Writer) (int64, error) {
	_, err := client.Vault.Folders(ctx, nil)
	return 0, err
}

type connector struct{}

func (connector) Connect(context.Context) (driver.Conn, error) {
	_, err := client.Webhooks.List(ctx, nil)
	return nil, err
}

func (connector) Driver() driver.Driver { _, _ = client.Apps.List(ctx, nil); return nil }

type transport struct{}

func (transport) RoundTrip(*http.Request) (*http.Response, error) {
	_, err := client.Collections.List(ctx, nil)
	return nil, err
}

type setting string

func (setting) String() string { _, _ = client.AutomatedMessages.List(ctx, nil); return "" }

func (*setting) Set(string) error { _, err := client.Chats.UnreadCounts(ctx); return err }

type byLength []string

func (b byLength) Len() int { _, _ = client.Self.Account(ctx); return len(b) }

func (b byLength) Less(i, j int) bool { return len(b[i]) < len(b[j]) }

func (b byLength) Swap(i, j int) { b[i], b[j] = b[j], b[i] }

func main() {
	slog.Info("x", "value", value{})
	var into struct{ Values []value }
	_ = json.Unmarshal([]byte("{}"), &into)
	fmt.Println(errors.Is(failure{}, io.EOF), failure{})
	_, _ = io.Copy(os.Stdout, reader{})
	_ = sql.OpenDB(connector{}).Ping()
	http.DefaultTransport = transport{}
	var s setting
	flag.Var(&s, "x", "")
	sort.Sort(byLength{"b", "a"})
}
