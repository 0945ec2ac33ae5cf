// Functions that the standard library calls.
//
//corpus:want Self.Get Chats.List Posts.List Media.List Fans.Followers Fans.Subscribers Creators.List Vault.Folders Webhooks.List Apps.List Collections.List AutomatedMessages.List Chats.UnreadCounts Self.Account
package main

import (
	"context"
	"expvar"
	"flag"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

func main() {
	client := kit.Client()
	context.AfterFunc(ctx, func() { _, _ = client.Self.Get(ctx) })
	time.AfterFunc(time.Second, func() { _, _ = client.Chats.List(ctx, nil) })
	flag.Func("x", "", func(string) error { _, err := client.Posts.List(ctx, nil); return err })
	expvar.Publish("x", expvar.Func(func() any { _, err := client.Media.List(ctx, nil); return err }))
	sort.Slice([]int{2, 1}, func(int, int) bool { _, err := client.Fans.Followers(ctx, nil); return err == nil })
	slices.SortFunc([]int{2, 1}, func(int, int) int { _, _ = client.Fans.Subscribers(ctx, nil); return 0 })
	sync.OnceFunc(func() { _, _ = client.Creators.List(ctx, nil) })()
	_ = sync.OnceValue(func() error { _, err := client.Vault.Folders(ctx, nil); return err })()
	_ = filepath.WalkDir(".", func(string, fs.DirEntry, error) error { _, err := client.Webhooks.List(ctx, nil); return err })
	_ = strings.Map(func(r rune) rune { _, _ = client.Apps.List(ctx, nil); return r }, "x")
	_ = regexp.MustCompile("x").ReplaceAllStringFunc("x", func(s string) string { _, _ = client.Collections.List(ctx, nil); return s })
	runtime.AddCleanup(client, func(int) { _, _ = client.AutomatedMessages.List(ctx, nil) }, 1)
	transport := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { _, err := client.Chats.UnreadCounts(ctx); return nil, err }}
	_, _ = (&http.Client{Transport: transport}).Get("http://127.0.0.1")
	flag.CommandLine.Usage = func() { _, _ = client.Self.Account(ctx) }
	flag.Parse()
}
