package ratelimit_test

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// spare counts the slots that the bucket has to spare now, and gives them back.
func spare(t *testing.T, b *ratelimit.Bucket) int {
	t.Helper()
	var slots []*ratelimit.Slot
	start := time.Now()
	for range 1000 {
		slot := b.AcquireSpare()
		if slot == nil {
			break
		}
		slots = append(slots, slot)
	}
	if took := time.Since(start); took > 0 {
		t.Errorf("it waited %s", took)
	}
	for _, slot := range slots {
		slot.Release(nil, false)
	}
	return len(slots)
}

func TestAcquireSpare(t *testing.T) {
	t.Parallel()
	type bucket = ratelimit.Bucket
	respond := func(t *testing.T, b *bucket, response *http.Response) {
		acquire(t, b).Release(response, true)
	}
	end := func() time.Time { return time.Now().Add(time.Minute) }
	for name, tc := range map[string]struct {
		prepare func(t *testing.T, b *bucket)
		want    int
	}{
		"before the first response":  {func(*testing.T, *bucket) {}, 0},
		"while the first is awaited": {func(t *testing.T, b *bucket) { acquire(t, b) }, 0},
		"no limit":                   {func(t *testing.T, b *bucket) { respond(t, b, silent(200)) }, 1000},
		"a new window":               {func(t *testing.T, b *bucket) { respond(t, b, metered(200, 200, 199, end())) }, 149},
		"one above the quarter":      {func(t *testing.T, b *bucket) { respond(t, b, metered(200, 200, 51, end())) }, 1},
		"the last quarter":           {func(t *testing.T, b *bucket) { respond(t, b, metered(200, 200, 50, end())) }, 0},
		"a limit that is not a multiple of four": {func(t *testing.T, b *bucket) {
			respond(t, b, metered(200, 10, 9, end()))
		}, 6}, // 3 of 10 is more than a quarter, 2 is not
		"a limit of two": {func(t *testing.T, b *bucket) { respond(t, b, metered(200, 2, 1, end())) }, 0},
		"used up":        {func(t *testing.T, b *bucket) { respond(t, b, metered(200, 200, 0, end())) }, 0},
		"refused":        {func(t *testing.T, b *bucket) { respond(t, b, metered(429, 200, 0, end())) }, 0},
		"refused without headers": {func(t *testing.T, b *bucket) {
			respond(t, b, silent(429))
		}, 0},
		"requests in flight may not be in Remaining": {func(t *testing.T, b *bucket) {
			respond(t, b, metered(200, 200, 60, end()))
			for range 8 {
				acquire(t, b)
			}
		}, 2},
		"nor those that were lost": {func(t *testing.T, b *bucket) {
			respond(t, b, metered(200, 200, 199, end()))
			for range 8 {
				acquire(t, b).Release(nil, true)
			}
		}, 141},
		"after the end of the window": {func(t *testing.T, b *bucket) {
			respond(t, b, metered(200, 200, 199, end()))
			time.Sleep(2 * time.Minute)
		}, 0},
		"in the next window": {func(t *testing.T, b *bucket) {
			respond(t, b, metered(200, 200, 10, end()))
			time.Sleep(2 * time.Minute)
			respond(t, b, metered(200, 200, 199, end()))
		}, 149},
		"others use the limit": {func(t *testing.T, b *bucket) {
			respond(t, b, metered(200, 200, 199, end()))
			respond(t, b, metered(429, 200, 0, end()))
			time.Sleep(2 * time.Minute)
			respond(t, b, metered(200, 200, 199, end()))
		}, 0},
		"others no longer use the limit": {func(t *testing.T, b *bucket) {
			respond(t, b, metered(200, 200, 199, end()))
			respond(t, b, metered(429, 200, 0, end()))
			time.Sleep(6 * time.Minute)
			respond(t, b, metered(200, 200, 199, end()))
		}, 149},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var b ratelimit.Bucket
				tc.prepare(t, &b)
				left := free(t, &b)
				if n := spare(t, &b); n != tc.want {
					t.Errorf("%d slots to spare, want %d", n, tc.want)
				}
				if n := free(t, &b); n != left {
					t.Errorf("%d slots free afterwards, want %d as before", n, left)
				}
			})
		})
	}
}

// Calls in the queue come before those that nobody waits for, even if there are
// slots for both, and spare slots are not taken from the bucket twice.
func TestAcquireSpareIsLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b ratelimit.Bucket
		probe := acquire(t, &b)
		var group sync.WaitGroup
		slots := make([]*ratelimit.Slot, 5)
		for i := range slots {
			group.Go(func() { slots[i], _ = b.Acquire(t.Context(), ratelimit.Wait{Max: patient}) })
			synctest.Wait()
		}
		if n := spare(t, &b); n != 0 {
			t.Errorf("%d slots to spare while calls wait, want none", n)
		}
		probe.Release(metered(200, 20, 19, time.Now().Add(time.Minute)), true)
		group.Wait()
		if n := spare(t, &b); n != 19-5-5 {
			t.Errorf("%d slots to spare after the queue, want 9", n)
		}
		held := b.AcquireSpare()
		if n := free(t, &b); n != 19-5-1 {
			t.Errorf("%d slots free beside a spare one in use, want 13", n)
		}
		held.Release(metered(200, 20, 18, time.Now().Add(time.Minute)), true)
		for _, slot := range slots {
			slot.Release(nil, false)
		}
	})
}
