package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// validationServer accepts every call and keeps what it was sent.
type validationServer struct {
	sent []string // method, path and query, and body
}

func (s *validationServer) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	s.sent = append(s.sent, r.Method+" "+r.URL.RequestURI()+" "+string(body))
	answer := `{"messageUuid":"m","id":"m","uuid":"l","mediaUuid":"m","uploadId":"u","name":"n","data":[],
		"results":{},"byChat":{},"addedCount":1,"entitlementId":"e","status":"ready","parts":[],
		"added":1,"success":true,"totals":{}}`
	switch {
	case strings.HasSuffix(r.URL.Path, "/statuses"):
		answer = `{}`
	case strings.HasSuffix(r.URL.Path, "/url"):
		answer = "https://storage.example/part"
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
}

func (s *validationServer) client(t *testing.T) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// checkRefused: the argument is to blame, by name, and nothing was sent.
func (s *validationServer) checkRefused(t *testing.T, op fanvue.OperationName, argument string, err error) {
	t.Helper()
	var problem *fanvue.ArgumentError
	switch {
	case !errors.As(err, &problem) || !errors.Is(err, fanvue.ErrValidation):
		t.Errorf("got %T %v, want an ArgumentError that is ErrValidation", err, err)
	case problem.Argument != argument || problem.Operation != op || problem.Reason == "":
		t.Errorf("got %+v, want %s to blame for %s", problem, argument, op)
	}
	if len(s.sent) > 0 {
		t.Errorf("sent %.200q, want nothing", s.sent)
	}
}

// validationCase is a call that is refused for an argument, or sent.
type validationCase struct {
	op       fanvue.OperationName
	name     string
	argument string // "": it is sent
	sent     string // part of what is then on the wire
	call     func(context.Context, *fanvue.Client) error
}

func runValidation(t *testing.T, cases []validationCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(string(tc.op)+" "+tc.name, func(t *testing.T) {
			t.Parallel()
			server := new(validationServer)
			err := tc.call(t.Context(), server.client(t))
			if tc.argument != "" {
				server.checkRefused(t, tc.op, tc.argument, err)
				return
			}
			if err != nil {
				t.Fatalf("got %v, want it sent", err)
			}
			if len(server.sent) != 1 || !strings.Contains(server.sent[0], tc.sent) {
				t.Errorf("sent %.200q, want %.80q once", server.sent, tc.sent)
			}
		})
	}
}

// runes are n characters of two bytes each.
func runes(n int) string { return strings.Repeat("é", n) }

// manyIDs are n ids.
func manyIDs(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("u-%d", i+1)
	}
	return list
}

func TestValidationOfMessages(t *testing.T) {
	t.Parallel()
	type params = fanvue.MessageParams
	media := []string{"a"}
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"of nothing", "MessageParams", "", params{}},
		{"of an empty list of media", "MessageParams", "", params{MediaUUIDs: []string{}}},
		{"of a price alone", "MessageParams", "", params{Price: 300}},
		{"price 300", "", `"price":300`, params{MediaUUIDs: media, Price: 300}},
		{"price 300 of a template", "", `"price":300`, params{TemplateUUID: "t", Price: 300}},
		{"price 299", "Price", "", params{MediaUUIDs: media, Price: 299}},
		{"price 299 of a template", "Price", "", params{TemplateUUID: "t", Price: 299}},
		{"price 1", "Price", "", params{MediaUUIDs: media, Price: 1}},
		{"price -1", "Price", "", params{MediaUUIDs: media, Price: -1}},
		{"price of a text", "Price", "", params{Text: "hello", Price: 300}},
		{"negative price of a text", "Price", "", params{Text: "hello", Price: -300}},
		{"5000 characters", "", `"text":"` + runes(5000) + `"`, params{Text: runes(5000)}},
		{"5001 characters", "Text", "", params{Text: runes(5001)}},
		{"5001 characters with media", "Text", "", params{Text: runes(5001), MediaUUIDs: media}},
		{"text that is no UTF-8", "Text", "", params{Text: "caf\xe9"}},
		{"text that is no UTF-8 with media", "Text", "", params{Text: "caf\xe9", MediaUUIDs: media}},
		{"an empty media id", "MediaUUIDs", "", params{MediaUUIDs: []string{"a", ""}}},
		{"an empty media id alone", "MediaUUIDs", "", params{MediaUUIDs: []string{""}}},
		{"media alone", "", `{"mediaUuids":["a"]}`, params{MediaUUIDs: media}},
		{"a template alone", "", `{"templateUuid":"t"}`, params{TemplateUUID: "t"}},
	} {
		cases = append(cases, validationCase{fanvue.OpMessagesSend, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Send(ctx, "fan", tc.params))
		}}, validationCase{fanvue.OpCreatorMessagesSend, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Messages.Send(ctx, "fan", tc.params))
		}})
	}
	runValidation(t, cases)
}

