package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

type survivorSteps = []func(*http.Request) (*http.Response, error)

// survivorTransport is a transport made of a function.
type survivorTransport func(*http.Request) (*http.Response, error)

func (f survivorTransport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (f survivorTransport) client(t *testing.T, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	return scripted(t, nil, append(opts, fanvue.WithHTTPClient(&http.Client{Transport: f}), fanvue.WithMaxWait(time.Hour))...)
}

func TestSurvivorWaits(t *testing.T) {
	t.Parallel()
	const used = "X-RateLimit-Remaining: 0, X-RateLimit-Reset: "
	for _, tc := range []struct {
		name     string
		call     func(context.Context, *fanvue.Client) error
		status   int
		header   string
		requests int
		min, max time.Duration
	}{
		{"a longer Retry-After wins over the back-off", listChats, 503, "Retry-After: 20", 2, 20 * time.Second, 20 * time.Second},
		{"a shorter one does not", listChats, 503, "Retry-After: 0", 2, 250 * time.Millisecond, 500 * time.Millisecond},
		{"nor does one above the cap", listChats, 503, "Retry-After: 121", 1, 0, 0},
		{"a reset is waited for", sendMessage, 429, used + "946684820", 2, 20 * time.Second, 21 * time.Second},
		{"a reset above the cap ends the call at once", sendMessage, 429, used + "946684925", 1, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: survivorSteps{answer(tc.status, "", strings.FieldsFunc(tc.header, func(r rune) bool { return strings.ContainsRune(":, ", r) })...), answer(201, `{"messageUuid":"m","data":[]}`)}}
				client := scripted(t, transport, fanvue.WithMaxWait(100*time.Second))
				start := time.Now()
				err := tc.call(t.Context(), client)
				if took := time.Since(start); took < tc.min || took > tc.max || len(transport.requests) != tc.requests {
					t.Errorf("%d requests in %s, want %d in %s to %s", len(transport.requests), took, tc.requests, tc.min, tc.max)
				}
				if refused := errors.As(err, new(*fanvue.APIError)); refused != (tc.requests == 1) || errors.As(err, new(*fanvue.RequestError)) {
					t.Errorf("got %T %v, want nothing but the answer", err, err)
				}
			})
		})
	}
}

func TestSurvivorNotFoundIsNoSuccess(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "PUT", "PATCH", "POST"} {
		for _, first := range (survivorSteps{broken(errReset), answer(503, "")}) {
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: survivorSteps{first, answer(404, "")}}
				err := scripted(t, transport).Call(t.Context(), fanvue.Operation{Name: "Mine", Method: method, Path: "/mine", Idempotent: true}, fanvue.CallParams{}, nil)
				if !errors.Is(err, fanvue.ErrNotFound) || len(transport.requests) != 2 {
					t.Errorf("%s: got %v after %d requests, want ErrNotFound after 2", method, err, len(transport.requests))
				}
			})
		}
	}
}

func TestSurvivorHugeBodies(t *testing.T) {
	t.Parallel()
	for size, fits := range map[int]bool{32 << 20: true, 32<<20 + 1: false} {
		for _, declared := range []int{-1, size} {
			transport := &script{steps: survivorSteps{func(r *http.Request) (*http.Response, error) {
				body := io.NopCloser(strings.NewReader(okPage + strings.Repeat(" ", size-len(okPage))))
				return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: int64(declared), Body: body, Request: r}, nil
			}}}
			err := listChats(t.Context(), scripted(t, transport))
			if len(transport.requests) != 1 || fits != (err == nil) || fits == errors.As(err, new(*fanvue.DecodeError)) {
				t.Errorf("%d bytes, %d declared: %d requests, %v; want 1", size, declared, len(transport.requests), err)
			}
		}
	}
}

func TestSurvivorHeadersDoNotLeak(t *testing.T) {
	t.Parallel()
	var types [][]string
	client := survivorTransport(func(r *http.Request) (*http.Response, error) {
		types = append(types, r.Header["Content-Type"])
		return answer(200, `{"messageUuid":"m","data":[]}`)(r)
	}).client(t)
	err := errors.Join(listChats(t.Context(), client), sendMessage(t.Context(), client), listChats(t.Context(), client))
	if diff := cmp.Diff([][]string{nil, {"application/json"}, nil}, types); err != nil || diff != "" {
		t.Errorf("%v; content types (-want +got):\n%s", err, diff)
	}
}

