package fanvue_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

// ending returns a context that ends with errElsewhere as its cause when end is
// called.
func ending(t *testing.T) (ctx context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(t.Context())
	t.Cleanup(func() { cancel(nil) })
	return ctx, func() { cancel(errElsewhere) }
}

// A context's cause is somebody else's error.
func TestCauseOfTheContextIsNotTheError(t *testing.T) {
	t.Parallel()
	type step = func(*http.Request) (*http.Response, error)
	tests := []struct {
		name string
		// run makes a call whose context ends meanwhile.
		run  func(t *testing.T, ctx context.Context, end func()) error
		sent bool
	}{
		{"before the start", func(t *testing.T, ctx context.Context, end func()) error {
			end()
			return sendMessage(ctx, scripted(t, &script{steps: []step{respond(201, okSent)}}))
		}, false},
		{"while the token is requested", func(t *testing.T, ctx context.Context, end func()) error {
			source := fanvue.TokenSourceFunc(func(ctx context.Context) (fanvue.Token, error) {
				end()
				return fanvue.Token{}, context.Cause(ctx)
			})
			client, err := fanvue.NewClient(fanvue.WithTokenSource(source))
			if err != nil {
				t.Fatal(err)
			}
			return sendMessage(ctx, client)
		}, false},
		{"in flight", func(t *testing.T, ctx context.Context, end func()) error {
			return sendMessage(ctx, scripted(t, &script{steps: []step{func(r *http.Request) (*http.Response, error) {
				end()
				return nil, context.Cause(r.Context())
			}}}))
		}, true},
		{"in the body", func(t *testing.T, ctx context.Context, end func()) error {
			return sendMessage(ctx, scripted(t, &script{steps: []step{func(r *http.Request) (*http.Response, error) {
				resp, _ := respond(201, okSent)(r)
				resp.Body = io.NopCloser(readerFunc(func([]byte) (int, error) {
					end()
					return 0, context.Cause(r.Context())
				}))
				return resp, nil
			}}}))
		}, true},
		{"while waiting to retry", func(t *testing.T, ctx context.Context, end func()) error {
			time.AfterFunc(time.Second, end)
			return listChats(ctx, scripted(t, &script{steps: []step{respond(503, "", "Retry-After", "100")}}))
		}, true},
		{"while waiting for the rate limit", func(t *testing.T, ctx context.Context, end func()) error {
			client := scripted(t, &script{steps: []step{respond(200, okPage, window("0")...)}})
			_ = listChats(t.Context(), client)
			time.AfterFunc(time.Second, end)
			return sendMessage(ctx, client)
		}, false},
		{"while the token is replaced", func(t *testing.T, ctx context.Context, end func()) error {
			calls := 0
			source := fanvue.TokenSourceFunc(func(ctx context.Context) (fanvue.Token, error) {
				if calls++; calls > 1 {
					end()
					return fanvue.Token{}, context.Cause(ctx)
				}
				return fanvue.NewToken("token-for-tests"), nil
			})
			client, err := fanvue.NewClient(fanvue.WithTokenSource(source),
				fanvue.WithTransport(&script{steps: []step{respond(401, `{"error":"Unauthorized"}`)}}))
			if err != nil {
				t.Fatal(err)
			}
			return sendMessage(ctx, client)
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, end := ending(t)
				err := tt.run(t, ctx, end)
				if !errors.Is(err, context.Canceled) || errors.Is(err, fanvue.ErrRateLimited) || errors.Is(err, fanvue.ErrNotFound) {
					t.Errorf("got %v, want context.Canceled and nothing of its cause", err)
				}
				if err == nil || !strings.Contains(err.Error(), "another call") {
					t.Errorf("got %v, want the cause in the text", err)
				}
				var request *fanvue.RequestError
				if errors.As(err, &request) && request.Sent() != tt.sent {
					t.Errorf("Sent() is %t, want %t: %v", request.Sent(), tt.sent, err)
				}
			})
		})
	}
}

// The client's own timeout is not taken for the caller's deadline.
func TestAttemptTimeoutIsNotTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		call := func(ctx context.Context, timeout time.Duration) error {
			client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"),
				fanvue.WithHTTPClient(&http.Client{Transport: silent, Timeout: timeout}))
			if err != nil {
				t.Fatal(err)
			}
			return sendMessage(ctx, client)
		}
		err := call(t.Context(), 50*time.Millisecond)
		var timeout interface{ Timeout() bool }
		if !errors.Is(err, fanvue.ErrOutcomeUnknown) || errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("the client's timeout: got %v, want a timeout that is no context's", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if err := call(ctx, time.Minute); !errors.Is(err, fanvue.ErrOutcomeUnknown) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the caller's deadline: got %v, want context.DeadlineExceeded", err)
		}
	})
}

