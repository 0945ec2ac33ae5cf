package fanvue_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fanvue-go/fanvue"
)

// errorsOf calls Self.Get once and returns the error and the server's answer
// in it.
func errorsOf(t *testing.T, reply func(*http.Request) (*http.Response, error)) (*fanvue.APIError, error) {
	t.Helper()
	s := &script{steps: []func(*http.Request) (*http.Response, error){reply}}
	_, err := scripted(t, s, fanvue.WithMaxRetries(0)).Self.Get(t.Context())
	var api *fanvue.APIError
	if !errors.As(err, &api) {
		t.Fatalf("got %v, want an APIError", err)
	}
	return api, err
}

func TestErrorKinds(t *testing.T) {
	t.Parallel()
	kinds := []error{
		fanvue.ErrInsufficientScope, fanvue.ErrForbidden, fanvue.ErrUnauthorized, fanvue.ErrNotFound,
		fanvue.ErrConflict, fanvue.ErrRateLimited, fanvue.ErrValidation, fanvue.ErrAPIVersion,
	}
	const unsupported = `{"error":"Unsupported API version","message":"API version '2024-01-01' is not supported"}`
	tests := []struct {
		status int
		body   string
		want   []error
	}{
		{304, "", nil},
		{400, "", []error{fanvue.ErrValidation}},
		{400, unsupported, []error{fanvue.ErrAPIVersion}},
		{401, "", []error{fanvue.ErrUnauthorized}},
		{402, "", nil},
		{403, "", []error{fanvue.ErrForbidden}},
		{403, `{"error":"Insufficient scopes"}`, []error{fanvue.ErrInsufficientScope, fanvue.ErrForbidden}},
		{404, "", []error{fanvue.ErrNotFound}},
		{404, unsupported, []error{fanvue.ErrNotFound}},
		{409, "", []error{fanvue.ErrConflict}},
		{410, "", []error{fanvue.ErrAPIVersion}},
		{418, "", nil},
		{422, "", []error{fanvue.ErrValidation}},
		{429, "", []error{fanvue.ErrRateLimited}},
		{500, "", nil},
		{503, "", nil},
	}
	for _, tt := range tests {
		api, err := errorsOf(t, answer(tt.status, tt.body))
		if api.StatusCode != tt.status || api.Operation != fanvue.OpSelfGet || string(api.Body) != tt.body {
			t.Errorf("%d: got %+v", tt.status, api)
		}
		for _, kind := range kinds {
			if got, want := errors.Is(err, kind), slices.Contains(tt.want, kind); got != want {
				t.Errorf("%d %s: %v is %t, want %t", tt.status, tt.body, kind, got, want)
			}
		}
	}
}

