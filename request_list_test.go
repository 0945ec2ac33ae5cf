package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestListEnvelopes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		bodies  []string
		want    string // the ids; "!" is an ErrListIncomplete
		queries []string
	}{
		{
			"page numbers",
			[]string{
				`{` + itemsJSON("a", "b") + `,"pagination":{"page":1,"size":2,"hasMore":true}}`,
				`{` + itemsJSON("c") + `,"pagination":{"page":2,"size":1,"hasMore":false}}`,
			},
			"a b c", []string{"size=50", "page=2&size=50"},
		},
		{
			"a null cursor does not end a list that has more",
			[]string{
				`{` + itemsJSON("a") + `,"nextCursor":null,"pagination":{"page":1,"size":1,"hasMore":true}}`,
				`{` + itemsJSON("b") + `,"nextCursor":null,"pagination":{"page":2,"size":1,"hasMore":false}}`,
			},
			"a b", []string{"size=50", "page=2&size=50"},
		},
		{
			"cursors",
			[]string{`{` + itemsJSON("a") + `,"nextCursor":"x+/="}`, `{` + itemsJSON("b") + `,"nextCursor":""}`},
			"a b", []string{"size=50", "cursor=x%2B%2F%3D&size=50"},
		},
		{
			"a cursor after page numbers drops the page",
			[]string{
				`{` + itemsJSON("a") + `,"pagination":{"page":1,"size":1,"hasMore":true}}`,
				`{` + itemsJSON("b") + `,"nextCursor":"x","pagination":{"page":2,"size":1,"hasMore":true}}`,
				`{` + itemsJSON("c") + `,"nextCursor":null}`,
			},
			"a b c", []string{"size=50", "page=2&size=50", "cursor=x&size=50"},
		},
		{
			"an empty page with a cursor goes on",
			[]string{`{` + itemsJSON() + `,"nextCursor":"x"}`, `{` + itemsJSON("a") + `,"nextCursor":null}`},
			"a", []string{"size=50", "cursor=x&size=50"},
		},
		{
			"a cursor that repeats itself",
			[]string{`{` + itemsJSON("a") + `,"nextCursor":"x"}`, `{` + itemsJSON("b") + `,"nextCursor":"x"}`},
			"a b !", []string{"size=50", "cursor=x&size=50"},
		},
		{
			"cursors in a circle",
			[]string{`{` + itemsJSON("a") + `,"nextCursor":"x"}`, `{` + itemsJSON("b") + `,"nextCursor":"y"}`, `{` + itemsJSON("c") + `,"nextCursor":"x"}`},
			"a b c !", []string{"size=50", "cursor=x&size=50", "cursor=y&size=50"},
		},
		{
			"times",
			[]string{
				`{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"2026-01-02T00:00:00.000Z","receivedBefore":null}}`,
				`{` + itemsJSON("b") + `,"dateFilter":{"sentBefore":null,"receivedBefore":"2026-01-01T00:00:00.000Z"}}`,
				`{` + itemsJSON("c") + `,"dateFilter":null}`,
			},
			"a b c", []string{"size=50", "sentBefore=2026-01-02T00%3A00%3A00.000Z&size=50", "receivedBefore=2026-01-01T00%3A00%3A00.000Z&size=50"},
		},
		{
			"a time that repeats itself: more items have it than fit on a page",
			[]string{`{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"t"}}`},
			"a a !", []string{"size=50", "sentBefore=t&size=50"},
		},
		{
			"times in a circle",
			[]string{
				`{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"t"}}`, `{` + itemsJSON("b") + `,"dateFilter":{"sentBefore":"u"}}`, `{` + itemsJSON("c") + `,"dateFilter":{"sentBefore":"t"}}`,
			},
			"a b c !", []string{"size=50", "sentBefore=t&size=50", "sentBefore=u&size=50"},
		},
		{
			"one of two times stays",
			[]string{
				`{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"t","receivedBefore":"u"}}`, `{` + itemsJSON("b") + `,"dateFilter":{"sentBefore":"t","receivedBefore":"v"}}`,
				`{` + itemsJSON("c") + `,"dateFilter":{"sentBefore":null,"receivedBefore":null}}`,
			},
			"a b c", []string{"size=50", "receivedBefore=u&sentBefore=t&size=50", "receivedBefore=v&sentBefore=t&size=50"},
		},
		{
			"nothing before a time",
			[]string{`{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"t"}}`, `{` + itemsJSON() + `,"dateFilter":{"sentBefore":"t"}}`},
			"a", []string{"size=50", "sentBefore=t&size=50"},
		},
		{
			"a few empty pages",
			[]string{
				`{` + itemsJSON("a") + `,"pagination":{"hasMore":true}}`, `{` + itemsJSON() + `,"pagination":{"hasMore":true}}`, `{` + itemsJSON() + `,"pagination":{"hasMore":true}}`,
				`{` + itemsJSON("b") + `,"pagination":{"hasMore":false}}`,
			},
			"a b", []string{"size=50", "page=2&size=50", "page=3&size=50", "page=4&size=50"},
		},
		{
			"empty pages for ever",
			[]string{`{` + itemsJSON("a") + `,"pagination":{"page":1,"size":1,"hasMore":true}}`, `{` + itemsJSON() + `,"pagination":{"page":2,"size":0,"hasMore":true}}`},
			"a !", []string{"size=50", "page=2&size=50", "page=3&size=50", "page=4&size=50", "page=5&size=50", "page=6&size=50", "page=7&size=50"},
		},
		{
			"an empty last page",
			[]string{`{` + itemsJSON("a") + `,"pagination":{"hasMore":true}}`, `{` + itemsJSON() + `,"pagination":{"hasMore":false}}`},
			"a", []string{"size=50", "page=2&size=50"},
		},
		{
			"a server that gives the first page again",
			[]string{`{` + itemsJSON("a") + `,"pagination":{"page":1,"size":1,"hasMore":true}}`},
			"a !", []string{"size=50", "page=2&size=50"},
		},
		{
			"two pages in turn",
			[]string{
				`{` + itemsJSON("a") + `,"pagination":{"hasMore":true}}`, `{` + itemsJSON("b") + `,"pagination":{"hasMore":true}}`, `{` + itemsJSON("a") + `,"pagination":{"hasMore":true}}`,
			},
			"a b !", []string{"size=50", "page=2&size=50", "page=3&size=50"},
		},
		{
			"a list that grows while it is read",
			[]string{
				`{` + itemsJSON("c", "b") + `,"pagination":{"hasMore":true}}`, `{` + itemsJSON("b", "a") + `,"pagination":{"hasMore":false}}`,
			},
			"c b b a", []string{"size=50", "page=2&size=50"},
		},
		{
			"cursors as numbers",
			[]string{`{` + itemsJSON("a") + `,"nextCursor":2}`, `{` + itemsJSON("b") + `,"nextCursor":1e3}`, `{` + itemsJSON("c") + `,"nextCursor":null}`},
			"a b c", []string{"size=50", "cursor=2&size=50", "cursor=1e3&size=50"},
		},
		{
			"a cursor that is too long",
			[]string{`{` + itemsJSON("a") + `,"nextCursor":"` + strings.Repeat("x", 8<<10+1) + `"}`},
			"a !", []string{"size=50"},
		},
		{
			"a server that calls every page the first",
			[]string{
				`{` + itemsJSON("a") + `,"pagination":{"page":1,"size":1,"hasMore":true}}`,
				`{` + itemsJSON("b") + `,"pagination":{"page":1,"size":1,"hasMore":true}}`,
				`{` + itemsJSON("c") + `,"pagination":{"page":1,"size":1,"hasMore":false}}`,
			},
			"a b c", []string{"size=50", "page=2&size=50", "page=3&size=50"},
		},
		{
			"the first page again, with addresses that are signed anew",
			[]string{
				`{"data":[{"uuid":"a","avatarUrl":"https://cdn/a?e=1&s=x","handle":"h?"},{"uuid":"b","avatarUrl":"https:\/\/cdn\/b?s=y"}],"pagination":{"hasMore":true}}`,
				`{"data":[{"uuid":"a","avatarUrl":"https://cdn/a?e=2&s=z","handle":"h?"},{"uuid":"b","avatarUrl":"https:\/\/cdn\/b?s="}],"pagination":{"hasMore":true}}`,
			},
			"a b !", []string{"size=50", "page=2&size=50"},
		},
		{
			"pages that differ behind a question mark",
			[]string{
				`{"data":[{"uuid":"a","handle":"is http://x?1","avatarUrl":"https://cdn/a?e=1"}],"pagination":{"hasMore":true}}`,
				`{"data":[{"uuid":"a","handle":"is http://x?2","avatarUrl":"https://cdn/a?e=1"}],"pagination":{"hasMore":true}}`,
				`{"data":[{"uuid":"a","handle":"is http://x?2","avatarUrl":"https://cdn/b?e=1"}],"pagination":{"hasMore":false}}`,
			},
			"a a a", []string{"size=50", "page=2&size=50", "page=3&size=50"},
		},
		{"no paging at all", []string{`{` + itemsJSON("a") + `}`}, "a", []string{"size=50"}},
		{"a bare array", []string{`[{"uuid":"a"},{"uuid":"b"}]`}, "a b", []string{"size=50"}},
		{"null rows", []string{`{"data":null,"pagination":null}`}, "", []string{"size=50"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := &pages{bodies: tt.bodies}
			var got []string
			for creator, err := range server.client(t).Creators.All(t.Context(), nil) {
				if errors.Is(err, fanvue.ErrListIncomplete) && errors.As(err, new(*fanvue.ListError)) {
					checkText(t, err)
					creator.UUID = "!"
				} else if err != nil {
					t.Fatal(err)
				}
				got = append(got, creator.UUID)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.queries, server.queries); diff != "" {
				t.Errorf("queries (-want +got):\n%s", diff)
			}
		})
	}
}

