package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

const patient = time.Hour

// metered returns a response in a window that ends at end, on a server whose
// clock is ours.
func metered(status, limit, remaining int, end time.Time) *http.Response {
	return &http.Response{StatusCode: status, Header: header(
		"X-RateLimit-Limit", strconv.Itoa(limit), "X-RateLimit-Remaining", strconv.Itoa(remaining),
		"X-RateLimit-Reset", strconv.FormatInt(end.Unix(), 10), "Date", time.Now().UTC().Format(http.TimeFormat))}
}

func silent(status int) *http.Response { return &http.Response{StatusCode: status} }

// acquire acquires a slot that must be had at once.
func acquire(t *testing.T, b *ratelimit.Bucket) *ratelimit.Slot {
	t.Helper()
	waited := false
	slot, err := b.Acquire(t.Context(), ratelimit.Wait{Max: patient, OnStart: func(time.Duration, int) { waited = true }})
	if err != nil || waited {
		t.Fatalf("waited %t, %v; want a slot at once", waited, err)
	}
	return slot
}

// wait acquires a slot and returns how long that took.
func wait(t *testing.T, b *ratelimit.Bucket) (*ratelimit.Slot, time.Duration) {
	t.Helper()
	start := time.Now()
	slot, err := b.Acquire(t.Context(), ratelimit.Wait{Max: patient})
	if err != nil {
		t.Fatal(err)
	}
	return slot, time.Since(start)
}

// free counts the slots that the bucket gives away now, and gives them back.
func free(t *testing.T, b *ratelimit.Bucket) int {
	t.Helper()
	var slots []*ratelimit.Slot
	for range 1000 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		slot, err := b.Acquire(ctx, ratelimit.Wait{})
		cancel()
		if err != nil {
			break
		}
		slots = append(slots, slot)
	}
	for _, slot := range slots {
		slot.Release(nil, false)
	}
	return len(slots)
}

func TestStates(t *testing.T) {
	t.Parallel()
	const limit = 10
	for name, tc := range map[string]struct {
		response func(end time.Time) *http.Response
		sent     bool
		free     int           // after the response
		until    time.Duration // the next window; 0 when no window was started
	}{
		"nothing was sent":           {nil, false, 1, 0},
		"no response":                {nil, true, 1, 0},
		"metered":                    {func(end time.Time) *http.Response { return metered(200, limit, 9, end) }, true, 9, time.Minute},
		"metered by an error":        {func(end time.Time) *http.Response { return metered(500, limit, 9, end) }, true, 9, time.Minute},
		"others have used some":      {func(end time.Time) *http.Response { return metered(200, limit, 3, end) }, true, 3, 62 * time.Second},
		"used up":                    {func(end time.Time) *http.Response { return metered(200, limit, 0, end) }, true, 0, 62 * time.Second},
		"refused":                    {func(end time.Time) *http.Response { return metered(429, limit, 0, end) }, true, 0, 61 * time.Second},
		"no headers":                 {func(time.Time) *http.Response { return silent(200) }, true, 1000, 0},
		"no headers, an error":       {func(time.Time) *http.Response { return silent(404) }, true, 1000, 0},
		"no headers, a server error": {func(time.Time) *http.Response { return silent(502) }, true, 1, 0},
		"refused without headers":    {func(time.Time) *http.Response { return silent(429) }, true, 0, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var b ratelimit.Bucket
				probe := acquire(t, &b)
				if n := free(t, &b); n != 0 {
					t.Errorf("%d more slots while the probe is under way, want none", n)
				}
				var response *http.Response
				if tc.response != nil {
					response = tc.response(time.Now().Add(time.Minute))
				}
				probe.Release(response, tc.sent)
				if n := free(t, &b); n != tc.free {
					t.Errorf("%d slots free, want %d", n, tc.free)
				}
				if tc.until == 0 {
					return
				}
				time.Sleep(tc.until - time.Millisecond)
				if n := free(t, &b); n != tc.free {
					t.Errorf("%d slots free before the window is over, want %d", n, tc.free)
				}
				time.Sleep(time.Millisecond)
				if n := free(t, &b); n != 1 {
					t.Errorf("%d slots free after the window, want one for a probe", n)
				}
			})
		})
	}
}

func TestReleaseCountsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		end := time.Now().Add(time.Minute)
		acquire(t, &b).Release(metered(200, 10, 9, end), true)
		slot := acquire(t, &b)
		for range 3 {
			slot.Release(metered(200, 10, 8, end), true)
			slot.Release(nil, true)
		}
		if n := free(t, &b); n != 8 {
			t.Errorf("%d slots free, want 8", n)
		}
		var none *ratelimit.Slot
		none.Release(nil, true)
	})
}

