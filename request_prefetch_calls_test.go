package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// However the loop ends, the requests in flight are canceled, their goroutines have
// ended when it has, and their slots are free: a bubble detects goroutines that
// remain.
func TestPrefetchEndsWithTheLoop(t *testing.T) {
	t.Parallel()
	type sequence = iter.Seq2[fanvue.Creator, error]
	onPage5 := func(c fanvue.Creator) bool {
		if pageOfCreator(c) != 5 {
			return false
		}
		time.Sleep(500 * time.Millisecond) // the requests ahead are in flight
		return true
	}
	for name, leave := range map[string]func(creators sequence, cancel func()){
		"break": func(creators sequence, _ func()) { traced(creators, onPage5) },
		"return": func(creators sequence, _ func()) {
			func() bool {
				for c := range creators {
					if onPage5(c) {
						return true
					}
				}
				return false
			}()
		},
		"panic": func(creators sequence, _ func()) {
			defer func() {
				if r := recover(); r != "in the loop" {
					panic(r)
				}
			}()
			for c := range creators {
				if onPage5(c) {
					panic("in the loop")
				}
			}
		},
		"Goexit": func(creators sequence, _ func()) {
			var group sync.WaitGroup
			group.Go(func() {
				for c := range creators {
					if onPage5(c) {
						runtime.Goexit()
					}
				}
			})
			group.Wait()
		},
		"stop of iter.Pull2": func(creators sequence, _ func()) {
			next, stop := iter.Pull2(creators)
			defer stop()
			for c, _, _ := next(); !onPage5(c); c, _, _ = next() {
			}
		},
		"the context ends": func(creators sequence, cancel func()) {
			trace := traced(creators, func(c fanvue.Creator) bool {
				if c.UUID == "5.4" && onPage5(c) {
					cancel()
				}
				return false
			})
			if last := trace[len(trace)-1]; last != `end after "page=6&size=50": fanvue: Creators.List: context canceled (nothing was sent)` {
				panic("the last is " + last)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const limit = 40
				api := &meteredAPI{limit: limit, window: time.Minute}
				list := &listServer{style: byNumber, pages: 100, size: 5, latency: time.Second}
				transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					counted, err := api.RoundTrip(r)
					if err != nil {
						return nil, err
					}
					resp, err := list.RoundTrip(r)
					if err != nil {
						return nil, err
					}
					resp.Header = counted.Header
					return resp, nil
				})
				client := transport.client(t, fanvue.WithPrefetch(8))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				leave(client.Creators.All(ctx, nil), cancel)
				if list.inFlight > 0 || api.inFlight > 0 || list.canceled == 0 {
					t.Errorf("%d in flight, %d canceled; want none in flight, and some that were", list.inFlight, list.canceled)
				}
				used, start := list.count(), time.Now()
				if failed := calls(limit-used, func() error { return second(client.Creators.List(t.Context(), nil)) }); failed > 0 || time.Since(start) > 2*time.Second {
					t.Errorf("%d of %d calls failed, %s; want all without a wait", failed, limit-used, time.Since(start))
				}
				if known, ok := client.RateLimit(); !ok || known.Remaining != 0 || api.refused > 0 || api.counted != limit {
					t.Errorf("%+v, %d counted, %d refused; want all used and none refused", known, api.counted, api.refused)
				}
			})
		})
	}
}

// Over real connections, the client goes on after a loop was left.
func TestPrefetchLeavesConnectionsUsable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(1000, time.Minute))
		defer server.Close()
		for i := range 500 {
			server.Me().AddFan(fanvue.User{UUID: fmt.Sprintf("fan-%d", i)})
		}
		client := must(server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithPrefetch(8)))
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpFansSubscribers, Delay: time.Second, Lasting: true})
		for range 3 {
			read := 0
			for _, err := range client.Fans.AllSubscribers(t.Context(), &fanvue.SubscriberListOptions{Size: 10}) {
				if err != nil {
					t.Fatal(err)
				}
				if read++; read == 75 {
					break
				}
			}
		}
		server.ClearFaults()
		if failed := calls(100, func() error { return listChats(t.Context(), client) }); failed > 0 {
			t.Errorf("%d of 100 calls failed", failed)
		}
	})
}

