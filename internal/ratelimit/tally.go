package ratelimit

import "time"

// left returns the number of requests that the window allows, including those in
// flight.
func (b *Bucket) left() int {
	if b.refused {
		return 0
	}
	lost := b.outstanding.count - b.flying // ended without a response
	return max(min(b.window.remaining, b.window.capacity-b.window.responses-lost), 0)
}

// update removes a window that is over, and the requests that can no longer arrive
// at the server.
func (b *Bucket) update(now time.Time) {
	if b.state == metered && !now.Before(b.resume) {
		b.dropCounted()
		b.window.since = latest(b.window.lastResponse, b.resume.Add(-turnUncertainty))
		b.state, b.refused = unknown, false
		b.restartProbing()
	}
	for s := b.outstanding.first; s != nil; s = b.outstanding.first {
		if until := b.countsUntil(s); until.IsZero() || now.Before(until) {
			return
		}
		b.uncount(s)
	}
}

// countsUntil returns the time until which the running window, or one that an
// outstanding request has started, may count that request. It is zero while that
// window runs.
func (b *Bucket) countsUntil(s *Slot) time.Time {
	switch {
	case s.acquired.Before(b.window.since):
		return s.acquired.Add(lateArrival)
	case b.state == metered:
		return time.Time{}
	}
	return s.acquired.Add(lateArrival + usualWindow)
}

// dropCounted removes the requests without a response that the ending window has
// certainly counted: it has counted more than those with a response and those in
// flight. The others may arrive in the next window.
func (b *Bucket) dropCounted() {
	w := &b.window
	counted := w.capacity - w.remaining - w.responses - b.flying
	for s := b.outstanding.first; s != nil && counted > 0; {
		next := s.next
		if s.released {
			b.uncount(s)
			counted--
		}
		s = next
	}
}

// uncount removes a slot from outstanding.
func (b *Bucket) uncount(s *Slot) {
	if !s.counted {
		return
	}
	b.outstanding.remove(s)
	s.counted = false
	if !s.released {
		b.flying--
	}
}
