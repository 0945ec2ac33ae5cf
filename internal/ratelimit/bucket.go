package ratelimit

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	// probePatience is how long other calls wait for the answer of the one
	// that went first; then the next one goes.
	probePatience = 2 * time.Second
	// maxRefusal is how long a refusal is remembered, whatever it asks for.
	maxRefusal = time.Hour
	// maxInFlightShared is how many calls are in flight at once against a limit
	// that others use as well: so many may be refused when a window ends.
	maxInFlightShared = 4
	// calmWindows is for how many windows others are remembered.
	calmWindows = 5
)

type bucketState uint8

const (
	// bucketUnknown: at start, and when the window has turned. One call goes
	// first, as a probe.
	bucketUnknown bucketState = iota
	// bucketMetered: the server's headers say how much is left.
	bucketMetered
	// bucketUnmetered: the server sends no such headers; every call may go.
	bucketUnmetered
)

// Bucket paces the calls that share one rate limit. Callers are served in the
// order in which they came.
type Bucket struct {
	mu       sync.Mutex
	state    bucketState
	limit    Limit         // while metered
	reported int64         // the server's Reset header, which tells windows apart
	length   time.Duration // of a window, as far as known
	inFlight int
	shared   bool      // others use the same limit
	calm     int       // windows since others were last noticed
	probedAt time.Time // zero: no probe is under way
	queue    []*waiter
	timer    *time.Timer // runs while there is a queue and something to wait for
}

// waiter is a call that waits. ready is closed when it may go, or when waiting
// has become pointless; then err says so.
type waiter struct {
	ready chan struct{}
	// deadline is when its context ends; zero for never.
	deadline time.Time
	// maxWait is how long it waits for a window to turn.
	maxWait time.Duration
	err     error
}

// WaitError reports a wait that would take too long.
type WaitError struct {
	// Wait is how long the call would have to wait at least.
	Wait time.Duration
}

func (e *WaitError) Error() string {
	return fmt.Sprintf("the rate limit is used up for another %s, longer than this call may wait", e.Wait.Round(time.Second))
}

// Slot is the right to send one request.
type Slot struct {
	bucket   *Bucket
	released bool
}

// Acquire waits for the right to send one request, and reports whether it had
// to wait. The slot must be released. A retry goes first, so that it is not
// refused time after time.
func (b *Bucket) Acquire(ctx context.Context, maxWait time.Duration, retry bool) (slot *Slot, waited bool, err error) {
	waited, err = b.acquire(ctx, maxWait, retry)
	if err != nil {
		return nil, waited, err
	}
	return &Slot{bucket: b}, waited, nil
}

