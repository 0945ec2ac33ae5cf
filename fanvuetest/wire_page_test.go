package fanvuetest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestPages(t *testing.T) {
	server := newServer(t)
	for query, pagination := range map[string]string{
		"":                          `{"page":1,"size":15,"hasMore":true}`,
		"?page=2":                   `{"page":2,"size":8,"hasMore":false}`,
		"?page=3":                   `{"page":3,"size":0,"hasMore":false}`,
		"?size=23":                  `{"page":1,"size":23,"hasMore":false}`,
		"?size=50":                  `{"page":1,"size":23,"hasMore":false}`,
		"?size=1&page=22":           `{"page":22,"size":1,"hasMore":true}`,
		"?size=1&page=23":           `{"page":23,"size":1,"hasMore":false}`,
		"?size=1&page=24":           `{"page":24,"size":0,"hasMore":false}`,
		"?size=50&page=1073741824":  `{"page":1073741824,"size":0,"hasMore":false}`,
		"?page=1&unknown=parameter": `{"page":1,"size":15,"hasMore":true}`,
	} {
		got := get(t, server, "/subscribers"+query)
		want(t, query, dig(t, got.body, "pagination"), decode(t, pagination))
		want(t, query+" rows", float64(len(dig(t, got.body, "data").([]any))), dig(t, got.body, "pagination", "size").(float64))
	}
	for query, body := range map[string]string{
		"?size=0":           `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?size=51":          `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?size=":            `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?size=1.5":         `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?page=0&size=many": `{"errors":["page must be a whole number from 1 to 1073741824","size must be a whole number from 1 to 50"]}`,
		"?sortField=age":    `{"errors":["sortField must be one of name, subscribedAt"]}`,
	} {
		wantExactly(t, get(t, server, "/subscribers"+query), 400, body)
	}
}

func TestEmptyListsAreArrays(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	for _, path := range []string{
		"/chats", "/chats/lists/custom", "/chats/lists/smart/muted", "/chats/mass-messages", "/chats/templates",
		"/subscribers", "/followers", "/notifications", "/creators",
	} {
		wantExactly(t, get(t, server, path), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
	}
	wantExactly(t, get(t, server, "/chats/"+fanvuetest.FanUUID+"/media"), 404, `{"message":"There is no chat with this user"}`)
	wantExactly(t, get(t, server, "/apps/"+fanvuetest.AppUUID+"/subscription/me"), 404, `{"message":"App not found"}`)
	want(t, "me", dig(t, get(t, server, "/users/me").body, "uuid"), any(fanvuetest.MeUUID))
}

func TestChatMediaCursor(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	me := server.Me()
	fan := me.AddFan(fanvue.User{})
	me.AddChat(fan)
	path := "/chats/" + fan + "/media"
	wantExactly(t, get(t, server, path), 200, `{"data":[],"nextCursor":null}`)
	var names []string
	for i := range 25 {
		kind := fanvue.MediaImage
		if i%5 == 0 {
			kind = fanvue.MediaVideo
		}
		name := me.AddMedia(fmt.Sprintf("media-%02d", i), kind)
		names = append([]string{name}, names...)
		ask(t, server, http.MethodPost, "/chats/"+fan+"/message", `{"mediaUuids":["`+name+`"]}`)
	}
	walk := func(query string) (pages []int, seen []string) {
		cursor := ""
		for {
			got := get(t, server, path+"?"+query+"&cursor="+cursor)
			rows := dig(t, got.body, "data").([]any)
			pages = append(pages, len(rows))
			for i := range rows {
				seen = append(seen, dig(t, got.body, "data", i, "uuid").(string))
			}
			next, more := dig(t, got.body, "nextCursor").(string)
			if !more {
				return pages, seen
			}
			cursor = next
		}
	}
	pages, seen := walk("limit=10")
	want(t, "pages", pages, []int{10, 10, 5})
	want(t, "newest first", seen, names)
	pages, _ = walk("")
	want(t, "default pages", pages, []int{20, 5})
	pages, _ = walk("limit=5&mediaType=video")
	want(t, "one exact page", pages, []int{5})

	cursor := dig(t, get(t, server, path+"?limit=2").body, "nextCursor").(string)
	for _, query := range []string{"?cursor=nonsense", "?mediaType=video&cursor=" + cursor} {
		wantExactly(t, get(t, server, path+query), 400, `{"errors":["cursor is not valid for this list"]}`)
	}
	wantExactly(t, get(t, server, path+"?limit=51"), 400, `{"errors":["limit must be a whole number from 1 to 50"]}`)
}

func TestCursorsBelongToAList(t *testing.T) {
	server := newServer(t)
	cursorOf := func(path string) string {
		return dig(t, get(t, server, path).body, "nextCursor").(string)
	}
	earnings := cursorOf("/insights/earnings?size=1")
	want(t, "its own", get(t, server, "/insights/earnings?size=2&cursor="+earnings).status, 200)
	for _, path := range []string{
		"/insights/spending?", "/creators/" + fanvuetest.CreatorUUID + "/insights/earnings?", "/insights/earnings?source=tip&", "/v1/subscribers?",
	} {
		wantExactly(t, get(t, server, path+"cursor="+earnings), 400, `{"errors":["cursor is not valid for this list"]}`)
	}
	ask(t, server, http.MethodPost, "/chats/"+jonas+"/message", `{"mediaUuids":["`+fanvuetest.MediaUUID+`"]}`)
	chat := cursorOf("/chats/" + jonas + "/media?limit=1")
	wantExactly(t, get(t, server, "/chats/"+priya+"/media?cursor="+chat), 400, `{"errors":["cursor is not valid for this list"]}`)
}

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