// What the server or something in front of it says after the request was
// carried out must not pass for a refusal.
func TestStatusesThatDecideAWrite(t *testing.T) {
	t.Parallel()
	const elsewhere, here = "https://www.fanvue.com", "https://api.fanvue.com"
	const path = "/chats/fan/message"
	tests := []struct {
		status   int
		location string
		settled  bool
	}{
		{0, "", false}, {100, "", false}, {101, "", false}, {199, "", false},
		{300, "", false}, {301, "", false}, {302, "", false}, {303, "", false}, {304, "", false}, {305, "", false}, {306, "", false}, {307, "", false}, {308, "", false}, {399, "", false},
		{302, "/login", false}, {303, elsewhere + "/login", false}, {307, path, false}, {307, here + path, false}, {308, elsewhere + path + "?a=b", false}, {302, "http://%zz", false},
		{301, elsewhere + path, true}, {302, elsewhere + path, true}, {307, elsewhere + path, true}, {308, "http://api.fanvue.com" + path, true}, {308, "//www.fanvue.com" + path, true},
		{400, "", true}, {401, "", true}, {403, "", true}, {404, "", true}, {409, "", true}, {410, "", true}, {422, "", true}, {429, "", true}, {499, "", true},
		{408, "", false},
		{500, "", false}, {501, "", false}, {503, "", false}, {599, "", false}, {600, "", false}, {999, "", false},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.status, tt.location), func(t *testing.T) {
			t.Parallel()
			var header []string
			if tt.location != "" {
				header = []string{"Location", tt.location}
			}
			transport := &script{steps: steps{respond(tt.status, `{}`, header...)}}
			err := sendMessage(t.Context(), scripted(t, transport, fanvue.WithMaxRetries(0)))
			var api *fanvue.APIError
			if !errors.As(err, &api) || api.StatusCode != tt.status {
				t.Errorf("the status is lost: %v", err)
			}
			if unknown := errors.Is(err, fanvue.ErrOutcomeUnknown); unknown == tt.settled {
				t.Errorf("outcome unknown: %t, want %t: %v", unknown, !tt.settled, err)
			}
		})
	}
}

// A read is retried after a status that says nothing.
func TestReadAfterAnUndecidedStatus(t *testing.T) {
	t.Parallel()
	for status, requests := range map[int]int{0: 2, 408: 2, 500: 2, 502: 2, 600: 2, 501: 1, 304: 1, 300: 1, 404: 1} {
		synctest.Test(t, func(t *testing.T) {
			transport := &script{steps: steps{respond(status, ""), respond(200, okPage)}}
			err := listChats(t.Context(), scripted(t, transport))
			if len(transport.requests) != requests || (err == nil) != (requests == 2) {
				t.Errorf("%d: %d requests, %v; want %d", status, len(transport.requests), err, requests)
			}
		})
	}
}

// A slot of the rate limit is returned, however the call ends.
func TestPanicsLeakNoSlot(t *testing.T) {
	t.Parallel()
	ends := map[string]func(){
		"panic":  func() { panic("a bug of the program's") },
		"Goexit": runtime.Goexit,
	}
	for name, end := range ends {
		for _, where := range []string{"transport", "body", "token source", "token source, after a wait", "refresh"} {
			t.Run(where+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { slotsAfter(t, where, end) })
			})
		}
	}
}

func slotsAfter(t *testing.T, where string, end func()) {
	var broken bool // the next one is
	left := 20
	var mu sync.Mutex // for left: the calls at the end run at once
	hit := func(here string) {
		if broken && strings.HasPrefix(where, here) {
			end()
		}
	}
	source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
		hit("token source")
		return fanvue.NewToken("token-for-tests"), nil
	})
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		hit("transport")
		mu.Lock()
		if left--; left == 0 {
			left = 20
		}
		remaining := fmt.Sprint(left)
		mu.Unlock()
		if broken && where == "refresh" {
			broken, where = true, "token source"
			return respond(401, "")(r)
		}
		// The window ends twenty seconds from now, whenever that is.
		resp, err := respond(200, okPage, "X-RateLimit-Limit", "20", "X-RateLimit-Remaining", remaining,
			"X-RateLimit-Reset", fmt.Sprint(time.Now().Unix()/20*20+20), "Date", time.Now().UTC().Format(http.TimeFormat))(r)
		if broken && where == "body" {
			resp.Body = io.NopCloser(readerFunc(func([]byte) (int, error) { end(); return 0, io.EOF }))
		}
		return resp, err
	})
	client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	first := where
	for range 10 {
		broken, where = true, first
		if where == "token source, after a wait" {
			// Use the window up, so that the token is requested again.
			broken = false
			for range 20 {
				_ = listChats(t.Context(), client)
			}
			broken = true
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() { _ = recover() }()
			_ = listChats(t.Context(), client)
		}()
		<-done
	}
	broken = false
	time.Sleep(time.Minute)
	start := time.Now()
	var group sync.WaitGroup
	for range 15 {
		group.Go(func() {
			if err := listChats(t.Context(), client); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if took := time.Since(start); took > 25*time.Second {
		t.Errorf("15 calls took %s after ten that ended badly, want no wait beyond a window", took)
	}
}

// A server cannot forge the header under which the client keeps a Location.
func TestForgedLocation(t *testing.T) {
	t.Parallel()
	for _, status := range []int{302, 404, 500} {
		transport := &script{steps: steps{respond(status, "", "Fanvue-Moved-To", "https://evil.example")}}
		if err := listChats(t.Context(), scripted(t, transport, fanvue.WithMaxRetries(0))); err == nil || strings.Contains(err.Error(), "evil") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// net/http's own HTTP/2 server resets a stream when a handler panics; it does
// not refuse it. The frame-level faults are in faults_http2_test.go.
func TestHandlerThatPanicsOverHTTP2(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		arrived.Add(1)
		panic(http.ErrAbortHandler)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	transport := server.Client().Transport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs}
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithBaseURL(server.URL), fanvue.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	if err := sendMessage(t.Context(), client); !errors.Is(err, fanvue.ErrOutcomeUnknown) || arrived.Load() != 1 {
		t.Errorf("%d arrivals, %v; want one and an unknown outcome", arrived.Load(), err)
	}
}
