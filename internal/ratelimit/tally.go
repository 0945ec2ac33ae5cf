package ratelimit

import "time"

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
