// Wrappers as mock and decorator generators write them.
//
//corpus:want Chats.List Messages.Send
package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

type api interface {
	List(context.Context, *fanvue.ChatListOptions) (*fanvue.Page[fanvue.Chat], error)
}

type sender interface {
	Send(context.Context, string, fanvue.MessageParams) (*fanvue.SentMessage, error)
}

type timed struct {
	api
	observe func(string, time.Duration)
}

func (t timed) List(ctx context.Context, opts *fanvue.ChatListOptions) (page *fanvue.Page[fanvue.Chat], err error) {
	defer func(start time.Time) { t.observe("List", time.Since(start)) }(time.Now())
	return t.api.List(ctx, opts)
}

type mock struct{ list func(context.Context) error }

func (m *mock) List(ctx context.Context, _ *fanvue.ChatListOptions) (*fanvue.Page[fanvue.Chat], error) {
	return nil, m.list(ctx)
}

func (m *mock) Delete(ctx context.Context) { _ = kit.Client().Messages.Delete(ctx, "", "") }

func newMock(client *fanvue.Client) *mock {
	return &mock{func(ctx context.Context) error { _, err := client.Posts.List(ctx, nil); return err }}
}

var _ = newMock

type service struct {
	chats api
	send  sender
}

type option func(*service)

func with(s sender) option { return func(svc *service) { svc.send = s } }

func build(chats api, options ...option) *service {
	svc := &service{chats: chats}
	for _, o := range options {
		o(svc)
	}
	return svc
}

func main() {
	client := kit.Client()
	observe := func(name string, d time.Duration) { slog.Info(name, "took", d) }
	svc := build(timed{client.Chats, observe}, with(client.Messages))
	_, _ = svc.chats.List(context.Background(), nil)
	_, _ = svc.send.Send(context.Background(), "", fanvue.MessageParams{})
}
