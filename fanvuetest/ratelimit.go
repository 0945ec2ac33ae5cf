package fanvuetest

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// bucketKey identifies a rate limit: a credential that acts for one account.
type bucketKey struct {
	secret  string
	creator string // empty for the caller's own account
	bucket  string // the operation's separate rate limit; usually empty
}

// ownLimits holds the separate rate limits of operations, in requests per
// defaultRateWindow. A bucket that is not listed has the common limit.
var ownLimits = map[string]int{"chat statuses": 80}

// ResetForm returns the value of the X-RateLimit-Reset header of a response that is
// sent at now, in a window that ends at end. [ResetUnix] and the functions that
// follow it are ResetForms; use them, or your own function, with [WithResetForm].
type ResetForm func(now, end time.Time) string

// WithResetForm sets the form of the X-RateLimit-Reset header. The default is
// [ResetUnix]. It serves to test a program that reads the header itself.
func WithResetForm(form ResetForm) Option {
	return func(cfg *config) { cfg.reset = form }
}

// ResetUnix returns the end of the window in Unix seconds, rounded up.
func ResetUnix(_, end time.Time) string { return strconv.FormatInt(unixUp(end), 10) }

// ResetUnixDown returns the end of the window in Unix seconds, rounded down.
func ResetUnixDown(_, end time.Time) string { return strconv.FormatInt(end.Unix(), 10) }

// ResetUnixFraction returns the end of the window in Unix seconds with three
// decimal places.
func ResetUnixFraction(_, end time.Time) string {
	return fmt.Sprintf("%d.%03d", end.Unix(), end.Nanosecond()/int(time.Millisecond))
}

// ResetUnixMilli returns the end of the window in Unix milliseconds.
func ResetUnixMilli(_, end time.Time) string { return strconv.FormatInt(end.UnixMilli(), 10) }

// ResetUnixTTL returns the end of the window in Unix seconds, as the sum of the
// current second and the time left, rounded up. The value may change by a second
// within a window.
func ResetUnixTTL(now, end time.Time) string {
	return strconv.FormatInt(now.Unix()+roundUp(end.Sub(now)), 10)
}

// ResetUnixTTLDown is [ResetUnixTTL] with the time left rounded down.
func ResetUnixTTLDown(now, end time.Time) string {
	return strconv.FormatInt(now.Unix()+int64(end.Sub(now)/time.Second), 10)
}

// ResetSeconds returns the seconds until the end of the window, rounded up.
func ResetSeconds(now, end time.Time) string { return strconv.FormatInt(roundUp(end.Sub(now)), 10) }

// ResetSecondsDown returns the seconds until the end of the window, rounded
// down.
func ResetSecondsDown(now, end time.Time) string {
	return strconv.FormatInt(int64(end.Sub(now)/time.Second), 10)
}

// ResetMillis returns the milliseconds until the end of the window.
func ResetMillis(now, end time.Time) string {
	return strconv.FormatInt(end.Sub(now).Milliseconds(), 10)
}

// unixUp returns Unix seconds, rounded up.
func unixUp(t time.Time) int64 { return t.Add(time.Second - 1).Unix() }

// limiter counts requests in windows. At the start of a window, the whole limit is
// available.
type limiter struct {
	mu      sync.Mutex
	limit   int
	length  time.Duration
	reset   ResetForm
	windows map[bucketKey]*window
}

// window is the running window of a bucket. It starts with its first request.
type window struct {
	limit int
	ends  time.Time
	used  int
}

func newLimiter(limit int, length time.Duration, reset ResetForm) *limiter {
	return &limiter{limit: limit, length: length, reset: reset, windows: make(map[bucketKey]*window)}
}

func (l *limiter) set(limit int, length time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limit, l.length = limit, length
}

// take counts a request, sets the rate-limit headers of its response, and reports
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
	h.Set("X-RateLimit-Reset", l.reset(now, w.ends))
	return allowed
}

// roundUp returns whole seconds, rounded up so that a client that waits as long
// does not send its request too early.
func roundUp(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