// An error comes where its page would have come, after the items of the pages
// before it, and with the same attempts.
func TestPrefetchErrors(t *testing.T) {
	t.Parallel()
	unavailable := respond(503, `{"message":"later"}`, "Retry-After", "2")
	for name, tc := range map[string]struct {
		respond func(page, attempt int) func(*http.Request) (*http.Response, error)
		opts    []fanvue.Option
		times   map[int]int // requests for a page
	}{
		"forbidden": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return respond(403, `{"error":"Only for creators"}`)
			}
			return nil
		}, nil, map[int]int{6: 1}},
		"unauthorized": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page >= 6 {
				return respond(401, `{"error":"Unauthorized"}`)
			}
			return nil
		}, nil, map[int]int{6: 1}},
		"down": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page >= 6 {
				return unavailable
			}
			return nil
		}, nil, map[int]int{6: 4, 7: 1}},
		"down for a while": {func(page, attempt int) func(*http.Request) (*http.Response, error) {
			if page >= 6 && attempt <= 2 {
				return unavailable
			}
			return nil
		}, nil, map[int]int{6: 3, 7: 3, 12: 3}},
		"lost connections": {func(page, attempt int) func(*http.Request) (*http.Response, error) {
			if page%2 == 0 && attempt == 1 {
				return broken(errReset)
			}
			return nil
		}, nil, map[int]int{5: 1, 6: 2}},
		"no retries": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return broken(errReset)
			}
			return nil
		}, []fanvue.Option{fanvue.WithMaxRetries(0)}, map[int]int{6: 1}},
		"half a page": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return truncated(200)
			}
			return nil
		}, nil, map[int]int{6: 4}},
		"a page without a list": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return respond(200, `<html>`)
			}
			return nil
		}, nil, map[int]int{6: 1}},
		"unreadable items": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return respond(200, `{"data":[{"uuid":7},null,{"uuid":"6.0"}],"pagination":{"hasMore":true}}`)
			}
			return nil
		}, nil, map[int]int{6: 1}},
		"the same page twice": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 || page == 7 {
				return respond(200, `{"data":[{"uuid":"6.0"}],"pagination":{"hasMore":true}}`)
			}
			return nil
		}, nil, map[int]int{7: 1}},
		"empty pages without end": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page >= 4 {
				return respond(200, `{"data":[],"pagination":{"hasMore":true}}`)
			}
			return nil
		}, nil, nil},
		"an unreadable pagination": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return respond(200, `{"data":[{"uuid":"6.0"}],"pagination":{"hasMore":"yes"}}`)
			}
			return nil
		}, nil, map[int]int{6: 1}},
		"numbers, then cursors": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return respond(200, `{"data":[{"uuid":"6.0"}],"nextCursor":"after 9","pagination":{"hasMore":true}}`)
			}
			return nil
		}, nil, map[int]int{6: 1}},
		"a cursor that returns": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page >= 6 {
				return respond(200, fmt.Sprintf(`{"data":[{"uuid":"%d.0"}],"nextCursor":"after %d"}`, page, 15-page))
			}
			return nil
		}, nil, nil},
		"an earlier end": {func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 6 {
				return respond(200, `{"data":[{"uuid":"6.0"}],"pagination":{"hasMore":false}}`)
			}
			if page > 6 {
				return respond(500, `{"message":"there is no such page"}`)
			}
			return nil
		}, nil, map[int]int{6: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var traces [2][]string
				for i, opts := range [][]fanvue.Option{serial, ahead} {
					server := &listServer{style: byNumber, pages: 12, size: 50, latency: 100 * time.Millisecond, respond: tc.respond}
					client := server.client(t, append(slices.Clip(opts), tc.opts...)...)
					traces[i] = traced(client.Creators.All(t.Context(), nil), func(c fanvue.Creator) bool {
						time.Sleep(time.Millisecond)
						return false
					})
					for page, want := range tc.times {
						if n := server.times(page); i == 1 && n != want {
							t.Errorf("page %d was requested %d times, want %d", page, n, want)
						}
					}
				}
				if diff := cmp.Diff(traces[0], traces[1]); diff != "" {
					t.Errorf("(-without +with):\n%s", diff)
				}
			})
		})
	}
}

