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

	probes      int       // sent since the state became unknown
	firstProbe  time.Time // of them
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
	released bool
	counted  *list.Element // in outstanding, nil when not in there
}

// Acquire waits for the right to send one request, and reports whether it had
// to wait. It returns a [*WaitError] at once when the wait would exceed the
// context's deadline or, with nothing left in the window, maxWait. The slot
// must be released. A retry goes first, so that it is not refused time after
// time.
func (b *Bucket) Acquire(ctx context.Context, maxWait time.Duration, retry bool) (slot *Slot, waited bool, err error) {
	b.mu.Lock()
	now := time.Now()
	if retry || b.queue.Len() == 0 {
		if slot := b.admit(now); slot != nil {
			b.mu.Unlock()
			return slot, false, nil
		}
	}
	w := &waiter{ready: make(chan struct{}), maxWait: maxWait}
	w.deadline, _ = ctx.Deadline()
	place := b.enqueue(w, retry, now)
	b.mu.Unlock()
	if place == nil {
		return nil, true, w.err
	}

	select {
	case <-w.ready:
		return w.slot, true, w.err
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-w.ready:
	default:
		b.leave(place, time.Now())
		return nil, true, ctx.Err()
	}
	if w.err != nil {
		return nil, true, w.err
	}
	// Served in the same moment: the slot goes back unused.
	b.release(w.slot, nil, headers{}, false, time.Now())
	return nil, true, ctx.Err()
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
	s := &Slot{bucket: b, acquired: now}
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
		s.probe = true
	case metered:
		// Requests in flight may not be counted in Remaining yet.
		if min(b.left()-b.flying, b.window.remaining-b.flying) <= 0 {
			return nil
		}
	}
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
	return max(probePatience>>min(b.probes-1, 30), minPatience)
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

// left is how many requests the window allows beside those in flight.
func (b *Bucket) left() int {
	if b.refused {
		return 0
	}
	unanswered := b.outstanding.Len() - b.flying
	return max(min(b.window.remaining, b.window.capacity-b.window.answered-unanswered), 0)
}

// update forgets a window that is over, and the requests that can no longer
// arrive.
func (b *Bucket) update(now time.Time) {
	if b.state == metered && !now.Before(b.resume) {
		b.dropCounted()
		b.window.since = latest(b.window.lastAnswered, b.resume.Add(-turnUncertainty))
		b.state, b.refused = unknown, false
		b.restartProbing()
	}
	for e := b.outstanding.Front(); e != nil; e = b.outstanding.Front() {
		s := e.Value.(*Slot)
		if until := b.countsUntil(s); until.IsZero() || now.Before(until) {
			return
		}
		b.uncount(s)
	}
}

// countsUntil returns until when an outstanding request may be counted by the
// running window, or by one that it has started; zero while that window runs.
func (b *Bucket) countsUntil(s *Slot) time.Time {
	switch {
	case s.acquired.Before(b.window.since):
		return s.acquired.Add(lateArrival)
	case b.state == metered:
		return time.Time{}
	}
	return s.acquired.Add(lateArrival + usualWindow)
}

// dropCounted forgets the unanswered requests that the window which ends has
// counted for certain: it has counted more than had a response or are in
// flight. The others may arrive in the next window.
func (b *Bucket) dropCounted() {
	w := &b.window
	counted := w.capacity - w.remaining - w.answered - b.flying
	for e := b.outstanding.Front(); e != nil && counted > 0; {
		next := e.Next()
		if s := e.Value.(*Slot); s.released {
			b.uncount(s)
			counted--
		}
		e = next
	}
}

func (b *Bucket) restartProbing() {
	b.probes, b.firstProbe, b.lastProbe = 0, time.Time{}, time.Time{}
}

