// Package ratelimit reads the rate-limit headers of responses and paces the
// requests of a client, so that the server does not refuse them.
package ratelimit

import (
	"math"
	"math/big"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// maxWindow bounds the time until the end of a window that a Reset header may
	// claim. The API's window has 60 seconds.
	maxWindow = 2 * time.Minute
	// resetMargin is added to the end of a window: servers round Reset down.
	resetMargin = time.Second
	// longest is the longest duration in whole seconds.
	longest = math.MaxInt64 / time.Second * time.Second
)

// Limit holds what a response reports about the rate limit. It is RateLimit of the
// root package, which documents the fields.
type Limit struct {
	Limit      int
	Remaining  int
	Reset      time.Time
	RetryAfter time.Duration
}

// Parse reads the headers of a response that has just arrived. An invalid header
// counts as absent.
func Parse(h http.Header) Limit {
	now := time.Now()
	r := readHeaders(h, new(lastDate))
	limit := Limit{RetryAfter: r.retryAfter}
	if !r.metered {
		return limit
	}
	limit.Limit, limit.Remaining = r.limit, r.remaining
	left := r.reset.left
	if !r.reset.relative {
		serverNow := r.date
		if serverNow.IsZero() {
			serverNow = now
		}
		left = r.reset.at.Sub(serverNow)
	}
	limit.Reset = now.Add(bounded(min(left, maxWindow)+resetMargin, 0, maxWindow))
	return limit
}

// RetryAfter reads a Retry-After header: a number of seconds, a duration such as
// 5s, or a date. It reports whether the header is valid. The wait is rounded up to
// whole seconds, and one that is too long for a time.Duration becomes the longest
// one.
func RetryAfter(h http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if n, ok := parseNumber(value); ok {
		if n.Sign() < 0 {
			return 0, false
		}
		return roundUp(inDuration(n, time.Second)), true
	}
	if value == "" {
		return 0, false
	}
	if d, err := time.ParseDuration(strings.ReplaceAll(value, " ", "")); err == nil {
		return roundUp(max(d, 0)), d >= 0
	}
	at, ok := parseDate(value)
	if !ok {
		return 0, false
	}
	now, ok := parseDate(h.Get("Date"))
	if !ok {
		now = time.Now()
	}
	return roundUp(max(at.Sub(now), 0)), true
}

// headers holds the values of the headers of one response.
type headers struct {
	metered    bool // whether the response has Remaining and Reset
	limit      int  // 0 if unknown
	remaining  int
	reset      reset
	date       time.Time // by the server's clock; zero if unknown
	retryAfter time.Duration
	hasRetry   bool // whether the response has a valid Retry-After
}

func readHeaders(h http.Header, last *lastDate) headers {
	// Names in canonical form cost [http.Header.Get] no allocation.
	var r headers
	r.retryAfter, r.hasRetry = RetryAfter(h)
	r.date = last.parse(h.Get("Date"))
	remaining, ok := parseCount(h.Get("X-Ratelimit-Remaining"))
	if !ok {
		return r
	}
	r.reset, r.metered = parseReset(h.Get("X-Ratelimit-Reset"))
	r.remaining = remaining
	if limit, ok := parseCount(h.Get("X-Ratelimit-Limit")); ok {
		r.limit = limit
	}
	return r
}

// lastDate holds the last Date header. All responses of a second have the same one,
// and parsing it takes longer than all that a bucket does with a response.
type lastDate struct{ latest atomic.Pointer[date] }

type date struct {
	text string
	at   time.Time
}

// parse returns the time of a Date header, or the zero time if it is invalid.
func (l *lastDate) parse(text string) time.Time {
	if known := l.latest.Load(); known != nil && known.text == text {
		return known.at
	}
	at, ok := parseDate(text)
	if ok {
		l.latest.Store(&date{text, at})
	}
	return at
}

// parseCount parses a number as a count.
func parseCount(text string) (int, bool) {
	if n, ok := parsePlain(text); ok {
		return int(min(n, math.MaxInt32)), true
	}
	n, ok := parseNumber(text)
	if !ok {
		return 0, false
	}
	return wholeCount(n), true
}

// parsePlain parses a number that consists of a few digits, as almost all do. It
// does not allocate.
func parsePlain(text string) (int64, bool) {
	const maxDigits = 12
	if text == "" || len(text) > maxDigits {
		return 0, false
	}
	var n int64
	for _, b := range []byte(text) {
		if b < '0' || b > '9' {
			return 0, false
		}
		n = 10*n + int64(b-'0')
	}
	return n, true
}

// reset is the value of an X-RateLimit-Reset header: either a time on the
// server's clock or the time left.
type reset struct {
	relative bool
	at       time.Time
	left     time.Duration
	// millis reports whether left was certainly in milliseconds. A smaller number
	// is read as seconds, but may be milliseconds, too.
	millis bool
}

