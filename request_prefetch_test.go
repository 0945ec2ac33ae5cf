package fanvue_test

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// A list of each kind returns the same with WithPrefetch. If its pages have
// numbers, several are requested at once, otherwise the next one while the loop is
// on a page.
func TestPrefetchOfEachKindOfList(t *testing.T) {
	t.Parallel()
	const (
		pages   = 12
		latency = 100 * time.Millisecond
		work    = 150 * time.Millisecond
	)
	for _, tc := range []struct {
		style         listStyle
		pages         int
		work          time.Duration // of the loop, for each page
		serial, ahead time.Duration
		most          int // requests in flight
	}{
		{byNumber, pages, 0, pages * latency, 6 * latency, 4},
		{byNumber, pages, work, pages * (latency + work), 2*latency + pages*work, 2},
		{byFull, pages, work, pages * (latency + work), 2*latency + pages*work, 1},
		{byCursor, pages, 0, pages * latency, pages * latency, 1},
		{byCursor, pages, work, pages * (latency + work), 2*latency + pages*work, 1},
		{byDate, pages, work, pages * (latency + work), 2*latency + pages*work, 1},
		{asArray, 1, work, latency + work, latency + work, 1},
	} {
		t.Run(fmt.Sprintf("%s, %s a page", tc.style, tc.work), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				read := func(opts []fanvue.Option) (server *listServer, trace []string, took time.Duration) {
					server = &listServer{style: tc.style, pages: tc.pages, size: 50, latency: latency}
					start, page := time.Now(), 0
					trace = traced(server.client(t, opts...).Creators.All(t.Context(), nil), func(c fanvue.Creator) bool {
						if pageOfCreator(c) != page {
							page = pageOfCreator(c)
							time.Sleep(tc.work)
						}
						return false
					})
					return server, trace, time.Since(start)
				}
				_, want, took := read(serial)
				if took != tc.serial || len(want) != tc.pages*50-1 {
					t.Errorf("without: %d items in %s, want %d in %s", len(want), took, tc.pages*50-1, tc.serial)
				}
				server, got, took := read(ahead)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-without +with):\n%s", diff)
				}
				if took != tc.ahead || server.most != tc.most {
					t.Errorf("with: %s, %d requests at once; want %s and %d", took, server.most, tc.ahead, tc.most)
				}
			})
		})
	}
}

// A loop that stops early has requested no more pages ahead than it used.
func TestPrefetchGrows(t *testing.T) {
	t.Parallel()
	for _, style := range []listStyle{byNumber, byCursor} {
		for stop, want := range map[int]int{1: 1, 2: 3, 3: 5, 4: 7, 5: 9, 6: 10, 20: 24} {
			if style == byCursor {
				want = min(want, stop+1)
			}
			t.Run(fmt.Sprintf("%s, stop on page %d", style, stop), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := &listServer{style: style, pages: 100, size: 5, latency: time.Second}
					traced(server.client(t, ahead...).Creators.All(t.Context(), nil), func(c fanvue.Creator) bool {
						time.Sleep(time.Second) // all pages that were requested arrive
						return pageOfCreator(c) == stop
					})
					if n := server.count(); n != want {
						t.Errorf("%d requests, want %d: %v", n, want, server.requested)
					}
				})
			})
		}
	}
}

// No page is requested before the range starts, and none after the last one if
// that is known in time.
func TestPrefetchRequestsNothingNeedlessly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &listServer{style: byNumber, pages: 12, size: 5, latency: 100 * time.Millisecond}
		creators := server.client(t, ahead...).Creators.All(t.Context(), nil)
		time.Sleep(time.Minute)
		if server.count() > 0 {
			t.Errorf("%d requests before the range", server.count())
		}
		traced(creators, func(fanvue.Creator) bool { time.Sleep(time.Second); return false })
		if diff := cmp.Diff([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, slices.DeleteFunc(server.sorted(), func(page int) bool { return page > 12 })); diff != "" {
			t.Errorf("each page once (-want +got):\n%s", diff)
		}
		if extra := server.count() - 12; extra > 3 {
			t.Errorf("%d requests after the last page, want 3 at most: they are in flight when it arrives", extra)
		}
	})
}

// The number of pages in memory does not exceed the limit and the one that the
// loop is on, however slow the loop is.
func TestPrefetchHoldsFewPages(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 1, 3, 32} {
		t.Run(strconv.Itoa(limit), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &listServer{style: byNumber, pages: 100, size: 10, latency: time.Millisecond}
				most := 0
				traced(server.client(t, fanvue.WithPrefetch(limit)).Creators.All(t.Context(), nil), func(c fanvue.Creator) bool {
					time.Sleep(time.Second)
					most = max(most, server.count()-pageOfCreator(c))
					return false
				})
				if most != limit {
					t.Errorf("at most %d pages besides that of the loop, want %d", most, limit)
				}
			})
		})
	}
}