func TestSurvivorOperationsAreCopies(t *testing.T) {
	t.Parallel()
	rows := fanvue.Operations()
	before := fmt.Sprint(rows)
	for i := range rows {
		for j := range rows[i].Scopes {
			kept := rows[i].Scopes[j]
			rows[i].Scopes[j] = "write:everything"
			if now := fmt.Sprint(fanvue.Operations()); now != before {
				t.Fatalf("%s: a change of a row's scopes shows", rows[i].Name)
			}
			rows[i].Scopes[j] = kept
		}
		rows[i].Name, rows[i].Path, rows[i].Idempotent = "None", "/none", true
	}
	if now := fmt.Sprint(fanvue.Operations()); now != before {
		t.Error("a change of the rows shows")
	}
}

func TestSurvivorUnknownScopesComeSortedAfterTheKnown(t *testing.T) {
	t.Parallel()
	mixed := []fanvue.Scope{"z:new", fanvue.ScopeReadFan, "a:new", "m:new", fanvue.ScopeReadChat, "a:new"}
	want := []fanvue.Scope{fanvue.ScopeReadChat, fanvue.ScopeReadFan, "a:new", "m:new", "z:new"}
	transport := &script{steps: survivorSteps{answer(200, okPage)}}
	client := scripted(t, transport, fanvue.WithScopes(fanvue.ScopeReadSelf), fanvue.WithOperationScopes(fanvue.OpChatsList, mixed...))
	var check *fanvue.ScopeCheckError
	if err := client.CheckScopes(fanvue.OpChatsList); !errors.As(err, &check) || !cmp.Equal(want, check.Missing) {
		t.Errorf("got %v, want %v missing", err, want)
	}
	for name, err := range map[string]error{
		"a list":       listChats(t.Context(), client),
		"a call":       client.Call(t.Context(), fanvue.Operation{Name: "Mine", Method: "GET", Path: "/mine", Scopes: mixed}, fanvue.CallParams{}, nil),
		"what it has ": listChats(t.Context(), scripted(t, transport, fanvue.WithScopes(mixed...), fanvue.WithOperationScopes(fanvue.OpChatsList, fanvue.ScopeReadSelf))),
	} {
		var missing *fanvue.InsufficientScopeError
		if !errors.As(err, &missing) || !cmp.Equal(want, missing.Missing) && !cmp.Equal(want, missing.Granted) {
			t.Errorf("%s: got %+v, want %v", name, err, want)
		}
	}
}

// survivorLog counts warnings, and takes its time.
type survivorLog struct {
	slog.Handler
	warnings atomic.Int32
}

func (l *survivorLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *survivorLog) Handle(_ context.Context, r slog.Record) error {
	if r.Level == slog.LevelWarn && strings.Contains(r.Message, "deprecated") {
		l.warnings.Add(1)
		time.Sleep(time.Second)
	}
	return nil
}

func TestSurvivorDeprecationIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Deprecation", "Sunset", "X-Fanvue-API-Next-Version", "Warning"} {
		for _, status := range []int{200, 404} {
			synctest.Test(t, func(t *testing.T) {
				var started atomic.Bool
				told := new(survivorLog)
				client := survivorTransport(func(r *http.Request) (*http.Response, error) {
					if !started.Swap(true) {
						return answer(200, okPage)(r) // so that the others go at once
					}
					time.Sleep(time.Second)
					return answer(status, okPage, header, "2027-01-01")(r)
				}).client(t, fanvue.WithLogger(slog.New(told)))
				if err := listChats(t.Context(), client); err != nil || told.warnings.Load() != 0 {
					t.Fatalf("%d warnings before there was a reason, %v", told.warnings.Load(), err)
				}
				calls(20, func() error { return listChats(t.Context(), client) })
				_ = listChats(t.Context(), client)
				if got := told.warnings.Load(); got != map[bool]int32{true: 0, false: 1}[header == "Warning"] {
					t.Errorf("%s of a %d: %d warnings", header, status, got)
				}
			})
		}
	}
}

