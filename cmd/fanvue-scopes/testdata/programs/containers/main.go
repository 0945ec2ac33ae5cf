// Functions and services in containers of the standard library.
//
//corpus:want Self.Get Messages.Send Chats.List Posts.List Media.List Fans.Followers
package main

import (
	"container/heap"
	"container/list"
	"container/ring"
	"context"
	"slices"
	"sync"
	"unique"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type queue []func()

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return i < j }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(func())) }
func (q *queue) Pop() any          { f := (*q)[0]; *q = (*q)[1:]; return f }

func main() {
	client := kit.Client()
	l := list.New()
	l.PushBack(func() { _, _ = client.Self.Get(ctx) })
	l.Front().Value.(func())()

	r := ring.New(1)
	r.Value = client.Messages
	r.Do(func(value any) { _, _ = value.(sender).Send(ctx, "", fanvue.MessageParams{}) })

	q := &queue{}
	heap.Push(q, func() { _, _ = client.Chats.List(ctx, nil) })
	heap.Pop(q).(func())()

	var m sync.Map
	m.Store(1, func() { _, _ = client.Posts.List(ctx, nil) })
	m.Range(func(_, value any) bool { value.(func())(); return true })

	for f := range slices.Values([]func(){func() { _, _ = client.Media.List(ctx, nil) }}) {
		f()
	}
	handle := unique.Make[any](client.Fans)
	_, _ = handle.Value().(fanvue.FansService).Followers(ctx, nil)
}