// A page that is requested ahead is not retried before the loop needs it: its retry
// would come before calls that somebody waits for.
func TestPrefetchRetriesWhenThePageIsNeeded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &listServer{style: byNumber, pages: 5, size: 5, respond: func(page, attempt int) func(*http.Request) (*http.Response, error) {
			if page == 3 && attempt == 1 {
				return respond(503, "", "Retry-After", "30")
			}
			return nil
		}}
		read := 0
		for c, err := range server.client(t, ahead...).Creators.All(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			read++
			if pageOfCreator(c) == 2 {
				time.Sleep(time.Minute)
				if n := server.times(3); n != 1 {
					t.Errorf("page 3 was requested %d times while the loop is on page 2, want once", n)
				}
			}
		}
		if read != 24 || server.times(3) != 2 {
			t.Errorf("%d items, page 3 was requested %d times; want 24 and 2", read, server.times(3))
		}
	})
}

// generations is a source of tokens. The server accepts only the latest one.
type generations struct{ latest, known atomic.Int64 }

func (g *generations) Token(context.Context) (fanvue.Token, error) {
	return fanvue.NewToken(fmt.Sprint("token-", g.known.Load())), nil
}

func (g *generations) Refresh(ctx context.Context, _ fanvue.Token) (fanvue.Token, error) {
	g.known.Store(g.latest.Load())
	return g.Token(ctx)
}

// A token that was refreshed for a page ahead may have been replaced when the loop
// needs the page.
func TestPrefetchRetriesWithTheTokenOfThatTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var source generations
		server := &listServer{style: byNumber, pages: 3, size: 5}
		transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			if server.pageOf(r) == 3 {
				source.latest.CompareAndSwap(0, 1) // the first token has expired
			}
			if r.Header.Get("Authorization") != fmt.Sprint("Bearer token-", source.latest.Load()) {
				return respond(401, `{"error":"Unauthorized"}`)(r)
			}
			return server.RoundTrip(r)
		})
		client, err := fanvue.NewClient(fanvue.WithTokenSource(&source), fanvue.WithTransport(transport), fanvue.WithPrefetch(4))
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		for c, err := range client.Creators.All(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			read++
			if c.UUID == "2.0" {
				time.Sleep(time.Hour)
				if source.known.Load() != 1 {
					t.Errorf("the token is %d, want 1 after a refresh for page 3", source.known.Load())
				}
				source.latest.Store(2)
				source.known.Store(2)
			}
		}
		if read != 14 {
			t.Errorf("%d items, want 14", read)
		}
	})
}

// A refusal because of the rate limit that the loop would not have met is not its
// error, even if it may neither wait nor retry.
func TestPrefetchForgetsTheRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		server := &listServer{style: byNumber, pages: 5, size: 5, respond: func(page, _ int) func(*http.Request) (*http.Response, error) {
			if page == 3 && time.Since(start) < time.Minute {
				return respond(429, `{"error":"Too many requests"}`, "Retry-After", "30")
			}
			return nil
		}}
		client := server.client(t, fanvue.WithPrefetch(4), fanvue.WithMaxRetries(0), fanvue.WithMaxWait(0))
		for c, err := range client.Creators.All(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			if c.UUID == "2.4" {
				time.Sleep(time.Minute)
			}
		}
		if n := server.times(3); n != 2 {
			t.Errorf("page 3 was requested %d times, want 2", n)
		}
	})
}

// A page whose last attempt was refused when the loop needed it is not tried as many
// times again.
func TestPrefetchGivesUpOnARefusedPage(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 1, 4} {
		synctest.Test(t, func(t *testing.T) {
			server := &listServer{style: byNumber, pages: 6, size: 5, respond: func(page, _ int) func(*http.Request) (*http.Response, error) {
				if page >= 3 {
					return respond(429, `{"error":"Too many requests"}`, "Retry-After", "1")
				}
				return nil
			}}
			start, failed := time.Now(), false
			for _, err := range server.client(t, fanvue.WithPrefetch(prefetch), fanvue.WithMaxRetries(3)).Creators.All(t.Context(), nil) {
				failed = failed || errors.Is(err, fanvue.ErrRateLimited)
			}
			if n, took := server.times(3), time.Since(start); !failed || n != 4 || took > 5*time.Second {
				t.Errorf("%d pages ahead: page 3 was requested %d times in %s, want 4 in 3s", prefetch, n, took)
			}
		})
	}
}

