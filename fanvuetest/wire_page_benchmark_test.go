package fanvuetest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// BenchmarkIterate reads long lists to their end. The time for an item must not
// grow with the length of the list.
func BenchmarkIterate(b *testing.B) {
	for _, n := range []int{1000, 20_000} {
		server := fanvuetest.NewServer(fanvuetest.Empty(), fanvuetest.InMemory(), fanvuetest.WithRateLimit(1<<30, time.Minute))
		defer server.Close()
		me := server.Me()
		var fan string
		for i := range n {
			fan = me.AddFan(fanvue.User{Handle: fmt.Sprint("fan", i)})
			me.Receive(fan, "hi")
			me.Tip(fan, 100, "")
			me.AddPost(fanvue.Post{Text: "x"})
			me.AddMedia("", fanvue.MediaImage)
		}
		for range n {
			me.Receive(fan, "hi")
		}
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
		if err != nil {
			b.Fatal(err)
		}
		for name, list := range map[string]func() (int, error){
			"chats":       func() (int, error) { return count(client.Chats.All(b.Context(), nil)) },
			"messages":    func() (int, error) { return count(client.Messages.All(b.Context(), fan, nil)) },
			"subscribers": func() (int, error) { return count(client.Fans.AllSubscribers(b.Context(), nil)) },
			"earnings":    func() (int, error) { return count(client.Insights.AllEarnings(b.Context(), nil)) },
			"spenders":    func() (int, error) { return count(client.Insights.AllTopSpenders(b.Context(), nil)) },
			"posts":       func() (int, error) { return count(client.Posts.All(b.Context(), nil)) },
			"media":       func() (int, error) { return count(client.Media.All(b.Context(), nil)) },
			"smart list": func() (int, error) {
				return count(client.SmartLists.AllMembers(b.Context(), fanvue.SmartListSubscribers, nil))
			},
			"notifications": func() (int, error) { return count(client.Self.AllNotifications(b.Context(), nil)) },
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if got, err := list(); err != nil || got < n {
						b.Fatalf("%d items, %v; want %d", got, err, n)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/item")
			})
		}
	}
}

func count[T any](list func(func(T, error) bool)) (n int, err error) {
	for _, err := range list {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
