package fanvue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// fuzzKey is long and odd enough that no input has it by chance.
const fuzzKey = "fuzz-key-7f3a91d2c4"

// fuzzServer is a transport that gives every request the same response and
// records what it was sent.
type fuzzServer struct {
	status   int
	header   http.Header
	body     []byte
	requests []*http.Request
	at       []time.Time
}

func (s *fuzzServer) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests = append(s.requests, r)
	s.at = append(s.at, time.Now())
	header := s.header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	return &http.Response{
		StatusCode: s.status, Header: header, Request: r,
		Body: io.NopCloser(bytes.NewReader(s.body)), ContentLength: int64(len(s.body)),
	}, nil
}

func (s *fuzzServer) client(t testing.TB, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	c, err := fanvue.NewClient(append([]fanvue.Option{
		fanvue.WithAPIKey(fuzzKey), fanvue.WithMaxRetries(0), fanvue.WithHTTPClient(&http.Client{Transport: s}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The response to any call, whatever its body, is either a value or a typed
// error, and the same body always gives the same value.
func FuzzDecode(f *testing.F) {
	var cases []operationCase
	seeds := make(map[string]bool)
	for _, tc := range operationCases() {
		seeds[tc.response] = true
		// Another case of an operation decodes into the same type.
		if !slices.ContainsFunc(cases, func(other operationCase) bool { return other.op == tc.op }) {
			cases = append(cases, tc)
		}
	}
	for _, seed := range []string{
		`[]`, `{}`, `[{}]`, `{"data":[{}]}`, `{"data":[null]}`, `{"data":{}}`, `{"data":["x"]}`, `{"data":null,"nextCursor":7}`,
		`{"data":[{"uuid":7}]}`, `{"data":[{"uuid":"\ud800"}]}`, "{\"data\":[{\"uuid\":\"\xff\"}]}", `{"byChat":{"x":{"error":"a b"}}}`,
		`{"results":{"m":null,"n":{"variants":[{"url":"https://x.example/?X-Amz-Signature=5160","width":1e309}]}}}`,
		`{"data":[{"uuid":"a"},null,{"uuid":"b","createdAt":"soon"},{"uuid":7}],"nextCursor":7,"pagination":{"hasMore":"true"}}`, `{"error":"no"}`, `{"success":false}`,
		`{"errors":[],"success":"true","ok":1}`, `{"status":404,"title":"Not Found"}`, "\ufeff \u00a0<!DOCTYPE html>", `{"error":"no","data":[]}`, `{"data":[],"nextCursor":{}}`,
		`{"unreadChatsCount":"5","unreadMessagesCount":5.0,"unreadNotifications":{"newTip":5e0}}`, `{"u":{"isOnline":"true","lastSeenAt":1750933230},"v":null}`,
		`{"byChat":{"x":{"messages":[{"uuid":"a"},{}]},"y":7,"z":{"error":"forbidden"}}}`, `{"breakdownBySource":{"tips":{"gross":1,"net":1},"x":[1]},"totals":{}}`,
		`{"messageUuid":null}`, `{"messageUuid":3.5}`, `{"uuid":"x"} {}`, "\xef\xbb\xbf{}", `{"pagination":{"page":9223372036854775808}}`,
	} {
		seeds[seed] = true
	}
	for _, seed := range slices.Sorted(maps.Keys(seeds)) {
		f.Add([]byte(seed))
	}
	rows := operationsByName()
	f.Fuzz(func(t *testing.T, body []byte) {
		server := &fuzzServer{body: body, header: http.Header{"Content-Type": {"application/json"}}}
		clients := make(map[fanvue.Surface]*fanvue.Client)
		for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV1} {
			clients[surface] = server.client(t, fanvue.WithSurface(surface))
		}
		for _, tc := range cases {
			client := clients[tc.surface]
			server.status = successStatus(tc)
			server.requests = nil
			first, err := tc.call(context.Background(), client)
			if len(server.requests) != 1 {
				t.Fatalf("%s: %d requests", tc.title(), len(server.requests))
			}
			if tc.want == nil {
				if failed := saysItFailed(body); failed != (err != nil) {
					t.Errorf("%s: %q is a failure: %t; got %v", tc.title(), clipped(string(body)), failed, err)
				}
				if err != nil {
					checkUndecoded(t, tc, rows[tc.op], body, err)
				}
				continue
			}
			if err != nil {
				checkUndecoded(t, tc, rows[tc.op], body, err)
				partial := errors.As(err, new(*fanvue.ItemDecodeError)) || errors.Is(err, fanvue.ErrListIncomplete)
				if first != nil && !reflect.ValueOf(first).IsZero() && !partial {
					t.Errorf("%s: a value beside the error %v: %+v", tc.title(), err, first)
				}
				continue
			}
			checkDecoded(t, tc, body, first)
			second, err := tc.call(context.Background(), client)
			if err != nil || !reflect.DeepEqual(first, second) {
				t.Errorf("%s: the second time it ends in %v (-first +second):\n%s", tc.title(), err, cmp.Diff(first, second))
			}
		}
	})
}

// saysItFailed reports whether a body with a success status is a web page, or an
// object that reports a failure.
func saysItFailed(body []byte) bool {
	text := strings.TrimLeftFunc(string(body), func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' })
	if strings.HasPrefix(text, "<") {
		return true
	}
	var members map[string]any
	if !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &members) != nil {
		return false
	}
	for name, value := range members {
		switch strings.ToLower(name) {
		case "error", "errors":
			v := reflect.ValueOf(value)
			if v.IsValid() && !v.IsZero() && (v.Kind() == reflect.Bool || v.Kind() == reflect.Float64 || v.Len() > 0) {
				return true
			}
		case "success", "ok":
			if text := strings.ToLower(fmt.Sprint(value)); text == "false" || text == "0" {
				return true
			}
		case "status", "statuscode":
			if n, ok := value.(float64); ok && n >= 400 && n < 600 {
				return true
			}
		}
	}
	return false
}

func checkUndecoded(t *testing.T, tc operationCase, row fanvue.Operation, body []byte, err error) {
	t.Helper()
	checkText(t, err)
	checkOutcome(t, row, err)
	for _, item := range itemErrorsIn(err) {
		checkText(t, item)
		if !bytes.Contains(body, item.Err.Body) || len(item.Err.Body) == 0 || item.Operation != tc.op {
			t.Errorf("%s: the raw item %q is not in the body", tc.title(), clipped(string(item.Err.Body)))
		}
	}
	if errors.Is(err, fanvue.ErrListIncomplete) && len(itemErrorsIn(err)) == 0 {
		return
	}
	broken := asError[*fanvue.DecodeError](t, err)
	if broken.Operation != tc.op || broken.StatusCode != successStatus(tc) {
		t.Errorf("%s: %s %d", tc.title(), broken.Operation, broken.StatusCode)
	}
	if len(broken.Body) > 1<<20 || !bytes.HasPrefix(body, broken.Body) || len(broken.Body) != min(len(body), 1<<20) {
		t.Errorf("%s: it keeps a body of %d bytes, of %d", tc.title(), len(broken.Body), len(body))
	}
}

func checkDecoded(t *testing.T, tc operationCase, body []byte, got any) {
	t.Helper()
	if tc.contentType != "" {
		checkAddress(t, tc, got)
		return
	}
	if !json.Valid(body) {
		t.Fatalf("%s: %q is no JSON and gave %+v", tc.title(), body, got)
	}
	if v := reflect.ValueOf(got); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		t.Fatalf("%s: neither a value nor an error", tc.title())
	}
	switch got := got.(type) {
	case *fanvue.SentMessage:
		if got.UUID == "" {
			t.Errorf("%s: sent, but nobody can tell what: %q", tc.title(), body)
		}
	case *fanvue.SentMassMessage:
		if got.UUID == "" {
			t.Errorf("%s: sent, but nobody can tell what: %q", tc.title(), body)
		}
	case *fanvue.BulkResult[fanvue.MessageBatchEntry]:
		for _, failure := range got.Errors {
			checkText(t, failure)
		}
	}
}

// checkAddress: text is taken for an address only if it is an absolute one.
func checkAddress(t *testing.T, tc operationCase, got any) {
	t.Helper()
	text, _ := got.(string)
	if address, err := url.Parse(text); err != nil || address.Host == "" || !strings.HasPrefix(address.Scheme, "http") {
		t.Errorf("%s: %q is no address", tc.title(), text)
	}
}

// Every response that is no success is an *APIError with the server's status,
// and speaks of scopes only if the server did.
func FuzzErrorResponse(f *testing.F) {
	f.Add(uint16(400), []byte(`{"errors":["a","b"]}`), "application/json", "", "")
	f.Add(uint16(403), []byte(`{"error":"Insufficient scopes"}`), "application/json", "", "")
	f.Add(uint16(403), []byte(`{"message":{"x":"insufficient\u0020scope"}}`), "", "", "")
	f.Add(uint16(403), []byte(`<html>`), "text/html", `Bearer error="insufficient_scope"`, "")
	f.Add(uint16(401), []byte("\xff\x00"), "", "", "")
	f.Add(uint16(302), []byte(``), "", "", "https://elsewhere.example/\x1b[2J")
	f.Add(uint16(410), []byte(`{"nextVersion":"2026-01-01"}`), "application/json", "", "")
	f.Add(uint16(429), []byte(`{"message":"slow\ndown"}`), "application/json", "", "")
	f.Add(uint16(500), []byte("a\u2028b\u0085c\rd"), "text/plain", "", "")
	f.Add(uint16(999), []byte(`[[[[`), "", "", "")
	f.Add(uint16(100), []byte(`{"message":"\ud800","error":7,"errors":{"a":null}}`), "", "", "")
	f.Fuzz(func(t *testing.T, status uint16, body []byte, contentType, challenge, location string) {
		code := int(status)
		if code < 100 || code > 999 {
			code = 100 + code%900
		}
		if code/100 == 2 {
			code += 100
		}
		oneField := strings.NewReplacer("\r", "", "\n", "", "\x00", "")
		server := &fuzzServer{status: code, body: body, header: http.Header{
			"Content-Type": {oneField.Replace(contentType)}, "Www-Authenticate": {oneField.Replace(challenge)}, "Location": {oneField.Replace(location)},
		}}
		for _, op := range []struct {
			name fanvue.OperationName
			call func(context.Context, *fanvue.Client) error
		}{{fanvue.OpChatsList, listChats}, {fanvue.OpMessagesSend, sendMessage}, {fanvue.OpCreatorMessagesList, scopesCreatorList}} {
			name := op.name
			server.requests = nil
			// A client of its own: another would wait for the window to turn.
			err := op.call(context.Background(), server.client(t))
			if err == nil || len(server.requests) != 1 {
				t.Fatalf("%d: %d requests, error %v", code, len(server.requests), err)
			}
			checkText(t, err)
			apiErr := asError[*fanvue.APIError](t, err)
			checkText(t, apiErr)
			if apiErr.StatusCode != code || apiErr.Operation != name {
				t.Errorf("%s %d, want %s %d", apiErr.Operation, apiErr.StatusCode, name, code)
			}
			// What follows a 101 is another protocol, and not read.
			if kept := body[:min(len(body), 1<<20)]; !bytes.Equal(apiErr.Body, kept) && code != http.StatusSwitchingProtocols {
				t.Errorf("the body is %q, want %q", apiErr.Body, body)
			}
			var unknown *fanvue.OutcomeUnknownError
			if inDoubt := errors.As(err, &unknown); inDoubt != ((code/100 != 4 || code == 408) && name == fanvue.OpMessagesSend) {
				t.Errorf("%s %d: in doubt: %t", name, code, inDoubt)
			}
			var refused *fanvue.InsufficientScopeError
			if errors.As(err, &refused) && (code != 403 && code != 401 || !speaksOfScopes(body, challenge)) {
				t.Errorf("%d %q %q became %v", code, body, challenge, err)
			}
			if code == 403 && !errors.Is(err, fanvue.ErrForbidden) {
				t.Errorf("no ErrForbidden: %v", err)
			}
			if limit := apiErr.RateLimit; limit != (fanvue.RateLimit{}) {
				t.Errorf("rate limit facts out of nowhere: %+v", limit)
			}
		}
	})
}

// speaksOfScopes looks for the words in the body as it stands and in every
// string of it.
func speaksOfScopes(body []byte, challenge string) bool {
	said := string(body)
	decoder := json.NewDecoder(bytes.NewReader(body))
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		if text, ok := token.(string); ok {
			said += "\n" + text
		}
	}
	said = strings.ToLower(said)
	return strings.Contains(said, "scope") || strings.Contains(said, "read:") || strings.Contains(said, "write:") ||
		strings.Contains(strings.ToLower(challenge), "insufficient_scope")
}

// Whatever a server says about its limits, the client waits at most its cap
// before an attempt and gives up after its retries; what it reports is sane.
func FuzzRateLimit(f *testing.F) {
	for _, after := range []string{"", "0", "1", "9", "-1", "3600", "99999999999999999999", "1.5", "soon", "Sat, 01 Jan 2000 00:00:07 GMT", "Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		f.Add(uint16(429), after, "200", "0", "946684830", "")
		f.Add(uint16(503), after, "", "", "", "Sat, 01 Jan 2000 01:00:00 GMT")
	}
	f.Add(uint16(429), "", "100", "5", "9223372036854775807", "Mon, 01 Jan 0001 00:00:00 GMT")
	f.Add(uint16(429), "", "-1", "-5", "-9223372036854775808", "Fri, 31 Dec 9999 23:59:59 GMT")
	f.Add(uint16(503), "5", "100", "0", "946684808", "")
	f.Add(uint16(503), "9", "100", "0", "946684815", "")
	f.Add(uint16(502), "", "1e3", "٣", "0x10", "yesterday")
	f.Fuzz(func(t *testing.T, status uint16, after, limit, remaining, reset, date string) {
		code := 400 + int(status)%200
		const retries, patience = 3, 10 * time.Second
		// A bubble may only be made by a test, and not twice by one.
		synctest.Test(t, func(t *testing.T) {
			server := &fuzzServer{status: code, header: make(http.Header)}
			for name, value := range map[string]string{
				"Retry-After": after, "X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset, "Date": date,
			} {
				if value != "" {
					server.header.Set(name, value)
				}
			}
			client := server.client(t, fanvue.WithMaxRetries(retries), fanvue.WithMaxWait(patience))
			for range 2 {
				began, earlier := time.Now(), len(server.at)
				err := listChats(context.Background(), client)
				if err == nil {
					t.Fatalf("no error for a %d", code)
				}
				checkText(t, err)
				if took := time.Since(began); took > (retries+1)*patience {
					t.Errorf("it took %s", took)
				}
				attempts := server.at[earlier:]
				if len(attempts) > 1+retries {
					t.Errorf("%d attempts", len(attempts))
				}
				previous := began
				for i, at := range attempts {
					if wait := at.Sub(previous); wait < 0 || wait > patience {
						t.Errorf("attempt %d waited for %s, the cap is %s", i+1, wait, patience)
					}
					previous = at
				}
				var apiErr *fanvue.APIError
				if errors.As(err, &apiErr) {
					checkLimit(t, apiErr.RateLimit, 2*time.Minute)
				} else if !errors.Is(err, fanvue.ErrRateLimited) {
					t.Errorf("neither a response nor a rate limit: %v", err)
				}
			}
			if known, ok := client.RateLimit(); ok {
				checkLimit(t, known, time.Hour) // a Retry-After is remembered
			}
		})
	})
}

func checkLimit(t *testing.T, limit fanvue.RateLimit, longest time.Duration) {
	t.Helper()
	if limit.RetryAfter < 0 || limit.Limit < 0 || limit.Remaining < 0 {
		t.Errorf("negative: %+v", limit)
	}
	if left := time.Until(limit.Reset); !limit.Reset.IsZero() && left > longest {
		t.Errorf("the window turns in %s", left)
	}
}

// FuzzErrorSecrets echoes a random key with a random mixture of escapes: neither
// an error nor the log has the key or a piece of it.
func FuzzErrorSecrets(f *testing.F) {
	for seed := range uint64(12) {
		f.Add(seed, "no such key: ", "!")
	}
	f.Add(uint64(3), `{"errors":["`, `"]}`)
	f.Add(uint64(4), `{"detail":[{"loc":["key"],"msg":"`, `"}]}`)
	f.Add(uint64(5), `{"data":[{"sentAt":"`, `"}]}`)
	f.Add(uint64(6), `{"error":{"message":"`, strings.Repeat("x", 5000)+`"}}`)
	f.Add(uint64(7), `{"message":"`+strings.Repeat("x", 4080), `"}`)
	f.Fuzz(func(t *testing.T, seed uint64, before, after string) {
		const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="
		random := rand.New(rand.NewPCG(seed, 1))
		key := make([]byte, 20+random.IntN(40))
		var echo strings.Builder
		formats := []string{"%c", `\u%04x`, `\u%04X`, "%%%02x", "%%%02X", `\x%02x`, "&#%d;", "&#x%x;", `\\u%04x`, "%%25%02X"}
		formats = formats[:1+random.IntN(len(formats))]
		for i := range key {
			key[i] = letters[random.IntN(len(letters))]
			fmt.Fprintf(&echo, formats[random.IntN(len(formats))], key[i])
		}
		body := before + echo.String() + after
		server := &fuzzServer{status: []int{200, 400, 401, 403, 500}[random.IntN(5)], body: []byte(body), header: http.Header{
			"Content-Type": {"text/plain; " + string(key)}, "Www-Authenticate": {`Bearer scope="` + string(key) + `", error="insufficient_scope"`},
			"Sunset": {string(key)},
		}}
		var logged bytes.Buffer
		client, err := fanvue.NewClient(fanvue.WithAPIKey(string(key)), fanvue.WithMaxRetries(0), debugLog(&logged),
			fanvue.WithHTTPClient(&http.Client{Transport: server}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Messages.List(context.Background(), "fan", nil)
		shown := map[string]string{"the log": logged.String()}
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			shown[fmt.Sprintf("%T", cause)] = fmt.Sprintf("%v %+v %#v", cause, cause, cause)
			var api *fanvue.APIError
			var undecoded *fanvue.DecodeError
			if errors.As(cause, &api) {
				shown["the words"] = api.Message + "\n" + strings.Join(api.Details, "\n") + "\n" + api.NextVersion + "\n" + string(api.Body)
			} else if errors.As(cause, &undecoded) {
				shown["the body"] = undecoded.ContentType + "\n" + string(undecoded.Body)
			}
			checkText(t, cause)
		}
		for where, text := range shown {
			for at := 0; at+8 <= len(key); at++ {
				if piece := string(key[at : at+8]); strings.Contains(text, piece) && !strings.Contains(before+after, piece) {
					t.Fatalf("%s shows %q of %s: %.600q", where, piece, key, text)
				}
			}
		}
	})
}