// survivorBody records that it was closed.
type survivorBody struct {
	io.Reader
	closed int
}

func (b *survivorBody) Close() error { b.closed++; return nil }

func TestSurvivorBodiesAreClosed(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]survivorSteps{
		"a success":           {answer(200, okPage)},
		"no JSON":             {answer(200, "<html>")},
		"an error":            {answer(404, "{}")},
		"repetitions":         {answer(503, "{}"), truncated(200), answer(429, "{}"), answer(200, okPage)},
		"the last repetition": {answer(503, "{}")},
		"a 401":               {answer(401, "{}")},
		"a redirect":          {answer(302, "{}", "Location", "https://example.com/")},
	} {
		for op, call := range map[string]func(context.Context, *fanvue.Client) error{"list": listChats, "send": sendMessage, "delete": deleteMessage} {
			synctest.Test(t, func(t *testing.T) {
				var bodies []*survivorBody
				check := func() {
					for i, body := range bodies {
						if body.closed == 0 {
							t.Errorf("%s: %s: body %d of %d is open", name, op, i+1, len(bodies))
						}
					}
				}
				client := survivorTransport(func(r *http.Request) (*http.Response, error) {
					check() // the one before, before the next is asked for
					resp, err := steps[min(len(bodies), len(steps)-1)](r)
					bodies = append(bodies, &survivorBody{Reader: resp.Body})
					resp.Body = bodies[len(bodies)-1]
					return resp, err
				}).client(t)
				if _ = call(t.Context(), client); len(bodies) == 0 {
					t.Error("nothing was sent")
				}
				check()
			})
		}
	}
}

func TestSurvivorListsByHandEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after fanvue.PageToken
		body  string
		want  fanvue.PageToken // "?" for a page that does not lead on
	}{
		"a repeated cursor":         {"cursor=x", `{` + rows("a") + `,"nextCursor":"x"}`, "?"},
		"a repeated cursor, more":   {"cursor=x", `{` + rows("a") + `,"nextCursor":"x","pagination":{"hasMore":true}}`, "?"},
		"another cursor":            {"cursor=x", `{` + rows("a") + `,"nextCursor":"y"}`, "cursor=y"},
		"an empty page, more":       {"", `{` + rows() + `,"pagination":{"page":1,"hasMore":true}}`, "page=2"},
		"an empty later page, more": {"page=3", `{` + rows() + `,"pagination":{"page":3,"hasMore":true}}`, "page=4"},
		"an empty page, a cursor":   {"", `{` + rows() + `,"nextCursor":"x"}`, "cursor=x"},
		"a cursor as a number":      {"", `{` + rows("a") + `,"nextCursor":12345678901234567890}`, "cursor=12345678901234567890"},
		"the same number":           {"cursor=7", `{` + rows("a") + `,"nextCursor":7}`, "?"},
		"a cursor of 8 KiB":         {"", `{` + rows("a") + `,"nextCursor":"` + strings.Repeat("x", 8<<10) + `"}`, fanvue.PageToken("cursor=" + strings.Repeat("x", 8<<10))},
		"a longer cursor":           {"", `{` + rows("a") + `,"nextCursor":"` + strings.Repeat("x", 8<<10+1) + `"}`, "?"},
		"a longer date":             {"", `{` + rows("a") + `,"dateFilter":{"sentBefore":"` + strings.Repeat("x", 8<<10+1) + `"}}`, "?"},
		"a cursor that is none":     {"", `{` + rows("a") + `,"nextCursor":{"page":2}}`, "?"},
		"a pagination that is none": {"", `{` + rows("a") + `,"pagination":"yes"}`, "?"},
		"a dateFilter that is none": {"", `{` + rows("a") + `,"dateFilter":["2026-01-01"]}`, "?"},
		"more, as text":             {"", `{` + rows("a") + `,"pagination":{"hasMore":"true"}}`, "page=2"},
		"more, as a number":         {"", `{` + rows("a") + `,"pagination":{"hasMore":1}}`, "page=2"},
		"no more, as text":          {"", `{` + rows("a") + `,"pagination":{"hasMore":"false"}}`, ""},
		"the last page number":      {"page=1073741824", `{` + rows("a") + `,"pagination":{"hasMore":true}}`, "?"},
		"a full page, perhaps more": {"page=2&size=2", `{` + rows("a", "b") + `,"pagination":{"page":2}}`, "page=3&size=2"},
		"a short page, no more":     {"page=2&size=2", `{` + rows("a") + `,"pagination":{"page":2}}`, ""},
		"no page before that date":  {"sentBefore=d", `{` + rows() + `,"dateFilter":{"sentBefore":"d"}}`, ""},
		"an empty page, a date":     {"sentBefore=d", `{` + rows() + `,"dateFilter":{"sentBefore":"c"}}`, "sentBefore=c"},
		"one of two dates moves":    {"receivedBefore=d&sentBefore=d", `{` + rows("a") + `,"dateFilter":{"sentBefore":"d","receivedBefore":"c"}}`, "receivedBefore=c&sentBefore=d"},
		"two repeated dates":        {"receivedBefore=c&sentBefore=d", `{` + rows("a") + `,"dateFilter":{"sentBefore":"d","receivedBefore":"c"}}`, "?"},
		"a page, more":              {"page=3", `{` + rows("a") + `,"pagination":{"page":1,"hasMore":true}}`, "page=4"},
		"a page, no more":           {"", `{` + rows("a") + `,"pagination":{"page":1,"hasMore":false}}`, ""},
		"a repeated date":           {"sentBefore=d", `{` + rows("a") + `,"dateFilter":{"sentBefore":"d"}}`, "?"},
		"another date":              {"sentBefore=d", `{` + rows("a") + `,"dateFilter":{"sentBefore":"c"}}`, "sentBefore=c"},
	} {
		page, err := (&pages{bodies: []string{tc.body}}).client(t).Creators.List(t.Context(), &fanvue.ListOptions{After: tc.after})
		if tc.want == "?" {
			if !errors.Is(err, fanvue.ErrListIncomplete) || page == nil || page.Next != "" || len(page.Data) != 1 {
				t.Errorf("%s: %+v, %v; want its item and ErrListIncomplete", name, page, err)
			} else {
				checkText(t, err)
			}
			continue
		}
		if err != nil || page.Next != tc.want {
			t.Errorf("%s: %+v, %v; want %q to be next", name, page, err, tc.want)
		}
	}
}

func TestSurvivorRefusalHoldsForTheNextCall(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		retryAfter string
		wait       time.Duration // of the next call
		gone       time.Duration // after which a refused one is no longer refused
	}{{"30", 30 * time.Second, 0}, {"120", 2 * time.Minute, 0}, {"121", 0, 121 * time.Second}, {"86400", 0, time.Hour}} {
		synctest.Test(t, func(t *testing.T) {
			transport := &script{steps: survivorSteps{answer(429, "", "Retry-After", tc.retryAfter), answer(200, okPage)}}
			client := scripted(t, transport, fanvue.WithMaxRetries(0))
			if err := sendMessage(t.Context(), client); !errors.Is(err, fanvue.ErrRateLimited) {
				t.Fatalf("got %v, want the 429", err)
			}
			start := time.Now()
			if err := second(client.Creator("ada").Chats.List(t.Context(), nil)); err != nil || time.Since(start) != 0 {
				t.Errorf("another bucket: %v after %s, want no wait", err, time.Since(start))
			}
			err := listChats(t.Context(), client)
			took := time.Since(start)
			if tc.gone == 0 {
				if err != nil || took != tc.wait || len(transport.requests) != 3 {
					t.Errorf("%s: %v after %s and %d requests, want success after %s", tc.retryAfter, err, took, len(transport.requests), tc.wait)
				}
				return
			}
			var request *fanvue.RequestError
			if !errors.Is(err, fanvue.ErrRateLimited) || !errors.As(err, &request) || request.Sent() || took != 0 || len(transport.requests) != 2 {
				t.Errorf("%s: %v after %s and %d requests, want ErrRateLimited at once", tc.retryAfter, err, took, len(transport.requests))
			}
			time.Sleep(tc.gone)
			if err := listChats(t.Context(), client); err != nil || time.Since(start) != tc.gone {
				t.Errorf("%s: %v after %s, want success after %s", tc.retryAfter, err, time.Since(start), tc.gone)
			}
		})
	}
}

