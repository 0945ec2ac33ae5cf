package fanvue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// private stands for everything that must not be in a log.
const private = "what the fan wrote"

// loggedErrors has a value of each exported error type, as a program may make it
// itself, and its record without what all have in common.
func loggedErrors() map[string]struct {
	err  error
	want string
} {
	answer := &fanvue.APIError{
		Operation: "Chats.List", StatusCode: 404, Message: private, Details: []string{private}, Body: []byte(private),
		Header: http.Header{"X": {private}}, RequestID: "req-1", NextVersion: private,
	}
	broken := &fanvue.DecodeError{
		Operation: "Chats.List", StatusCode: 200, ContentType: "text/html", Body: []byte(private), Header: http.Header{"X": {private}},
		RequestID: "req-2", Err: errors.New(private),
	}
	rejected := &fanvue.InsufficientScopeError{
		Operation: "Chats.List", Required: []fanvue.Scope{"read:chat", "read:fan"}, Missing: []fanvue.Scope{"read:fan"},
	}
	return map[string]struct {
		err  error
		want string
	}{
		"APIError":    {answer, `{"operation":"Chats.List","kind":"not_found","status":404,"request_id":"req-1","sent":true}`},
		"DecodeError": {broken, `{"operation":"Chats.List","kind":"unreadable_response","status":200,"request_id":"req-2","sent":true,"content_type":"text/html","bytes":18}`},
		"RequestError": {
			&fanvue.RequestError{Operation: "Chats.List", Err: errors.New(private)},
			`{"operation":"Chats.List","kind":"other","sent":false}`,
		},
		"OutcomeUnknownError": {
			&fanvue.OutcomeUnknownError{Operation: "Messages.Send", Err: &fanvue.APIError{StatusCode: 502, Message: private, RequestID: "req-3"}},
			`{"operation":"Messages.Send","kind":"outcome_unknown","status":502,"request_id":"req-3","sent":true}`,
		},
		"ArgumentError": {
			&fanvue.ArgumentError{Operation: "Messages.Send", Argument: "Text", Reason: private},
			`{"operation":"Messages.Send","kind":"validation","sent":false,"argument":"Text"}`,
		},
		"InsufficientScopeError": {
			rejected,
			`{"operation":"Chats.List","kind":"insufficient_scope","sent":false,"required":"read:chat, read:fan","missing":"read:fan"}`,
		},
		"ScopeCheckError": {
			&fanvue.ScopeCheckError{Missing: rejected.Missing, Operations: []*fanvue.InsufficientScopeError{rejected}},
			`{"kind":"insufficient_scope","sent":false,"missing":"read:fan","operations":"Chats.List"}`,
		},
		"SurfaceError": {
			&fanvue.SurfaceError{Operation: "Chats.Get", Surface: fanvue.SurfaceDefault, Available: []fanvue.Surface{fanvue.SurfaceV1}},
			`{"operation":"Chats.Get","kind":"unsupported","sent":false,"surface":"unprefixed"}`,
		},
		"ListError": {
			&fanvue.ListError{After: private, Err: answer},
			`{"operation":"Chats.List","kind":"not_found","status":404,"request_id":"req-1","sent":true}`,
		},
		"BatchError": {
			&fanvue.BatchError{Rest: []string{private}, Err: answer},
			`{"operation":"Chats.List","kind":"not_found","status":404,"request_id":"req-1","sent":true}`,
		},
		"ItemDecodeError": {
			&fanvue.ItemDecodeError{Operation: "Chats.List", Index: 3, Key: private, After: private, Err: broken},
			`{"operation":"Chats.List","kind":"unreadable_response","status":200,"request_id":"req-2","sent":true,"index":3}`,
		},
		"ItemError": {
			fanvue.ItemError{ID: private, Code: "NOT_FOUND", Message: private},
			`{"kind":"not_found","sent":true,"code":"NOT_FOUND"}`,
		},
		"UploadError": {
			&fanvue.UploadError{Operation: "Media.Upload", State: fanvue.UploadState{UploadID: private, MediaUUID: private}, Err: answer},
			`{"operation":"Media.Upload","kind":"not_found","status":404,"request_id":"req-1","sent":true,"parts":0}`,
		},
		"StorageError": {
			&fanvue.StorageError{Part: 2, StatusCode: 403, Code: private},
			`{"kind":"unexpected_status","status":403,"sent":true,"part":2,"code":"unreadable"}`,
		},
	}
}

// logged returns the record of a value.
func logged(t *testing.T, value any) string {
	t.Helper()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Error("failed", "err", value)
	var record struct{ Err json.RawMessage }
	if err := json.Unmarshal(log.Bytes(), &record); err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	return string(record.Err)
}