// An item that is added at the front moves the others by one: with pages of one item,
// the next page is the same again. That is not yet a server which ignores the number.
func TestListOfSmallPagesMoves(t *testing.T) {
	t.Parallel()
	page := func(id string, hasMore bool) string {
		return fmt.Sprintf(`{%s,"pagination":{"hasMore":%t}}`, itemsJSON(id), hasMore)
	}
	for want, bodies := range map[string][]string{
		"a a b b c":       {page("a", true), page("a", true), page("b", true), page("b", true), page("c", false)},
		"a a a a a a a !": {page("a", true)},
	} {
		server := &pages{bodies: bodies}
		var got []string
		for creator, err := range server.client(t).Creators.All(t.Context(), &fanvue.ListOptions{Size: 1}) {
			if errors.Is(err, fanvue.ErrListIncomplete) {
				creator.UUID = "!"
			} else if err != nil {
				t.Fatal(err)
			}
			got = append(got, creator.UUID)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("items (-want +got):\n%s", diff)
		}
	}
}

func TestPageByPage(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{
		`{` + itemsJSON("a") + `,"pagination":{"page":1,"size":1,"hasMore":true}}`,
		`{` + itemsJSON("b") + `,"pagination":{"page":2,"size":1,"hasMore":false}}`,
	}}
	client := server.client(t)
	first, err := client.Creators.List(t.Context(), &fanvue.ListOptions{Size: 10})
	if err != nil {
		t.Fatal(err)
	}
	// The size comes back with the token: page 2 of 15 would skip rows.
	second, err := client.Creators.List(t.Context(), &fanvue.ListOptions{After: first.Next})
	if err != nil {
		t.Fatal(err)
	}
	if second.Next != "" || second.Data[0].UUID != "b" {
		t.Errorf("got %+v, want b on the last page", second)
	}
	if diff := cmp.Diff([]string{"size=10", "page=2&size=10"}, server.queries); diff != "" {
		t.Errorf("queries (-want +got):\n%s", diff)
	}
	_, err = client.Creators.List(t.Context(), &fanvue.ListOptions{Size: 20, After: first.Next})
	if !errors.Is(err, fanvue.ErrValidation) || len(server.queries) != 2 {
		t.Errorf("another size with the same token: got %v after %d requests, want it refused locally", err, len(server.queries))
	}
}

