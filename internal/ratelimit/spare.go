package ratelimit

import "time"

// reserve is the part of a window, 1/reserve, that is kept for calls that somebody
// waits for.
const reserve = 4

// AcquireSpare returns a slot for a request that nobody waits for, or nil if the
// bucket has none to spare. It never waits. A slot is spare if no call is in the
// queue and a quarter of the window is left after it, not counting the requests in
// flight. While no window is known to be running none is, because the calls that
// somebody waits for have to find out about the next one; neither is one of a limit
// that other clients use as well. If the server reports no limit, every slot is.
func (b *Bucket) AcquireSpare() *Slot {
	slot := &Slot{bucket: b}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.update(now)
	if b.queue.Len() > 0 || now.Before(b.sharedUntil) {
		return nil
	}
	spare := b.state == unmetered || b.state == metered && b.limit > 0 && reserve*(b.left()-b.flying-1) >= b.limit
	if !spare || !b.admit(slot, now) {
		return nil
	}
	return slot
}
