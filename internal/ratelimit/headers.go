package ratelimit

import (
	"net/http"
	"strconv"
	"time"
)

// Limit holds what a response says of a rate limit. The root package's
// RateLimit documents the fields.
type Limit struct {
	Limit      int
	Remaining  int
	Reset      time.Time
	RetryAfter time.Duration
}

// maxWindow caps what a Reset header may claim. The API's window is 60 s.
const maxWindow = 2 * time.Minute

// Parse reads the headers of an answer that arrives now. Garbage
// counts as absent.
func Parse(h http.Header) Limit {
	limit, _ := meter(h)
	limit.RetryAfter, _ = RetryAfter(h)
	return limit
}

// meter reads the X-RateLimit headers and whether they were there.
func meter(h http.Header) (Limit, bool) {
	var limit Limit
	remaining, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	if err != nil || remaining < 0 {
		return limit, false
	}
	reset, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return limit, false
	}
	limit.Remaining = remaining
	if n, err := strconv.Atoi(h.Get("X-RateLimit-Limit")); err == nil && n > 0 {
		limit.Limit = n
	}
	limit.Reset = localReset(h, reset)
	return limit, true
}

// localReset turns the server's reset into this machine's time. Both the
// reset and the Date header are cut to whole seconds, so the window may end
// up to a second later than their difference says.
func localReset(h http.Header, reset int64) time.Time {
	now := time.Now()
	serverNow := now
	margin := time.Second
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		serverNow = date
	}
	left := min(time.Unix(min(max(reset, 0), 1<<40), 0).Sub(serverNow), maxWindow) + margin
	return now.Add(min(max(left, 0), maxWindow))
}

// RetryAfter reads a Retry-After header, in seconds or as a date.
// A wait too long for a time.Duration becomes the longest one.
func RetryAfter(h http.Header) (time.Duration, bool) {
	value := h.Get("Retry-After")
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil || isDigits(value) {
		const longest = int64(1<<63-1) / int64(time.Second)
		if seconds < 0 {
			return 0, false
		}
		return time.Duration(min(seconds, longest)) * time.Second, true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	now := time.Now()
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(at.Sub(now), 0), true
}

// isDigits tells a number that overflows from garbage; ParseInt has then
// returned the largest int64.
func isDigits(text string) bool {
	for _, b := range []byte(text) {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}
