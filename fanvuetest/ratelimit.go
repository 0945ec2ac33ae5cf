package fanvuetest

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// bucketKey says whom a rate limit counts for: a credential acting for one
// account.
type bucketKey struct {
	secret  string
	creator string // empty for the own account
	bucket  string // the operation's own one, usually empty
}

// ownLimits are the limits of the operations' own buckets, for each
// defaultRateWindow. A bucket that is not here has the common limit.
var ownLimits = map[string]int{"chat statuses": 80}

// limiter counts requests in windows that refill whole.
type limiter struct {
	mu      sync.Mutex
	limit   int
	length  time.Duration
	windows map[bucketKey]*window
}

// window is the running window of a bucket. It starts with its first request.
type window struct {
	limit int
	ends  time.Time
	used  int
}

func newLimiter(limit int, length time.Duration) *limiter {
	return &limiter{limit: limit, length: length, windows: make(map[bucketKey]*window)}
}

func (l *limiter) set(limit int, length time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limit, l.length = limit, length
}

// take counts a request, sets the headers that tell about it, and reports
// whether it is allowed.
func (l *limiter) take(key bucketKey, now time.Time, h http.Header) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.windows[key]
	if w == nil || !now.Before(w.ends) {
		limit, length := l.limit, l.length
		if own, ok := ownLimits[key.bucket]; ok {
			limit, length = own, defaultRateWindow
		}
		w = &window{limit: limit, ends: now.Add(length)}
		l.windows[key] = w
	}
	allowed := w.used < w.limit
	if allowed {
		w.used++
	} else {
		h.Set("Retry-After", strconv.FormatInt(max(roundUp(w.ends.Sub(now)), 1), 10))
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(w.limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(w.limit-w.used, 0)))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(w.ends.Add(time.Second-1).Unix(), 10))
	return allowed
}

// roundUp gives whole seconds, so that a client that waits as told does not
// come too early.
func roundUp(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
