package fanvue_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

func TestPacingAvoids429(t *testing.T) {
	t.Parallel()
	for name, offset := range map[string]time.Duration{"on the second": 0, "late in a second": 900 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(offset) // moves the fake clock within its second
				api := &meteredAPI{limit: 200, window: time.Minute}
				client := api.client(t)
				start := time.Now()
				if failed := calls(1000, func() error { return listChats(t.Context(), client) }); failed > 0 {
					t.Errorf("%d calls failed", failed)
				}
				if api.refused > 0 {
					t.Errorf("%d responses were 429, want none", api.refused)
				}
				// Five windows of 200: the last begins after four whole ones.
				if took, ideal := time.Since(start), 4*time.Minute; took < ideal || took > ideal*105/100 {
					t.Errorf("1000 calls took %s, want %s and at most 5 %% more", took, ideal)
				}
			})
		})
	}
}

func TestFirstCallProbesAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 3, window: time.Minute}
		client := api.client(t)
		calls(9, func() error { return listChats(t.Context(), client) })
		if api.refused > 0 || api.most > 2 {
			t.Errorf("%d responses were 429, %d requests at once; want none, and at most the 2 that the first response left", api.refused, api.most)
		}
	})
}

func TestLimitThatChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 100, window: time.Minute}
		client := api.client(t)
		time.AfterFunc(90*time.Second, func() {
			api.mu.Lock()
			api.limit = 30
			api.mu.Unlock()
		})
		if failed := calls(300, func() error { return listChats(t.Context(), client) }); failed > 0 || api.refused > 0 {
			t.Errorf("%d calls failed, %d responses were 429; want none", failed, api.refused)
		}
	})
}

func TestCreatorsHaveTheirOwnBuckets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 5, window: time.Minute}
		client := api.client(t)
		start := time.Now()
		calls(5, func() error { return listChats(t.Context(), client) })
		for _, creator := range []string{"ada", "bea"} {
			calls(5, func() error { _, err := client.Creator(creator).Chats.List(t.Context(), nil); return err })
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("three buckets of 5 took %s for 15 calls, want no wait", took)
		}
		own, ok := client.RateLimit()
		if !ok || own.Limit != 5 || own.Remaining != 0 || time.Until(own.Reset) > 61*time.Second {
			t.Errorf("own bucket: %+v %t, want 0 of 5 left within the minute", own, ok)
		}
		if ada, ok := client.Creator("ada").RateLimit(); !ok || ada.Remaining != 0 {
			t.Errorf("ada's bucket: %+v %t, want 0 left", ada, ok)
		}
		if _, ok := client.Creator("cem").RateLimit(); ok {
			t.Error("a bucket without a call is known")
		}
		time.Sleep(62 * time.Second)
		if _, ok := client.RateLimit(); ok {
			t.Error("the window has turned and the bucket is still known")
		}
	})
}

func TestWaitBeyondTheDeadlineEndsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 1, window: time.Minute}
		client := api.client(t)
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		start := time.Now()
		err := listChats(ctx, client)
		var request *fanvue.RequestError
		if !errors.Is(err, fanvue.ErrRateLimited) || !errors.As(err, &request) || request.Sent() {
			t.Errorf("got %T %v, want a RequestError that is ErrRateLimited, nothing sent", err, err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("took %s, want no wait", took)
		}
	})
}

func TestWaitingForTheLimitCanBeCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 1, window: time.Minute}
		client := api.client(t)
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		if err := listChats(ctx, client); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %s, want 1s", took)
		}
		// The one that left takes nobody's place.
		if err := listChats(t.Context(), client); err != nil {
			t.Error(err)
		}
	})
}

func TestServerWithoutRateLimitHeadersIsNotPaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 1000, window: time.Minute, silent: true}
		client := api.client(t)
		start := time.Now()
		calls(500, func() error { return listChats(t.Context(), client) })
		if took := time.Since(start); took > time.Second {
			t.Errorf("500 calls took %s, want all at once after the first", took)
		}
	})
}

func TestHangingProbeDelaysOthersBriefly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		transport := &script{steps: steps{hang, respond(200, okPage)}}
		client := scripted(t, transport)
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() { _ = listChats(ctx, client) })
		synctest.Wait()
		start := time.Now()
		if err := listChats(t.Context(), client); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("waited %s for a call that hangs", took)
		}
		cancel()
		group.Wait()
	})
}

