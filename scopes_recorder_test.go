package fanvue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

var ignoreTimes = cmpopts.IgnoreFields(fanvue.ScopeReport{}, "Start", "End", "Versions")

func checkReport(t *testing.T, got, want fanvue.ScopeReport) {
	t.Helper()
	if diff := cmp.Diff(want, got, ignoreTimes, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestScopeRecorder(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.InMemory(),
		fanvuetest.WithCredential("key-1", fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeReadPost, "future:thing"),
		fanvuetest.WithCredential("key-2", fanvue.ScopeReadSelf))
	defer server.Close()
	recorder := fanvue.NewScopeRecorder()
	connect := func(opts ...fanvue.Option) *fanvue.Client {
		client, err := server.Client(append(opts, fanvue.WithHooks(recorder.Hooks()))...)
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	ctx := t.Context()
	known := connect(fanvue.WithAPIKey("key-1"), fanvue.WithScopes(fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeReadPost, "future:thing"))
	unknown := connect(fanvue.WithAPIKey("key-2"))
	derived, err := known.With(fanvue.WithMaxRetries(0), fanvue.WithOperationScopes(fanvue.OpPostsGet, "future:thing"))
	if err != nil {
		t.Fatal(err)
	}

	for range 3 {
		_, _ = known.Chats.List(ctx, nil)
	}
	_, _ = known.Chats.Get(ctx, "")                                                         // rejected, but not for a scope
	_, _ = known.Messages.Send(ctx, fanvuetest.FanUUID, fanvue.MessageParams{Text: "hi"})   // rejected
	_, _ = unknown.Messages.Send(ctx, fanvuetest.FanUUID, fanvue.MessageParams{Text: "hi"}) // refused
	_, _ = unknown.Insights.TopSpenders(ctx, nil)                                           // refused, for one of two scopes
	_, _ = known.AutomatedMessages.List(ctx, nil)                                           // undocumented
	_ = unknown.AutomatedMessages.Disable(ctx, fanvue.TriggerNewFollower)                   // undocumented, refused
	_, _ = derived.Posts.Get(ctx, fanvuetest.MediaUUID)
	_ = derived.Call(ctx, fanvue.Operation{Name: "Mine.Get", Method: http.MethodGet, Path: "/mine", Scopes: []fanvue.Scope{fanvue.ScopeReadSelf}}, fanvue.CallParams{}, nil)

	report := recorder.Report()
	checkReport(t, report, fanvue.ScopeReport{
		Operations: []fanvue.OperationUse{
			{Operation: "AutomatedMessages.Disable", Scopes: scopeList{fanvue.ScopeWriteCreator}, Unverified: true, Calls: 1, Refused: 1},
			{Operation: "AutomatedMessages.List", Scopes: scopeList{fanvue.ScopeReadChat}, Unverified: true, Calls: 1},
			{Operation: "Chats.Get", Scopes: scopeList{fanvue.ScopeReadChat}, Unverified: true, Calls: 1},
			{Operation: "Chats.List", Scopes: scopeList{fanvue.ScopeReadChat}, Calls: 3},
			{Operation: "Insights.TopSpenders", Scopes: scopeList{fanvue.ScopeReadFan, fanvue.ScopeReadInsights}, Calls: 1, Refused: 1},
			{Operation: "Messages.Send", Scopes: scopeList{fanvue.ScopeWriteChat}, Calls: 2, Rejected: 1, Refused: 1},
			{Operation: "Mine.Get", Scopes: scopeList{fanvue.ScopeReadSelf}, Calls: 1},
			{Operation: "Posts.Get", Scopes: scopeList{"future:thing"}, Calls: 1},
		},
		Scopes: []fanvue.ScopeUse{
			{Scope: fanvue.ScopeReadSelf, Calls: 1},
			{Scope: fanvue.ScopeReadChat, Calls: 5},
			{Scope: fanvue.ScopeWriteChat, Calls: 2, Rejected: 1, Refused: 1},
			{Scope: fanvue.ScopeReadFan, Calls: 1, Refused: 1},
			{Scope: fanvue.ScopeWriteCreator, Unverified: true, Calls: 1, Refused: 1},
			{Scope: fanvue.ScopeReadInsights, Calls: 1, Refused: 1},
			{Scope: "future:thing", Calls: 1},
		},
		Granted: scopeList{fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeReadPost, "future:thing"},
		Unused:  scopeList{fanvue.ScopeReadPost},
	})
	want := scopeList{fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan, fanvue.ScopeWriteCreator, fanvue.ScopeReadInsights, "future:thing"}
	if diff := cmp.Diff(want, report.Used()); diff != "" {
		t.Errorf("used (-want +got):\n%s", diff)
	}
	// Reading a report changes nothing.
	clear(report.Operations[0].Scopes)
	checkReport(t, recorder.Report(), recorder.Report().Merge())
	if again := recorder.Report(); again.Operations[0].Scopes[0] != fanvue.ScopeWriteCreator {
		t.Errorf("changed by its reader: %v", again.Operations[0])
	}
}

// The scopes of a token count, and those of its successor too.
func TestScopeRecorderOfTokens(t *testing.T) {
	t.Parallel()
	scopes := scopeList{fanvue.ScopeReadChat, fanvue.ScopeReadFan}
	recorder := fanvue.NewScopeRecorder()
	client, err := fanvue.NewClient(
		fanvue.WithTokenSource(fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) { return fanvue.NewToken("token-1", scopes...), nil })),
		fanvue.WithTransport(roundTrip(respond(200, okPage))), fanvue.WithHooks(recorder.Hooks()))
	if err != nil {
		t.Fatal(err)
	}
	_ = listChats(t.Context(), client)
	scopes = scopeList{fanvue.ScopeReadChat, fanvue.ScopeReadPost}
	_ = listChats(t.Context(), client)
	want := scopeList{fanvue.ScopeReadFan, fanvue.ScopeReadPost}
	if diff := cmp.Diff(want, recorder.Report().Unused); diff != "" {
		t.Errorf("unused (-want +got):\n%s", diff)
	}
}