func TestValidationOfMassMessages(t *testing.T) {
	t.Parallel()
	type params = fanvue.MassMessageParams
	media := []string{"a"}
	vip := fanvue.MassMessageLists{CustomListUUIDs: []string{"vip"}}
	muted := fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListMuted}}
	noCustom := fanvue.MassMessageLists{CustomListUUIDs: []string{"vip", ""}}
	noSmart := fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{""}}
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		params               params
	}{
		{"of nothing", "MassMessageParams", "", params{IncludedLists: vip}},
		{"of a price alone", "MassMessageParams", "", params{IncludedLists: vip, Price: 300}},
		{"to nobody", "IncludedLists", "", params{Text: "hello"}},
		{"to empty lists", "IncludedLists", "", params{Text: "hello", IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{}, SmartListIDs: []fanvue.SmartListID{}}}},
		{"to all but some", "IncludedLists", "", params{Text: "hello", ExcludedLists: vip}},
		{"to an empty custom list id", "IncludedLists", "", params{Text: "hello", IncludedLists: noCustom}},
		{"to an empty smart list id", "IncludedLists", "", params{Text: "hello", IncludedLists: noSmart}},
		{"not to an empty custom list id", "ExcludedLists", "", params{Text: "hello", IncludedLists: vip, ExcludedLists: noCustom}},
		{"not to an empty smart list id", "ExcludedLists", "", params{Text: "hello", IncludedLists: vip, ExcludedLists: noSmart}},
		{"to a smart list", "", `"includedLists":{"smartListUuids":["muted"]}`, params{Text: "hello", IncludedLists: muted}},
		{"to a custom list", "", `"includedLists":{"customListUuids":["vip"]}}`, params{Text: "hello", IncludedLists: vip}},
		{"price 300", "", `"price":300`, params{MediaUUIDs: media, IncludedLists: vip, Price: 300}},
		{"price 299", "Price", "", params{MediaUUIDs: media, IncludedLists: vip, Price: 299}},
		{"price -1", "Price", "", params{MediaUUIDs: media, IncludedLists: vip, Price: -1}},
		{"price of a text", "Price", "", params{Text: "hello", IncludedLists: vip, Price: 300}},
		{"5000 characters", "", `"text":"` + runes(5000) + `"`, params{Text: runes(5000), IncludedLists: vip}},
		{"5001 characters", "Text", "", params{Text: runes(5001), IncludedLists: vip}},
		{"text that is no UTF-8", "Text", "", params{Text: "caf\xe9", IncludedLists: vip}},
		{"an empty media id", "MediaUUIDs", "", params{MediaUUIDs: []string{"a", ""}, IncludedLists: vip}},
	} {
		cases = append(cases, validationCase{fanvue.OpMassMessagesSend, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.MassMessages.Send(ctx, tc.params))
		}})
	}
	type update = fanvue.MassMessageUpdate
	for _, tc := range []struct {
		name, argument, sent string
		update               update
	}{
		{"of nothing", "MassMessageUpdate", "", update{}},
		{"price null", "", `{"price":null}`, update{Price: fanvue.Null[fanvue.Cents]()}},
		{"price 300", "", `{"price":300}`, update{Price: fanvue.Value[fanvue.Cents](300)}},
		{"price 299", "Price", "", update{Price: fanvue.Value[fanvue.Cents](299)}},
		{"price 0", "Price", "", update{Price: fanvue.Value[fanvue.Cents](0)}},
		{"price -1", "Price", "", update{Price: fanvue.Value[fanvue.Cents](-1)}},
		{"text null", "Text", "", update{Text: fanvue.Null[string]()}},
		{"text of 5000 characters", "", `{"text":"` + runes(5000) + `"}`, update{Text: fanvue.Value(runes(5000))}},
		{"text of 5001 characters", "Text", "", update{Text: fanvue.Value(runes(5001))}},
		{"text that is no UTF-8", "Text", "", update{Text: fanvue.Value("caf\xe9")}},
		{"text removed", "", `{"text":""}`, update{Text: fanvue.Value("")}},
		{"media null", "MediaUUIDs", "", update{MediaUUIDs: fanvue.Null[[]string]()}},
		{"media removed", "", `{"mediaUuids":[]}`, update{MediaUUIDs: fanvue.Value([]string{})}},
		{"an empty media id", "MediaUUIDs", "", update{MediaUUIDs: fanvue.Value([]string{"a", ""})}},
		{"to null", "IncludedLists", "", update{IncludedLists: fanvue.Null[fanvue.MassMessageLists]()}},
		{"to nobody", "IncludedLists", "", update{IncludedLists: fanvue.Value(fanvue.MassMessageLists{})}},
		{"to an empty list id", "IncludedLists", "", update{IncludedLists: fanvue.Value(noCustom)}},
		{"to a list", "", `{"includedLists":{"customListUuids":["vip"]}}`, update{IncludedLists: fanvue.Value(vip)}},
		{"not to null", "ExcludedLists", "", update{ExcludedLists: fanvue.Null[fanvue.MassMessageLists]()}},
		{"not to an empty list id", "ExcludedLists", "", update{ExcludedLists: fanvue.Value(noSmart)}},
		{"exclude nobody", "", `{"excludedLists":{}}`, update{ExcludedLists: fanvue.Value(fanvue.MassMessageLists{})}},
		{"at null", "ScheduledAt", "", update{ScheduledAt: fanvue.Null[time.Time]()}},
		{"at no time", "ScheduledAt", "", update{ScheduledAt: fanvue.Value(time.Time{})}},
		{"at a time", "", `{"scheduledAt":"2026-01-02T03:04:05.000Z"}`,
			update{ScheduledAt: fanvue.Value(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))}},
	} {
		cases = append(cases, validationCase{fanvue.OpMassMessagesUpdate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.MassMessages.Update(ctx, "m", tc.update)
		}})
	}
	runValidation(t, cases)
}