func TestErrorWords(t *testing.T) {
	t.Parallel()
	const bad = "fanvue: Self.Get: 400 Bad Request"
	tests := []struct {
		name    string
		status  int
		body    string
		header  []string
		message string
		details []string
		text    string
	}{
		{"error", 409, `{"error":"Name taken"}`, nil, "Name taken", nil, "fanvue: Self.Get: 409 Conflict: Name taken"},
		{"message", 400, `{"message":"Not a UUID"}`, nil, "Not a UUID", nil, bad + ": Not a UUID"},
		{"both", 400, `{"error":"Bad Request","message":"Fan cannot be contacted"}`, nil, "Fan cannot be contacted", nil, bad + ": Fan cannot be contacted"},
		{"errors", 400, `{"errors":["text is too long","price is too low"]}`, nil, "", []string{"text is too long", "price is too low"}, bad + ": text is too long; price is too low"},
		{"error and errors", 400, `{"error":"Invalid","errors":["a"]}`, nil, "Invalid", []string{"a"}, bad + ": Invalid; a"},
		{"errors holds JSON as text", 400, `{"errors":["{\"path\":[\"text\"]}"]}`, nil, "", []string{`{"path":["text"]}`}, bad + `: {"path":["text"]}`},
		{"errors is a string", 400, `{"errors":"text is too long"}`, nil, "", []string{"text is too long"}, bad + ": text is too long"},
		{"errors holds objects", 400, `{"errors":[{"field":"text"},null,""]}`, nil, "", []string{`{"field":"text"}`}, bad + `: {"field":"text"}`},
		{"error is an object", 400, `{"error":{"code":7}}`, nil, `{"code":7}`, nil, bad + `: {"code":7}`},
		{"nulls", 400, `{"error":null,"message":null,"errors":null}`, nil, "", nil, bad + " (a body of 43 bytes with no message to read)"},
		{"unknown shape", 400, `{"title":"x"}`, nil, "", nil, bad + " (a body of 13 bytes with no message to read)"},
		{"plain text", 400, " go away\n", nil, "go away", nil, bad + ": go away"},
		{"HTML by its type", 400, "oops <b>go away</b>", []string{"Content-Type", "text/html; charset=utf-8"}, "", nil, bad + " (a body of 19 bytes with no message to read)"},
		{"HTML by its look", 400, "\n<!doctype html><h1>go away</h1>", nil, "", nil, bad + " (a body of 32 bytes with no message to read)"},
		{"binary", 400, "\xff\xfe\x00", nil, "", nil, bad + " (a body of 3 bytes with no message to read)"},
		{"empty", 400, "", nil, "", nil, bad},
		{"status without a name", 499, `{"message":"closed"}`, nil, "closed", nil, "fanvue: Self.Get: 499: closed"},
		{"hint for 401", 401, `{"error":"Unauthorized"}`, nil, "Unauthorized", nil,
			"fanvue: Self.Get: 401 Unauthorized: Unauthorized (the API key or token is missing, wrong or expired)"},
		{"hint for 410", 410, `{"error":"API version no longer supported","message":"Move on","nextVersion":"2026-01-01"}`, nil, "Move on", nil,
			"fanvue: Self.Get: 410 Gone: Move on (the next version is 2026-01-01; see WithAPIVersion)"},
		{"hint for 429 with Retry-After", 429, `{"error":"Too many requests"}`, []string{"Retry-After", "90"}, "Too many requests", nil,
			"fanvue: Self.Get: 429 Too Many Requests: Too many requests (nothing was done; try again in 1m30s)"},
		{"hint for 429", 429, "", nil, "", nil, "fanvue: Self.Get: 429 Too Many Requests (nothing was done; try again later)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api, err := errorsOf(t, answer(tt.status, tt.body, tt.header...))
			if diff := cmp.Diff(tt.details, api.Details); api.Message != tt.message || diff != "" {
				t.Errorf("Message %q, want %q; Details (-want +got):\n%s", api.Message, tt.message, diff)
			}
			if err.Error() != tt.text {
				t.Errorf("got  %s\nwant %s", err, tt.text)
			}
			if string(api.Body) != tt.body {
				t.Errorf("Body %q, want %q", api.Body, tt.body)
			}
		})
	}
	api, _ := errorsOf(t, answer(410, `{"nextVersion":"2026-01-01"}`))
	if api.NextVersion != "2026-01-01" {
		t.Errorf("NextVersion %q", api.NextVersion)
	}
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		call  func(context.Context, *fanvue.Client) error
		reply func(*http.Request) (*http.Response, error)
		want  string
	}{
		{"unmanaged creator", scopesCreatorList, answer(404, `{"message":"No such user"}`),
			"fanvue: Creator.Messages.List: 404 Not Found: No such user (a creator whom the caller does not manage is not found either)"},
		{"server error on a write", sendMessage, answer(503, `{"message":"Try later"}`),
			"fanvue: Messages.Send: it is unknown whether this happened, and it was not repeated; look before you try again: 503 Service Unavailable: Try later"},
		{"lost write", sendMessage, broken(errReset),
			"fanvue: Messages.Send: it is unknown whether this happened, and it was not repeated; look before you try again: connection reset by peer"},
		{"unreadable write", sendMessage, answer(201, `<html>`, "Content-Type", "text/html"),
			`fanvue: Messages.Send: it is unknown whether this happened, and it was not repeated; look before you try again: cannot read the 201 answer ("text/html", 6 bytes): invalid character '<' looking for beginning of value`},
		{"failed dial", sendMessage, undialed(errDial), "fanvue: Messages.Send: dial tcp: connection refused (nothing was sent)"},
		{"lost read", listChats, broken(errReset), "fanvue: Chats.List: connection reset by peer (no answer; the call is safe to repeat)"},
		{"unreadable read", listChats, answer(200, `{"data":[`, "Content-Type", "application/json"),
			`fanvue: Chats.List: cannot read the 200 answer ("application/json", 9 bytes): unexpected end of JSON input`},
		{"empty read", listChats, answer(200, ``), `fanvue: Chats.List: cannot read the 200 answer ("", 0 bytes): the body is empty`},
		{"bad argument", func(ctx context.Context, c *fanvue.Client) error { return c.Messages.Delete(ctx, "fan", "..") }, nil,
			`fanvue: Messages.Delete: messageUuid: ".." is not a valid id (nothing was sent)`},
		{"cancelled", func(ctx context.Context, c *fanvue.Client) error {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return sendMessage(ctx, c)
		}, nil, "fanvue: Messages.Send: context canceled (nothing was sent)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []func(*http.Request) (*http.Response, error){tt.reply}}
			err := tt.call(t.Context(), scripted(t, s, fanvue.WithMaxRetries(0)))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// endless is a body far larger than anybody should read.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	if e.read > 64<<20 {
		return 0, io.EOF
	}
	return len(p), nil
}