// A detection is not a use, and neither is the transfer of a part.
func TestScopeRecorderCountsNoDetection(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.InMemory())
	defer server.Close()
	recorder := fanvue.NewScopeRecorder()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithHooks(recorder.Hooks()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.DetectScopes(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkReport(t, recorder.Report(), fanvue.ScopeReport{})
	if _, err := client.Media.Upload(t.Context(), "a.jpg", strings.NewReader("jpeg"), nil); err != nil {
		t.Fatal(err)
	}
	for _, use := range recorder.Report().Operations {
		if use.Operation == "Media.UploadPart" {
			t.Error("the transfer of a part is counted")
		}
	}
	if used := recorder.Report().Used(); !slices.Contains(used, fanvue.ScopeWriteMedia) {
		t.Errorf("used %v", used)
	}
}

// Hooks beside the recorder's may derive or replace the context.
func TestScopeRecorderBesideOtherHooks(t *testing.T) {
	t.Parallel()
	for _, replaced := range []context.Context{nil, context.Background()} {
		recorder := fanvue.NewScopeRecorder()
		client := newTestClient(t, roundTrip(respond(200, okPage)), fanvue.WithScopes(fanvue.ScopeReadChat), fanvue.WithHooks(recorder.Hooks()),
			fanvue.WithHooks(fanvue.Hooks{CallStart: func(ctx context.Context, _ fanvue.CallInfo) context.Context {
				if replaced != nil {
					return replaced
				}
				return context.WithValue(ctx, spanKey{}, "span")
			}}))
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		if used := recorder.Report().Used(); !slices.Equal(used, scopeList{fanvue.ScopeReadChat}) {
			t.Errorf("used %v", used)
		}
	}
}

func TestScopeRecorderIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	recorder := fanvue.NewScopeRecorder()
	const clients, calls = 8, 200
	var group sync.WaitGroup
	for i := range clients {
		client := newTestClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			return respond(200, okPage)(r)
		}), fanvue.WithScopes(fanvue.ScopeReadChat, fanvue.ScopeReadSelf, fanvue.Scope(fmt.Sprintf("future:%d", i))), fanvue.WithHooks(recorder.Hooks()))
		group.Go(func() {
			for n := range calls {
				_ = listChats(context.Background(), client)
				_, _ = client.Fans.Followers(context.Background(), nil)
				_ = client.Call(context.Background(), fanvue.Operation{Name: fanvue.OperationName(fmt.Sprintf("Mine.%d", n%10)), Method: "GET", Path: "/mine", Scopes: scopeList{fanvue.ScopeReadSelf}}, fanvue.CallParams{}, nil)
				if n%20 == 0 {
					recorder.Report()
				}
			}
		})
	}
	group.Wait()
	report := recorder.Report()
	for _, want := range []fanvue.ScopeUse{
		{Scope: fanvue.ScopeReadSelf, Calls: clients * calls}, {Scope: fanvue.ScopeReadChat, Calls: clients * calls},
		{Scope: fanvue.ScopeReadFan, Calls: clients * calls, Rejected: clients * calls},
	} {
		if !slices.Contains(report.Scopes, want) {
			t.Errorf("want %+v in %+v", want, report.Scopes)
		}
	}
	if len(report.Unused) != clients || len(report.Operations) != 12 {
		t.Errorf("unused %v, %d operations", report.Unused, len(report.Operations))
	}
}