func (b *Bucket) acquire(ctx context.Context, maxWait time.Duration, again bool) (waited bool, err error) {
	b.mu.Lock()
	now := time.Now()
	if (again || len(b.queue) == 0) && b.admit(now) {
		b.mu.Unlock()
		return false, nil
	}
	w := &waiter{ready: make(chan struct{}), maxWait: maxWait}
	w.deadline, _ = ctx.Deadline()
	if again {
		b.queue = slices.Insert(b.queue, 0, w)
	} else {
		b.queue = append(b.queue, w)
	}
	b.serve(now)
	b.mu.Unlock()

	select {
	case <-w.ready:
		return true, w.err
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if at := slices.Index(b.queue, w); at >= 0 {
		b.queue = slices.Delete(b.queue, at, at+1)
		b.serve(time.Now())
		return true, ctx.Err()
	}
	if w.err != nil {
		return true, w.err
	}
	// Served in the same moment: the right goes back unused.
	b.inFlight--
	b.probedAt = time.Time{}
	b.serve(time.Now())
	return true, ctx.Err()
}

// admit takes one of the requests that may go now.
func (b *Bucket) admit(now time.Time) bool {
	b.turn(now)
	switch b.state {
	case bucketUnknown:
		if !b.probedAt.IsZero() && now.Sub(b.probedAt) < probePatience {
			return false
		}
		b.probedAt = now
	case bucketMetered:
		// Calls in flight may not be counted in Remaining yet.
		if b.limit.Remaining-b.inFlight <= 0 || b.shared && b.inFlight >= maxInFlightShared {
			return false
		}
	}
	b.inFlight++
	return true
}

// turn forgets a window that is over.
func (b *Bucket) turn(now time.Time) {
	if b.state == bucketMetered && !now.Before(b.limit.Reset) {
		b.state = bucketUnknown
		b.probedAt = time.Time{}
		if b.calm++; b.calm > calmWindows {
			b.shared = false
		}
	}
}

// Release ends the request that the slot was acquired for. The response is nil
// when there was none; sent says whether the server may have received the
// request. Only the first call counts, so that a deferred one can give the slot
// back after a panic. A nil slot is ignored.
func (s *Slot) Release(answer *http.Response, sent bool) {
	if s == nil {
		return
	}
	b := s.bucket
	b.mu.Lock()
	defer b.mu.Unlock()
	if s.released {
		return
	}
	s.released = true
	now := time.Now()
	b.inFlight--
	b.turn(now)
	if answer != nil {
		b.learn(answer.StatusCode, answer.Header, now)
	} else if sent {
		b.countUnseen()
	}
	if b.state == bucketUnknown {
		b.probedAt = time.Time{}
	}
	b.serve(now)
}

// countUnseen counts a request of which no header tells that the server did.
func (b *Bucket) countUnseen() {
	if b.state == bucketMetered {
		b.limit.Remaining = max(b.limit.Remaining-1, 0)
	}
}

// learn takes over what an answer says. Answers may arrive out of order:
// within a window the lowest Remaining and the earliest Reset are right, and
// one from an earlier window tells nothing.
func (b *Bucket) learn(status int, h http.Header, now time.Time) {
	refused := status == http.StatusTooManyRequests
	limit, metered := meter(h)
	reported, _ := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	running := b.state == bucketMetered
	if metered && running && limit.Limit != b.limit.Limit && reported != b.reported {
		return // an endpoint's limit of its own
	}
	if refused && running && b.limit.Remaining > 0 {
		// This client counted on more, so somebody else has used it. With few
		// calls in flight, each answer then tells in time how much is left.
		b.shared, b.calm = true, 0
	}
	switch {
	case !metered && running:
		b.countUnseen()
	case !metered:
		// Some servers send no such headers at all. One that did is trusted to
		// do so again.
		if b.reported == 0 && status < http.StatusInternalServerError && !refused {
			b.state = bucketUnmetered
		}
	case running && reported < b.reported:
	case running && reported == b.reported:
		b.limit.Remaining = min(b.limit.Remaining, limit.Remaining)
		if limit.Reset.Before(b.limit.Reset) {
			b.limit.Reset = limit.Reset
		}
	default:
		b.begin(limit, reported, now)
	}
	if refused {
		b.refuse(h, now)
	}
}

// begin takes over the first answer of a window.
func (b *Bucket) begin(limit Limit, reported int64, now time.Time) {
	if !limit.Reset.After(now) {
		// The server's clock is behind and it does not tell: ask again soon.
		limit.Reset = now.Add(time.Second)
	}
	if limit.Remaining == limit.Limit-1 {
		// This was the request that began the window.
		b.length = limit.Reset.Sub(now)
	}
	b.state, b.limit, b.reported = bucketMetered, limit, reported
}

// refuse takes over a 429.
func (b *Bucket) refuse(h http.Header, now time.Time) {
	b.state = bucketMetered
	b.limit.Remaining = 0
	if retryAfter, ok := RetryAfter(h); ok {
		b.limit.Reset = now.Add(min(retryAfter, maxRefusal))
	} else if !b.limit.Reset.After(now) {
		b.limit.Reset = now.Add(time.Second)
	}
}

// serve lets go who may go, in order, sends away those whose turn comes too
// late, and sets the timer for the rest.
func (b *Bucket) serve(now time.Time) {
	for len(b.queue) > 0 && b.admit(now) {
		close(b.queue[0].ready)
		b.queue = b.queue[1:]
	}
	if b.state == bucketMetered {
		place := 0
		b.queue = slices.DeleteFunc(b.queue, func(w *waiter) bool {
			turn := b.turnOf(place)
			late := !w.deadline.IsZero() && turn.After(w.deadline) || b.limit.Remaining <= 0 && b.limit.Reset.Sub(now) > w.maxWait
			if late {
				w.err = &WaitError{turn.Sub(now)}
				close(w.ready)
			} else {
				place++
			}
			return late
		})
	}
	b.arm(now)
}

// turnOf is when the call at that place of the queue can go at the earliest:
// calls in flight may turn out to be counted already.
func (b *Bucket) turnOf(place int) time.Time {
	if place < b.limit.Remaining {
		return time.Time{}
	}
	windows := 0
	if b.limit.Limit > 0 {
		windows = (place - b.limit.Remaining) / b.limit.Limit
	}
	return b.limit.Reset.Add(time.Duration(windows) * b.length)
}

// arm sets the timer for the next moment at which a waiting call may go
// without another one coming back first.
func (b *Bucket) arm(now time.Time) {
	if len(b.queue) == 0 {
		b.queue = nil
		if b.timer != nil {
			b.timer.Stop()
		}
		return
	}
	var wait time.Duration
	switch b.state {
	case bucketMetered:
		wait = b.limit.Reset.Sub(now)
	case bucketUnknown:
		wait = b.probedAt.Add(probePatience).Sub(now)
	}
	wait = max(wait, time.Millisecond)
	if b.timer == nil {
		b.timer = time.AfterFunc(wait, b.wake)
		return
	}
	b.timer.Reset(wait)
}

func (b *Bucket) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.serve(time.Now())
}

// idle reports whether the bucket can be dropped and made anew without loss.
func (b *Bucket) idle() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn(time.Now())
	return b.inFlight == 0 && len(b.queue) == 0 && b.state != bucketMetered
}