// The one that is cancelled may be first or last in the queue, or be served in
// the moment in which it is cancelled: every slot stays in use.
func TestSurvivorCancelledCallsLeakNoSlot(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]time.Duration{"while waiting": 20 * time.Second, "when served": 0} {
		synctest.Test(t, func(t *testing.T) {
			api := &meteredAPI{limit: 3, window: time.Minute}
			client := survivorTransport(func(r *http.Request) (*http.Response, error) {
				if strings.Contains(r.URL.Path, "/leaver/") { // it uses up nothing: it gets no connection
					if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GetConn != nil {
						trace.GetConn("api.fanvue.com:443")
					}
					<-r.Context().Done()
					return nil, &net.OpError{Op: "dial", Err: r.Context().Err()}
				}
				return api.RoundTrip(r)
			}).client(t)
			call := func() error { return listChats(t.Context(), client) }
			calls(3, call)
			for round := range 40 {
				limit, known := client.RateLimit()
				if !known || limit.Remaining != 0 {
					t.Fatalf("%s, round %d: got %+v, want none left", name, round, limit)
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Until(limit.Reset)-early, cancel)
				var group sync.WaitGroup
				leave := func() {
					if _, err := client.Messages.List(ctx, "leaver", nil); !errors.Is(err, context.Canceled) {
						t.Errorf("%s, round %d: got %v, want it cancelled", name, round, err)
					}
				}
				stay := func() {
					if err := call(); err != nil || time.Since(limit.Reset) > 3*time.Second {
						t.Errorf("%s, round %d: %v %s after the reset, want success at once", name, round, err, time.Since(limit.Reset))
					}
				}
				for _, one := range [][]func(){{leave, stay, stay, stay}, {stay, leave, stay, stay}, {stay, stay, stay, leave}}[round%3] {
					group.Go(one)
					synctest.Wait() // so that they queue in this order
				}
				group.Wait()
			}
			if api.refused > 0 {
				t.Errorf("%s: %d calls were refused", name, api.refused)
			}
		})
	}
}

func TestSurvivorComingAgainGoesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var order []string
		client := survivorTransport(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			order = append(order, strings.Split(r.URL.Path, "/")[2])
			first := len(order) == 1
			mu.Unlock()
			time.Sleep(time.Second)
			if first {
				return answer(429, "", "Retry-After", "10")(r)
			}
			return answer(200, okPage, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", strconv.FormatInt(time.Now().Unix()+10, 10))(r)
		}).client(t)
		var group sync.WaitGroup
		for _, fan := range []string{"a", "b", "c", "d"} {
			group.Go(func() {
				if err := second(client.Messages.List(t.Context(), fan, nil)); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		group.Wait()
		// The timer may serve b in the very moment in which a comes again.
		if got := strings.Join(order, ""); got != "aabcd" && got != "abacd" {
			t.Errorf("sent in the order %s, want aabcd or abacd", got)
		}
	})
}

func TestSurvivorTheLastAnswerCounts(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 503} {
		synctest.Test(t, func(t *testing.T) {
			last := `{"message":"the last one"}`
			transport := &script{steps: survivorSteps{answer(500, "first"), answer(status, "second"), answer(status, last)}}
			err := listChats(t.Context(), scripted(t, transport, fanvue.WithMaxRetries(2)))
			var got *fanvue.APIError
			if !errors.As(err, &got) || got.StatusCode != status || string(got.Body) != last || got.Message != "the last one" || len(transport.requests) != 3 {
				t.Errorf("got %T %v after %d requests, want the last of 3 answers", err, err, len(transport.requests))
			}
		})
	}
}