func TestEveryErrorTypeIsALogValue(t *testing.T) {
	t.Parallel()
	samples := loggedErrors()
	for _, name := range exportedErrorTypes(t) {
		sample, ok := samples[name]
		if !ok {
			t.Errorf("%s has no LogValue that this test knows; add it to errors_log.go and here", name)
			continue
		}
		if got := reflect.Indirect(reflect.ValueOf(sample.err)).Type().Name(); got != name {
			t.Errorf("the sample of %s is a %s", name, got)
		}
		if _, ok := sample.err.(slog.LogValuer); !ok {
			t.Errorf("%s is not a slog.LogValuer", name)
			continue
		}
		got := logged(t, sample.err)
		if diff := cmp.Diff(sample.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if strings.Contains(got, private) {
			t.Errorf("%s logs what is private: %s", name, got)
		}
		delete(samples, name)
	}
	for name := range samples {
		t.Errorf("%s is not an exported error type", name)
	}
}

// exportedErrorTypes returns the names of the exported types with an Error method.
func exportedErrorTypes(t *testing.T) []string {
	t.Helper()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			method, ok := declaration.(*ast.FuncDecl)
			if !ok || method.Recv == nil || method.Name.Name != "Error" {
				continue
			}
			receiver := method.Recv.List[0].Type
			if pointer, ok := receiver.(*ast.StarExpr); ok {
				receiver = pointer.X
			}
			if name, ok := receiver.(*ast.Ident); ok && name.IsExported() {
				names = append(names, name.Name)
			}
		}
	}
	if len(names) < 13 {
		t.Errorf("only %d error types found: %s", len(names), names)
	}
	return names
}

// Zero values and values with strange contents must not panic.
func TestLogValueOfEmptyErrors(t *testing.T) {
	t.Parallel()
	for name, sample := range loggedErrors() {
		kind := reflect.TypeOf(sample.err)
		empty := reflect.New(kind).Elem()
		if kind.Kind() == reflect.Pointer {
			empty = reflect.New(kind.Elem())
		}
		if got := logged(t, empty.Interface()); !strings.Contains(got, `"kind":`) || !strings.Contains(got, `"sent":`) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestLogValueOfCalls(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name   string
		ctx    context.Context
		status int
		body   string
		call   func(ctx context.Context, c *fanvue.Client) error
		want   string
	}{
		{
			"rate limited", nil, 429, `{"error":"` + private + `"}`, requestChats,
			`{"operation":"Chats.List","kind":"rate_limited","status":429,"request_id":"req-42","sent":true,"retry_after":7000000000}`,
		},
		{
			"unavailable", nil, 503, private, requestChats,
			`{"operation":"Chats.List","kind":"unavailable","status":503,"request_id":"req-42","sent":true}`,
		},
		{
			"no scope", nil, 403, `{"error":"Insufficient scopes"}`, requestChats,
			`{"operation":"Chats.List","kind":"insufficient_scope","status":403,"request_id":"req-42","sent":true,"required":"read:chat","missing":"read:chat"}`,
		},
		{
			"no chat", nil, 400, `{"message":"There is no chat with this user"}`, sendPrivate,
			`{"operation":"Messages.Send","kind":"no_chat","status":400,"request_id":"req-42","sent":true}`,
		},
		{
			"outcome unknown", nil, 500, private, sendPrivate,
			`{"operation":"Messages.Send","kind":"outcome_unknown","status":500,"request_id":"req-42","sent":true}`,
		},
		{
			"rejected", nil, 200, `{}`,
			func(ctx context.Context, c *fanvue.Client) error {
				_, err := c.Messages.Send(ctx, "", fanvue.MessageParams{Text: private})
				return err
			},
			`{"operation":"Messages.Send","kind":"validation","sent":false,"argument":"userUuid"}`,
		},
		{
			"canceled", ended, 200, `{}`, requestChats,
			`{"operation":"Chats.List","kind":"canceled","sent":false,"cause":"canceled"}`,
		},
		{
			"unreadable", nil, 200, private, requestChats,
			`{"operation":"Chats.List","kind":"unreadable_response","status":200,"request_id":"req-42","sent":true,"content_type":"text/plain","bytes":18}`,
		},
		{
			"incomplete", nil, 200, `{"data":[],"nextCursor":{"a":"` + private + `"}}`, requestChats,
			`{"operation":"Chats.List","kind":"list_incomplete","sent":true}`,
		},
	}
	for _, tt := range tests {
		server := newWireServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", "req-42")
			w.Header().Set("Content-Type", "text/plain")
			if tt.status == http.StatusTooManyRequests {
				w.Header().Set("Retry-After", "7")
			}
			w.WriteHeader(tt.status)
			fmt.Fprint(w, tt.body)
		})
		ctx := tt.ctx
		if ctx == nil {
			ctx = t.Context()
		}
		err := tt.call(ctx, server.client(t))
		if diff := cmp.Diff(tt.want, logged(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	closed := newWireServer(t, respondJSON(200, "{}"))
	closed.Close()
	if got := logged(t, requestChats(t.Context(), closed.client(t))); got != `{"operation":"Chats.List","kind":"unavailable","sent":false,"cause":"no connection"}` {
		t.Error(got)
	}
}

func requestChats(ctx context.Context, c *fanvue.Client) error {
	_, err := c.Chats.List(ctx, nil)
	return err
}

func sendPrivate(ctx context.Context, c *fanvue.Client) error {
	_, err := c.Messages.Send(ctx, fanID, fanvue.MessageParams{Text: private})
	return err
}

func TestLogValueOfATimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: silent, Timeout: time.Second}))
		if err != nil {
			t.Fatal(err)
		}
		if got := logged(t, requestChats(t.Context(), client)); got != `{"operation":"Chats.List","kind":"unavailable","sent":true,"cause":"timeout"}` {
			t.Error(got)
		}
	})
}