// A request without a response counts for its whole window, and for half a
// minute in the next one, unless the server has certainly counted it before.
func TestUnansweredRequestsStayCounted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		remaining int // of the response that comes last
		next      int // free in the next window, at first
	}{
		"not yet counted": {7, 9 - 2},
		"one counted":     {6, 9 - 1},
		"all counted":     {5, 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var b ratelimit.Bucket
				end := time.Now().Add(time.Minute)
				acquire(t, &b).Release(metered(200, 10, 9, end), true)
				time.Sleep(50 * time.Second)
				lost := []*ratelimit.Slot{acquire(t, &b), acquire(t, &b)}
				last := acquire(t, &b)
				late := acquire(t, &b)
				for _, slot := range lost {
					slot.Release(nil, true)
				}
				last.Release(metered(200, 10, 8, end), true)
				late.Release(metered(200, 10, tc.remaining, end), true)
				if n := free(t, &b); n != 5 {
					t.Errorf("%d slots free, want 5: two of ten may be counted without a response", n)
				}
				time.Sleep(11 * time.Second)
				acquire(t, &b).Release(metered(200, 10, 9, time.Now().Add(time.Minute)), true)
				if n := free(t, &b); n != tc.next {
					t.Errorf("%d slots free in the next window, want %d", n, tc.next)
				}
				time.Sleep(20 * time.Second)
				if n := free(t, &b); n != 9 {
					t.Errorf("%d slots free half a minute later, want 9", n)
				}
			})
		})
	}
}

// A request that hangs since the window before does not take a slot forever.
func TestHangingRequestsDoNotCountForever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		acquire(t, &b).Release(metered(200, 10, 9, time.Now().Add(time.Minute)), true)
		var hanging []*ratelimit.Slot
		for range 9 {
			hanging = append(hanging, acquire(t, &b))
		}
		time.Sleep(time.Minute)
		acquire(t, &b).Release(metered(200, 10, 9, time.Now().Add(time.Minute)), true)
		if n := free(t, &b); n != 9 {
			t.Errorf("%d slots free while nine requests hang, want 9", n)
		}
		for _, slot := range hanging {
			slot.Release(nil, true)
		}
		if n := free(t, &b); n != 9 {
			t.Errorf("%d slots free after they ended, want 9", n)
		}
	})
}

// However many probes hang, the next call waits for a few seconds at most.
func TestHangingProbes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		known bool
		hang  int
		most  time.Duration
	}{
		"one, limit unknown": {false, 1, 2 * time.Second},
		"ten, limit unknown": {false, 10, 4500 * time.Millisecond},
		"one, limit known":   {true, 1, 2 * time.Second},
		"ten, limit known":   {true, 10, 2 * time.Second},
		"100, limit known":   {true, 100, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var b ratelimit.Bucket
				if tc.known {
					acquire(t, &b).Release(metered(200, 200, 199, time.Now().Add(time.Minute)), true)
					time.Sleep(time.Minute)
				}
				start := time.Now()
				for range tc.hang {
					_, _ = wait(t, &b)
				}
				if _, _ = wait(t, &b); time.Since(start) > tc.most || time.Since(start) < probePatience {
					t.Errorf("waited %s for %d probes that hang, want %s to %s", time.Since(start), tc.hang, probePatience, tc.most)
				}
			})
		})
	}
}

const probePatience = 2 * time.Second

// When the limit is known, no more go without any response than it allows, as
// long as they may count.
func TestHangingProbesKeepToTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		acquire(t, &b).Release(metered(200, 5, 4, time.Now().Add(time.Minute)), true)
		time.Sleep(time.Minute)
		start := time.Now()
		for range 5 {
			_, _ = wait(t, &b)
		}
		if took := time.Since(start); took != probePatience {
			t.Errorf("five requests took %s, want %s", took, probePatience)
		}
		if _, took := wait(t, &b); took < time.Minute {
			t.Errorf("the sixth went after %s, want it to wait for a window", took)
		}
	})
}

// Others who use the limit are remembered for five minutes, with or without
// windows in between.
func TestCautionIsRememberedByTime(t *testing.T) {
	t.Parallel()
	for name, window := range map[string]time.Duration{"short windows": 10 * time.Second, "long windows": 2 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var b ratelimit.Bucket
				start := time.Now()
				end := start.Add(window)
				acquire(t, &b).Release(metered(200, 100, 99, end), true)
				acquire(t, &b).Release(metered(429, 100, 0, end), true)
				for {
					slot, _ := wait(t, &b)
					slot.Release(metered(200, 100, 99, time.Now().Add(window)), true)
					want := 4
					if time.Since(start) >= 5*time.Minute {
						want = 99
					}
					if n := free(t, &b); n != want {
						t.Errorf("%d slots at once after %s, want %d", n, time.Since(start), want)
					}
					if want != 4 {
						return
					}
					time.Sleep(window)
				}
			})
		})
	}
}