func TestScopeReportMerges(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	const stored = `{
		"start": "2026-11-02T00:00:00Z", "end": "2026-11-03T00:00:00Z", "versions": ["0.9.0"], "fromTheFuture": 1,
		"operations": [
			{"operation": "Chats.List", "scopes": ["read:chat", "read:chat_index"], "calls": 5, "refused": 1},
			{"operation": "Streams.List", "scopes": ["read:streams"], "unverified": true, "calls": 2}
		],
		"scopes": [
			{"scope": "read:chat", "calls": 5, "refused": 1}, {"scope": "read:chat_index", "calls": 5, "refused": 1},
			{"scope": "read:streams", "unverified": true, "calls": 2}
		],
		"granted": ["read:chat", "read:media", "read:streams", "write:streams"],
		"unused": ["read:media", "write:streams"]
	}`
	var other fanvue.ScopeReport
	if err := json.Unmarshal([]byte(stored), &other); err != nil {
		t.Fatal(err)
	}
	own := fanvue.ScopeReport{
		Start: day(1), End: day(2), Versions: []string{"0.1.0"},
		Operations: []fanvue.OperationUse{
			{Operation: "Chats.List", Scopes: scopeList{fanvue.ScopeReadChat}, Calls: 1},
			{Operation: "Media.List", Scopes: scopeList{fanvue.ScopeReadMedia}, Calls: 4, Rejected: 4},
		},
		Scopes: []fanvue.ScopeUse{
			{Scope: fanvue.ScopeReadChat, Calls: 1}, {Scope: fanvue.ScopeReadMedia, Calls: 4, Rejected: 4},
			{Scope: "read:streams", Calls: 1},
		},
		Granted: scopeList{fanvue.ScopeReadChat, fanvue.ScopeReadSelf}, Unused: scopeList{fanvue.ScopeReadSelf},
	}
	before := own.String() + other.String()
	want := fanvue.ScopeReport{
		Start: day(1), End: day(3), Versions: []string{"0.1.0", "0.9.0"},
		Operations: []fanvue.OperationUse{
			{Operation: "Chats.List", Scopes: scopeList{fanvue.ScopeReadChat, "read:chat_index"}, Calls: 6, Refused: 1},
			{Operation: "Media.List", Scopes: scopeList{fanvue.ScopeReadMedia}, Calls: 4, Rejected: 4},
			{Operation: "Streams.List", Scopes: scopeList{"read:streams"}, Unverified: true, Calls: 2},
		},
		Scopes: []fanvue.ScopeUse{
			{Scope: fanvue.ScopeReadChat, Calls: 6, Refused: 1},
			{Scope: fanvue.ScopeReadMedia, Calls: 4, Rejected: 4},
			{Scope: "read:chat_index", Calls: 5, Refused: 1},
			{Scope: "read:streams", Calls: 3},
		},
		Granted: scopeList{fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeReadMedia, "read:streams", "write:streams"},
		Unused:  scopeList{fanvue.ScopeReadSelf, "write:streams"},
	}
	for _, merged := range []fanvue.ScopeReport{own.Merge(other), other.Merge(own), fanvue.ScopeReport{}.Merge(other, own), own.Merge(other).Merge()} {
		if diff := cmp.Diff(want, merged); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		text, err := json.Marshal(merged)
		if err != nil {
			t.Fatal(err)
		}
		var stored fanvue.ScopeReport
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(merged, stored); diff != "" {
			t.Errorf("after JSON (-want +got):\n%s", diff)
		}
	}
	if after := own.String() + other.String(); after != before {
		t.Errorf("merging changed a report:\n%s", after)
	}
	// Scopes that only the program's author knows.
	added := own.Merge(fanvue.ScopeReport{Granted: scopeList{fanvue.ScopeReadFan}})
	if !slices.Contains(added.Unused, fanvue.ScopeReadFan) {
		t.Errorf("unused %v", added.Unused)
	}
}

