package fanvue_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// errorsOf calls Self.Get once and returns the error and the server's response
// in it.
func errorsOf(t *testing.T, respond func(*http.Request) (*http.Response, error)) (*fanvue.APIError, error) {
	t.Helper()
	s := &script{steps: steps{respond}}
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
		api, err := errorsOf(t, respond(tt.status, tt.body))
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
		{"nulls", 400, `{"error":null,"message":null,"errors":null}`, nil, "", nil, bad + " (the body of 43 bytes has no readable message)"},
		{"unknown shape", 400, `{"status":"x"}`, nil, "", nil, bad + " (the body of 14 bytes has no readable message)"},
		{"problem details", 400, `{"type":"https://p.example/price","title":"Invalid price","status":400,"detail":"12 cents are too low"}`,
			[]string{"Content-Type", "application/problem+json"}, "Invalid price: 12 cents are too low", nil, bad + ": Invalid price: 12 cents are too low"},
		{"problem title", 400, `{"title":"Invalid price"}`, nil, "Invalid price", nil, bad + ": Invalid price"},
		{"problem with fields", 400, `{"title":"Invalid","errors":{"price":["too low","not a number"],"text":"too long","media":null,"list":{"message":"unknown"}}}`, nil,
			"Invalid", []string{"price: too low", "price: not a number", "text: too long", "list: unknown"},
			bad + ": Invalid; price: too low; price: not a number; text: too long; list: unknown"},
		{"problem with parameters", 400, `{"title":"Invalid","invalid-params":[{"name":"price","reason":"too low"}]}`, nil,
			"Invalid", []string{"price: too low"}, bad + ": Invalid; price: too low"},
		{"detail", 400, `{"detail":"Not authenticated"}`, nil, "Not authenticated", nil, bad + ": Not authenticated"},
		{"detail as a list", 422, `{"detail":[{"type":"missing","loc":["body","items",0,"price"],"msg":"Field required","input":null}]}`, nil,
			"", []string{"body.items.0.price: Field required"}, "fanvue: Self.Get: 422 Unprocessable Entity: body.items.0.price: Field required"},
		{"error with a message", 400, `{"error":{"code":"bad_price","message":"Price is too low","details":[{"field":"price","message":"minimum 300"}]}}`, nil,
			"Price is too low", []string{"price: minimum 300"}, bad + ": Price is too low; price: minimum 300"},
		{"error with issues", 400, `{"success":false,"error":{"name":"ZodError","issues":[{"code":"too_small","path":["text"],"message":"Too short"}]}}`, nil,
			"", []string{"text: Too short"}, bad + ": text: Too short"},
		{"error with a description", 400, `{"error":"invalid_request","error_description":"no cursor"}`, nil, "invalid_request: no cursor", nil, bad + ": invalid_request: no cursor"},
		{"errors with messages", 400, `{"errors":[{"message":"a"},{"detail":"b","source":{"pointer":"/data/price"}},{"title":"c","code":"x"}]}`, nil,
			"", []string{"a", "/data/price: b", "c"}, bad + ": a; /data/price: b; c"},
		{"errors in JSON in a text", 400, `{"errors":["[{\"path\":[\"text\"],\"message\":\"Too short\"},{\"path\":[],\"message\":\"Empty\"}]"]}`, nil,
			"", []string{"text: Too short", "Empty"}, bad + ": text: Too short; Empty"},
		{"messages", 400, `{"statusCode":400,"message":["a","b"],"error":"Bad Request"}`, nil, "Bad Request", []string{"a", "b"}, bad + ": Bad Request; a; b"},
		{"a text", 400, `"go away"`, nil, "go away", nil, bad + ": go away"},
		{"a list", 400, ` ["a",{"message":"b"}]`, nil, "", []string{"a", "b"}, bad + ": a; b"},
		{"a number", 400, `7`, nil, "7", nil, bad + ": 7"},
		{"capitals", 400, `{"Message":"no"}`, nil, "no", nil, bad + ": no"},
		{"hint for 407", 407, ``, nil, "", nil,
			"fanvue: Self.Get: 407 Proxy Authentication Required (a proxy responded, not the API: it requires credentials, as in HTTPS_PROXY=http://user:password@host:port)"},
		{"controls", 400, `{"message":"a\u202eb\u200bc\u2066d\ufeffe\u001b[2Jf\u2028g","errors":["\u00adh\u061c\udb40\udc41i"]}`, nil,
			"a\u202eb\u200bc\u2066d\ufeffe\x1b[2Jf\u2028g", []string{"\u00adh\u061c\U000e0041i"}, bad + ": abcde [2Jf g; hi"},
		{"other scripts", 400, `{"message":"שלום عليكم 💌 日本"}`, nil, "שלום عليكم 💌 日本", nil, bad + ": שלום عليكم 💌 日本"},
		{"plain text", 400, " go away\n", nil, "go away", nil, bad + ": go away"},
		{"HTML by its type", 400, "oops <b>go away</b>", []string{"Content-Type", "text/html; charset=utf-8"}, "", nil, bad + " (the body of 19 bytes has no readable message)"},
		{"HTML by its look", 400, "\n<!doctype html><h1>go away</h1>", nil, "", nil, bad + " (the body of 32 bytes has no readable message)"},
		{"binary", 400, "\xff\xfe\x00", nil, "", nil, bad + " (the body of 3 bytes has no readable message)"},
		{"empty", 400, "", nil, "", nil, bad},
		{"status without a name", 499, `{"message":"closed"}`, nil, "closed", nil, "fanvue: Self.Get: 499: closed"},
		{"hint for 401", 401, `{"error":"Unauthorized"}`, nil, "Unauthorized", nil,
			"fanvue: Self.Get: 401 Unauthorized: Unauthorized (the API key or token is missing, invalid or expired)"},
		{"hint for 410", 410, `{"error":"API version no longer supported","message":"Move on","nextVersion":"2026-01-01"}`, nil, "Move on", nil,
			"fanvue: Self.Get: 410 Gone: Move on (the next version is 2026-01-01; see WithAPIVersion)"},
		{"hint for 429 with Retry-After", 429, `{"error":"Too many requests"}`, []string{"Retry-After", "90"}, "Too many requests", nil,
			"fanvue: Self.Get: 429 Too Many Requests: Too many requests (nothing was done; retry in 1m30s)"},
		{"hint for 429", 429, "", nil, "", nil, "fanvue: Self.Get: 429 Too Many Requests (nothing was done; retry later)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api, err := errorsOf(t, respond(tt.status, tt.body, tt.header...))
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
	api, _ := errorsOf(t, respond(410, `{"nextVersion":"2026-01-01"}`))
	if api.NextVersion != "2026-01-01" {
		t.Errorf("NextVersion %q", api.NextVersion)
	}
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		call    func(context.Context, *fanvue.Client) error
		respond func(*http.Request) (*http.Response, error)
		want    string
	}{
		{"unmanaged creator", scopesCreatorList, respond(404, `{"message":"No such user"}`),
			"fanvue: Creator.Messages.List: 404 Not Found: No such user (a creator whom the caller does not manage is reported as not found, too)"},
		{"server error on a write", sendMessage, respond(503, `{"message":"Try later"}`),
			"fanvue: Messages.Send: outcome unknown: 503 Service Unavailable: Try later (it may have been carried out and was not retried); check before you send it again"},
		{"lost write", sendMessage, broken(errReset),
			"fanvue: Messages.Send: outcome unknown: connection reset by peer (it may have been carried out and was not retried); check before you send it again"},
		{"unreadable write", sendMessage, respond(201, `<html>`, "Content-Type", "text/html"),
			`fanvue: Messages.Send: outcome unknown: cannot read the 201 response ("text/html", 6 bytes): invalid character '<' looking for beginning of value (it may have been carried out and was not retried); check before you send it again`},
		{"failed dial", sendMessage, undialed(errDial), "fanvue: Messages.Send: dial tcp: connection refused (nothing was sent)"},
		{"lost read", listChats, broken(errReset), "fanvue: Chats.List: connection reset by peer (no response; the call is safe to retry)"},
		{"unreadable read", listChats, respond(200, `{"data":[`, "Content-Type", "application/json"),
			`fanvue: Chats.List: cannot read the 200 response ("application/json", 9 bytes): unexpected end of JSON input`},
		{"empty read", listChats, respond(200, ``), `fanvue: Chats.List: cannot read the 200 response ("", 0 bytes): the body is empty`},
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
			s := &script{steps: steps{tt.respond}}
			err := tt.call(t.Context(), scripted(t, s, fanvue.WithMaxRetries(0)))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

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
		name    string
		call    func(context.Context, *fanvue.Client) error
		respond func(*http.Request) (*http.Response, error)
		opts    []fanvue.Option
		words   string
	}{
		{"message", listChats, respond(400, `{"message":"`+long+`"}`), nil, "üü"},
		{"details", listChats, respond(400, `{"errors":["x`+long+`","`+long+`"]}`), nil, "xü"},
		{"plain text", listChats, respond(400, "xy"+long), nil, "xyü"},
		{"plain text cut within a character", listChats, respond(400, "x"+strings.Repeat("ü", 1<<20)), nil, "xü"},
		{"scopes refused by the server", listChats, respond(403, `{"error":"Insufficient scopes `+long+`"}`), nil, "üü"},
		{"scopes refused locally", listChats, nil, []fanvue.Option{fanvue.WithScopes(scopes...)}, "read:chat"},
		{"all scopes at once", func(_ context.Context, c *fanvue.Client) error {
			var all []fanvue.OperationName
			for len(all) < 400 {
				all = append(all, fanvue.OpChatsList, fanvue.OpSelfGet)
			}
			return c.CheckScopes(all...)
		}, nil, []fanvue.Option{fanvue.WithScopes("x")}, "read:self"},
		{"server error on a write", sendMessage, respond(500, long), nil, "üü"},
		{"redirect", listChats, respond(302, "", "Location", "https://elsewhere.example/"+long), nil, "302 Found"},
		{"next version", listChats, respond(410, `{"nextVersion":"`+long+`"}`), nil, "üü"},
		{"lost connection", listChats, broken(errors.New(long)), nil, "üü"},
		{"content type", listChats, respond(200, "<", "Content-Type", long), nil, "üü"},
		{"argument", func(ctx context.Context, c *fanvue.Client) error {
			return c.Call(ctx, fanvue.Operation{Name: fanvue.OperationName(long), Method: long, Path: long}, fanvue.CallParams{}, nil)
		}, nil, nil, "üü"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: steps{tt.respond}}
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
		{"negative remaining", []string{limit, "200", remaining, "-1", reset, "946684830"}, fanvue.RateLimit{Limit: 200, Reset: start.Add(31 * time.Second)}},
		{"seconds", []string{after, "3600"}, fanvue.RateLimit{RetryAfter: time.Hour}},
		{"zero", []string{after, "0"}, fanvue.RateLimit{}},
		{"negative", []string{after, "-5"}, fanvue.RateLimit{}},
		{"very negative", []string{after, "-99999999999999999999"}, fanvue.RateLimit{}},
		{"garbage", []string{after, "soon"}, fanvue.RateLimit{}},
		{"fraction", []string{after, "1.5"}, fanvue.RateLimit{RetryAfter: 2 * time.Second}},
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
				api, _ := errorsOf(t, respond(429, `{"error":"Too many requests"}`, tt.header...))
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

// A body of many details costs no more than those that are kept.
func TestErrorDetailsAreBounded(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{
		"texts":   `{"errors":[` + strings.TrimSuffix(strings.Repeat(`"x","",`, 50)+strings.Repeat(`"",`, 262_020), ",") + `]}`,
		"objects": `{"detail":[` + strings.TrimSuffix(strings.Repeat(`{"msg":"x"},`, 80_000), ",") + `]}`,
		"fields":  `{"errors":{"a":["` + strings.Repeat(`x","`, 200_000) + `"]}}`,
		"long":    `{"errors":["` + strings.Repeat("x", 1<<19) + `","` + strings.Repeat("y", 1<<18) + `"]}`,
		"deep":    `{"errors":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`,
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			api, err := errorsOf(t, respond(400, body))
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %s", took)
			}
			if len(api.Details) > 100 || name != "deep" && len(api.Details) < 2 {
				t.Errorf("%d details", len(api.Details))
			}
			for _, detail := range api.Details {
				if len(detail) > 1<<10 {
					t.Errorf("a detail of %d bytes", len(detail))
				}
			}
			if string(api.Body) != body {
				t.Error("the body is not whole")
			}
			checkText(t, err)
		})
	}
}

// Where a redirect points to is what the server says in Location, not in the
// header under which the client keeps it.
func TestRedirectTargetIsNotForged(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		header []string
		want   string
	}{
		{400, nil, "fanvue: Self.Get: 400 Bad Request"},
		{302, nil, "fanvue: Self.Get: 302 Found"},
		{302, []string{"Location", "https://elsewhere.example/"},
			`fanvue: Self.Get: 302 Found (redirects are not followed, so that the credential stays with its host; check the base URL: the server redirects to "https://elsewhere.example/")`},
	} {
		_, err := errorsOf(t, respond(tt.status, "", append(tt.header, "Fanvue-Moved-To", "https://forged.example/")...))
		if err.Error() != tt.want {
			t.Errorf("got  %v\nwant %s", err, tt.want)
		}
	}
}
