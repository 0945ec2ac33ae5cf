package ratelimit

import (
	"container/list"
	"context"
	"net/http"
	"sync"
	"time"
)

const (
	// probePatience is how long other calls wait for the response to the first
	// probe. Each further probe gets half of the time of the previous one, but at
	// least minPatience. So probes that hang cost little more than twice the time
	// of the first one, whatever their number.
	probePatience = 2 * time.Second
	minPatience   = 50 * time.Millisecond
	// hangingAfter is the time after which a request in flight no longer counts
	// against maxInFlightShared.
	hangingAfter = 2 * time.Second
	// maxRefusal is how long a 429 is obeyed at most, whatever its Retry-After.
	maxRefusal = time.Hour
	// maxInFlightShared is the largest number of requests in flight against a limit
	// that other clients use as well. The server may refuse as many when a window
	// ends.
	maxInFlightShared = 4
	// sharedFor is how long a limit counts as shared after the last sign of
	// another client.
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
	// unknown means that no window is known to be running: at the start, and after
	// the end of a window. One request goes first, as a probe, and the others wait
	// for its response.
	unknown state = iota
	// metered means that the server's headers show how many requests are left.
	metered
	// unmetered means that the server sends no such headers. No call waits.
	unmetered
)

// Bucket paces the calls that share one rate limit, in the order in which they
// arrive.
type Bucket struct {
	mu        sync.Mutex
	state     state
	window    window        // the running one, or the last one
	everSeen  bool          // whether window has been set
	limit     int           // the requests of a window; 0 if unknown
	length    time.Duration // the length of a window; 0 if unknown
	resume    time.Time     // while metered: the end of the state
	refused   bool          // while metered: the server responded with 429
	irregular bool          // windows do not have a regular length
	millis    bool          // Reset is the time left in milliseconds
	date      lastDate      // needs no lock

	// outstanding holds the slots that the running window may count although no
	// response shows it, in the order in which they were acquired: those in flight,
	// and those that ended without a response.
	outstanding slots
	flying      int // the number of slots of outstanding that are in flight
	inFlight    int // the number of all slots in flight

	phase       int       // counts the times that the bucket has started to probe
	probes      int       // probes of this phase in flight
	firstProbe  time.Time // of this phase
	lastProbe   time.Time // of this phase
	sharedUntil time.Time // until then, others are assumed to use the limit

	queue  list.List // of *waiter
	timer  *time.Timer
	wakeAt time.Time // when the timer fires; zero if it does not run
}

// Slot is the permission to send one request.
type Slot struct {
	bucket   *Bucket
	acquired time.Time
	probe    bool
	phase    int // the bucket's phase when the slot was acquired
	released bool
	counted  bool // whether it is in outstanding

	previous, next *Slot // in outstanding
}

// Wait specifies how a call waits for its slot.
type Wait struct {
	// Max is how long the call waits for a window to end.
	Max time.Duration
	// Never makes the call fail if it would have to wait.
	Never bool
	// Retry puts the call at the head of the queue, so that a call that the server
	// has refused comes first in the next window.
	Retry bool
	// OnStart, if not nil, is called before a wait starts, with an estimate of its
	// length, 0 if unknown, and the number of calls ahead.
	OnStart func(estimate time.Duration, ahead int)
}

