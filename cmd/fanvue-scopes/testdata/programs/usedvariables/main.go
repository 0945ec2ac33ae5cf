// Functions in package variables that are used, each in another way.
//
//corpus:want Chats.List Posts.List Self.Get Media.List Fans.Followers Vault.Folders Templates.List Posts.Pin
package main

import (
	"context"
	"flag"
	"net/http"
	"os"
	"sync"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/usedvariables/lib"
)

var c, _ = fanvue.NewClient()
var ctx = context.Background()

var pool = sync.Pool{New: func() any { c.Chats.List(ctx, nil); return 1 }}
var srv = &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { c.Posts.List(ctx, nil) })}

type val struct{ f func() }

func (v *val) Set(string) error { v.f(); return nil }
func (v *val) String() string   { return "" }

var fl = val{func() { c.Self.Get(ctx) }}
var chain = []*val{{func() { c.Media.List(ctx, nil) }}}
var rec *val

func init() { rec = chain[0] }

var table = [...]struct {
	n string
	f func()
}{{"x", func() { c.Fans.Followers(ctx, nil) }}}

var byName = func() map[string]*val {
	m := map[string]*val{}
	for _, v := range list {
		m["x"] = v
	}
	return m
}()
var list = []*val{{func() { c.Vault.Folders(ctx, nil) }}}
var iface interface{ Set(string) error } = &val{func() { c.Posts.Pin(ctx, "x") }}

func main() {
	pool.Get()
	srv.ListenAndServe()
	flag.Var(&fl, "x", "y")
	flag.Parse()
	rec.f()
	for i := range table {
		table[i].f()
	}
	byName[os.Args[1]].f()
	lib.Default.Run()
	iface.Set("")
}
