package fanvue_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// nastyIDs are what users type, and attackers send.
func nastyIDs() map[string]string {
	ids := make(map[string]string)
	for _, id := range []string{
		"../", "/..", "../../users/me", "..%2f", "..%2F..%2fusers", "%2e%2e", "%2E%2E/", "%252e%252e%252f", "...", "..;", "..;/", ".%00", "a/../b", "a/./b", "./", "/", "//", "//evil.example", "a//b",
		"https://evil.example/", "@evil.example", ":@", "?", "?a=b", "a?markAsRead=true&x", "#", "#frag", "a#b?c", "%", "%zz", "%2", "%00", "\x00", "a\x00b", "\n", "a\r\nX-Evil: 1", "\t", "\x7f", "\x1b[31m",
		";", "a;b=c", "\\", "..\\", "\\..\\..", "a b", " ", "  ", "+", "a+b", "&", "=", "*", "~", "{userUuid}", "{creatorUserUuid}", "'", `"`, "<>", "|", "^", "`", "[]", "(", "é", "ünï/çødé", "日本語", "💌", "\u202e\u2028", "\ufeff", "．．／", "..\u2215", "\xff", "\xc0\xae\xc0\xae\xc0\xaf",
		strings.Repeat("a", 10<<10), strings.Repeat("../", 3500),
	} {
		ids[fmt.Sprintf("%.40q", id)] = id
	}
	return ids
}

// sentAsPart reports whether a value may be a part of a path: a proxy that
// decodes what is escaped must not make another path of it. Only names may have
// a slash.
func sentAsPart(placeholder, value string) bool {
	if strings.HasSuffix(placeholder, "Name") {
		return true
	}
	return !strings.ContainsFunc(value, func(r rune) bool { return r == '/' || r == '\\' || unicode.IsControl(r) })
}

func TestHostileIDsInPaths(t *testing.T) {
	t.Parallel()
	nasty := nastyIDs()
	for _, op := range idTemplates() {
		t.Run(string(op.Name), func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, respondJSON(http.StatusOK, `{}`))
			client := server.client(t)
			names := placeholders(op.Path)
			if len(names) == 0 {
				t.Fatalf("no placeholders in %s", op.Path)
			}
			var want []map[string]string
			for _, name := range names {
				for _, title := range slices.Sorted(maps.Keys(nasty)) {
					values := make(map[string]string)
					for _, other := range names {
						values[other] = "x"
					}
					values[name] = nasty[title]
					err := client.Call(t.Context(), op, fanvue.CallParams{Path: values, Query: url.Values{"q": {"v"}}}, nil)
					if !sentAsPart(name, nasty[title]) {
						if problem := asError[*fanvue.ArgumentError](t, err); problem.Argument != name || len(problem.Error()) > 400 {
							t.Errorf("%s %s: %v", name, title, err)
						}
						continue
					}
					want = append(want, values)
					if err != nil || len(server.seen()) != len(want) {
						t.Fatalf("%s %s: %d requests, want %d: %.300v", name, title, len(server.seen()), len(want), err)
					}
				}
			}
			for i, sent := range server.seen() {
				checkPath(t, opBase+op.Path, want[i], sent.path)
				if sent.query != "q=v" || sent.method != op.Method || sent.header.Get("X-Evil") != "" {
					t.Errorf("%s %.100q?%s", sent.method, sent.path, sent.query)
				}
			}
			for _, name := range names {
				for _, id := range []string{"", ".", ".."} {
					values := make(map[string]string)
					for _, other := range names {
						values[other] = "x"
					}
					values[name] = id
					err := client.Call(t.Context(), op, fanvue.CallParams{Path: values}, nil)
					if problem := asError[*fanvue.ArgumentError](t, err); problem.Argument != name {
						t.Errorf("%q: %v", id, err)
					}
				}
			}
			if n := len(server.seen()); n != len(want) {
				t.Errorf("%d requests for ids that are none", n-len(want))
			}
		})
	}
}