func (e *endless) Close() error { return nil }

func TestErrorBodyIsBounded(t *testing.T) {
	t.Parallel()
	body := new(endless)
	api, err := errorsOf(t, func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 404, Header: http.Header{}, Body: body, Request: r}, nil
	})
	if len(api.Body) != 1<<20 || body.read > 2<<20 {
		t.Errorf("kept %d bytes of %d that were read, want 1 MiB", len(api.Body), body.read)
	}
	if len(err.Error()) > 4096 || len(api.Message) > 4096 || !strings.HasPrefix(err.Error(), "fanvue: Self.Get: 404 Not Found: xxx") {
		t.Errorf("a text of %d bytes, a message of %d: %.60s", len(err.Error()), len(api.Message), err)
	}
}

func TestErrorTextIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", 3000) + strings.Repeat("💌", 3000)
	scopes := fanvue.ParseScopes(strings.Repeat("ü:", 50) + strings.Join(strings.Split(strings.Repeat("ä", 99), ""), " "+strings.Repeat("long:", 30)))
	tests := []struct {
		name  string
		call  func(context.Context, *fanvue.Client) error
		reply func(*http.Request) (*http.Response, error)
		opts  []fanvue.Option
		words string
	}{
		{"message", listChats, answer(400, `{"message":"`+long+`"}`), nil, "üü"},
		{"details", listChats, answer(400, `{"errors":["x`+long+`","`+long+`"]}`), nil, "xü"},
		{"plain text", listChats, answer(400, "xy"+long), nil, "xyü"},
		{"plain text cut within a character", listChats, answer(400, "x"+strings.Repeat("ü", 1<<20)), nil, "xü"},
		{"scopes refused by the server", listChats, answer(403, `{"error":"Insufficient scopes `+long+`"}`), nil, "üü"},
		{"scopes refused locally", listChats, nil, []fanvue.Option{fanvue.WithScopes(scopes...)}, "read:chat"},
		{"all scopes at once", func(_ context.Context, c *fanvue.Client) error {
			var all []fanvue.OperationName
			for len(all) < 400 {
				all = append(all, fanvue.OpChatsList, fanvue.OpSelfGet)
			}
			return c.CheckScopes(all...)
		}, nil, []fanvue.Option{fanvue.WithScopes("x")}, "read:self"},
		{"server error on a write", sendMessage, answer(500, long), nil, "üü"},
		{"redirect", listChats, answer(302, "", "Location", "https://elsewhere.example/"+long), nil, "302 Found"},
		{"next version", listChats, answer(410, `{"nextVersion":"`+long+`"}`), nil, "üü"},
		{"lost connection", listChats, broken(errors.New(long)), nil, "üü"},
		{"content type", listChats, answer(200, "<", "Content-Type", long), nil, "üü"},
		{"argument", func(ctx context.Context, c *fanvue.Client) error {
			return c.Call(ctx, fanvue.Operation{Name: fanvue.OperationName(long), Method: long, Path: long}, fanvue.CallParams{}, nil)
		}, nil, nil, "üü"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []func(*http.Request) (*http.Response, error){tt.reply}}
			err := tt.call(t.Context(), scripted(t, s, append(tt.opts, fanvue.WithMaxRetries(0))...))
			if err == nil {
				t.Fatal("no error")
			}
			if text := err.Error(); len(text) > 4096 || !utf8.ValidString(text) || !strings.Contains(text, tt.words) {
				t.Errorf("a text of %d bytes, valid UTF-8 %t: %.200s", len(text), utf8.ValidString(text), text)
			}
		})
	}
}