func TestValidationOfChats(t *testing.T) {
	t.Parallel()
	type update = fanvue.ChatUpdate
	var cases []validationCase
	for _, tc := range []struct {
		name, argument, sent string
		update               update
	}{
		{"of nothing", "ChatUpdate", "", update{}},
		{"read null", "IsRead", "", update{IsRead: fanvue.Null[bool]()}},
		{"muted null", "IsMuted", "", update{IsMuted: fanvue.Null[bool]()}},
		{"nickname null", "Nickname", "", update{Nickname: fanvue.Null[string]()}},
		{"unread", "", `{"isRead":false}`, update{IsRead: fanvue.Value(false)}},
		{"not muted", "", `{"isMuted":false}`, update{IsMuted: fanvue.Value(false)}},
		{"nickname removed", "", `{"nickname":""}`, update{Nickname: fanvue.Value("")}},
		{"nickname of 30", "", `{"nickname":"` + runes(30) + `"}`, update{Nickname: fanvue.Value(runes(30))}},
		{"nickname of 31", "Nickname", "", update{Nickname: fanvue.Value(runes(31))}},
		{"nickname of 31 letters", "Nickname", "", update{Nickname: fanvue.Value(strings.Repeat("x", 31))}},
	} {
		cases = append(cases, validationCase{fanvue.OpChatsUpdate, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.Chats.Update(ctx, "fan", tc.update)
		}})
	}
	for id, argument := range map[string]string{"": "userUUID", ".": "userUUID", "..": "userUUID", "fan": ""} {
		cases = append(cases, validationCase{fanvue.OpChatsCreate, "with " + id, argument, `{"userUuid":"fan"}`, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Chats.Create(ctx, id))
		}})
	}
	for n, argument := range map[int]string{100: "", 101: "Search"} {
		cases = append(cases, validationCase{fanvue.OpChatsList, fmt.Sprint("search of ", n), argument, "search=" + url.QueryEscape(runes(n)), func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Chats.List(ctx, &fanvue.ChatListOptions{Search: runes(n)}))
		}})
	}
	cases = append(cases, validationCase{fanvue.OpChatsList, "an empty filter", "Filters", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Chats.List(ctx, &fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread, ""}}))
	}}, validationCase{fanvue.OpChatsList, "an empty smart list", "SmartListIDs", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Chats.List(ctx, &fanvue.ChatListOptions{SmartListIDs: []fanvue.SmartListID{""}}))
	}})
	runValidation(t, cases)
}

// validationOfIDs are cases for lists of ids that have a limit.
func validationOfIDs(op fanvue.OperationName, argument string, limit int, separator string, call func(context.Context, *fanvue.Client, []string) error) []validationCase {
	var cases []validationCase
	add := func(name, argument string, list []string) {
		sent := strings.Join(list, separator)
		cases = append(cases, validationCase{op, name, argument, sent, func(ctx context.Context, c *fanvue.Client) error { return call(ctx, c, list) }})
	}
	add("nil", argument, nil)
	add("no ids", argument, []string{})
	add("1 id", "", manyIDs(1))
	add(fmt.Sprint(limit, " ids"), "", manyIDs(limit))
	add(fmt.Sprint(limit+1, " ids"), argument, manyIDs(limit+1))
	add("an empty id", argument, []string{"a", ""})
	return cases
}

