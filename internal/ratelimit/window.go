package ratelimit

import "time"

const (
	// usualWindow is how long a window is taken to last when the server's
	// clock is unknown.
	usualWindow = time.Minute
	// resetTolerance is by how much Reset may differ between two responses of
	// one window: servers that compute it from the time left round twice.
	resetTolerance = 2 * time.Second
	// lateArrival is how much later than it was sent a request may arrive.
	lateArrival = 30 * time.Second
	// turnUncertainty is how much earlier than estimated a window may have
	// ended.
	turnUncertainty = 5 * time.Second
)

// window is what is known of one window of a rate limit.
//
// Its end is claimed by every response, and the claims differ: by rounding,
// by the server's clock, by how long the response was on its way. first and
// last are the earliest and the latest end that fit the claims, on the server's
// clock if Reset is a time, on ours if it is the time left.
type window struct {
	first, last time.Time
	relative    bool
	// ahead is how far our clock is ahead of the server's at most. It is known
	// if dated.
	ahead time.Duration
	dated bool
	seen  time.Time // when the first response came
	// regular is when the window ends at the latest, known from the response to
	// the request that started it; zero when that one was not seen.
	regular time.Time
	// capacity is how many requests of ours the window may count, answered how
	// many it has, remaining the lowest Remaining.
	capacity, answered, remaining int
	// since is the earliest time at which a request that counts in this window
	// was sent, but for those that arrived late. lastAnswered is when the
	// latest one with a response was sent.
	since, lastAnswered time.Time
}

// order says how a response's window relates to another one.
type order int

const (
	older order = iota - 1
	same
	newer
)

// span returns the earliest and latest end of the window that a response
// claims. The request was sent at sent, and the response came at now.
func (r reset) span(sent, now time.Time) (first, last time.Time) {
	if r.relative {
		return sent.Add(r.left), now.Add(r.left)
	}
	return r.at, r.at
}

// compare reports whether the response is from this window.
func (w *window) compare(r reset, sent, now time.Time) order {
	first, last := r.span(sent, now)
	switch {
	case first.After(w.last.Add(resetTolerance)):
		return newer
	case last.Before(w.first.Add(-resetTolerance)):
		return older
	}
	return same
}

// newWindow returns the window of its first response.
func newWindow(r headers, sent, now time.Time) window {
	w := window{seen: now, relative: r.reset.relative, remaining: r.remaining}
	w.first, w.last = r.reset.span(sent, now)
	w.observeClock(r, now)
	return w
}

// observe takes over what a further response of the window says. The lowest
// Remaining is right, since responses may arrive out of order.
func (w *window) observe(r headers, sent, now time.Time) {
	w.remaining = min(w.remaining, r.remaining)
	w.observeClock(r, now)
	first, last := r.reset.span(sent, now)
	switch {
	case r.reset.relative != w.relative:
	case w.relative:
		// Each claim is right to a second, so the narrowest is best.
		w.last = earliest(w.last, last)
		w.first = earliest(latest(w.first, first), w.last)
	default:
		w.first, w.last = earliest(w.first, first), latest(w.last, last)
	}
}

// regularLength returns how long a window lasts whose first response claims
// that left is left. Both ends are rounded, but windows last a multiple of five
// seconds. Zero means that it cannot be known.
func regularLength(left time.Duration) time.Duration {
	const step = 5 * time.Second
	if left < 8*time.Second || left > maxWindow {
		return 0
	}
	return (left - time.Second + step - 1).Truncate(step)
}

func (w *window) observeClock(r headers, now time.Time) {
	if r.date.IsZero() {
		return
	}
	if ahead := now.Sub(r.date); !w.dated || ahead < w.ahead {
		w.ahead, w.dated = ahead, true
	}
	if length := regularLength(r.reset.at.Sub(r.date)); r.remaining == r.limit-1 && length > 0 {
		w.regular = now.Add(length)
	}
}

// claimed returns when the window is over if the server rounds once.
func (w *window) claimed() time.Time {
	switch {
	case w.relative:
		return w.last.Add(resetMargin)
	case w.dated:
		return w.last.Add(w.ahead + resetMargin)
	}
	// The window had started when its first response came.
	return w.seen.Add(usualWindow)
}

// end returns when the window is over, on our clock: rather late than early.
// irregular says that the server's windows do not have a regular length.
func (w *window) end(now time.Time, irregular bool) time.Time {
	end := w.claimed()
	if !w.relative && w.dated {
		// Reset may be the sum of two values that were both rounded down, and
		// Date may be of the next second.
		end = end.Add(resetMargin)
		if !irregular && !w.regular.IsZero() {
			end = earliest(end, w.regular)
		}
	}
	if latest := now.Add(maxWindow); end.After(latest) {
		return latest
	}
	if !end.After(w.seen) {
		return w.seen.Add(time.Second) // the server's clocks disagree: ask soon
	}
	return end
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
