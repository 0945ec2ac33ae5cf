package fanvuetest_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestConcurrentUse(t *testing.T) {
	server := newServer(t, fanvuetest.WithRateLimit(100_000, time.Minute))
	before := len(server.Me().Messages(jonas))
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				_, _ = try(t, server, http.MethodPost, sendPath, fmt.Sprintf(`{"text":"from %d"}`, i))
				server.Me().Receive(jonas, "hm")
				_, _ = try(t, server, http.MethodGet, "/chats", "")
				server.Requests()
				server.SetRateLimit(100_000, time.Minute)
			}
		})
	}
	group.Wait()
	want(t, "messages", len(server.Me().Messages(jonas)), before+8*20*2)
	want(t, "requests", server.RequestCount(), 8*20*2)
}

func TestClient(t *testing.T) {
	bothKinds(t, func(t *testing.T, opts ...fanvuetest.Option) {
		ctx := t.Context()
		server := newServer(t, opts...)
		for _, credential := range []fanvue.Option{fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithToken(fanvuetest.APIKey)} {
			client, err := server.Client(credential)
			if err != nil {
				t.Fatal(err)
			}
			sent, err := client.Messages.Send(ctx, jonas, fanvue.MessageParams{Text: "From the SDK"})
			if err != nil {
				t.Fatal(err)
			}
			page, err := client.Messages.List(ctx, jonas, nil)
			if err != nil {
				t.Fatal(err)
			}
			want(t, "listed", page.Data[0], server.Me().Messages(jonas)[0])
			want(t, "id", page.Data[0].UUID, sent.UUID)

			creator := client.Creator(fanvuetest.CreatorUUID)
			if _, err := creator.Messages.Send(ctx, fanvuetest.CreatorFanUUID, fanvue.MessageParams{Text: "As Juno"}); err != nil {
				t.Fatal(err)
			}
			want(t, "as creator", server.Creator(fanvuetest.CreatorUUID).Messages(fanvuetest.CreatorFanUUID)[0].Text, "As Juno")

			subscribers := 0
			for _, err := range client.Fans.AllSubscribers(ctx, &fanvue.SubscriberListOptions{Size: 5}) {
				if err != nil {
					t.Fatal(err)
				}
				subscribers++
			}
			want(t, "subscribers", subscribers, 23)
			_, err = client.Creator(unknownUUID).Chats.List(ctx, nil)
			want(t, "unmanaged", errors.Is(err, fanvue.ErrNotFound), true)
		}
	})
}