// A call that somebody waits for is sent as if there were no prefetch.
func TestPrefetchLetsOtherCallsGoFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit = 40
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(limit, time.Minute))
		defer server.Close()
		for i := range 600 {
			server.Me().AddFan(fanvue.User{UUID: fmt.Sprintf("fan-%d", i)})
		}
		client := must(server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithPrefetch(32)))
		read := 0
		for _, err := range client.Fans.AllSubscribers(t.Context(), &fanvue.SubscriberListOptions{Size: 10}) {
			if err != nil {
				t.Fatal(err)
			}
			if read++; read == 250 {
				time.Sleep(time.Second) // the requests ahead end
				break
			}
		}
		start := time.Now()
		if failed := calls(limit/4, func() error { return listChats(t.Context(), client) }); failed > 0 || time.Since(start) > 0 {
			t.Errorf("%d calls failed, %s; want the last quarter without a wait", failed, time.Since(start))
		}
		if n := server.RequestCount() - limit/4; n < 25 || n > limit*3/4 {
			t.Errorf("%d requests for 25 pages, want %d at most", n, limit*3/4)
		}
	})
}

// Each page is a call for the hooks, also one that the loop does not get to.
func TestPrefetchHooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		started, attempts, running, most := 0, 0, 0, 0
		var failures []error
		var contexts []context.Context
		hooks := fanvue.Hooks{
			CallStart: func(ctx context.Context, call fanvue.CallInfo) context.Context {
				mu.Lock()
				defer mu.Unlock()
				started, running = started+1, running+1
				most = max(most, running)
				contexts = append(contexts, ctx)
				if name, ok := fanvue.OperationFromContext(ctx); !ok || name != call.Operation {
					t.Errorf("the context has the operation %q", name)
				}
				return ctx
			},
			Attempt: func(context.Context, fanvue.CallInfo, fanvue.AttemptInfo) {
				mu.Lock()
				defer mu.Unlock()
				attempts++
			},
			CallDone: func(_ context.Context, _ fanvue.CallInfo, result fanvue.CallResult) {
				mu.Lock()
				defer mu.Unlock()
				running--
				if result.Err != nil {
					failures = append(failures, result.Err)
				}
			},
		}
		server := &listServer{style: byNumber, pages: 100, size: 5, latency: time.Second}
		traced(server.client(t, fanvue.WithPrefetch(4), fanvue.WithHooks(hooks)).Creators.All(t.Context(), nil), func(c fanvue.Creator) bool {
			time.Sleep(time.Millisecond) // the requests ahead are in flight
			return pageOfCreator(c) == 9
		})
		if started != server.count() || attempts != started || running != 0 || most != 4 {
			t.Errorf("%d calls with %d attempts, %d still run, %d at once, %d requests", started, attempts, running, most, server.count())
		}
		if len(failures) != server.canceled || server.canceled == 0 {
			t.Errorf("%d calls failed, %d requests were canceled", len(failures), server.canceled)
		}
		open := slices.DeleteFunc(contexts, func(ctx context.Context) bool { return ctx.Err() != nil })
		if len(open) != 2 {
			t.Errorf("%d contexts of calls remain, want those of the two pages that were not requested ahead", len(open))
		}
		for _, err := range failures {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("a call failed with %v, want context.Canceled", err)
			}
		}
	})
}

// The stored response is that of the page that the loop is on.
func TestPrefetchStoresTheResponseOfTheLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &listServer{style: byNumber, pages: 12, size: 5, latency: 10 * time.Millisecond, respond: func(page, attempt int) func(*http.Request) (*http.Response, error) {
			switch {
			case page == 7 && attempt == 1:
				return respond(503, "")
			case page == 9:
				return respond(403, `{"error":"Only for creators"}`)
			}
			return nil
		}}
		var response fanvue.Response
		ctx := fanvue.ContextWithResponse(t.Context(), &response)
		for c, err := range server.client(t, ahead...).Creators.All(ctx, nil) {
			time.Sleep(time.Millisecond)
			if err != nil {
				if response.StatusCode != 403 || response.Attempts != 1 {
					t.Errorf("at the error: status %d after %d attempts, want 403 after 1", response.StatusCode, response.Attempts)
				}
				continue
			}
			page, attempts := pageOfCreator(c), 1
			if page == 7 {
				attempts = 2
			}
			if want := server.body(page); string(response.Body) != want || response.StatusCode != 200 || response.Attempts != attempts {
				t.Fatalf("on page %d: status %d, %d attempts, body %s", page, response.StatusCode, response.Attempts, response.Body)
			}
		}
	})
}

