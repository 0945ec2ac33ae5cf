package ratelimit

import (
	"container/list"
	"fmt"
	"time"
)

// WaitError reports that a call would have to wait too long.
type WaitError struct {
	// Wait is the shortest possible wait; 0 if it is unknown.
	Wait time.Duration
}

func (e *WaitError) Error() string {
	if e.Wait == 0 {
		return "other calls are ahead, and this call may not wait"
	}
	return fmt.Sprintf("the rate limit is used up for another %s, longer than this call may wait", e.Wait.Round(time.Second))
}

// waiter is a call that waits. When ready is closed, its slot is one of the free
// ones, or it has an error because it would have to wait too long.
type waiter struct {
	ready chan struct{}
	// deadline is when its context ends; zero means never.
	deadline time.Time
	// maxWait is how long it waits for a window to end.
	maxWait time.Duration
	slot    *Slot
	err     error
}

// result returns the slot, or the error.
func (w *waiter) result() (*Slot, error) {
	if w.err != nil {
		return nil, w.err
	}
	return w.slot, nil
}

// enqueue adds a waiter at the end or the front of the queue. If the waiter would
// have to wait too long, enqueue sets its error and returns nil. The cost does not
// depend on the length of the queue.
func (b *Bucket) enqueue(w *waiter, front bool, now time.Time) *list.Element {
	place := b.queue.Len()
	if front {
		place = 0
	}
	if b.rejects(w, place, now) {
		return nil
	}
	var e *list.Element
	if front {
		e = b.queue.PushFront(w)
	} else {
		e = b.queue.PushBack(w)
	}
	b.arm(now)
	return e
}

// leave removes a waiter whose context has ended.
func (b *Bucket) leave(e *list.Element, now time.Time) {
	b.queue.Remove(e)
	b.arm(now)
}

// serve gives the free slots to the first waiters, and sets the timer for the
// others.
func (b *Bucket) serve(now time.Time) {
	for b.queue.Len() > 0 {
		first := b.queue.Front()
		w := first.Value.(*waiter)
		if !b.admit(w.slot, now) {
			break
		}
		b.queue.Remove(first)
		close(w.ready)
	}
	b.arm(now)
}

// rejectLate rejects the waiters that would now have to wait too long. It iterates
// over the whole queue, so it is called only for the few events of a window that
// change the turns of all waiters.
func (b *Bucket) rejectLate(now time.Time) {
	place := 0
	for e := b.queue.Front(); e != nil; {
		next := e.Next()
		if w := e.Value.(*waiter); b.rejects(w, place, now) {
			b.queue.Remove(e)
			close(w.ready)
		} else {
			place++
		}
		e = next
	}
	b.arm(now)
}

// rejects sets the waiter's error if it would have to wait too long at a place of
// the queue, and reports whether it did.
func (b *Bucket) rejects(w *waiter, place int, now time.Time) bool {
	if b.state != metered {
		return false
	}
	turn := b.earliestTurn(place)
	tooLate := !w.deadline.IsZero() && turn.After(w.deadline)
	if tooLate || b.left() <= 0 && b.resume.Sub(now) > w.maxWait {
		w.err = &WaitError{turn.Sub(now)}
		return true
	}
	return false
}

// earliestTurn returns the earliest time at which the call at a place of the queue
// can be sent. It ignores requests in flight, which the server may have counted.
func (b *Bucket) earliestTurn(place int) time.Time {
	left := b.left()
	if place < left {
		return time.Time{}
	}
	windows := 0
	if b.limit > 0 {
		windows = (place - left) / b.limit
	}
	return b.resume.Add(time.Duration(windows) * b.length)
}

// estimate returns the expected wait of the call at a place of the queue; 0 if it
// is unknown.
func (b *Bucket) estimate(place int, now time.Time) time.Duration {
	if b.state != metered {
		return 0
	}
	return max(b.earliestTurn(place).Sub(now), 0)
}

// arm sets the timer to nextChance, or stops it if nobody waits.
func (b *Bucket) arm(now time.Time) {
	if b.queue.Len() == 0 {
		if b.timer != nil {
			b.timer.Stop()
		}
		b.wakeAt = time.Time{}
		return
	}
	at := b.nextChance(now)
	if at.Equal(b.wakeAt) {
		return
	}
	b.wakeAt = at
	wait := max(at.Sub(now), time.Millisecond)
	if b.timer == nil {
		b.timer = time.AfterFunc(wait, b.wake)
		return
	}
	b.timer.Reset(wait)
}

func (b *Bucket) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wakeAt = time.Time{}
	b.serve(time.Now())
}