func TestIterator(t *testing.T) {
	t.Parallel()
	more := `{` + itemsJSON("a", "b") + `,"nextCursor":"x"}`
	t.Run("no request before the range", func(t *testing.T) {
		server := &pages{bodies: []string{more}}
		server.client(t).Creators.All(t.Context(), nil)
		if len(server.queries) > 0 {
			t.Errorf("%d requests, want none", len(server.queries))
		}
	})
	t.Run("breaking out asks for nothing more", func(t *testing.T) {
		server := &pages{bodies: []string{more}}
		for range server.client(t).Creators.All(t.Context(), nil) {
			break
		}
		if len(server.queries) != 1 {
			t.Errorf("%d requests, want 1", len(server.queries))
		}
	})
	t.Run("an error comes once, after the rows before it", func(t *testing.T) {
		server := &pages{bodies: []string{more, `{"error":"Only for creators"}`}}
		var got []string
		var errs []error
		for creator, err := range server.client(t).Creators.All(t.Context(), nil) {
			if err != nil {
				errs = append(errs, err)
				continue
			}
			got = append(got, creator.UUID)
		}
		if len(errs) != 1 || !errors.Is(errs[0], fanvue.ErrForbidden) || strings.Join(got, " ") != "a b" || len(server.queries) != 2 {
			t.Errorf("rows %v, errors %v, %d requests; want a b, one ErrForbidden, 2", got, errs, len(server.queries))
		}
	})
	t.Run("an iteration that failed in the middle goes on where it failed", func(t *testing.T) {
		server := &pages{bodies: []string{more, `{"error":"Only for creators"}`, `{` + itemsJSON("c") + `}`}}
		client := server.client(t)
		var got []string
		var opts fanvue.ListOptions
		for range 2 {
			for creator, err := range client.Creators.All(t.Context(), &opts) {
				var broken *fanvue.ListError
				if errors.As(err, &broken) {
					opts.After = broken.After
					break
				}
				got = append(got, creator.UUID)
			}
		}
		if diff := cmp.Diff([]string{"size=50", "cursor=x&size=50", "cursor=x&size=50"}, server.queries); diff != "" || strings.Join(got, " ") != "a b c" {
			t.Errorf("rows %v, want a b c; queries (-want +got):\n%s", got, diff)
		}
	})
	t.Run("rows that come again are dropped on request", func(t *testing.T) {
		server := &pages{bodies: []string{more, `{` + itemsJSON("b", "c") + `,"nextCursor":"y"}`, `{"error":"Only for creators"}`}}
		var got []string
		iterate := server.client(t).Creators.All(t.Context(), nil)
		for creator, err := range fanvue.Distinct(iterate, func(c fanvue.Creator) string { return c.UUID }) {
			if err != nil {
				got = append(got, "error")
				continue
			}
			got = append(got, creator.UUID)
		}
		if strings.Join(got, " ") != "a b c error" {
			t.Errorf("got %v, want a b c and the error", got)
		}
	})
	t.Run("each range starts over", func(t *testing.T) {
		server := &pages{bodies: []string{`{` + itemsJSON("a") + `}`}}
		iterate := server.client(t).Creators.All(t.Context(), nil)
		for range 2 {
			for range iterate {
			}
		}
		if diff := cmp.Diff([]string{"size=50", "size=50"}, server.queries); diff != "" {
			t.Errorf("queries (-want +got):\n%s", diff)
		}
	})
	t.Run("options are read when the iteration is made and never changed", func(t *testing.T) {
		server := &pages{bodies: []string{`{"data":[]}`}}
		opts := &fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread}}
		iterate := server.client(t).Chats.All(t.Context(), opts)
		if diff := cmp.Diff(&fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread}}, opts); diff != "" {
			t.Errorf("options (-want +got):\n%s", diff)
		}
		opts.Filters[0] = fanvue.ChatsOnline
		for range iterate {
		}
		if diff := cmp.Diff([]string{"filter=unread&size=50"}, server.queries); diff != "" {
			t.Errorf("queries (-want +got):\n%s", diff)
		}
	})
	t.Run("a bad option comes out of the range", func(t *testing.T) {
		server := &pages{bodies: []string{`{"data":[]}`}}
		var errs []error
		for _, err := range server.client(t).Creators.All(t.Context(), &fanvue.ListOptions{Size: 99}) {
			errs = append(errs, err)
		}
		if len(errs) != 1 || !errors.Is(errs[0], fanvue.ErrValidation) || len(server.queries) > 0 {
			t.Errorf("errors %v after %d requests, want one ErrValidation and none", errs, len(server.queries))
		}
	})
	t.Run("a cancelled context ends it", func(t *testing.T) {
		server := &pages{bodies: []string{more}}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var last error
		for _, err := range server.client(t).Creators.All(ctx, nil) {
			cancel()
			last = err
		}
		if !errors.Is(last, context.Canceled) || len(server.queries) != 1 {
			t.Errorf("got %v after %d requests, want context.Canceled after 1", last, len(server.queries))
		}
	})
}