// A report is the same after it was stored, also one of a recorder that has
// counted nothing or knows nothing of the granted scopes.
func TestScopeReportIsStored(t *testing.T) {
	t.Parallel()
	empty, used := fanvue.NewScopeRecorder(), fanvue.NewScopeRecorder()
	client := newTestClient(t, roundTrip(respond(200, okPage)), fanvue.WithHooks(used.Hooks()))
	if _, err := client.Chats.List(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for _, report := range []fanvue.ScopeReport{empty.Report(), used.Report(), fanvue.ScopeReport{}.Merge()} {
		text, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		var stored fanvue.ScopeReport
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(report, stored) {
			t.Errorf("%#v is stored as %s and read as %#v", report, text, stored)
		}
	}
}

func TestScopeReportText(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		recorder := fanvue.NewScopeRecorder()
		client := newTestClient(t, roundTrip(respond(200, okPage)), fanvue.WithScopes(fanvue.ScopeReadChat, fanvue.ScopeReadPost, fanvue.ScopeReadFan), fanvue.WithHooks(recorder.Hooks()))
		_ = listChats(t.Context(), client)
		_ = sendMessage(t.Context(), client)
		_, _ = client.AutomatedMessages.List(t.Context(), nil)
		_ = client.AutomatedMessages.Disable(t.Context(), fanvue.TriggerNewFollower)
		time.Sleep(time.Hour)
		report := recorder.Report()
		const want = `Scopes used from 2000-01-01T00:00:00Z to 2000-01-01T01:00:00Z

scope          calls  rejected  refused  remark
read:chat      2      0         0
write:chat     1      1         0        not granted
write:creator  1      0         0        not granted; unverified: only undocumented operations required it
read:fan       0      0         0        unused: granted, and no call required it
read:post      0      0         0        unused: granted, and no call required it

operation                  calls  rejected  refused  scopes
AutomatedMessages.Disable  1      0         0        write:creator (unverified)
AutomatedMessages.List     1      0         0        read:chat (unverified)
Chats.List                 1      0         0        read:chat
Messages.Send              1      1         0        write:chat
`
		if diff := cmp.Diff(want, report.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		var written bytes.Buffer
		if n, err := report.WriteTo(&written); err != nil || n != int64(len(want)) || written.String() != want {
			t.Errorf("WriteTo: %d, %v", n, err)
		}
	})
	if text := new(fanvue.ScopeReport).String(); !strings.Contains(text, "The granted scopes are unknown: set them with WithScopes") {
		t.Errorf("an empty report: %s", text)
	}
}