// A list whose reading has an effect is read as the loop does.
func TestPrefetchHasNoSideEffects(t *testing.T) {
	t.Parallel()
	type messages interface {
		All(context.Context, string, *fanvue.MessageListOptions) iter.Seq2[fanvue.Message, error]
	}
	for _, markAsRead := range []bool{false, true} {
		for name, of := range map[string]func(*fanvue.Client) messages{
			"own":     func(c *fanvue.Client) messages { return c.Messages },
			"creator": func(c *fanvue.Client) messages { return c.Creator("ada").Messages },
		} {
			t.Run(fmt.Sprintf("%s, mark as read %t", name, markAsRead), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := &listServer{style: byNumber, pages: 12, size: 50, latency: time.Millisecond}
					ahead := 0
					for message, err := range of(server.client(t, fanvue.WithPrefetch(8))).All(t.Context(), "fan", &fanvue.MessageListOptions{MarkAsRead: markAsRead}) {
						if err != nil {
							t.Fatal(err)
						}
						page := pageOfItem(message.UUID)
						time.Sleep(time.Millisecond)
						ahead = max(ahead, server.count()-page)
					}
					if ahead > 0 == markAsRead {
						t.Errorf("%d pages ahead", ahead)
					}
				})
			})
		}
	}
}

// The search for the outcome of a send measures the server's clock with each
// response, and reads one page after the other.
func TestPrefetchIsNotForOutcomes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &listServer{style: byNumber, pages: 12, size: 50, latency: time.Second}
		client := server.client(t, fanvue.WithPrefetch(8))
		if _, err := client.MassMessages.Outcome(t.Context(), fanvue.MassSendAttempt{
			StartedAt: time.Now(), EndedAt: time.Now().Add(time.Second), Params: fanvue.MassMessageParams{Text: "hello"},
		}); err != nil {
			t.Fatal(err)
		}
		if server.most != 1 || server.count() != 12 {
			t.Errorf("%d requests, %d at once; want 12 and 1", server.count(), server.most)
		}
	})
}

// A call ahead that fails before it sends anything returns its slot, and its error
// comes where its page would have come.
func TestPrefetchReturnsUnusedSlots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tokens, pages atomic.Int64
		var repaired atomic.Bool
		source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
			if tokens.Add(1) > 5 && !repaired.Load() {
				return fanvue.Token{}, errors.New("the store is down")
			}
			return fanvue.NewToken("token-for-tests"), nil
		})
		api := &meteredAPI{limit: 20, window: time.Minute}
		client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithPrefetch(4), fanvue.WithTransport(roundTripFunc(func(r *http.Request) (*http.Response, error) {
			resp, err := api.RoundTrip(r)
			if err == nil {
				body := fmt.Sprintf(`{%s,"pagination":{"hasMore":true}}`, itemsJSON(fmt.Sprint(pages.Add(1))))
				resp.Body = io.NopCloser(strings.NewReader(body))
			}
			return resp, err
		})))
		if err != nil {
			t.Fatal(err)
		}
		trace := traced(client.Creators.All(t.Context(), nil), nil)
		if last := trace[len(trace)-1]; !strings.HasPrefix(last, `end after "page=6&size=50": `) || !strings.Contains(last, "the store is down") {
			t.Errorf("it ended with %s, want the error of the source on page 6", last)
		}
		repaired.Store(true)
		left := api.limit - api.counted
		start := time.Now()
		if failed := calls(left, func() error { return second(client.Creators.List(t.Context(), nil)) }); failed > 0 || time.Since(start) > time.Second {
			t.Errorf("%d of %d calls failed, %s; want all without a wait", failed, left, time.Since(start))
		}
	})
}

