package ratelimit

import (
	"net/http"
	"time"
)

// observe updates the bucket with a response. It reports whether the turns of all
// waiters have changed, because a window has started or the server has refused the
// request.
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
			return false // a separate limit of the endpoint
		}
	}
	if isRefusal && running && b.left() > 0 && place != older {
		// Requests should have been left, so another client has used them. With few
		// requests in flight, each response shows in time how many are left.
		b.sharedUntil = now.Add(sharedFor)
	}
	started := false
	switch {
	case !r.metered:
		// Some servers send no such headers at all. A server that has sent them is
		// expected to send them later, too.
		if !running && !b.everSeen && status < http.StatusInternalServerError && !isRefusal {
			b.state = unmetered
			for b.outstanding.first != nil {
				b.uncount(b.outstanding.first)
			}
		}
	case running && place == older:
	case running && place == same && b.everSeen:
		b.sameWindow(r, sent, now)
	case !running && place != newer && sent.Before(b.resume):
		// A late response of the window that is over.
	default:
		if !running && place == same {
			b.irregular = true // the window ended later than expected
		}
		b.newWindow(r, sent, now)
		started = true
	}
	if isRefusal {
		wasRefused, resume := b.refused, b.resume
		b.refuse(r, now)
		started = started || !wasRefused || b.resume.Sub(resume) >= time.Second
	}
	return started
}

// sameWindow updates the bucket with a further response of the running window.
func (b *Bucket) sameWindow(r headers, sent, now time.Time) {
	w := &b.window
	w.observe(r, sent, now)
	w.responses++
	w.lastResponse = latest(w.lastResponse, sent)
	if r.limit > 0 {
		b.limit = r.limit
	}
	if !b.refused {
		b.resume = w.end(now, b.irregular)
	}
}

// newWindow updates the bucket with the first response of a window.
func (b *Bucket) newWindow(r headers, sent, now time.Time) {
	since := b.window.since
	if b.state == metered {
		// The previous window ended earlier than expected.
		b.dropCounted()
		since = b.window.lastResponse
	}
	w := newWindow(r, sent, now)
	w.since, w.lastResponse, w.responses = since, sent, 1
	for s := b.outstanding.first; s != nil && s.acquired.Before(sent.Add(-lateArrival)); s = b.outstanding.first {
		b.uncount(s) // it has arrived, and is in Remaining
	}
	// Some of the others may be in Remaining already.
	w.capacity = r.remaining + 1
	if r.limit > 0 {
		w.capacity = min(w.capacity+b.outstanding.count, r.limit)
	}
	b.state, b.window, b.everSeen, b.limit, b.refused = metered, w, true, r.limit, false
	b.resume = w.end(now, b.irregular)
	if r.remaining == r.limit-1 {
		b.length = b.resume.Sub(now) // this request started the window
	}
	b.restartProbing()
}

// refuse updates the bucket with a 429. It lasts for the time in Retry-After, or
// without that header until the claimed end of the window.
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