// uncount takes a slot out of those that the window may count.
func (b *Bucket) uncount(s *Slot) {
	if s.counted == nil {
		return
	}
	b.outstanding.Remove(s.counted)
	s.counted = nil
	if !s.released {
		b.flying--
	}
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
	if s.probe && b.probes > 0 {
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

// observe takes over what a response says, and reports whether a window or a
// refusal started.
func (b *Bucket) observe(status int, r headers, sent, now time.Time) bool {
	isRefusal := status == http.StatusTooManyRequests
	running := b.state == metered
	place := newer
	if r.metered {
		if r.reset.millis {
			b.millis = true
		} else if b.millis && r.reset.relative {
			r.reset.left /= 1000
		}
		if b.everSeen {
			place = b.window.compare(r.reset, sent, now)
		}
		if running && !b.refused && place != same && r.limit != b.limit {
			return false // an endpoint's limit of its own
		}
	}
	if isRefusal && running && b.left() > 0 && place != older {
		// This client counted on more, so somebody else has used it. With few
		// calls in flight, each response then says in time how much is left.
		b.sharedUntil = now.Add(sharedFor)
	}
	started := false
	switch {
	case !r.metered:
		// Some servers send no such headers at all. One that did is trusted to
		// do so in later responses.
		if !running && !b.everSeen && status < http.StatusInternalServerError && !isRefusal {
			b.state = unmetered
			for b.outstanding.Len() > 0 {
				b.uncount(b.outstanding.Front().Value.(*Slot))
			}
		}
	case running && place == older:
	case running && place == same && b.everSeen:
		b.sameWindow(r, sent, now)
	case !running && place != newer && sent.Before(b.window.since):
		// A late response of the window that is over.
	default:
		if !running && place == same {
			b.irregular = true // the window was not over
		}
		b.newWindow(r, sent, now)
		started = true
	}
	if isRefusal {
		b.refuse(r, now)
		started = true
	}
	return started
}

// sameWindow takes over a further response of the running window.
func (b *Bucket) sameWindow(r headers, sent, now time.Time) {
	w := &b.window
	w.observe(r, sent, now)
	w.answered++
	w.lastAnswered = latest(w.lastAnswered, sent)
	if r.limit > 0 {
		b.limit = r.limit
	}
	if !b.refused {
		b.resume = w.end(now, b.irregular)
	}
}

// newWindow takes over the first response of a window.
func (b *Bucket) newWindow(r headers, sent, now time.Time) {
	since := b.window.since
	if b.state == metered {
		// It turned earlier than expected.
		b.dropCounted()
		since = b.window.lastAnswered
	}
	w := newWindow(r, sent, now)
	w.since, w.lastAnswered, w.answered = since, sent, 1
	for e := b.outstanding.Front(); e != nil && e.Value.(*Slot).acquired.Before(sent.Add(-lateArrival)); e = b.outstanding.Front() {
		b.uncount(e.Value.(*Slot)) // it has arrived, and is in Remaining
	}
	// Some of the others may be in Remaining already.
	w.capacity = r.remaining + 1
	if r.limit > 0 {
		w.capacity = min(w.capacity+b.outstanding.Len(), r.limit)
	}
	b.state, b.window, b.everSeen, b.limit, b.refused = metered, w, true, r.limit, false
	b.resume = w.end(now, b.irregular)
	if r.remaining == r.limit-1 {
		b.length = b.resume.Sub(now) // this request started the window
	}
	b.restartProbing()
}

// refuse takes over a 429. Its Retry-After is obeyed; without one it is the
// claimed end of the window.
func (b *Bucket) refuse(r headers, now time.Time) {
	resume := now.Add(time.Second)
	switch {
	case r.hasRetry:
		resume = now.Add(min(r.retryAfter, maxRefusal))
	case r.metered && b.state == metered:
		resume = latest(resume, earliest(b.window.claimed(), b.resume))
	}
	if b.refused {
		resume = latest(resume, b.resume)
	}
	b.state, b.refused, b.resume = metered, true, resume
	b.restartProbing()
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