// Against a limit that others use, requests that hang do not stop the others.
func TestCautionDoesNotStopForHangingRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		end := time.Now().Add(10 * time.Second)
		acquire(t, &b).Release(metered(200, 100, 99, end), true)
		acquire(t, &b).Release(metered(429, 100, 0, end), true)
		slot, _ := wait(t, &b)
		slot.Release(metered(200, 100, 99, time.Now().Add(10*time.Second)), true)
		for range 4 {
			acquire(t, &b)
		}
		if _, took := wait(t, &b); took != 2*time.Second {
			t.Errorf("waited %s for four that hang, want 2s", took)
		}
	})
}

func TestBucketsAreKeptWhileTheyMatter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all ratelimit.Buckets
		busy := acquire(t, all.Bucket("busy"))
		acquire(t, all.Bucket("running")).Release(metered(200, 10, 4, time.Now().Add(time.Minute)), true)
		before := map[string]*ratelimit.Bucket{"busy": all.Bucket("busy"), "running": all.Bucket("running"), "idle": all.Bucket("idle")}
		for i := range 1000 {
			all.Bucket(fmt.Sprint(i))
		}
		for name, b := range before {
			if kept := all.Bucket(name) == b; kept != (name != "idle") {
				t.Errorf("%s: kept %t", name, kept)
			}
		}
		busy.Release(nil, false)
		if limit, ok := all.Known("running"); !ok || limit.Limit != 10 || limit.Remaining != 4 {
			t.Errorf("running: %+v %t, want 4 of 10", limit, ok)
		}
		for _, name := range []string{"busy", "none"} {
			if _, ok := all.Known(name); ok {
				t.Errorf("%s is known", name)
			}
		}
	})
}

// Releasing and acquiring at once is safe, and loses no slot.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	var b ratelimit.Bucket
	end := time.Now().Add(time.Hour)
	acquire(t, &b).Release(metered(200, 100, 99, end), true)
	var group sync.WaitGroup
	for i := range 500 {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			slot, err := b.Acquire(ctx, ratelimit.Wait{Max: patient, Retry: i%2 == 0})
			if err != nil {
				t.Error(err)
				return
			}
			defer slot.Release(nil, true)
			slot.Release(nil, false)
		})
	}
	group.Wait()
	if n := free(t, &b); n != 99 {
		t.Errorf("%d slots free, want 99", n)
	}
}

func TestWaitErrorIsFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		acquire(t, &b).Release(metered(429, 10, 0, time.Now().Add(30*time.Second)), true)
		_, err := b.Acquire(t.Context(), ratelimit.Wait{Max: 20 * time.Second})
		var wait *ratelimit.WaitError
		if !errors.As(err, &wait) || wait.Wait != 31*time.Second {
			t.Errorf("got %v, want a WaitError of 31s", err)
		}
	})
}

// A bucket that has seen milliseconds reads small numbers as milliseconds too.
func TestMillisecondsLateInAWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		left := func(remaining, reset string) *http.Response {
			return &http.Response{StatusCode: 200, Header: header("X-RateLimit-Limit", "10", "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", reset)}
		}
		acquire(t, &b).Release(left("9", "60000"), true)
		time.Sleep(58 * time.Second)
		acquire(t, &b).Release(left("0", "2000"), true)
		if _, took := wait(t, &b); took != 3*time.Second {
			t.Errorf("waited %s with two seconds left, want 3s", took)
		}
	})
}

// A response of the window that is over does not start that one anew.
func TestLateResponseOfThePreviousWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		end := time.Now().Add(time.Minute)
		acquire(t, &b).Release(metered(200, 10, 9, end), true)
		time.Sleep(59 * time.Second)
		late := acquire(t, &b)
		time.Sleep(time.Second)
		probe := acquire(t, &b)
		late.Release(metered(200, 10, 0, end), true)
		if n := free(t, &b); n != 0 {
			t.Errorf("%d slots free while the probe is under way, want none", n)
		}
		probe.Release(metered(200, 10, 9, end.Add(time.Minute)), true)
		if n := free(t, &b); n != 9 {
			t.Errorf("%d slots free after the probe, want 9", n)
		}
		time.Sleep(time.Minute)
		if n := free(t, &b); n != 1 {
			t.Errorf("%d slots free after a regular window, want one for a probe", n)
		}
	})
}