// A page that the loop has left is not held in memory, nor what it came with.
func TestPrefetchForgetsPages(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 1, 4, 16} {
		server := &listServer{style: byNumber, pages: 60, size: 2}
		var held atomic.Int64
		client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			resp, err := server.RoundTrip(r)
			held.Add(1)
			runtime.AddCleanup(resp, func(held *atomic.Int64) { held.Add(-1) }, &held)
			return resp, err
		}).client(t, fanvue.WithPrefetch(limit))
		traced(client.Creators.All(t.Context(), nil), func(c fanvue.Creator) bool {
			if pageOfCreator(c)%20 != 10 || !strings.HasSuffix(c.UUID, ".1") {
				return false
			}
			want := int64(limit + 1)
			for deadline := time.Now().Add(5 * time.Second); held.Load() > want && time.Now().Before(deadline); {
				runtime.GC()
				time.Sleep(time.Millisecond)
			}
			if held.Load() > want {
				t.Errorf("%d pages ahead: %d pages are held at %s, want %d at most", limit, held.Load(), c.UUID, want)
			}
			return false
		})
	}
}

const fans = 10_000

// fanList is a server with 10,000 fans, and a client whose requests take 100 ms.
func fanList(t testing.TB, limit int, opts ...fanvue.Option) (*fanvuetest.Server, *fanvue.Client) {
	t.Helper()
	server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty(), fanvuetest.WithRateLimit(limit, time.Minute))
	for i := range fans {
		server.Me().AddFan(fanvue.User{UUID: fmt.Sprintf("fan-%d", i)})
	}
	transport := server.HTTPClient().Transport
	client, err := server.Client(append([]fanvue.Option{fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithTransport(roundTripFunc(func(r *http.Request) (*http.Response, error) {
		if !pause(r.Context(), 100*time.Millisecond) {
			return nil, r.Context().Err()
		}
		return transport.RoundTrip(r)
	}))}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return server, client
}

// 10,000 fans, 50 a page: at most a fifth of the time.
func TestPrefetchOfTenThousandFans(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := fanList(t, 2000)
		defer server.Close()
		read := func(pages int) time.Duration {
			server.ResetRequests()
			start, found := time.Now(), map[string]bool{}
			for fan, err := range client.Fans.AllSubscribers(fanvue.ContextWithPrefetch(t.Context(), pages), nil) {
				if err != nil {
					t.Fatal(err)
				}
				found[fan.UUID] = true
			}
			took := time.Since(start)
			t.Logf("%d pages ahead: %d fans, %d requests, %s", pages, len(found), server.RequestCount(), took)
			if len(found) != fans {
				t.Errorf("%d fans, want %d", len(found), fans)
			}
			return took
		}
		serial := read(0)
		for _, pages := range []int{1, 2, 4, 8, 16} {
			took := read(pages)
			t.Logf("%.3f of the time", float64(took)/float64(serial))
			if pages >= 8 && took > serial/5 {
				t.Errorf("%d pages ahead: %s, want at most a fifth of %s", pages, took, serial)
			}
		}
	})
}

// With the API's usual limit, pages are requested ahead while more than a quarter
// of it is left, and then when the loop needs them.
func TestPrefetchLeavesAQuarterOfTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit = 200
		server, client := fanList(t, limit, fanvue.WithPrefetch(8))
		defer server.Close()
		start := time.Now()
		page, early, other := 0, 0, 0 // pages used; requests ahead; calls that others make
		for fan, err := range client.Fans.AllSubscribers(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			number := must(strconv.Atoi(strings.TrimPrefix(fan.UUID, "fan-")))
			if number%50 == 0 { // the first or the last of a page
				synctest.Wait()
				page++
				used := server.RequestCount()
				if ahead := used - other - page; ahead > 0 && used > limit*3/4 {
					t.Errorf("%d pages ahead after %d requests", ahead, used)
				} else if ahead > 0 {
					early++
				}
			}
		}
		refused := 0
		for _, request := range server.Requests() {
			if request.Status == http.StatusTooManyRequests {
				refused++
			}
		}
		t.Logf("%d requests, %d of them 429, %s, ahead on %d of %d pages", server.RequestCount(), refused, time.Since(start), early, page)
		if refused > 0 || server.RequestCount() != fans/50 || early < 100 {
			t.Errorf("want no 429, %d requests, and pages ahead on at least 100", fans/50)
		}
	})
}
