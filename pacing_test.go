package fanvue_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

// window is the headers of an answer in a window that ends a minute after the
// fake clock's start.
func window(remaining string) []string {
	return []string{"X-RateLimit-Limit", "10", "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", "946684860"}
}

// A call far back in the queue is told at once that its turn comes after its
// deadline; it does not wait for the deadline to find out.
func TestQueueTooLongForTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 10, window: time.Minute}
		client := api.client(t)
		ctx, cancel := context.WithTimeout(t.Context(), 70*time.Second)
		defer cancel()
		start := time.Now()
		var mu sync.Mutex
		var atOnce, served, late int
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				err := listChats(ctx, client)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					served++
				case errors.Is(err, fanvue.ErrRateLimited) && time.Since(start) < time.Second:
					atOnce++
				default:
					late++
				}
			})
		}
		group.Wait()
		// Two windows of 10 begin before the deadline.
		if served != 20 || atOnce != 80 || late != 0 {
			t.Errorf("%d served, %d refused at once, %d too late; want 20, 80 and 0", served, atOnce, late)
		}
	})
}

func TestAnswerWithoutHeadersStillCounts(t *testing.T) {
	t.Parallel()
	for name, silent := range map[string]func(*http.Request) (*http.Response, error){
		"a success": answer(200, okPage), "a server error": answer(501, ""), "a lost answer": broken(errVerify),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: []func(*http.Request) (*http.Response, error){answer(200, okPage, window("1")...), silent, answer(200, okPage)}}
				client := scripted(t, transport)
				for range 3 {
					_ = listChats(t.Context(), client)
				}
				if gap := transport.requests[2].Sub(transport.requests[1]); gap < 59*time.Second {
					t.Errorf("the third request came after %s, want it to wait for the window", gap)
				}
			})
		})
	}
}

// An endpoint's own limit has headers of its own. It is waited for, and holds
// up nobody else.
func TestLimitOfOneEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		own := answer(200, okPage, window("5")...)
		foreign := answer(429, "", "X-RateLimit-Limit", "3", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "946684830", "Retry-After", "30")
		transport := &script{steps: []func(*http.Request) (*http.Response, error){own, foreign, own, answer(200, `{}`, window("4")...)}}
		client := scripted(t, transport)
		_ = listChats(t.Context(), client)
		start := time.Now()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := client.Chats.Statuses(t.Context(), []string{"fan"}); err != nil {
				t.Error(err)
			}
			if took := time.Since(start); took < 30*time.Second {
				t.Errorf("the endpoint's own wait took %s, want 30s", took)
			}
		})
		synctest.Wait()
		if err := listChats(t.Context(), client); err != nil || time.Since(start) > time.Second {
			t.Errorf("another call took %s, %v; want no wait", time.Since(start), err)
		}
		group.Wait()
	})
}

// A server whose answers say nothing of limits, or whose clock is behind and
// does not say so, is not asked one by one.
func TestNoSerialCalls(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]func(*http.Request) (*http.Response, error){
		"refusals without headers": answer(404, ""),
		"a reset in the past": func(r *http.Request) (*http.Response, error) {
			resp, err := answer(200, okPage, "X-RateLimit-Limit", "200", "X-RateLimit-Remaining", "150", "X-RateLimit-Reset", "946600000")(r)
			resp.Header.Del("Date")
			return resp, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				slow := slowly(100*time.Millisecond, step)
				client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: slow}))
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				calls(100, func() error { return listChats(t.Context(), client) })
				if took := time.Since(start); took > 3*time.Second {
					t.Errorf("100 calls of 100 ms took %s", took)
				}
			})
		})
	}
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func slowly(d time.Duration, step roundTripFunc) roundTripFunc {
	return func(r *http.Request) (*http.Response, error) {
		time.Sleep(d) // of the fake clock
		return step(r)
	}
}

// A long Retry-After is remembered: the next call does not go early.
func TestLongRefusalIsRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: []func(*http.Request) (*http.Response, error){answer(429, "", "Retry-After", "3600"), answer(201, okSent)}}
		client := scripted(t, transport)
		for range 3 {
			start := time.Now()
			if err := sendMessage(t.Context(), client); !errors.Is(err, fanvue.ErrRateLimited) || time.Since(start) > 0 {
				t.Errorf("got %v after %s, want ErrRateLimited at once", err, time.Since(start))
			}
		}
		time.Sleep(time.Hour)
		if err := sendMessage(t.Context(), client); err != nil || len(transport.requests) != 2 {
			t.Errorf("after the hour: %v, %d requests in all; want success and 2", err, len(transport.requests))
		}
	})
}

// A source is asked before each attempt: a token may expire while the client
// waits.
func TestTokenSourceIsAskedBeforeEachRepetition(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
			asked++
			return fanvue.NewToken("token-for-tests"), nil
		})
		transport := &script{steps: []func(*http.Request) (*http.Response, error){answer(503, "", "Retry-After", "100"), answer(503, ""), answer(200, okPage)}}
		client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		if asked != len(transport.requests) {
			t.Errorf("asked %d times for %d requests", asked, len(transport.requests))
		}
	})
}

func TestCancelledBackoffKeepsItsCause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		err := listChats(ctx, scripted(t, &script{steps: []func(*http.Request) (*http.Response, error){broken(errReset)}}))
		if !errors.Is(err, context.Canceled) || !errors.Is(err, errReset) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with the cancellation and the reset", err)
		}
	})
}

// Only /creators/{creatorUserUuid} as whole segments is a creator's path.
func TestCallBesideTheCreators(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/creatorsx/{creatorUserUuid}", "/creators.json/{creatorUserUuid}/y", "/x/creators/{creatorUserUuid}"} {
		server := &pages{bodies: []string{`{"data":[]}`}}
		op := fanvue.Operation{Name: "Odd", Method: http.MethodGet, Path: path}
		if err := server.client(t).Call(t.Context(), op, fanvue.CallParams{Path: map[string]string{"creatorUserUuid": "c"}}, nil); err != nil || len(server.queries) != 1 {
			t.Errorf("%s: %v after %d requests, want it sent as it is", path, err, len(server.queries))
		}
	}
}

func TestCallNeedsSomewhereToDecodeTo(t *testing.T) {
	t.Parallel()
	op := fanvue.Operation{Name: "Send", Method: http.MethodPost, Path: "/send"}
	var none *fanvue.SentMessage
	for name, target := range map[string]any{"a value": fanvue.SentMessage{}, "a nil pointer": none} {
		server := &pages{bodies: []string{okSent}}
		err := server.client(t).Call(t.Context(), op, fanvue.CallParams{}, target)
		if !errors.Is(err, fanvue.ErrValidation) || len(server.queries) > 0 {
			t.Errorf("%s: got %v after %d requests, want it refused before sending", name, err, len(server.queries))
		}
	}
}
