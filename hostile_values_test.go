package fanvue_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestHostileValues(t *testing.T) {
	t.Parallel()
	huge := "1" + strings.Repeat("0", 400)
	counts := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.UnreadCounts(ctx) }
	creators := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Creators.List(ctx, nil) }
	messages := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Messages.List(ctx, "fan", nil) }
	media := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Chats.Media(ctx, "fan", nil) }
	type call = func(context.Context, *fanvue.Client) (any, error)
	tests := []struct {
		name  string
		call  call
		body  string
		words []string // in the error; nil when it is read
	}{
		{"10^400 as a count", counts, `{"unreadChatsCount":` + huge + `}`, []string{"number 1000", "unreadChatsCount"}},
		{"1e309 as a count", counts, `{"unreadChatsCount":1e309}`, []string{"number 1e309", "unreadChatsCount"}},
		{"3.5 as a count", counts, `{"unreadChatsCount":3.5}`, []string{"number 3.5", "unreadChatsCount"}},
		{"3.0 as a count", counts, `{"unreadChatsCount":3.0}`, nil},
		{"text as a count", counts, `{"unreadChatsCount":3,"unreadNotifications":{"newTip":"three"}}`, []string{"string", "newTip"}},
		{"a number as text as a count", counts, `{"unreadChatsCount":3,"unreadNotifications":{"newTip":"3"}}`, nil},
		{"10^400 as a price", messages, `{"data":[{"pricing":{"USD":{"price":` + huge + `}}}]}`, []string{"amount 1000", "whole number of cents"}},
		{"1e309 as a price", messages, `{"data":[{"pricing":{"USD":{"price":1e309}}}]}`, []string{"amount 1e309"}},
		{"10^400 where nobody reads it", counts, `{"unreadChatsCount":0,"future":` + huge + `,"more":1e309}`, nil},
		{"10^400 as a page, which nobody needs", creators, `{"data":[],"pagination":{"page":` + huge + `}}`, nil},
		{"a string for a row", messages, `{"data":[{"uuid":"a"},"b"]}`, []string{"string", "Message"}},
		{"a row for a list", messages, `{"data":{"uuid":"a"}}`, []string{"object"}},
		{"a string for an object in a row", messages, `{"data":[{"uuid":"a"},{"uuid":"b","sender":"c"}]}`, []string{"string", "sender"}},
		{"an array for an object in a row", media, `{"data":[{"pricing":[]}]}`, []string{"array", "pricing"}},
		{"a lone surrogate", messages, `{"data":[{"uuid":"\ud800"}]}`, nil},
		{"bytes that are no UTF-8 in a string", messages, "{\"data\":[{\"uuid\":\"\xff\"}]}", nil},
		{"bytes that are no UTF-8 in a time", messages, "{\"data\":[{\"sentAt\":{\"\xff\":1}}]}", []string{"time"}},
		{"a line break in a time", messages, "{\"data\":[{\"sentAt\":{\n\"x\":\t1}}]}", []string{"time"}},
		{"bytes that are no UTF-8 in an amount", messages, "{\"data\":[{\"pricing\":{\"USD\":{\"price\":\"\xff\"}}}]}", []string{"amount"}},
		{"a line break in an amount", messages, "{\"data\":[{\"pricing\":{\"USD\":{\"price\":[\n\r1]}}}]}", []string{"amount"}},
		{"the same member twice", creators, `{"data":[{"uuid":"a"}],"data":[]}`, nil},
		{"two responses in one", creators, `{"data":[]}{"data":[]}`, []string{"after top-level value"}},
		{"a byte order mark", creators, "\xef\xbb\xbf" + `{"data":[]}`, []string{"invalid character"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, respondJSON(http.StatusOK, tt.body))
			got, err := tt.call(t.Context(), server.client(t))
			if tt.words == nil {
				if err != nil || reflect.ValueOf(got).IsZero() {
					t.Errorf("got %+v, %v", got, err)
				}
				return
			}
			if err == nil {
				t.Fatalf("no error: %+v", got)
			}
			checkText(t, err)
			asError[*fanvue.DecodeError](t, err)
			for _, words := range tt.words {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("the text lacks %q: %v", words, err)
				}
			}
		})
	}
}

// The error of one item of a batch holds text of the server too.
func TestHostileItemError(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"forbidden", strings.Repeat("é", 100_000), "a\nb\r\x1b[31mc\u2028"} {
		body, err := json.Marshal(map[string]any{"byChat": map[string]any{"u-1": map[string]any{"error": words}}})
		if err != nil {
			t.Fatal(err)
		}
		server := newWireServer(t, respondJSON(http.StatusOK, string(body)))
		batch, err := server.client(t).Messages.Batch(t.Context(), fanvue.MessageBatchParams{ChatUUIDs: []string{"u-1"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := batch.Err("u-1"); err == nil {
			t.Error("no error")
		} else {
			checkText(t, err)
		}
	}
}

// A page number at the end of what an int can hold leads nowhere, least of all
// back to the first page.
func TestHostilePageNumber(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"data":[{"uuid":"a"}],"pagination":{"page":9223372036854775807,"hasMore":true}}`))
	client := server.client(t)
	page, err := client.Creators.List(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if page.Next != "" {
		if _, err := client.Creators.List(t.Context(), &fanvue.ListOptions{After: page.Next}); err != nil {
			t.Errorf("the page's own token %q is refused: %v", page.Next, err)
		}
	}
	before := len(server.seen())
	got, err := ids(client.Creators.All(t.Context(), nil), func(c fanvue.Creator) string { return c.UUID })
	if sent := server.seen()[before:]; !errors.Is(err, fanvue.ErrListIncomplete) || len(sent) > 2 {
		t.Errorf("items %q in %d requests, %v; want two at the most and ErrListIncomplete", got, len(sent), err)
	}
}