func TestHostileIDsInQueries(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, respondJSON(http.StatusOK, `{"data":[],"results":{}}`))
	client := server.client(t)
	queries := []struct {
		name string
		call func(ids []string) error
		want func(ids string) url.Values
	}{
		{"Messages.Media", func(ids []string) error {
			return second(client.Messages.Media(t.Context(), "u", "m", fanvue.MessageMediaParams{MediaUUIDs: ids, Variants: []fanvue.MediaVariantType{fanvue.VariantMain}}))
		}, func(ids string) url.Values { return url.Values{"mediaUuids": {ids}, "variants": {"main"}} }},
		{"Creator.Messages.Media", func(ids []string) error {
			return second(client.Creator("c").Messages.Media(t.Context(), "u", "m", fanvue.MessageMediaParams{MediaUUIDs: ids}))
		}, func(ids string) url.Values { return url.Values{"mediaUuids": {ids}} }},
		{"Creator.Fans.OnlineSubscribers", func(ids []string) error {
			return second(client.Creator("c").Fans.OnlineSubscribers(t.Context(), &fanvue.OnlineSubscriberOptions{SubscriberUUIDs: ids}))
		}, func(ids string) url.Values { return url.Values{"limit": {"50"}, "subscriberUuids": {ids}} }},
		{"Chats.List", func(ids []string) error {
			return second(client.Chats.List(t.Context(), &fanvue.ChatListOptions{CustomListUUID: strings.Join(ids, ",")}))
		}, func(ids string) url.Values { return url.Values{"customListId": {ids}} }},
	}
	for _, q := range queries {
		for title, id := range nastyIDs() {
			before := len(server.seen())
			if err := q.call([]string{"a", id}); err != nil {
				t.Errorf("%s %s: %v", q.name, title, err)
			}
			sent := server.seen()[before:]
			if len(sent) != 1 {
				t.Errorf("%s %s: %d requests", q.name, title, len(sent))
				continue
			}
			got, err := url.ParseQuery(sent[0].query)
			if diff := cmp.Diff(q.want("a,"+id), got); diff != "" || err != nil {
				t.Errorf("%s %s: %v (-want +got):\n%s", q.name, title, err, diff)
			}
		}
		if q.name == "Chats.List" {
			continue
		}
		for _, bad := range []string{"", ",", "a,b", "x,"} {
			before := len(server.seen())
			if err := q.call([]string{"a", bad}); !errors.Is(err, fanvue.ErrValidation) || len(server.seen()) != before {
				t.Errorf("%s %q: %v", q.name, bad, err)
			}
		}
	}
}

func TestHostileIDsInBodies(t *testing.T) {
	t.Parallel()
	server := newWireServer(t, func(w http.ResponseWriter, r *http.Request) {
		respondJSON(http.StatusCreated, `{"messageUuid":"m","id":"m","message":"x","added":1,"byChat":{}}`)(w, r)
	})
	client := server.client(t)
	type object = map[string]any
	list := func(ids ...any) any { return ids }
	bodies := []struct {
		name string
		call func(id string) error
		want func(id string) any
	}{
		{"Chats.Create", func(id string) error { return second(client.Chats.Create(t.Context(), id)) },
			func(id string) any { return object{"userUuid": id} }},
		{"Chats.Statuses", func(id string) error {
			_, err := client.Chats.Statuses(t.Context(), []string{"a", id})
			return notDecoded(err)
		},
			func(id string) any { return object{"userUuids": list("a", id)} }},
		{"Messages.Batch", func(id string) error {
			return second(client.Messages.Batch(t.Context(), fanvue.MessageBatchParams{ChatUUIDs: []string{id}, SinceMessageUUID: id}))
		}, func(id string) any { return object{"chatUuids": list(id), "sinceMessageUuid": id} }},
		{"Messages.Send", func(id string) error {
			return second(client.Creator("c").Messages.Send(t.Context(), "u", fanvue.MessageParams{MediaUUIDs: []string{id, "b"}, TemplateUUID: id}))
		}, func(id string) any { return object{"mediaUuids": list(id, "b"), "templateUuid": id} }},
		{"MassMessages.Send", func(id string) error {
			return second(client.MassMessages.Send(t.Context(), fanvue.MassMessageParams{Text: "x", IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{id}}}))
		}, func(id string) any {
			return object{"text": "x", "includedLists": object{"customListUuids": list(id)}}
		}},
		{"CustomLists.AddMembers", func(id string) error { return second(client.CustomLists.AddMembers(t.Context(), "l", []string{id})) },
			func(id string) any { return object{"userUuids": list(id)} }},
	}
	for _, b := range bodies {
		for title, id := range nastyIDs() {
			if strings.Contains(id, "\xff") || strings.Contains(id, "\xc0") {
				continue // JSON has no place for it
			}
			before := len(server.seen())
			if err := b.call(id); err != nil {
				t.Errorf("%s %s: %v", b.name, title, err)
			}
			sent := server.seen()[before:]
			if len(sent) != 1 {
				t.Errorf("%s %s: %d requests", b.name, title, len(sent))
				continue
			}
			if diff := cmp.Diff(b.want(id), decodedJSON(t, sent[0].body)); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", b.name, title, diff)
			}
		}
	}
}

// notDecoded drops the error of a response that is not the one that the call
// wants: only the request matters.
func notDecoded(err error) error {
	var broken *fanvue.DecodeError
	if errors.As(err, &broken) {
		return nil
	}
	return err
}

func TestPlaceholdersAreWholeSegments(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/posts/{id}:archive", "/posts/x{id}", "/posts/{id", "/posts/id}", "/posts/{}", "/posts/{a}{b}", "/posts/{a{b}", "/posts/{a}}/x", "/{a}/{b}.json"} {
		server := &pages{bodies: []string{`{}`}}
		op := fanvue.Operation{Name: "Odd", Method: http.MethodPost, Path: path}
		err := server.client(t).Call(t.Context(), op, fanvue.CallParams{Path: map[string]string{"id": "x"}}, nil)
		if problem := asError[*fanvue.ArgumentError](t, err); problem.Argument != "Operation.Path" || len(server.queries) != 0 {
			t.Errorf("%s: %v after %d requests, want it rejected", path, err, len(server.queries))
		}
	}
}