// A panic in a call ahead is the loop's if the loop gets there. Otherwise it would
// end the program.
func TestPrefetchPanics(t *testing.T) {
	t.Parallel()
	for _, reached := range []bool{true, false} {
		for name, fail := range map[string]func(){"panic": func() { panic("in a transport") }, "Goexit": runtime.Goexit} {
			t.Run(fmt.Sprintf("%s, reached %t", name, reached), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					list := &listServer{style: byNumber, pages: 12, size: 5}
					var broken atomic.Bool
					client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
						if list.pageOf(r) == 8 {
							broken.Store(true)
							fail()
						}
						return list.RoundTrip(r)
					}).client(t, fanvue.WithPrefetch(4), fanvue.WithMaxRetries(0))
					last, returned := "", false
					var recovered any
					var group sync.WaitGroup
					group.Go(func() {
						defer func() { recovered = recover() }()
						for c, err := range client.Creators.All(t.Context(), nil) {
							if err != nil {
								t.Error(err)
							}
							time.Sleep(time.Millisecond)
							last = c.UUID
							if !reached && broken.Load() {
								break
							}
						}
						returned = true
					})
					group.Wait()
					if !broken.Load() || returned == reached {
						t.Errorf("the call was made: %t, the loop returned: %t", broken.Load(), returned)
					}
					if name == "Goexit" && recovered != nil {
						t.Errorf("recovered %v, want nothing", recovered)
					}
					if reached && (last != "7.4" || name == "panic" && recovered != "in a transport") {
						t.Errorf("the last item is %s, recovered %v; want 7.4 and the panic", last, recovered)
					}
					// The slots are free.
					if failed := calls(20, func() error { return second(client.Creators.List(t.Context(), nil)) }); failed > 0 {
						t.Errorf("%d calls failed afterwards", failed)
					}
				})
			})
		}
	}
}

// growing is a list to which an item is added at the front whenever four pages
// were read.
type growing struct {
	mu    sync.Mutex
	items []string
	read  int
}

func (g *growing) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	page := (&listServer{}).pageOf(r)
	from, to := min((page-1)*5, len(g.items)), min(page*5, len(g.items))
	body := fmt.Sprintf(`{%s,"pagination":{"hasMore":%t}}`, itemsJSON(slices.Clone(g.items[from:to])...), to < len(g.items))
	if g.read++; g.read%4 == 0 {
		g.items = append([]string{fmt.Sprint("added ", g.read)}, g.items...)
	}
	return respond(200, body)(r)
}

// In a list that grows at the front, Distinct omits the items that moved to the
// next page. With one page ahead none is missing, because each page is requested
// after the one before it has arrived.
func TestPrefetchWithDistinct(t *testing.T) {
	t.Parallel()
	for _, pages := range []int{0, 1, 8} {
		t.Run(fmt.Sprint(pages), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := new(growing)
				for i := range 100 {
					server.items = append(server.items, fmt.Sprint(i))
				}
				client := roundTripFunc(server.RoundTrip).client(t, fanvue.WithPrefetch(pages))
				seen := map[string]int{}
				for c, err := range fanvue.Distinct(client.Creators.All(t.Context(), nil), func(c fanvue.Creator) string { return c.UUID }) {
					if err != nil {
						t.Fatal(err)
					}
					seen[c.UUID]++
				}
				for i := range 100 {
					if n := seen[fmt.Sprint(i)]; n > 1 || n < 1 && pages <= 1 {
						t.Errorf("item %d came %d times", i, n)
					}
				}
			})
		})
	}
}

// Chats move to the front whenever a message arrives. Those that have changed are
// all found, whatever the number of pages ahead.
func TestPrefetchOfChangedChats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &listServer{style: byNumber, pages: 12, size: 50, latency: 100 * time.Millisecond}
		chats := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			resp, err := server.RoundTrip(r)
			if err != nil {
				return nil, err
			}
			body := must(io.ReadAll(resp.Body))
			items := regexp.MustCompile(`\{"uuid":("[^"]*")\}`).ReplaceAllString(string(body), `{"user":{"uuid":$1},"lastMessageAt":"2026-01-01T00:00:00Z"}`)
			return respond(200, items)(r)
		}).client(t, fanvue.WithPrefetch(8)).Chats
		start, found, page := time.Now(), 0, 0
		for chat, err := range chats.ChangedSince(t.Context(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
			if err != nil {
				t.Fatal(err)
			}
			if pageOfItem(chat.User.UUID) != page {
				page = pageOfItem(chat.User.UUID)
				time.Sleep(100 * time.Millisecond)
			}
			found++
		}
		if took := time.Since(start); found != 12*50-1 || server.most != 1 || took != 1400*time.Millisecond {
			t.Errorf("%d chats in %s, %d requests at once; want 599 in 1.4s, one after the other", found, took, server.most)
		}
	})
}
