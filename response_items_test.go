package fanvue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// What cannot be read costs only its item, in its place.
func TestIterationContinuesAfterABadItem(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{
		`{"data":[{"uuid":"a"},{"uuid":"b","registeredAt":"` + "yesterday" + `"},{"uuid":"c"},null],"nextCursor":"x"}`,
		`{"data":[{"handle":"d"},{"uuid":"e"},{"uuid":"f","isTopSpender":[]}],"nextCursor":null}`,
	}}
	var got []string
	for creator, err := range server.client(t).Creators.All(t.Context(), nil) {
		var item *fanvue.ItemDecodeError
		if !errors.As(err, &item) {
			got = append(got, creator.UUID)
			continue
		}
		checkText(t, err)
		if errors.As(err, new(*fanvue.ListError)) || creator.UUID != "" || item.Operation != fanvue.OpCreatorsList {
			t.Errorf("got %+v, %v", creator, err)
		}
		raw := asError[*fanvue.DecodeError](t, err)
		got = append(got, fmt.Sprintf("%q %d %s", item.After, item.Index, raw.Body))
	}
	want := []string{
		"a", `"" 1 {"uuid":"b","registeredAt":"yesterday"}`, "c", `"" 3 null`,
		`"cursor=x&size=50" 0 {"handle":"d"}`, "e", `"cursor=x&size=50" 2 {"uuid":"f","isTopSpender":[]}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if len(server.queries) != 2 {
		t.Errorf("%d requests", len(server.queries))
	}
}

// A program that stops at the first error can start at that page again.
func TestIterationResumesAtABadItem(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{`{` + itemsJSON("a") + `,"nextCursor":"x"}`, `{"data":[null],"nextCursor":"y"}`, `{` + itemsJSON("b") + `,"nextCursor":null}`}}
	client := server.client(t)
	var opts fanvue.ListOptions
	for _, err := range client.Creators.All(t.Context(), &opts) {
		if item := (*fanvue.ItemDecodeError)(nil); errors.As(err, &item) {
			opts.After = item.After
			break
		}
	}
	got, err := ids(client.Creators.All(t.Context(), &opts), func(c fanvue.Creator) string { return c.UUID })
	if diff := cmp.Diff([]string{"size=50", "cursor=x&size=50", "cursor=x&size=50"}, server.queries); err != nil || diff != "" || !slices.Equal(got, []string{"b"}) {
		t.Errorf("items %q, %v; queries (-want +got):\n%s", got, err, diff)
	}
}

// Distinct passes the error of an item on.
func TestDistinctKeepsBadItems(t *testing.T) {
	t.Parallel()
	server := &pages{bodies: []string{`{"data":[{"uuid":"a"},null,{"uuid":"a"},null,{"uuid":"b"}]}`}}
	var got []string
	all := server.client(t).Creators.All(t.Context(), nil)
	for creator, err := range fanvue.Distinct(all, func(c fanvue.Creator) string { return c.UUID }) {
		if err != nil {
			creator.UUID = "error"
		}
		got = append(got, creator.UUID)
	}
	if diff := cmp.Diff([]string{"a", "error", "error", "b"}, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// A method that returns a page returns what can be read together with the error.
func TestPageWithABadItem(t *testing.T) {
	t.Parallel()
	const body = `{"data":[{"uuid":"a"},{"uuid":7},{"uuid":"c"}],"nextCursor":"x"}`
	page, err := newRawPages(body).client(t).Creators.List(t.Context(), nil)
	if page == nil || len(page.Data) != 2 || page.Data[1].UUID != "c" || page.Next != "cursor=x" {
		t.Errorf("got %+v", page)
	}
	checkText(t, err)
	if broken := asError[*fanvue.DecodeError](t, err); string(broken.Body) != " "+body {
		t.Errorf("the body is %q", broken.Body)
	}
	if items := itemErrorsIn(err); len(items) != 1 || items[0].Index != 1 || string(items[0].Err.Body) != `{"uuid":7}` {
		t.Errorf("got %v", items)
	}

	// The page does not lead on either.
	page, err = newRawPages(`{"data":[{"uuid":"a"},{}],"nextCursor":{}}`).client(t).Creators.List(t.Context(), nil)
	if page == nil || len(page.Data) != 1 || !errors.Is(err, fanvue.ErrListIncomplete) || len(itemErrorsIn(err)) != 1 {
		t.Errorf("got %+v, %v", page, err)
	}
}

// Lists that are returned whole keep their good items as well.
func TestWholeListsWithABadItem(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		call func(context.Context, *fanvue.Client) (int, error)
	}{
		"SmartLists.List": {`[{"uuid":"muted","count":"5"},null]`, func(ctx context.Context, c *fanvue.Client) (int, error) {
			lists, err := c.SmartLists.List(ctx)
			return len(lists), err
		}},
		"Agency.TeamMembers": {`[{"email":"x"},{"uuid":"m"}]`, func(ctx context.Context, c *fanvue.Client) (int, error) {
			members, err := c.Agency.TeamMembers(ctx)
			return len(members), err
		}},
		"Agency.ChatterLeaderboard": {`{"data":[{"chatterUuid":"c","messages":5.0},{"chatterUuid":"d","messages":5.5}]}`, func(ctx context.Context, c *fanvue.Client) (int, error) {
			board, err := c.Agency.ChatterLeaderboard(ctx, nil)
			return len(board), err
		}},
		"OnlineSubscribers": {`{"data":[{"uuid":"a","lastSeenAt":0},{"uuid":""}],"count":"2"}`, func(ctx context.Context, c *fanvue.Client) (int, error) {
			online, err := c.Creator("ada").Fans.OnlineSubscribers(ctx, nil)
			if online.Count != 2 {
				t.Errorf("count %d", online.Count)
			}
			return len(online.Data), err
		}},
	} {
		got, err := tc.call(t.Context(), newRawPages(tc.body).client(t))
		if got != 1 || len(itemErrorsIn(err)) != 1 {
			t.Errorf("%s: %d items, %v; want one of each", name, got, err)
		}
		asError[*fanvue.DecodeError](t, err)
	}
}

func TestBatchesWithABadEntry(t *testing.T) {
	t.Parallel()
	checkItem := func(t *testing.T, err error, key, raw string) {
		t.Helper()
		item := asError[*fanvue.ItemDecodeError](t, err)
		checkText(t, err)
		if item.Key != key || string(item.Err.Body) != raw {
			t.Errorf("got %q %s, want %q %s", item.Key, item.Err.Body, key, raw)
		}
	}
	t.Run("statuses", func(t *testing.T) {
		client := newRawPages(`{"a":{"isOnline":true,"lastSeenAt":null},"b":null,"c":{"isOnline":"maybe"},"d":{"isOnline":false},"e":{}}`).client(t)
		got, err := client.Chats.Statuses(t.Context(), []string{"a", "b", "c", "d", "e"})
		if err != nil || len(got) != 5 || !got["a"].IsOnline || got["a"].Err() != nil || got["d"].Err() != nil {
			t.Fatalf("got %+v, %v", got, err)
		}
		checkItem(t, got["b"].Err(), "b", "null")
		checkItem(t, got["c"].Err(), "c", `{"isOnline":"maybe"}`)
		checkItem(t, got["e"].Err(), "e", "{}")
	})
	t.Run("statuses that are an error", func(t *testing.T) {
		client := newRawPages(`{"error":"no"}`).client(t)
		if got, err := client.Chats.Statuses(t.Context(), []string{"a"}); got != nil || !errors.As(err, new(*fanvue.DecodeError)) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	checkUnreadable := func(t *testing.T, err error, id string) {
		t.Helper()
		if problem := asError[fanvue.ItemError](t, err); problem.ID != id || problem.Code != "UNREADABLE" || problem.Message == "" {
			t.Errorf("%s: got %+v", id, problem)
		}
		checkText(t, err)
	}
	t.Run("messages", func(t *testing.T) {
		client := newRawPages(`{"byChat":{"a":{"messages":[{"uuid":"m1"},{"uuid":"m2","sentAt":true},{"uuid":"m3"}],"hasMore":1},"b":7,"c":{"error":"forbidden"},"d":{"messages":[]},"e":null,"f":{},"g":{"messages":{}}}}`).client(t)
		got, err := client.Messages.Batch(t.Context(), fanvue.MessageBatchParams{ChatUUIDs: []string{"a", "b", "c", "d", "e", "f", "g"}})
		if err != nil {
			t.Fatal(err)
		}
		if a := got.Results["a"]; a == nil || len(a.Messages) != 2 || a.Messages[1].UUID != "m3" || !a.HasMore {
			t.Errorf("got %+v", a)
		}
		for _, id := range []string{"a", "b", "f", "g"} {
			checkUnreadable(t, got.Err(id), id)
		}
		if !errors.Is(got.Err("c"), fanvue.ErrForbidden) || got.Err("d") != nil || got.Results["d"] == nil || got.Err("e") == nil {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("fans", func(t *testing.T) {
		client := newRawPages(`{"a":{"status":"follower"},"b":{"status":7},"c":{"error":"not_found"},"d":{}}`).client(t)
		got, err := client.Insights.FansBatch(t.Context(), []string{"a", "b", "c", "d"})
		if err != nil || got.Results["a"].Status != fanvue.FanFollower || got.Err("a") != nil || !errors.Is(got.Err("c"), fanvue.ErrNotFound) {
			t.Fatalf("got %+v, %v", got, err)
		}
		checkUnreadable(t, got.Err("b"), "b")
		checkUnreadable(t, got.Err("d"), "d")
	})
	t.Run("bulk", func(t *testing.T) {
		client := newRawPages(`{"results":{"a":{"uuid":"a","status":"ready"},"b":{"uuid":"b","createdAt":"soon"},"c":{},"d":null},"errors":[{"mediaUuid":"d","code":"NOT_FOUND"}]}`).client(t)
		got, err := client.Media.Bulk(t.Context(), fanvue.MediaBulkParams{MediaUUIDs: []string{"a", "b", "c", "d"}})
		if err != nil || got.Results["a"].Status != fanvue.MediaReady || got.Err("a") != nil || !errors.Is(got.Err("d"), fanvue.ErrNotFound) {
			t.Fatalf("got %+v, %v", got, err)
		}
		checkUnreadable(t, got.Err("b"), "b")
		checkUnreadable(t, got.Err("c"), "c")
	})
	t.Run("errors of another shape", func(t *testing.T) {
		client := newRawPages(`{"results":{"a":{"uuid":"a","status":"ready"}},"errors":{"mediaUuid":"b","code":"NOT_FOUND"}}`).client(t)
		got, err := client.Media.Bulk(t.Context(), fanvue.MediaBulkParams{MediaUUIDs: []string{"a", "b"}})
		if err != nil || got.Err("a") != nil || !errors.Is(got.Err("b"), fanvue.ErrNotFound) {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
}

// The spellings of numbers, booleans and times that servers use are read alike in
// every result: each operation's response is respelled and must mean the same.
func TestEveryResultReadsEverySpelling(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`([:\[,]\s*)(-?[0-9]+)(\s*[,}\]])`)
	flag := regexp.MustCompile(`:\s*(true|false)\b`)
	moment := regexp.MustCompile(`"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9:.]+)Z"`)
	twice := func(text string, r *regexp.Regexp, with string) string {
		return r.ReplaceAllString(r.ReplaceAllString(text, with), with)
	}
	spellings := map[string]func(string) string{
		"5.0":           func(s string) string { return twice(s, number, "${1}${2}.0${3}") },
		"5e0":           func(s string) string { return twice(s, number, "${1}${2}e0${3}") },
		"a text":        func(s string) string { return twice(s, number, `${1}"${2}"${3}`) },
		"a text of 5.0": func(s string) string { return twice(s, number, `${1}"${2}.0"${3}`) },
		"true as text":  func(s string) string { return flag.ReplaceAllString(s, `:"$1"`) },
		"a space":       func(s string) string { return moment.ReplaceAllString(s, `"${1} ${2}"`) },
		"+0000":         func(s string) string { return moment.ReplaceAllString(s, `"${1}T${2}+0000"`) },
	}
	// What is kept as it came, or has a field for the text, shows the spelling.
	options := cmp.Options{
		sameInstant,
		cmp.Comparer(func(a, b json.RawMessage) bool { return true }),
		cmp.FilterPath(func(p cmp.Path) bool {
			return strings.HasSuffix(p.String(), "Period.StartDate") || strings.HasSuffix(p.String(), "Period.EndDate")
		}, cmp.Ignore()),
	}
	respelled := 0
	for _, tc := range operationCases() {
		if tc.want == nil || tc.contentType != "" {
			continue
		}
		for name, spell := range spellings {
			response := spell(tc.response)
			if response == tc.response {
				continue
			}
			respelled++
			server := &fuzzServer{status: successStatus(tc), body: []byte(response)}
			got, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			if err != nil {
				t.Errorf("%s: %s: %v", tc.title(), name, err)
			} else if diff := cmp.Diff(tc.want, got, options); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", tc.title(), name, diff)
			}
		}
	}
	if respelled < 300 {
		t.Errorf("only %d responses were respelled", respelled)
	}
}

// What fits no count is an error, never a wrong number.
func TestInvalidCounts(t *testing.T) {
	t.Parallel()
	for _, count := range []string{
		`5.5`, `"5.5"`, `"five"`, `""`, `" 5"`, `"0x5"`, `"5,000"`, `true`, `[5]`, `{}`, `1e400`, `9223372036854775808`, `-9223372036854775809`, `1e19`, `"99999999999999999999"`, `5e-1`, `"NaN"`, `"1e"`, `"."`,
	} {
		server := newRawPages(`{"unreadChatsCount":` + count + `}`)
		if got, err := server.client(t).Chats.UnreadCounts(t.Context()); err == nil {
			t.Errorf("%s was read as %d", count, got.UnreadChatsCount)
		} else {
			asError[*fanvue.DecodeError](t, err)
		}
	}
	for count, want := range map[string]int{`-5`: -5, `"-5"`: -5, `500e-2`: 5, `"2147483647"`: 2147483647, `null`: 0} {
		server := newRawPages(`{"unreadMessagesCount":1,"unreadChatsCount":` + count + `}`)
		if got, err := server.client(t).Chats.UnreadCounts(t.Context()); err != nil || got.UnreadChatsCount != want {
			t.Errorf("%s was read as %+v, %v", count, got, err)
		}
	}
}

// A response that says something else than a result is not one; of a write that
// must not be retried the outcome is unknown then.
func TestEmptyResponseIsNotAResult(t *testing.T) {
	t.Parallel()
	bodies := []string{
		`null`, ` null `, `{}`, `{"error":"Something is wrong"}`, `{"error":{"code":7}}`, `{"errors":["no"]}`, `{"success":false}`, `{"ok":false}`, `[]`, `"no"`, `7`, `false`,
		`{"statusCode":500,"message":"Internal server error"}`, `<html></html>`, "\ufeff<!DOCTYPE html>", ``, `{"data":null,"error":"no"}`, `[null]`, `{"data":[null]}`, `{"data":[{}]}`, `{"data":[{"uuid":""}]}`,
	}
	rows := operationsByName()
	for _, tc := range operationCases() {
		if tc.want == nil {
			continue
		}
		for _, body := range bodies {
			if passes(tc, body) {
				continue
			}
			server := &fuzzServer{status: successStatus(tc), body: []byte(body)}
			got, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			if err == nil {
				t.Errorf("%s: %s passes for %+v", tc.title(), body, got)
				continue
			}
			asError[*fanvue.DecodeError](t, err)
			if unknown := errors.Is(err, fanvue.ErrOutcomeUnknown); unknown == rows[tc.op].Idempotent {
				t.Errorf("%s: %s: the outcome is unknown: %t", tc.title(), body, unknown)
			}
		}
	}
}

// passes reports whether a body is a response of the operation.
func passes(tc operationCase, body string) bool {
	isList := strings.HasPrefix(reflect.TypeOf(tc.want).String(), "*fanvue.Page[") || reflect.TypeOf(tc.want).Kind() == reflect.Slice || reflect.TypeOf(tc.want) == reflect.TypeFor[*fanvue.OnlineSubscribers]()
	byKey := tc.op == fanvue.OpChatsStatuses || tc.op == fanvue.OpInsightsFansBatch
	switch {
	case body == `[]` && isList && tc.op != fanvue.OpMediaUploadPartURLs:
		return true
	case body == `{}` && (byKey || tc.op == fanvue.OpPromotionsCreate):
		return true
	case byKey && strings.HasPrefix(body, `{"data":[`):
		return true // an entry that cannot be read
	case tc.op == fanvue.OpPromotionsCreate:
		return strings.HasPrefix(body, `{"data":[`)
	case tc.op == fanvue.OpAgencyInviteCreator, tc.op == fanvue.OpAgencyInviteTeamMember:
		return body == `{"success":false}` // the result says so itself
	}
	return false
}

// A call without a result has succeeded unless the body says that it has not.
func TestEmptyResponseIsNotASuccess(t *testing.T) {
	t.Parallel()
	bodies := map[string]bool{
		``: true, ` `: true, `null`: true, `{}`: true, `[]`: true, `OK`: true, `"done"`: true, `{"success":true}`: true, `{"success":"true"}`: true, `{"message":"Deleted"}`: true,
		`{"error":null}`: true, `{"error":""}`: true, `{"error":false}`: true, `{"errors":[]}`: true, `{"errors":{}}`: true, `{"status":"error"}`: true, `{"status":200}`: true, `{"ok":1}`: true,
		`{"error":"no"}`: false, `{"Error":"no"}`: false, ` {"error":{"message":"no"}}`: false, "\ufeff{\"error\":\"no\"}": false, `{"errors":["no"]}`: false, `{"error":true}`: false,
		`{"success":false}`: false, `{"success":"false"}`: false, `{"success":0}`: false, `{"ok":false,"message":"no"}`: false, `{"statusCode":500,"message":"no"}`: false, `{"status":404,"title":"Not Found"}`: false,
		`<html>`: false, " \r\n<html>": false, "\ufeff<html>": false, "\ufeff \n<!DOCTYPE html><html>": false, "\u00a0<!doctype html>": false, `<?xml version="1.0"?>`: false,
	}
	rows := operationsByName()
	checked := 0
	for _, tc := range operationCases() {
		if tc.want != nil {
			continue
		}
		checked++
		for body, success := range bodies {
			server := &fuzzServer{status: http.StatusOK, body: []byte(body)}
			_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			if (err == nil) != success {
				t.Errorf("%s: %q: %v, want success: %t", tc.title(), body, err, success)
			}
			if err == nil {
				continue
			}
			checkText(t, err)
			asError[*fanvue.DecodeError](t, err)
			if unknown := errors.Is(err, fanvue.ErrOutcomeUnknown); unknown == rows[tc.op].Idempotent {
				t.Errorf("%s: %q: the outcome is unknown: %t", tc.title(), body, unknown)
			}
		}
	}
	if checked < 30 {
		t.Errorf("only %d operations were checked", checked)
	}
}

// A caller's own type is read in the same spellings, and its own way of reading is
// kept.
func TestCallReadsEverySpelling(t *testing.T) {
	t.Parallel()
	type inner struct {
		Small  int8              `json:"small"`
		Big    uint64            `json:"big"`
		Ratio  *float32          `json:"ratio"`
		Flags  []bool            `json:"flags"`
		Counts map[string]int    `json:"counts"`
		Raw    json.RawMessage   `json:"raw"`
		Any    any               `json:"any"`
		Price  *fanvue.Cents     `json:"price"`
		At     fanvue.Timestamp  `json:"at"`
		Texts  map[string]string `json:"texts"`
	}
	type outer struct {
		*inner
		Inner [1]inner
	}
	server := &fuzzServer{status: http.StatusOK, body: []byte(`{"Inner":[{"small":"-5","big":"18446744073709551615","ratio":"2.5","flags":["true",0,false],"counts":{"a":5.0},"raw":[1.0, "2"],"any":1.0,"price":"5","at":0,"texts":{"a":"5"}}]}`)}
	op := fanvue.Operation{Name: "Mine", Method: http.MethodGet, Path: "/mine"}
	var got outer
	if err := server.client(t).Call(t.Context(), op, fanvue.CallParams{}, &got); err != nil {
		t.Fatal(err)
	}
	want := inner{
		Small: -5, Big: 18446744073709551615, Ratio: ptr(float32(2.5)), Flags: []bool{true, false, false}, Counts: map[string]int{"a": 5}, Raw: json.RawMessage(`[1.0,"2"]`), Any: 1.0,
		Price: ptr(fanvue.Cents(5)), At: at("1970-01-01T00:00:00Z"), Texts: map[string]string{"a": "5"},
	}
	if diff := cmp.Diff(want, got.Inner[0], sameInstant); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	server.body = []byte(`{"Inner":[{"small":"128"}]}`)
	if err := server.client(t).Call(t.Context(), op, fanvue.CallParams{}, &got); !errors.As(err, new(*fanvue.DecodeError)) {
		t.Errorf("128 in an int8: got %v", err)
	}
	deep := strings.Repeat(`{"Next":`, 5000) + `{"N":"5"}` + strings.Repeat(`}`, 5000)
	type node struct {
		N    int
		Next *node
	}
	server.body = []byte(deep)
	if err := server.client(t).Call(t.Context(), op, fanvue.CallParams{}, new(node)); err == nil {
		t.Error("the depth is not bounded")
	}
}

// Whatever the order of good and bad items, each is yielded in its place.
func TestItemsKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 1))
		var items, want []string
		for i := range 1 + random.IntN(8) {
			if random.IntN(2) == 0 {
				items, want = append(items, fmt.Sprintf(`{"uuid":"u%d"}`, i)), append(want, fmt.Sprintf("u%d", i))
			} else {
				items, want = append(items, `{}`), append(want, fmt.Sprintf("error %d", i))
			}
		}
		var got []string
		server := newRawPages(`{"data":[` + strings.Join(items, ",") + `]}`)
		for creator, err := range server.client(t).Creators.All(t.Context(), nil) {
			if item := (*fanvue.ItemDecodeError)(nil); errors.As(err, &item) {
				creator.UUID = fmt.Sprintf("error %d", item.Index)
			}
			got = append(got, creator.UUID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", items, diff)
		}
	}
}

// An item that cannot be read is named: encoding/json names a field at the most.
func TestBadItemIsNamed(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"data":[{"uuid":"a"},{"uuid":"b","registeredAt":"yesterday"}]}`: `item 2: registeredAt: time "yesterday" is neither RFC 3339 nor YYYY-MM-DD`,
		// Releases of Go name the field of an embedded struct differently.
		`{"data":[{"uuid":7}]}`:          `item 1: json: cannot unmarshal number into Go struct field Creator.`,
		`{"data":[{"uuid":""}]}`:         `item 1: it has no uuid`,
		`{"data":[{"uuid":"a"},null]}`:   `item 2: it is null`,
		`{"data":[7,{},{"uuid":"a"}]}`:   `item 1: json: cannot unmarshal number into Go value of type fanvue.Creator; and 1 more`,
		`{"error":"Something is wrong"}`: `the body reports a failure in spite of the status: Something is wrong`,
		`{"data":[],"error":"no"}`:       `the body reports a failure in spite of the status: no`,
		`{"data":null,"success":false}`:  `the body reports a failure`,
		`{"pagination":{},"errors":[1]}`: `the body reports a failure`,
		`{"items":[]}`:                   `it has no items`,
		`{"data":{"a":{}}}`:              `cannot unmarshal object`,
	} {
		server := newRawPages(body)
		_, err := server.client(t).Creators.List(t.Context(), nil)
		if !errors.As(err, new(*fanvue.DecodeError)) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
	}
}
