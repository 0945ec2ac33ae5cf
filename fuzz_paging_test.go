package fanvue_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// pagedLists are lists of each kind, with filters, as pages and as walks.
type pagedList struct {
	name    string
	filters url.Values
	page    func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken, size int) (fanvue.PageToken, error)
	walk    func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken) iter.Seq[error]
}

func pagedLists() []pagedList {
	chats := func(after fanvue.PageToken, size int) *fanvue.ChatListOptions {
		return &fanvue.ChatListOptions{
			After: after, Size: size, Filters: []fanvue.ChatFilter{fanvue.ChatsUnread, fanvue.ChatsOnline}, Search: "a&b=c", SortBy: fanvue.ChatsByOnlineNow, CustomListID: "l-1",
		}
	}
	messages := func(after fanvue.PageToken, size int) *fanvue.MessageListOptions {
		return &fanvue.MessageListOptions{After: after, Size: size, MarkAsRead: true}
	}
	media := func(after fanvue.PageToken, size int) *fanvue.ChatMediaOptions {
		return &fanvue.ChatMediaOptions{After: after, Size: size, MediaType: fanvue.MediaVideo}
	}
	notifications := func(after fanvue.PageToken, size int) *fanvue.NotificationListOptions {
		return &fanvue.NotificationListOptions{After: after, Size: size, EventType: 3}
	}
	return []pagedList{
		{
			"chats", url.Values{"filter": {"unread", "online"}, "search": {"a&b=c"}, "sortBy": {"online_now"}, "customListId": {"l-1"}},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken, size int) (fanvue.PageToken, error) {
				return nextOf(c.Chats.List(ctx, chats(after, size)))
			},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken) iter.Seq[error] {
				return errorsIn(c.Chats.All(ctx, chats(after, 0)))
			},
		},
		{
			"messages", url.Values{"markAsRead": {"true"}},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken, size int) (fanvue.PageToken, error) {
				return nextOf(c.Creator("ada").Messages.List(ctx, "fan", messages(after, size)))
			},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken) iter.Seq[error] {
				return errorsIn(c.Creator("ada").Messages.All(ctx, "fan", messages(after, 0)))
			},
		},
		{
			"media", url.Values{"mediaType": {"video"}},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken, size int) (fanvue.PageToken, error) {
				return nextOf(c.Chats.Media(ctx, "fan", media(after, size)))
			},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken) iter.Seq[error] {
				return errorsIn(c.Chats.AllMedia(ctx, "fan", media(after, 0)))
			},
		},
		{
			"notifications", url.Values{"eventType": {"3"}},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken, size int) (fanvue.PageToken, error) {
				return nextOf(c.Self.Notifications(ctx, notifications(after, size)))
			},
			func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken) iter.Seq[error] {
				return errorsIn(c.Self.AllNotifications(ctx, notifications(after, 0)))
			},
		},
	}
}

func nextOf[T any](page *fanvue.Page[T], err error) (fanvue.PageToken, error) {
	if err != nil {
		return "", err
	}
	return page.Next, nil
}

func errorsIn[T any](rows iter.Seq2[T, error]) iter.Seq[error] {
	return func(yield func(error) bool) {
		for _, err := range rows {
			if !yield(err) {
				return
			}
		}
	}
}

// movers are the parameters that a page token stands for.
var movers = []string{"page", "cursor", "sentBefore", "receivedBefore"}

// checkFilters: a request has the list's own parameters, at most one of each
// mover, a page size, and nothing else.
func checkFilters(t *testing.T, list pagedList, r *http.Request, path string) {
	t.Helper()
	if r.URL.EscapedPath() != path || r.URL.Fragment != "" || r.URL.Host != "api.fanvue.com" {
		t.Errorf("%s: it went to %s, want %s", list.name, r.URL, path)
	}
	sent, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		t.Fatalf("%s: %q: %v", list.name, r.URL.RawQuery, err)
	}
	for _, name := range append([]string{"size", "limit"}, movers...) {
		if len(sent[name]) > 1 {
			t.Errorf("%s: %s is there %d times", list.name, name, len(sent[name]))
		}
		delete(sent, name)
	}
	if diff := cmp.Diff(list.filters, sent); diff != "" {
		t.Errorf("%s: filters (-want +got):\n%s", list.name, diff)
	}
}

