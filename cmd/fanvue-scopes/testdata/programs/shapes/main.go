// Functions in arrays, copies, conversions, nested structs, variadic and curried functions.
//
//corpus:want Self.Get Chats.List Posts.List Media.List Fans.Followers Fans.Subscribers Creators.List Vault.Folders Webhooks.List Apps.List
package main

import (
	"context"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type action func()

func (a action) do() { a() }

type table struct {
	rows [2]struct{ cells []func() }
	any  any
}

type tree[T any] struct {
	left, right *tree[T]
	value       T
}

func (t *tree[T]) each(yield func(T) bool) {
	if t != nil {
		t.left.each(yield)
		yield(t.value)
		t.right.each(yield)
	}
}

func main() {
	client := kit.Client()
	var t table
	t.rows[1].cells = append(t.rows[1].cells, func() { _, _ = client.Self.Get(ctx) })
	u := t
	u.rows[1].cells[0]()

	copied := make([]func(), 1)
	copy(copied, []func(){func() { _, _ = client.Chats.List(ctx, nil) }})
	copied[0]()

	action(func() { _, _ = client.Posts.List(ctx, nil) }).do()
	all(func() { _, _ = client.Media.List(ctx, nil) })
	curried()()(func() { _, _ = client.Fans.Followers(ctx, nil) })

	t.any = [1]any{map[string]any{"x": func() { _, _ = client.Fans.Subscribers(ctx, nil) }}}
	t.any.([1]any)[0].(map[string]any)["x"].(func())()

	root := &tree[func()]{left: &tree[func()]{value: func() { _, _ = client.Creators.List(ctx, nil) }}, value: func() {}}
	for f := range root.each {
		f()
	}
	f := func() { _, _ = client.Vault.Folders(ctx, nil) }
	at := &f
	through := &at
	(**through)()

	keys := map[any]bool{keyed{}: true}
	for k := range keys {
		k.(interface{ run() }).run()
	}
	array := [...]func(){func() { _, _ = client.Apps.List(ctx, nil) }}
	slice := array[:]
	((*[1]func())(slice))[0]()
}

type keyed struct{}

func (keyed) run() { _, _ = kit.Client().Webhooks.List(ctx, nil) }

func all(functions ...func()) {
	for _, f := range functions {
		f()
	}
}

func curried() func() func(func()) { return func() func(func()) { return func(f func()) { f() } } }