func TestErrorRateLimitFacts(t *testing.T) {
	t.Parallel()
	// A synctest bubble starts at this time; Reset is told to the second,
	// one second of which is the window's uncertainty.
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	const limit, remaining, reset, after = "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"
	const longest = math.MaxInt64 / time.Second * time.Second
	tests := []struct {
		name   string
		header []string
		want   fanvue.RateLimit
	}{
		{"none", nil, fanvue.RateLimit{}},
		{"all", []string{limit, "200", remaining, "0", reset, "946684830", after, "30"},
			fanvue.RateLimit{Limit: 200, Reset: start.Add(31 * time.Second), RetryAfter: 30 * time.Second}},
		{"server's clock is ahead", []string{limit, "100", remaining, "7", reset, "946688430", "Date", "Sat, 01 Jan 2000 01:00:00 GMT"},
			fanvue.RateLimit{Limit: 100, Remaining: 7, Reset: start.Add(31 * time.Second)}},
		{"no limit", []string{remaining, "7", reset, "946684830"}, fanvue.RateLimit{Remaining: 7, Reset: start.Add(31 * time.Second)}},
		{"garbage limit", []string{limit, "many", remaining, "7", reset, "946684830"}, fanvue.RateLimit{Remaining: 7, Reset: start.Add(31 * time.Second)}},
		{"garbage remaining", []string{limit, "200", remaining, "few", reset, "946684830"}, fanvue.RateLimit{}},
		{"negative remaining", []string{limit, "200", remaining, "-1", reset, "946684830"}, fanvue.RateLimit{}},
		{"seconds", []string{after, "3600"}, fanvue.RateLimit{RetryAfter: time.Hour}},
		{"zero", []string{after, "0"}, fanvue.RateLimit{}},
		{"negative", []string{after, "-5"}, fanvue.RateLimit{}},
		{"very negative", []string{after, "-99999999999999999999"}, fanvue.RateLimit{}},
		{"garbage", []string{after, "soon"}, fanvue.RateLimit{}},
		{"fraction", []string{after, "1.5"}, fanvue.RateLimit{}},
		{"date", []string{after, "Sat, 01 Jan 2000 00:00:45 GMT"}, fanvue.RateLimit{RetryAfter: 45 * time.Second}},
		{"date on the server's clock", []string{after, "Sat, 01 Jan 2000 01:00:45 GMT", "Date", "Sat, 01 Jan 2000 01:00:00 GMT"}, fanvue.RateLimit{RetryAfter: 45 * time.Second}},
		{"date in the past", []string{after, "Fri, 31 Dec 1999 23:00:00 GMT"}, fanvue.RateLimit{}},
		{"overflows a duration", []string{after, "9223372037"}, fanvue.RateLimit{RetryAfter: longest}},
		{"overflows an int64", []string{after, "99999999999999999999"}, fanvue.RateLimit{RetryAfter: longest}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api, _ := errorsOf(t, answer(429, `{"error":"Too many requests"}`, tt.header...))
				if diff := cmp.Diff(tt.want, api.RateLimit); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if !time.Now().Equal(start) {
					t.Errorf("it waited until %s", time.Now())
				}
			})
		})
	}
}

