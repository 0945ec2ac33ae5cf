package fanvue_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// chatAt returns a chat in the form of the API. An empty time is null.
func chatAt(user, lastMessageAt, createdAt string) string {
	text := func(s string) string {
		if s == "" {
			return "null"
		}
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf(`{"user":{"uuid":%q},"lastMessageAt":%s,"createdAt":%s}`, user, text(lastMessageAt), text(createdAt))
}

func changedPage(hasMore bool, chats ...string) string {
	return fmt.Sprintf(`{"data":[%s],"pagination":{"page":1,"size":%d,"hasMore":%t}}`, strings.Join(chats, ","), len(chats), hasMore)
}

// Chats without messages end nothing; equal times are not lost; nothing is
// requested behind the first chat that has not changed.
func TestChangedSince(t *testing.T) {
	t.Parallel()
	const (
		older, at, newer = "2026-01-02T03:04:05.677Z", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.679Z"
		longAgo          = "2020-01-01T00:00:00.000Z"
	)
	since := time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.UTC)
	first := changedPage(true, chatAt("empty-unknown", "", ""), chatAt("empty-old", "", longAgo), chatAt("empty-new", "", at), chatAt("newer", newer, longAgo))
	for name, tc := range map[string]struct {
		bodies   []string
		since    time.Time
		want     []string
		requests int
	}{
		"the first page":      {[]string{changedPage(true, chatAt("a", newer, ""), chatAt("b", older, ""), chatAt("c", newer, ""))}, since, []string{"a"}, 1},
		"nothing has":         {[]string{changedPage(true, chatAt("a", older, "")), first}, since, nil, 1},
		"empty chats first":   {[]string{first, changedPage(true, chatAt("equal-1", at, ""), chatAt("equal-2", at, ""), chatAt("empty-late", "", ""), chatAt("old", older, newer))}, since, []string{"empty-new", "newer", "equal-1", "equal-2"}, 2},
		"only empty chats":    {[]string{changedPage(true, chatAt("e", "", ""), chatAt("f", "", longAgo)), changedPage(false, chatAt("a", at, ""))}, since, []string{"a"}, 2},
		"equal across pages":  {[]string{changedPage(true, chatAt("a", at, "")), changedPage(false, chatAt("b", at, ""))}, since, []string{"a", "b"}, 2},
		"a chat that moved":   {[]string{changedPage(true, chatAt("a", newer, ""), chatAt("b", newer, "")), changedPage(false, chatAt("b", newer, ""), chatAt("c", newer, ""))}, since, []string{"a", "b", "c"}, 2},
		"all chats":           {[]string{first, changedPage(false, chatAt("old", longAgo, ""))}, time.Time{}, []string{"empty-unknown", "empty-old", "empty-new", "newer", "old"}, 2},
		"the end of the list": {[]string{changedPage(false, chatAt("a", newer, ""))}, since, []string{"a"}, 1},
	} {
		server := &pages{bodies: tc.bodies}
		got, err := ids(server.client(t).Chats.ChangedSince(t.Context(), tc.since), func(c fanvue.Chat) string { return c.User.UUID })
		if err != nil || len(server.queries) != tc.requests {
			t.Errorf("%s: %v after %d requests", name, err, len(server.queries))
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A chat that cannot be read ends nothing, and neither is it a chat.
func TestChangedSincePassesErrorsOn(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{`{"data":[null,` + chatAt("a", "2026-01-02T03:04:05.678Z", "") + `],"nextCursor":{}}`}}
	var got []string
	for chat, err := range server.client(t).Chats.ChangedSince(t.Context(), time.Unix(0, 0)) {
		switch {
		case errors.As(err, new(*fanvue.ItemDecodeError)):
			got = append(got, "unreadable")
		case errors.Is(err, fanvue.ErrListIncomplete):
			got = append(got, "incomplete")
		default:
			got = append(got, chat.User.UUID)
		}
	}
	if diff := cmp.Diff([]string{"unreadable", "a", "incomplete"}, got); diff != "" {
		t.Errorf("got (-want +got):\n%s", diff)
	}
}

// A program that polls sees each new message and requests one page each time.
func TestChangedSincePolls(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.Empty())
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now().Add(-time.Hour).Truncate(time.Second)
	var fans []string
	for n := range 120 {
		fan := server.Me().AddFan(fanvue.User{DisplayName: fmt.Sprint("Fan ", n)})
		server.Me().At(start.Add(time.Duration(n)*time.Second)).Receive(fan, "Hello")
		fans = append(fans, fan)
	}
	last := start.Add(119 * time.Second)
	for round, fan := range []string{fans[3], fans[50], fans[3]} {
		at := last.Add(time.Minute)
		server.Me().At(at).Receive(fan, "Are you there?")
		before := server.RequestCount()
		var got []string
		for chat, err := range client.Chats.ChangedSince(t.Context(), last.Add(time.Millisecond)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, chat.User.UUID)
		}
		if len(got) != 1 || got[0] != fan || server.RequestCount() != before+1 {
			t.Errorf("round %d: got %q in %d requests", round, got, server.RequestCount()-before)
		}
		last = at
	}
}
