package ratelimit

import (
	"container/list"
	"context"
	"net/http"
	"sync"
	"time"
)

const (
	// probePatience is how long other calls wait for the response to the
	// request that went first. Each further probe gets half of the time of the
	// one before, but at least minPatience, so that any number of probes that
	// hang cost twice the first one's time and a little.
	probePatience = 2 * time.Second
	minPatience   = 50 * time.Millisecond
	// hangingAfter is after which time a request in flight no longer counts
	// against maxInFlightShared.
	hangingAfter = 2 * time.Second
	// maxRefusal is how long a refusal is remembered, whatever it asks for.
	maxRefusal = time.Hour
	// maxInFlightShared is how many calls are in flight at once against a limit
	// that others use as well: so many may be refused when a window ends.
	maxInFlightShared = 4
	// sharedFor is how long others are remembered after they were last noticed.
	sharedFor = 5 * time.Minute
)

// state of a bucket:
//
//	          response with headers, or a 429
//	unknown ──────────────────────────────────▶ metered ⟲ further responses:
//	  │  ▲                                         │      the same window or
//	  │  └─────────────────────────────────────────┘      a newer one
//	  │      the window, or what a 429 asked for, is over
//	  │
//	  │  first response without headers            response with headers,
//	  └──────────────────────────────▶ unmetered ─ or a 429 ─▶ metered
type state uint8

const (
	// unknown: at the start, and when a window is over. One request goes
	// first, as a probe; the others wait for its response.
	unknown state = iota
	// metered: the server's headers say how much is left.
	metered
	// unmetered: the server sends no such headers; every call may go.
	unmetered
)

// Bucket paces the calls that share one rate limit. Callers are served in the
// order in which they came.
type Bucket struct {
	mu        sync.Mutex
	state     state
	window    window        // the running one, or the last one
	everSeen  bool          // window is not the zero one
	limit     int           // requests in a window, 0 when unknown
	length    time.Duration // of a window, as far as known
	resume    time.Time     // while metered: when the state ends
	refused   bool          // while metered: the server responded with 429
	irregular bool          // windows do not have a regular length
	millis    bool          // Reset is the time left in milliseconds

	// outstanding has the slots that the running window may count without any
	// response having said so, in the order in which they were acquired: those
	// in flight, and those that ended without a response.
	outstanding list.List
	flying      int // those of outstanding that are in flight
	inFlight    int // all that are in flight

	phase       int       // how often the bucket has started to probe
	probes      int       // of this phase that have not come back
	firstProbe  time.Time // of this phase
	lastProbe   time.Time
	sharedUntil time.Time // others use the same limit

	queue  list.List // of *waiter
	timer  *time.Timer
	wakeAt time.Time // when the timer runs out, zero when it does not run
}

// Slot is the right to send one request.
type Slot struct {
	bucket   *Bucket
	acquired time.Time
	probe    bool
	phase    int // of the bucket, when it was acquired
	released bool
	counted  *list.Element // in outstanding, nil when not in there
}

// Wait specifies how a call waits for its slot.
type Wait struct {
	// Max is how long the call waits for a window to end.
	Max time.Duration
	// Never makes the call fail instead of waiting for anything.
	Never bool
	// Retry puts the call at the head of the queue, so that it is not refused
	// time after time.
	Retry bool
	// Begin, if not nil, is called before the wait begins, with an estimate of
	// how long it takes, 0 if unknown, and the number of calls ahead.
	Begin func(estimate time.Duration, ahead int)
}

// Acquire waits for the right to send one request. It returns a [*WaitError] at
// once when the wait would exceed the context's deadline or, with nothing left
// in the window, wait.Max. The slot must be released.
func (b *Bucket) Acquire(ctx context.Context, wait Wait) (*Slot, error) {
	b.mu.Lock()
	now := time.Now()
	if wait.Retry || b.queue.Len() == 0 {
		if slot := b.admit(now); slot != nil {
			b.mu.Unlock()
			return slot, nil
		}
	}
	w := &waiter{ready: make(chan struct{}), maxWait: wait.Max}
	w.deadline, _ = ctx.Deadline()
	ahead := b.queue.Len()
	if wait.Retry {
		ahead = 0
	}
	estimate := b.estimate(ahead, now)
	if wait.Never {
		b.mu.Unlock()
		return nil, &WaitError{estimate}
	}
	place := b.enqueue(w, wait.Retry, now)
	b.mu.Unlock()
	if place == nil {
		return nil, w.err
	}
	if wait.Begin != nil {
		b.begin(wait.Begin, w, place, estimate, ahead)
	}

	select {
	case <-w.ready:
		return w.slot, w.err
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-w.ready:
	default:
		b.leave(place, time.Now())
		return nil, ctx.Err()
	}
	if w.err != nil {
		return nil, w.err
	}
	// Served in the same moment: the slot goes back unused.
	b.release(w.slot, nil, headers{}, false, time.Now())
	return nil, ctx.Err()
}

