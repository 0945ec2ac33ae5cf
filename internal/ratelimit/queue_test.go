package ratelimit_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// exhausted returns a bucket with nothing left until the minute is over.
func exhausted(t *testing.T, limit int) *ratelimit.Bucket {
	t.Helper()
	b := new(ratelimit.Bucket)
	acquire(t, b).Release(metered(429, limit, 0, time.Now().Add(time.Minute)), true)
	return b
}

// Slots are given in the order of the queue: with one request in a window, that
// can be seen.
func TestQueueOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := exhausted(t, 1)
		var served []int
		var group sync.WaitGroup
		canceled, cancel := context.WithCancel(t.Context())
		add := func(id int, ctx context.Context, retry bool) {
			group.Go(func() {
				if slot, err := b.Acquire(ctx, ratelimit.Wait{Max: patient, Retry: retry}); err == nil {
					served = append(served, id)
					slot.Release(metered(200, 1, 0, time.Now().Add(time.Minute)), true)
				}
			})
			synctest.Wait()
		}
		for i := range 6 {
			ctx := t.Context()
			if i == 0 || i == 3 {
				ctx = canceled
			}
			add(i, ctx, false)
		}
		add(100, t.Context(), true)
		cancel()
		group.Wait()
		if want := []int{100, 1, 2, 4, 5}; !slices.Equal(served, want) {
			t.Errorf("served %v, want %v", served, want)
		}
	})
}

// A call whose turn comes after its deadline is rejected when it comes, or when
// that becomes known.
func TestQueueRejects(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		deadline, maxWait time.Duration
		rejected          bool
	}{
		"deadline before the window ends": {30 * time.Second, patient, true},
		"deadline after it":               {62 * time.Second, patient, false},
		"cap before it":                   {patient, 30 * time.Second, true},
		"cap after it":                    {patient, 62 * time.Second, false},
	} {
		for _, when := range []string{"when it comes", "when it becomes known"} {
			t.Run(name+", "+when, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					b := new(ratelimit.Bucket)
					probe := acquire(t, b)
					refuse := func() { probe.Release(metered(429, 10, 0, time.Now().Add(time.Minute)), true) }
					if when == "when it comes" {
						refuse()
					}
					ctx, cancel := context.WithTimeout(t.Context(), tc.deadline)
					defer cancel()
					var err error
					start := time.Now()
					var took time.Duration
					var group sync.WaitGroup
					group.Go(func() {
						_, err = b.Acquire(ctx, ratelimit.Wait{Max: tc.maxWait})
						took = time.Since(start)
					})
					synctest.Wait()
					if when != "when it comes" {
						refuse()
					}
					group.Wait()
					var wait *ratelimit.WaitError
					switch {
					case tc.rejected && (!errors.As(err, &wait) || took > 0):
						t.Errorf("got %v after %s, want a WaitError at once", err, took)
					case !tc.rejected && (err != nil || took != 61*time.Second):
						t.Errorf("got %v after %s, want a slot after 61s", err, took)
					}
				})
			})
		}
	}
}

// Far back in the queue the wait is several windows.
func TestQueueRejectsByPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := new(ratelimit.Bucket)
		acquire(t, b).Release(metered(200, 10, 9, time.Now().Add(time.Minute)), true)
		ctx, cancel := context.WithTimeout(t.Context(), 70*time.Second)
		defer cancel()
		var rejected atomic.Int32
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				slot, err := b.Acquire(ctx, ratelimit.Wait{Max: patient})
				var wait *ratelimit.WaitError
				if errors.As(err, &wait) {
					rejected.Add(1)
				}
				slot.Release(metered(200, 10, 9, time.Now().Add(time.Minute)), true)
			})
		}
		synctest.Wait()
		// Nine can go in this window and ten in the next.
		if n := rejected.Load(); n < 100-9-10-9 || n > 100-9-10 {
			t.Errorf("%d rejected at once, want about 81", n)
		}
		group.Wait()
	})
}

// A call that leaves in the moment in which it is served gives its slot back.
func TestQueueLosesNoSlot(t *testing.T) {
	t.Parallel()
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			b := exhausted(t, 10)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(61*time.Second, cancel) // just when the window ends
			var group sync.WaitGroup
			for range 20 {
				group.Go(func() {
					slot, _ := b.Acquire(ctx, ratelimit.Wait{Max: patient})
					slot.Release(nil, false)
				})
			}
			group.Wait()
			acquire(t, b).Release(metered(200, 10, 9, time.Now().Add(time.Minute)), true)
			if n := free(t, b); n != 9 {
				t.Errorf("%d slots free, want 9", n)
			}
		})
	}
}

// BenchmarkContention has 1,000 goroutines per processor take and give back
// slots of one bucket.
func BenchmarkContention(b *testing.B) {
	bucket := new(ratelimit.Bucket)
	slot, _ := bucket.Acquire(b.Context(), ratelimit.Wait{Max: patient})
	slot.Release(metered(200, 1<<30, 1<<30-1, time.Now().Add(time.Hour)), true)
	b.SetParallelism(1000)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			slot, err := bucket.Acquire(b.Context(), ratelimit.Wait{Max: patient})
			if err != nil {
				b.Error(err)
				return
			}
			slot.Release(nil, false)
		}
	})
}
