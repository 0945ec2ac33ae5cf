package fanvue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// pagedLists are lists of each kind, with filters, as pages and as iterations.
type pagedList struct {
	name    string
	filters url.Values
	page    func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken, size int) (fanvue.PageToken, error)
	walk    func(ctx context.Context, c *fanvue.Client, after fanvue.PageToken) iter.Seq[error]
}

func pagedLists() []pagedList {
	chats := func(after fanvue.PageToken, size int) *fanvue.ChatListOptions {
		return &fanvue.ChatListOptions{
			After: after, Size: size, Filters: []fanvue.ChatFilter{fanvue.ChatsUnread, fanvue.ChatsOnline}, Search: "a&b=c", SortBy: fanvue.ChatsByOnlineNow, CustomListUUID: "l-1",
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

// A server's word on where a list goes on changes nothing but that, and an
// iteration over a server that sends the same page again and again ends.
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
			"data": []any{map[string]any{"uuid": "a", "user": map[string]any{"uuid": "a"}, "transactionOrderId": "a"}}, "nextCursor": cursor,
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
			var failed error
			for err := range list.walk(context.Background(), client, "") {
				if err != nil && !(errors.Is(err, fanvue.ErrListIncomplete) && errors.As(err, new(*fanvue.ListError))) {
					t.Fatalf("%s: %v", list.name, err)
				}
				failed = err
				if len(server.requests) > 20 {
					t.Fatalf("%s: the same page came %d times, and the iteration goes on: %s", list.name, len(server.requests), body)
				}
			}
			if claimsMore := cursor != "" || more || sentBefore != "" || receivedBefore != ""; claimsMore != (failed != nil) {
				t.Errorf("%s: there is more: %t; it ended with %v", list.name, claimsMore, failed)
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
			if err != nil && !(len(cursor) > 8<<10 && errors.Is(err, fanvue.ErrListIncomplete)) {
				t.Fatalf("%s: %v", list.name, err)
			}
			if next == "" {
				continue
			}
			if _, err := list.page(context.Background(), client, next, 0); err != nil && !errors.Is(err, fanvue.ErrListIncomplete) {
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

// scriptedList is a server whose pages are chosen by the bytes of a script; after
// the last byte it starts over.
type scriptedList struct {
	script   []byte
	requests int
	items    int
	// more reports whether the last page claimed that there is more.
	more bool
}

func (s *scriptedList) RoundTrip(r *http.Request) (*http.Response, error) {
	step := byte(0)
	if len(s.script) > 0 {
		step = s.script[s.requests%len(s.script)]
	}
	s.requests++
	var items []string
	switch step % 4 {
	case 1:
		items = []string{fmt.Sprintf(`{"uuid":"new-%d"}`, s.requests)}
	case 2:
		items = []string{`{"uuid":"a"}`, fmt.Sprintf(`{"uuid":"%c"}`, 'a'+step%16), `null`}
	case 3:
		items = []string{`{"uuid":"old"}`}
	}
	s.items += len(items)
	next := ""
	switch step / 4 % 8 {
	case 1:
		next = `"nextCursor":"same"`
	case 2:
		next = fmt.Sprintf(`"nextCursor":%d`, s.requests)
	case 3:
		next = fmt.Sprintf(`"nextCursor":"%c"`, 'a'+step%8)
	case 4:
		next = `"pagination":{"hasMore":true}`
	case 5:
		next = `"nextCursor":"","pagination":{"hasMore":"true"}`
	case 6:
		next = fmt.Sprintf(`"dateFilter":{"sentBefore":"%c","receivedBefore":null}`, 'a'+step%8)
	case 7:
		next = `"nextCursor":["lost"]`
	default:
		next = `"nextCursor":null,"pagination":{"hasMore":false}`
	}
	s.more = !strings.Contains(next, "null,\"pag")
	if step/4%8 == 6 && len(items) == 0 && r.URL.Query().Get("sentBefore") == string('a'+step%8) {
		s.more = false // there is nothing before that time
	}
	body := `{"data":[` + strings.Join(items, ",") + `],` + next + `}`
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// An iteration over any server ends within bounds, or goes on because there are new
// items; and where the server claimed more, it does not end as if it were complete.
func FuzzIteration(f *testing.F) {
	for _, seed := range []string{"", "\x11", "\x10", "\x11\x10\x10\x10\x01", "\x05\x05", "\x09\x08\x08\x01", "\x0b\x0b", "\x13\x11\x13\x11", "\x1a\x19\x1a", "\x1d", "\x12\x12\x02", "\x0d\x0e\x0f", "7C"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		server := &scriptedList{script: script[:min(len(script), 64)]}
		client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithHTTPClient(&http.Client{Transport: server}))
		if err != nil {
			t.Fatal(err)
		}
		const enough = 60
		seen, news, ended := 0, 0, error(nil)
		for creator, err := range client.Creators.All(context.Background(), nil) {
			var item *fanvue.ItemDecodeError
			switch {
			case ended != nil:
				t.Fatalf("it goes on after %v", ended)
			case errors.As(err, &item):
				seen++
			case err != nil:
				ended = err
			default:
				seen++
				if strings.HasPrefix(creator.UUID, "new-") {
					news++
				}
			}
			if server.requests > enough {
				break
			}
		}
		if server.requests > enough && news == 0 {
			t.Errorf("%d requests without a new item: %q", server.requests, script)
		}
		if server.requests > enough {
			return
		}
		if (ended != nil) != server.more {
			t.Errorf("%q: the last page claims more: %t; it ended with %v", script, server.more, ended)
		}
		if ended == nil && seen != server.items {
			t.Errorf("%q: %d of %d items", script, seen, server.items)
		}
		if broken := (*fanvue.ListError)(nil); ended != nil && (!errors.As(ended, &broken) || !errors.Is(ended, fanvue.ErrListIncomplete)) {
			t.Errorf("%q: it ended with %v", script, ended)
		}
	})
}