func TestScopeRefusalByServer(t *testing.T) {
	t.Parallel()
	const challenge = "WWW-Authenticate"
	tests := []struct {
		name   string
		status int
		body   string
		header []string
		want   bool
	}{
		{"exact", 403, `{"error":"Insufficient scopes"}`, nil, true},
		{"lower case", 403, `{"error":"insufficient scopes"}`, nil, true},
		{"upper case", 403, `{"error":"INSUFFICIENT SCOPES"}`, nil, true},
		{"as message", 403, `{"message":"Insufficient scopes"}`, nil, true},
		{"beside a message", 403, `{"error":"Insufficient scopes","message":"Not for you"}`, nil, true},
		{"in a list", 403, `{"errors":["Insufficient scopes"]}`, nil, true},
		{"challenge", 403, ``, []string{challenge, `Bearer realm="x", error="insufficient_scope", scope="write:chat"`}, true},
		{"challenge without quotes", 403, `<html>`, []string{challenge, `Bearer error=insufficient_scope`}, true},
		{"other words", 403, `{"error":"Forbidden"}`, nil, false},
		{"creators only", 403, `{"error":"This filter is for creators"}`, nil, false},
		{"empty", 403, ``, nil, false},
		{"HTML", 403, `<html><title>Forbidden</title>`, []string{"Content-Type", "text/html"}, false},
		{"other challenge", 403, ``, []string{challenge, `Bearer error="invalid_token"`}, false},
		{"words about scopes of something else", 403, `{"error":"The app's scopes are under review"}`, nil, false},
		{"400", 400, `{"error":"Insufficient scopes"}`, nil, false},
		{"401", 401, `{"error":"Insufficient scopes"}`, []string{challenge, `Bearer error="insufficient_scope"`}, false},
		{"404", 404, `{"error":"Insufficient scopes"}`, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []func(*http.Request) (*http.Response, error){answer(tt.status, tt.body, tt.header...)}}
			err := sendMessage(t.Context(), scripted(t, s))
			var api *fanvue.APIError
			if !errors.As(err, &api) || api.StatusCode != tt.status || string(api.Body) != tt.body {
				t.Fatalf("got %v with %+v, want the server's answer in it", err, api)
			}
			if errors.Is(err, fanvue.ErrForbidden) != (tt.status == 403) {
				t.Errorf("ErrForbidden for a %d: %v", tt.status, err)
			}
			var refused *fanvue.InsufficientScopeError
			if got := errors.As(err, &refused); got != tt.want || errors.Is(err, fanvue.ErrInsufficientScope) != tt.want {
				t.Fatalf("InsufficientScopeError: %t, want %t: %v", got, tt.want, err)
			}
			if len(s.requests) != 1 {
				t.Errorf("%d requests, want 1", len(s.requests))
			}
			if !tt.want {
				return
			}
			want := &fanvue.InsufficientScopeError{
				Operation: fanvue.OpMessagesSend,
				Required:  scopeList{fanvue.ScopeWriteChat},
				Missing:   scopeList{fanvue.ScopeWriteChat},
			}
			if diff := cmp.Diff(want, refused, cmpopts.IgnoreUnexported(fanvue.InsufficientScopeError{})); diff != "" || !refused.Sent() {
				t.Errorf("Sent %t, (-want +got):\n%s", refused.Sent(), diff)
			}
		})
	}
}