// A server's word on where a list goes on changes nothing but that, and a
// server that gives the same page again and again ends the walk.
func FuzzNextPage(f *testing.F) {
	f.Add("x+/=", 0, false, "", "")
	f.Add("a&search=b&markAsRead=false#%zz\x00\n", 1, true, "2026-01-01", "")
	f.Add("", 7, true, "", "")
	f.Add("", math.MaxInt-1, true, "", "")
	f.Add("", 0, false, "t&page=9", "t")
	f.Add("..", -1, false, "", "../../")
	f.Add("\xff\xfe", 0, false, "", "")
	lists := pagedLists()
	f.Fuzz(func(t *testing.T, cursor string, page int, more bool, sentBefore, receivedBefore string) {
		body, err := json.Marshal(map[string]any{
			"data": []any{struct{}{}}, "nextCursor": cursor,
			"pagination": map[string]any{"page": page, "hasMore": more},
			"dateFilter": map[string]any{"sentBefore": sentBefore, "receivedBefore": receivedBefore},
		})
		if err != nil {
			t.Fatal(err)
		}
		cursor, sentBefore, receivedBefore = asJSON(cursor), asJSON(sentBefore), asJSON(receivedBefore)
		for _, list := range lists {
			server := &fuzzServer{status: http.StatusOK, body: body}
			client := server.client(t)
			for err := range list.walk(context.Background(), client, "") {
				if err != nil {
					t.Fatalf("%s: %v", list.name, err)
				}
				if len(server.requests) > 20 {
					t.Fatalf("%s: the same page came %d times, and the walk goes on: %s", list.name, len(server.requests), body)
				}
			}
			path := server.requests[0].URL.EscapedPath()
			for i, r := range server.requests {
				checkFilters(t, list, r, path)
				if i == 0 {
					continue
				}
				sent := r.URL.Query()
				for name, want := range map[string]string{"cursor": cursor, "sentBefore": sentBefore, "receivedBefore": receivedBefore} {
					if sent.Has(name) && sent.Get(name) != want {
						t.Errorf("%s: %s is %q, want %q", list.name, name, sent.Get(name), want)
					}
				}
				if !slices.ContainsFunc(movers, sent.Has) {
					t.Errorf("%s: request %d asks for the first page again: %s", list.name, i+1, body)
				}
			}

			// By hand: the token is one that the list takes back.
			server.requests = nil
			next, err := list.page(context.Background(), client, "", 7)
			if err != nil {
				t.Fatalf("%s: %v", list.name, err)
			}
			if next == "" {
				continue
			}
			if _, err := list.page(context.Background(), client, next, 0); err != nil {
				t.Fatalf("%s: its own token %q is refused: %v", list.name, next, err)
			}
			checkFilters(t, list, server.requests[1], path)
			if sent := server.requests[1].URL.Query(); firstText(sent.Get("size"), sent.Get("limit")) != "7" {
				t.Errorf("%s: page size %q%q, want 7", list.name, sent.Get("size"), sent.Get("limit"))
			}
		}
	})
}

// asJSON is text after a journey through JSON, which is UTF-8.
func asJSON(text string) string {
	var valid strings.Builder
	for _, r := range text {
		valid.WriteRune(r)
	}
	return valid.String()
}

func firstText(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// A page token from anywhere is refused, or moves the page and nothing else.
func FuzzPageToken(f *testing.F) {
	for _, seed := range []string{
		"page=2", "cursor=x%2B&size=50", "sentBefore=t&receivedBefore=u", "page=2&markAsRead=false", "markAsRead=false", "cursor=a;search=b", "cursor=a&cursor=b",
		"page=0", "page=%zz", "size=7", "page=2&size=51", "page=99999999999999999999", "cursor=", "Cursor=x", "page=+2", "cursor=%00%0a", "\xff=1", "limit=9&page=1", "page=2#x", "../x?page=2",
	} {
		f.Add(seed, 0)
	}
	f.Add("page=2&size=7", 7)
	f.Add("page=2&size=7", 8)
	lists := pagedLists()
	f.Fuzz(func(t *testing.T, token string, size int) {
		for _, list := range lists {
			server := &fuzzServer{status: http.StatusOK, body: []byte(`{"data":[]}`)}
			client := server.client(t)
			if _, err := list.page(context.Background(), client, "", 0); err != nil {
				t.Fatal(err)
			}
			path := server.requests[0].URL.EscapedPath()
			_, err := list.page(context.Background(), client, fanvue.PageToken(token), size)
			if err != nil {
				asError[*fanvue.ArgumentError](t, err)
				checkText(t, err)
				if len(server.requests) != 1 {
					t.Errorf("%s: refused, and sent: %v", list.name, err)
				}
				continue
			}
			if len(server.requests) != 2 {
				t.Fatalf("%s: %d requests", list.name, len(server.requests))
			}
			checkFilters(t, list, server.requests[1], path)
			sent := server.requests[1].URL.Query()
			if token != "" && !slices.ContainsFunc(movers, sent.Has) {
				t.Errorf("%s: the token %q moves nothing: %s", list.name, token, server.requests[1].URL.RawQuery)
			}
			if sent.Has("cursor") && !strings.Contains(token, "cursor=") && !strings.Contains(token, "%") {
				t.Errorf("%s: %q has no cursor: %s", list.name, token, server.requests[1].URL.RawQuery)
			}
			for _, name := range []string{"size", "limit"} {
				if n := sent.Get(name); n != "" && size != 0 && n != fmt.Sprint(size) {
					t.Errorf("%s: %s is %s, asked for %d", list.name, name, n, size)
				}
			}
		}
	})
}