// A reset that is far off or garbage must not stop the client for longer than
// two minutes.
func TestAbsurdResetIsCapped(t *testing.T) {
	t.Parallel()
	for _, reset := range []string{"9223372036854775807", "99999999999", "946688400", "-1", "soon"} {
		synctest.Test(t, func(t *testing.T) {
			transport := &script{steps: steps{
				respond(200, okPage, "X-RateLimit-Limit", "1", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset),
			}}
			client := scripted(t, transport)
			start := time.Now()
			for range 2 {
				if err := listChats(t.Context(), client); err != nil {
					t.Errorf("reset %q: %v", reset, err)
				}
			}
			if took := time.Since(start); took > 2*time.Minute {
				t.Errorf("reset %q: waited %s", reset, took)
			}
		})
	}
}

// Two clients that use one credential see only the other's traces in the
// headers. What the server refuses, they wait for.
func TestTwoClientsOnOneCredential(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 200, window: time.Minute}
		start := time.Now()
		var group sync.WaitGroup
		for range 2 {
			client := api.client(t)
			group.Go(func() {
				if failed := calls(1000, func() error { return listChats(t.Context(), client) }); failed > 0 {
					t.Errorf("%d calls failed", failed)
				}
			})
		}
		group.Wait()
		// Ten windows of 200: the last begins after nine whole ones.
		if took, ideal := time.Since(start), 9*time.Minute; took > ideal*110/100 {
			t.Errorf("2000 calls took %s, want at most 10 %% more than %s", took, ideal)
		}
		// Until the first refusal neither client knows of the other; after that
		// a window ends with a few refusals at the most.
		if most := 200 + 10*8; api.refused > most {
			t.Errorf("%d responses were 429, want at most %d", api.refused, most)
		}
	})
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

func TestResponseWithoutHeadersCounts(t *testing.T) {
	t.Parallel()
	for name, silent := range map[string]func(*http.Request) (*http.Response, error){
		"a success": respond(200, okPage), "a server error": respond(501, ""), "a lost response": broken(errVerify),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: steps{respond(200, okPage, window("1")...), silent, respond(200, okPage)}}
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
		own := respond(200, okPage, window("5")...)
		foreign := respond(429, "", "X-RateLimit-Limit", "3", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "946684830", "Retry-After", "30")
		transport := &script{steps: steps{own, foreign, own, respond(200, `{}`, window("4")...)}}
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

// A server whose responses say nothing of limits, or whose clock is behind and
// does not say so, is not asked one by one.
func TestUninformativeHeadersDoNotSerializeCalls(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]func(*http.Request) (*http.Response, error){
		"refusals without headers": respond(404, ""),
		"a reset in the past": func(r *http.Request) (*http.Response, error) {
			resp, err := respond(200, okPage, "X-RateLimit-Limit", "200", "X-RateLimit-Remaining", "150", "X-RateLimit-Reset", "946600000")(r)
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

// A long Retry-After is remembered: the next call does not go early.
func TestLongRetryAfterIsRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: steps{respond(429, "", "Retry-After", "3600"), respond(201, okSent)}}
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

func TestRetryAfterHoldsForTheNextCall(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		retryAfter string
		wait       time.Duration // of the next call
		gone       time.Duration // after which a refused one is no longer refused
	}{{"30", 30 * time.Second, 0}, {"120", 2 * time.Minute, 0}, {"121", 0, 121 * time.Second}, {"86400", 0, time.Hour}} {
		synctest.Test(t, func(t *testing.T) {
			transport := &script{steps: steps{respond(429, "", "Retry-After", tc.retryAfter), respond(200, okPage)}}
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
func TestCancelledCallsLeakNoSlot(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]time.Duration{"while waiting": 20 * time.Second, "when served": 0} {
		synctest.Test(t, func(t *testing.T) {
			api := &meteredAPI{limit: 3, window: time.Minute}
			client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
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

func TestRetryGoesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var order []string
		client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			order = append(order, strings.Split(r.URL.Path, "/")[2])
			first := len(order) == 1
			mu.Unlock()
			time.Sleep(time.Second)
			if first {
				return respond(429, "", "Retry-After", "10")(r)
			}
			return respond(200, okPage, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", strconv.FormatInt(time.Now().Unix()+10, 10))(r)
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