// begin calls f, and takes the waiter out of the queue if f panics.
func (b *Bucket) begin(f func(time.Duration, int), w *waiter, place *list.Element, estimate time.Duration, ahead int) {
	returned := false
	defer func() {
		if returned {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		select {
		case <-w.ready:
			if w.slot != nil {
				b.release(w.slot, nil, headers{}, false, time.Now())
			}
		default:
			b.leave(place, time.Now())
		}
	}()
	f(estimate, ahead)
	returned = true
}

// Release ends the request that the slot was acquired for. The response is nil
// when there was none; sent says whether the server may have received the
// request. Only the first call counts, so that a deferred one can give the slot
// back after a panic. A nil slot is ignored.
func (s *Slot) Release(response *http.Response, sent bool) {
	if s == nil {
		return
	}
	var r headers
	if response != nil {
		r = readHeaders(response.Header)
	}
	s.bucket.mu.Lock()
	defer s.bucket.mu.Unlock()
	if !s.released {
		s.bucket.release(s, response, r, sent, time.Now())
	}
}

// admit takes one of the slots that are free now, or returns nil.
func (b *Bucket) admit(now time.Time) *Slot {
	b.update(now)
	if b.tooManyInFlight(now) {
		return nil
	}
	switch b.state {
	case unknown:
		if !b.mayProbe(now) {
			return nil
		}
		if b.firstProbe.IsZero() {
			b.firstProbe = now
		}
		b.lastProbe = now
		b.probes++
	case metered:
		// Requests in flight may not be counted in Remaining yet.
		if b.left() <= b.flying {
			return nil
		}
	}
	s := &Slot{bucket: b, acquired: now, phase: b.phase, probe: b.state == unknown}
	s.counted = b.outstanding.PushBack(s)
	b.flying++
	b.inFlight++
	return s
}

// mayProbe reports whether a request may go although nothing is known of the
// window. Once the first probe has had its time, so may all that the window is
// known to allow.
func (b *Bucket) mayProbe(now time.Time) bool {
	switch {
	case b.limit > 0 && b.outstanding.Len() >= b.limit:
		return false
	case b.probes == 0:
		return true
	case b.limit > 0:
		return now.Sub(b.firstProbe) >= probePatience
	}
	return now.Sub(b.lastProbe) >= b.patience()
}

// patience is how long the last probe may take before the next one goes.
func (b *Bucket) patience() time.Duration {
	return max(probePatience>>min(max(b.probes-1, 0), 30), minPatience)
}

// tooManyInFlight reports whether as many requests as a limit that others use
// allows at once are in flight. Those that hang do not count.
func (b *Bucket) tooManyInFlight(now time.Time) bool {
	if !now.Before(b.sharedUntil) || b.inFlight < maxInFlightShared {
		return false
	}
	oldest := b.youngest(maxInFlightShared)
	return oldest != nil && now.Sub(oldest.acquired) < hangingAfter
}

// youngest returns the n-th youngest slot in flight.
func (b *Bucket) youngest(n int) *Slot {
	for e := b.outstanding.Back(); e != nil; e = e.Prev() {
		if s := e.Value.(*Slot); !s.released {
			if n--; n == 0 {
				return s
			}
		}
	}
	return nil
}

func (b *Bucket) restartProbing() {
	b.phase++
	b.probes, b.firstProbe, b.lastProbe = 0, time.Time{}, time.Time{}
}

func (b *Bucket) release(s *Slot, response *http.Response, r headers, sent bool, now time.Time) {
	b.update(now)
	wasLeft := b.left()
	b.inFlight--
	answered := response != nil && r.metered
	if answered || !sent && response == nil || b.state == unmetered {
		b.uncount(s)
	} else if s.counted != nil {
		b.flying-- // it stays counted: no headers say that the server did
	}
	s.released = true
	if s.phase == b.phase && s.probe {
		b.probes--
	}
	moved := false
	if response != nil {
		moved = b.observe(response.StatusCode, r, s.acquired, now)
	}
	b.serve(now)
	if moved || b.state == metered && wasLeft > 0 && b.left() == 0 {
		b.rejectLate(now)
	}
}

// nextChance returns when a waiter may go without another call coming back
// first.
func (b *Bucket) nextChance(now time.Time) time.Time {
	if b.tooManyInFlight(now) {
		return b.youngest(maxInFlightShared).acquired.Add(hangingAfter)
	}
	var at time.Time
	switch {
	case b.state == metered:
		at = b.resume
	case b.mayProbe(now):
		return now
	case b.limit > 0:
		if at = b.firstProbe.Add(probePatience); at.After(now) {
			return at
		}
		at = now.Add(lateArrival + usualWindow)
	default:
		return b.lastProbe.Add(b.patience())
	}
	// The oldest request may stop to count before.
	if e := b.outstanding.Front(); e != nil {
		if until := b.countsUntil(e.Value.(*Slot)); !until.IsZero() {
			at = earliest(at, until)
		}
	}
	return at
}

// idle reports whether the bucket can be dropped without loss.
func (b *Bucket) idle() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.update(now)
	return b.inFlight == 0 && b.queue.Len() == 0 && b.outstanding.Len() == 0 && b.state != metered && !now.Before(b.sharedUntil)
}