func TestNextPageToken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after fanvue.PageToken
		body  string
		want  fanvue.PageToken // "?" for a page that does not lead on
	}{
		"a repeated cursor":         {"cursor=x", `{` + itemsJSON("a") + `,"nextCursor":"x"}`, "?"},
		"a repeated cursor, more":   {"cursor=x", `{` + itemsJSON("a") + `,"nextCursor":"x","pagination":{"hasMore":true}}`, "?"},
		"another cursor":            {"cursor=x", `{` + itemsJSON("a") + `,"nextCursor":"y"}`, "cursor=y"},
		"an empty page, more":       {"", `{` + itemsJSON() + `,"pagination":{"page":1,"hasMore":true}}`, "page=2"},
		"an empty later page, more": {"page=3", `{` + itemsJSON() + `,"pagination":{"page":3,"hasMore":true}}`, "page=4"},
		"an empty page, a cursor":   {"", `{` + itemsJSON() + `,"nextCursor":"x"}`, "cursor=x"},
		"a cursor as a number":      {"", `{` + itemsJSON("a") + `,"nextCursor":12345678901234567890}`, "cursor=12345678901234567890"},
		"the same number":           {"cursor=7", `{` + itemsJSON("a") + `,"nextCursor":7}`, "?"},
		"a cursor of 8 KiB":         {"", `{` + itemsJSON("a") + `,"nextCursor":"` + strings.Repeat("x", 8<<10) + `"}`, fanvue.PageToken("cursor=" + strings.Repeat("x", 8<<10))},
		"a longer cursor":           {"", `{` + itemsJSON("a") + `,"nextCursor":"` + strings.Repeat("x", 8<<10+1) + `"}`, "?"},
		"a longer date":             {"", `{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"` + strings.Repeat("x", 8<<10+1) + `"}}`, "?"},
		"a cursor that is none":     {"", `{` + itemsJSON("a") + `,"nextCursor":{"page":2}}`, "?"},
		"a pagination that is none": {"", `{` + itemsJSON("a") + `,"pagination":"yes"}`, "?"},
		"a dateFilter that is none": {"", `{` + itemsJSON("a") + `,"dateFilter":["2026-01-01"]}`, "?"},
		"more, as text":             {"", `{` + itemsJSON("a") + `,"pagination":{"hasMore":"true"}}`, "page=2"},
		"more, as a number":         {"", `{` + itemsJSON("a") + `,"pagination":{"hasMore":1}}`, "page=2"},
		"no more, as text":          {"", `{` + itemsJSON("a") + `,"pagination":{"hasMore":"false"}}`, ""},
		"the last page number":      {"page=1073741824", `{` + itemsJSON("a") + `,"pagination":{"hasMore":true}}`, "?"},
		"a full page, perhaps more": {"page=2&size=2", `{` + itemsJSON("a", "b") + `,"pagination":{"page":2}}`, "page=3&size=2"},
		"a short page, no more":     {"page=2&size=2", `{` + itemsJSON("a") + `,"pagination":{"page":2}}`, ""},
		"no page before that date":  {"sentBefore=d", `{` + itemsJSON() + `,"dateFilter":{"sentBefore":"d"}}`, ""},
		"an empty page, a date":     {"sentBefore=d", `{` + itemsJSON() + `,"dateFilter":{"sentBefore":"c"}}`, "sentBefore=c"},
		"one of two dates moves":    {"receivedBefore=d&sentBefore=d", `{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"d","receivedBefore":"c"}}`, "receivedBefore=c&sentBefore=d"},
		"two repeated dates":        {"receivedBefore=c&sentBefore=d", `{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"d","receivedBefore":"c"}}`, "?"},
		"a page, more":              {"page=3", `{` + itemsJSON("a") + `,"pagination":{"page":1,"hasMore":true}}`, "page=4"},
		"a page, no more":           {"", `{` + itemsJSON("a") + `,"pagination":{"page":1,"hasMore":false}}`, ""},
		"a repeated date":           {"sentBefore=d", `{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"d"}}`, "?"},
		"another date":              {"sentBefore=d", `{` + itemsJSON("a") + `,"dateFilter":{"sentBefore":"c"}}`, "sentBefore=c"},
	} {
		page, err := (&pages{bodies: []string{tc.body}}).client(t).Creators.List(t.Context(), &fanvue.ListOptions{After: tc.after})
		if tc.want == "?" {
			if !errors.Is(err, fanvue.ErrListIncomplete) || page == nil || page.Next != "" || len(page.Data) != 1 {
				t.Errorf("%s: %+v, %v; want its item and ErrListIncomplete", name, page, err)
			} else {
				checkText(t, err)
			}
			continue
		}
		if err != nil || page.Next != tc.want {
			t.Errorf("%s: %+v, %v; want %q to be next", name, page, err, tc.want)
		}
	}
}

// Every member of an envelope may be left out, the rows too.
func TestEnvelopeWithoutItemsIsAnEmptyPage(t *testing.T) {
	t.Parallel()
	for body, read := range map[string]bool{
		`{"nextCursor":null}`:              true,
		`{"pagination":{"hasMore":false}}`: true,
		`{"dateFilter":null}`:              true,
		`{}`:                               false,
		`{"message":"hello"}`:              false,
	} {
		server := newWireServer(t, respondJSON(http.StatusOK, body))
		page, err := server.client(t).Insights.Subscribers(t.Context(), nil)
		switch {
		case read && (err != nil || len(page.Data) != 0 || page.Next != ""):
			t.Errorf("%s: got %+v, %v; want an empty page", body, page, err)
		case !read && !errors.As(err, new(*fanvue.DecodeError)):
			t.Errorf("%s: got %+v, %v; want a DecodeError", body, page, err)
		}
	}
}