// The size of a number in a Reset header determines its unit. Each constant is the
// upper limit of a range.
const (
	maxRelativeSeconds = 3600 // the time left in seconds
	maxRelative        = 1e8  // the time left in milliseconds
	maxUnixSeconds     = 1e11 // Unix time in seconds
	maxUnixMillis      = 1e14 // Unix time in milliseconds
	maxUnixMicros      = 1e17 // Unix time in microseconds; above, in nanoseconds
)

func parseReset(value string) (reset, bool) {
	value = strings.TrimSpace(value)
	if n, ok := parsePlain(value); ok && n >= maxRelative && n < maxUnixSeconds {
		// Unix seconds, as the API sends them.
		return reset{at: time.Unix(n, 0)}, true
	}
	n, ok := parseNumber(value)
	if !ok {
		if d, err := time.ParseDuration(value); err == nil {
			return reset{relative: true, left: d}, true
		}
		at, ok := parseDate(value)
		return reset{at: at}, ok
	}
	size, _ := n.Float64()
	switch {
	case size <= maxRelativeSeconds:
		return reset{relative: true, left: max(inDuration(n, time.Second), 0)}, true
	case size < maxRelative:
		return reset{relative: true, left: inDuration(n, time.Millisecond), millis: true}, true
	case size < maxUnixSeconds:
		return reset{at: unix(n, time.Second)}, true
	case size < maxUnixMillis:
		return reset{at: unix(n, time.Millisecond)}, true
	case size < maxUnixMicros:
		return reset{at: unix(n, time.Microsecond)}, true
	}
	return reset{at: unix(n, time.Nanosecond)}, true
}

// maxNumber is the largest length of a number, in bytes: enough for every count and
// time, and short enough to parse quickly.
const maxNumber = 40

// parseNumber reads a decimal number with an optional sign and fraction.
func parseNumber(text string) (*big.Rat, bool) {
	text = strings.TrimSpace(text)
	digits, fraction, hasFraction := strings.Cut(strings.TrimLeft(text, "+-"), ".")
	if len(text) > maxNumber || !isDigits(digits) || hasFraction && !isDigits(fraction) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// wholeCount returns n as a count: rounded down, not negative, and at most
// math.MaxInt32.
func wholeCount(n *big.Rat) int {
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	switch {
	case whole.Sign() < 0:
		return 0
	case whole.Cmp(big.NewInt(math.MaxInt32)) > 0:
		return math.MaxInt32
	}
	return int(whole.Int64())
}

// inDuration returns n units, rounded up, at most the longest duration.
func inDuration(n *big.Rat, unit time.Duration) time.Duration {
	scaled := new(big.Rat).Mul(n, new(big.Rat).SetInt64(int64(unit)))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	if !scaled.IsInt() && scaled.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	if !whole.IsInt64() {
		if whole.Sign() < 0 {
			return -longest
		}
		return longest
	}
	return time.Duration(whole.Int64())
}

// unix returns the time that is n units after 1970, at most the year 2262.
func unix(n *big.Rat, unit time.Duration) time.Time {
	return time.Unix(0, int64(inDuration(n, unit)))
}

// roundUp returns d rounded up to whole seconds, so that no request is sent too
// early.
func roundUp(d time.Duration) time.Duration {
	if d > longest-time.Second {
		return longest
	}
	return (d + time.Second - 1).Truncate(time.Second)
}

func bounded(d, low, high time.Duration) time.Duration { return min(max(d, low), high) }

// dateLayouts lists the forms of dates that servers send besides those of
// [http.ParseTime]. Times without a zone are in UTC.
var dateLayouts = []string{
	time.RFC1123Z,
	"Mon, 2 Jan 2006 15:04:05 -0700",
	"Mon, 2 Jan 2006 15:04:05 GMT",
	"2 Jan 2006 15:04:05 -0700",
	"2 Jan 2006 15:04:05 GMT",
	time.RFC3339,
	"2006-01-02T15:04:05-0700",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05-0700",
	"2006-01-02 15:04:05 -0700",
	"2006-01-02 15:04:05 GMT",
	"2006-01-02 15:04:05",
}

func parseDate(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 64 {
		return time.Time{}, false
	}
	if at, err := http.ParseTime(text); err == nil {
		return at, true
	}
	// The time package reads every abbreviation of a zone as UTC, so the layouts
	// accept GMT only.
	for _, zone := range []string{" UTC", " UT", " Z"} {
		if head, ok := strings.CutSuffix(text, zone); ok {
			text = head + " GMT"
			break
		}
	}
	for _, layout := range dateLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