func TestValidationOfLists(t *testing.T) {
	t.Parallel()
	const inJSON, inQuery = `","`, "%2C"
	cases := validationOfIDs(fanvue.OpChatsStatuses, "userUUIDs", 100, inJSON, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Chats.Statuses(ctx, ids))
	})
	cases = append(cases, validationOfIDs(fanvue.OpCustomListsAddMembers, "userUUIDs", 100, inJSON, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.CustomLists.AddMembers(ctx, "vip", ids))
	})...)
	cases = append(cases, validationOfIDs(fanvue.OpMessagesBatch, "ChatUUIDs", 50, inJSON, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Messages.Batch(ctx, fanvue.MessageBatchParams{ChatUUIDs: ids}))
	})...)
	getMedia := func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Messages.Media(ctx, "fan", "m", fanvue.MessageMediaParams{MediaUUIDs: ids}))
	}
	cases = append(cases, validationOfIDs(fanvue.OpMessagesMedia, "MediaUUIDs", 20, inQuery, getMedia)...)
	cases = append(cases, validationCase{fanvue.OpMessagesMedia, "an id with a comma", "MediaUUIDs", "", func(ctx context.Context, c *fanvue.Client) error {
		return getMedia(ctx, c, []string{"a", "b,c"})
	}}, validationCase{fanvue.OpMessagesMedia, "a variant with a comma", "Variants", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Messages.Media(ctx, "fan", "m", fanvue.MessageMediaParams{MediaUUIDs: []string{"a"}, Variants: []fanvue.MediaVariantType{"main,blurred"}}))
	}})
	for limit, sent := range map[int]string{-1: "", 0: `{"chatUuids":["u"]}`, 1: `"limit":1}`, 50: `"limit":50`, 51: ""} {
		cases = append(cases, validationCase{fanvue.OpMessagesBatch, fmt.Sprint("limit ", limit), refusedUnless(sent, "Limit"), sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Batch(ctx, fanvue.MessageBatchParams{ChatUUIDs: []string{"u"}, Limit: limit}))
		}})
	}
	for limit, sent := range map[int]string{-1: "", 0: "limit=50 ", 1: "limit=1 ", 50: "limit=50 ", 51: ""} {
		cases = append(cases, validationCase{fanvue.OpCreatorFansOnlineSubscribers, fmt.Sprint("limit ", limit), refusedUnless(sent, "Limit"), sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Fans.OnlineSubscribers(ctx, &fanvue.OnlineSubscriberOptions{Limit: limit}))
		}})
	}
	for _, id := range []string{"", "a,b"} {
		cases = append(cases, validationCase{fanvue.OpCreatorFansOnlineSubscribers, "with " + id, "SubscriberUUIDs", "", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Creator("ada").Fans.OnlineSubscribers(ctx, &fanvue.OnlineSubscriberOptions{SubscriberUUIDs: []string{"x", id}}))
		}})
	}
	for n, argument := range map[int]string{0: "Name", 1: "", 100: "", 101: "Name"} {
		params, sent := fanvue.CustomListParams{Name: runes(n)}, `{"name":"`+runes(n)+`"}`
		cases = append(cases, validationCase{fanvue.OpCustomListsCreate, fmt.Sprint("name of ", n), argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.CustomLists.Create(ctx, params))
		}}, validationCase{fanvue.OpCustomListsUpdate, fmt.Sprint("name of ", n), argument, sent, func(ctx context.Context, c *fanvue.Client) error {
			return c.CustomLists.Update(ctx, "vip", params)
		}})
	}
	runValidation(t, cases)
}

// refusedUnless is the argument to blame for what is not sent.
func refusedUnless(sent, argument string) string {
	if sent != "" {
		return ""
	}
	return argument
}

// No placeholder of any operation takes an id that is none.
func TestValidationOfIDsInPaths(t *testing.T) {
	t.Parallel()
	var checked int
	for _, op := range idTemplates() {
		names := placeholders(op.Path)
		for _, bad := range append(names, "") { // "": all are good
			for _, id := range []string{"", ".", ".."} {
				values := make(map[string]string)
				for _, name := range names {
					values[name] = "x"
				}
				if bad != "" {
					values[bad] = id
				}
				server := new(validationServer)
				err := server.client(t).Call(t.Context(), op, fanvue.CallParams{Path: values}, nil)
				if bad != "" {
					server.checkRefused(t, op.Name, bad, err)
					checked++
				} else if err != nil || len(server.sent) != 1 {
					t.Errorf("%s: sent %q, %v; want it sent", op.Name, server.sent, err)
				}
			}
		}
	}
	if checked < 3*len(idTemplates()) {
		t.Errorf("%d ids were checked", checked)
	}
}
