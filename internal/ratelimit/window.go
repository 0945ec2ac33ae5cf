package ratelimit

import "time"

const (
	// usualWindow is the assumed length of a window if the server's clock is
	// unknown.
	usualWindow = time.Minute
	// resetTolerance is the largest difference of Reset between two responses of
	// one window: servers that compute it from the time left round twice.
	resetTolerance = 2 * time.Second
	// lateArrival is the longest time between sending a request and its arrival.
	lateArrival = 30 * time.Second
	// turnUncertainty is how much earlier than estimated a window may end.
	turnUncertainty = 5 * time.Second
)

// window is what is known about one window of a rate limit.
//
// Every response claims an end of the window, and the claims differ because of
// rounding, the server's clock, and the time that a response takes. first and last
// are the earliest and the latest end that fit the claims, by the server's clock if
// Reset is a time, and by the local clock if it is the time left.
type window struct {
	first, last time.Time
	relative    bool // whether Reset is the time left
	// ahead is the largest possible lead of the local clock over the server's. It
	// is known if dated is true.
	ahead time.Duration
	dated bool
	seen  time.Time // when the first response arrived
	// regular is the latest end of the window, known from the response to the
	// request that started it; zero if that response was not seen.
	regular time.Time
	// capacity is the number of this client's requests that the window may count,
	// responses the number that it has counted, and remaining the lowest Remaining.
	capacity, responses, remaining int
	// since is the earliest time at which a request that this window counts was
	// sent, except for those that arrived late. lastResponse is when the latest
	// request with a response was sent.
	since, lastResponse time.Time
}

// order is the position of one window relative to another.
type order int

const (
	older order = iota - 1
	same
	newer
)

// span returns the earliest and the latest end of the window that a response
// claims. The request was sent at sent, and the response arrived at now.
func (r reset) span(sent, now time.Time) (first, last time.Time) {
	if r.relative {
		return sent.Add(r.left), now.Add(r.left)
	}
	return r.at, r.at
}

// compare returns whether the window of a response is older or newer than w, or the
// same.
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

// newWindow returns a window for its first response.
func newWindow(r headers, sent, now time.Time) window {
	w := window{seen: now, relative: r.reset.relative, remaining: r.remaining}
	w.first, w.last = r.reset.span(sent, now)
	w.observeClock(r, now)
	return w
}

// observe updates the window with a further response. The lowest Remaining is
// right, because responses may arrive out of order.
func (w *window) observe(r headers, sent, now time.Time) {
	w.remaining = min(w.remaining, r.remaining)
	w.observeClock(r, now)
	first, last := r.reset.span(sent, now)
	switch {
	case r.reset.relative != w.relative:
	case w.relative:
		// Each claim is exact to a second, so their intersection is best.
		w.last = earliest(w.last, last)
		w.first = earliest(latest(w.first, first), w.last)
	default:
		w.first, w.last = earliest(w.first, first), latest(w.last, last)
	}
}

// regularLength returns the length of a window whose first response claims that
// left is left. Both ends are rounded, but the length is a multiple of five
// seconds. Zero means that the length cannot be determined.
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

// claimed returns the end of the window by the local clock, if the server rounds
// once.
func (w *window) claimed() time.Time {
	switch {
	case w.relative:
		return w.last.Add(resetMargin)
	case w.dated:
		return w.last.Add(w.ahead + resetMargin)
	}
	// The window started before its first response arrived.
	return w.seen.Add(usualWindow)
}

// end returns the end of the window by the local clock, rather too late than too
// early. irregular reports whether the server's windows have no regular length.
func (w *window) end(now time.Time, irregular bool) time.Time {
	end := w.claimed()
	if !w.relative && w.dated {
		// Reset may be the sum of two values that were both rounded down, and Date
		// may already show the next second.
		end = end.Add(resetMargin)
		if !irregular && !w.regular.IsZero() {
			end = earliest(end, w.regular)
		}
	}
	if latest := now.Add(maxWindow); end.After(latest) {
		return latest
	}
	if !end.After(w.seen) {
		return w.seen.Add(time.Second) // the server's clocks disagree: try soon
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