// Acquire waits for the permission to send one request. It returns a [*WaitError]
// immediately if the wait would exceed the deadline of ctx or, with nothing left in
// the window, wait.Max. The slot must be released.
func (b *Bucket) Acquire(ctx context.Context, wait Wait) (*Slot, error) {
	slot := &Slot{bucket: b}
	b.mu.Lock()
	now := time.Now()
	if wait.Retry || b.queue.Len() == 0 {
		if b.admit(slot, now) {
			b.mu.Unlock()
			return slot, nil
		}
	}
	w := &waiter{ready: make(chan struct{}), maxWait: wait.Max, slot: slot}
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
	if wait.OnStart != nil {
		b.announce(wait.OnStart, w, place, estimate, ahead)
	}

	select {
	case <-w.ready:
		return w.result()
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
	// The slot was granted at the same moment: it is returned unused.
	b.giveBack(w.slot)
	return nil, ctx.Err()
}

// giveBack releases a slot whose request was not sent.
func (b *Bucket) giveBack(s *Slot) { b.release(s, nil, headers{}, false, time.Now()) }

// announce calls onStart, and removes the waiter from the queue if onStart panics.
func (b *Bucket) announce(onStart func(time.Duration, int), w *waiter, place *list.Element, estimate time.Duration, ahead int) {
	returned := false
	defer func() {
		if returned {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		select {
		case <-w.ready:
			if w.err == nil {
				b.giveBack(w.slot)
			}
		default:
			b.leave(place, time.Now())
		}
	}()
	onStart(estimate, ahead)
	returned = true
}

// Release ends the request of the slot. response is nil if there was none; sent
// reports whether the server may have received the request. Only the first call has
// an effect, so that a deferred call can return the slot after a panic. A nil slot
// is ignored.
func (s *Slot) Release(response *http.Response, sent bool) {
	if s == nil {
		return
	}
	var r headers
	if response != nil {
		r = readHeaders(response.Header, &s.bucket.date)
	}
	s.bucket.mu.Lock()
	defer s.bucket.mu.Unlock()
	if !s.released {
		s.bucket.release(s, response, r, sent, time.Now())
	}
}

// admit makes s one of the free slots, and reports whether there was one.
func (b *Bucket) admit(s *Slot, now time.Time) bool {
	b.update(now)
	if b.tooManyInFlight(now) {
		return false
	}
	switch b.state {
	case unknown:
		if !b.mayProbe(now) {
			return false
		}
		if b.firstProbe.IsZero() {
			b.firstProbe = now
		}
		b.lastProbe = now
		b.probes++
	case metered:
		// Requests in flight may not be counted in Remaining yet.
		if b.left() <= b.flying {
			return false
		}
	}
	s.acquired, s.phase, s.probe = now, b.phase, b.state == unknown
	b.outstanding.pushBack(s)
	s.counted = true
	b.flying++
	b.inFlight++
	return true
}

// mayProbe reports whether a request may be sent although no window is known to be
// running. If the first probe hangs, as many requests may be sent as a window
// allows.
func (b *Bucket) mayProbe(now time.Time) bool {
	switch {
	case b.limit > 0 && b.outstanding.count >= b.limit:
		return false
	case b.probes == 0:
		return true
	case b.limit > 0:
		return now.Sub(b.firstProbe) >= probePatience
	}
	return now.Sub(b.lastProbe) >= b.patience()
}

// patience returns how long the last probe may take before the next one is sent.
func (b *Bucket) patience() time.Duration {
	return max(probePatience>>min(max(b.probes-1, 0), 30), minPatience)
}

// tooManyInFlight reports whether the limit is shared with others and
// maxInFlightShared requests are in flight. Requests that hang do not count.
func (b *Bucket) tooManyInFlight(now time.Time) bool {
	if !now.Before(b.sharedUntil) || b.inFlight < maxInFlightShared {
		return false
	}
	oldest := b.youngest(maxInFlightShared)
	return oldest != nil && now.Sub(oldest.acquired) < hangingAfter
}

// youngest returns the n-th youngest slot in flight.
func (b *Bucket) youngest(n int) *Slot {
	for s := b.outstanding.last; s != nil; s = s.previous {
		if !s.released {
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
	hasCount := response != nil && r.metered
	if hasCount || !sent && response == nil || b.state == unmetered {
		b.uncount(s)
	} else if s.counted {
		b.flying-- // it stays outstanding: no headers show that the server counted it
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

// nextChance returns the next time at which a waiter may be served even if no
// request ends before.
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
	// The oldest request may stop counting before.
	if s := b.outstanding.first; s != nil {
		if until := b.countsUntil(s); !until.IsZero() {
			at = earliest(at, until)
		}
	}
	return at
}

// idle reports whether the bucket can be dropped without losing information.
func (b *Bucket) idle() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.update(now)
	return b.inFlight == 0 && b.queue.Len() == 0 && b.outstanding.count == 0 && b.state != metered && !now.Before(b.sharedUntil)
}
