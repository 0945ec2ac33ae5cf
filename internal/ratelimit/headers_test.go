package ratelimit_test

import (
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

const (
	longest    = math.MaxInt64 / time.Second * time.Second
	bubbleDate = "Sat, 01 Jan 2000 00:00:00 GMT" // when a synctest bubble starts
)

func header(pairs ...string) http.Header {
	h := make(http.Header)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			h.Set(pairs[i], pairs[i+1])
		}
	}
	return h
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		value, date string
		want        time.Duration
		ok          bool
	}{
		{"30", "", 30 * time.Second, true},
		{"0", "", 0, true},
		{" 30 ", "", 30 * time.Second, true},
		{"+30", "", 30 * time.Second, true},
		{"299.997", "", 300 * time.Second, true},
		{"0.001", "", time.Second, true},
		{"30.000", "", 30 * time.Second, true},
		{"5s", "", 5 * time.Second, true},
		{"5 s", "", 5 * time.Second, true},
		{"1500ms", "", 2 * time.Second, true},
		{"1m30s", "", 90 * time.Second, true},
		{"9223372037", "", longest, true},
		{"99999999999999999999.5", "", longest, true},
		{"2562047h", "", 2562047 * time.Hour, true},
		{"Sat, 01 Jan 2000 00:00:45 GMT", "", 45 * time.Second, true},
		{"Sat, 01 Jan 2000 00:00:45 UTC", "", 45 * time.Second, true},
		{"Sat, 1 Jan 2000 00:00:45 UTC", "", 45 * time.Second, true},
		{"Sat, 01 Jan 2000 00:00:45 +0000", "", 45 * time.Second, true},
		{"Sat, 01 Jan 2000 01:00:45 +0100", "", 45 * time.Second, true},
		{"01 Jan 2000 00:00:45 GMT", "", 45 * time.Second, true},
		{"Saturday, 01-Jan-00 00:00:45 GMT", "", 45 * time.Second, true},
		{"2000-01-01T00:00:45Z", "", 45 * time.Second, true},
		{"2000-01-01T00:00:44.25Z", "", 45 * time.Second, true},
		{"2000-01-01T01:00:45+01:00", "", 45 * time.Second, true},
		{"2000-01-01T00:00:45+0000", "", 45 * time.Second, true},
		{"2000-01-01T00:00:45", "", 45 * time.Second, true},
		{"2000-01-01 00:00:45 UTC", "", 45 * time.Second, true},
		{"Sat, 01 Jan 2000 01:00:45 GMT", "Sat, 01 Jan 2000 01:00:00 GMT", 45 * time.Second, true},
		{"Sat, 01 Jan 2000 01:00:45 UTC", "Sat, 01 Jan 2000 01:00:00 +0000", 45 * time.Second, true},
		{"Fri, 31 Dec 1999 23:00:00 GMT", "", 0, true},
		{"Fri, 31 Dec 9999 23:00:00 GMT", "", longest, true},
		{"", "", 0, false},
		{"-5", "", 0, false},
		{"-0.5", "", 0, false},
		{"-5s", "", 0, false},
		{"soon", "", 0, false},
		{"1e3", "", 0, false},
		{"0x10", "", 0, false},
		{"1_000", "", 0, false},
		{"1/2", "", 0, false},
		{"5.", "", 0, false},
		{".5", "", 0, false},
		{"1.2.3", "", 0, false},
		{"299,997", "", 0, false},
		{"Inf", "", 0, false},
		{"NaN", "", 0, false},
		{"٣", "", 0, false},
		{"Sat, 01 Jan 2000 00:00:45 EST", "", 0, false}, // Go would take it for UTC
	} {
		synctest.Test(t, func(t *testing.T) {
			got, ok := ratelimit.RetryAfter(header("Retry-After", tc.value, "Date", tc.date))
			if got != tc.want || ok != tc.ok {
				t.Errorf("%q, Date %q: %s %t, want %s %t", tc.value, tc.date, got, ok, tc.want, tc.ok)
			}
		})
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	const ahead = "Sat, 01 Jan 2000 01:00:00 GMT"
	for _, tc := range []struct {
		name                          string
		limit, remaining, reset, date string
		want                          ratelimit.Limit
		left                          time.Duration // until Reset; -1 for none
	}{
		{"Unix seconds", "200", "12", "946684830", bubbleDate, ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"no Date", "200", "12", "946684830", "", ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"server ahead", "200", "12", "946688430", ahead, ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"fraction", "200", "12", "946684830.727", bubbleDate, ratelimit.Limit{Limit: 200, Remaining: 12}, 31727 * time.Millisecond},
		{"milliseconds", "200", "12", "946684830727", bubbleDate, ratelimit.Limit{Limit: 200, Remaining: 12}, 31727 * time.Millisecond},
		{"microseconds", "200", "12", "946684830727000", bubbleDate, ratelimit.Limit{Limit: 200, Remaining: 12}, 31727 * time.Millisecond},
		{"nanoseconds", "200", "12", "946684830727000000", bubbleDate, ratelimit.Limit{Limit: 200, Remaining: 12}, 31727 * time.Millisecond},
		{"seconds left", "200", "12", "30", ahead, ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"fraction of seconds left", "200", "12", "29.5", "", ratelimit.Limit{Limit: 200, Remaining: 12}, 30500 * time.Millisecond},
		{"milliseconds left", "200", "12", "30000", "", ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"a duration", "200", "12", "30s", "", ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"RFC 3339", "200", "12", "2000-01-01T00:00:30Z", "", ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"HTTP date", "200", "12", "Sat, 01 Jan 2000 01:00:30 GMT", ahead, ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"in the past", "200", "12", "946600000", bubbleDate, ratelimit.Limit{Limit: 200, Remaining: 12}, 0},
		{"nothing left", "200", "0", "0", "", ratelimit.Limit{Limit: 200}, time.Second},
		{"negative", "200", "0", "-2", "", ratelimit.Limit{Limit: 200}, time.Second},
		{"absurd", "200", "12", "9223372036854775807", "", ratelimit.Limit{Limit: 200, Remaining: 12}, maxWindow},
		{"an hour", "200", "12", "3600", "", ratelimit.Limit{Limit: 200, Remaining: 12}, maxWindow},
		{"negative remaining", "200", "-1", "946684830", "", ratelimit.Limit{Limit: 200}, 31 * time.Second},
		{"fractions of counts", "200.0", "12.9", "946684830", "", ratelimit.Limit{Limit: 200, Remaining: 12}, 31 * time.Second},
		{"overflowing counts", "99999999999999999999", "99999999999999999999", "946684830", "", ratelimit.Limit{Limit: math.MaxInt32, Remaining: math.MaxInt32}, 31 * time.Second},
		{"no limit", "", "12", "946684830", "", ratelimit.Limit{Remaining: 12}, 31 * time.Second},
		{"garbage limit", "many", "12", "946684830", "", ratelimit.Limit{Remaining: 12}, 31 * time.Second},
		{"negative limit", "-200", "12", "946684830", "", ratelimit.Limit{Remaining: 12}, 31 * time.Second},
		{"garbage remaining", "200", "few", "946684830", "", ratelimit.Limit{}, -1},
		{"garbage reset", "200", "12", "soon", "", ratelimit.Limit{}, -1},
		{"no reset", "200", "12", "", "", ratelimit.Limit{}, -1},
		{"none", "", "", "", "", ratelimit.Limit{}, -1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				if tc.left >= 0 {
					tc.want.Reset = time.Now().Add(tc.left)
				}
				got := ratelimit.Parse(header("X-RateLimit-Limit", tc.limit, "X-RateLimit-Remaining", tc.remaining, "X-RateLimit-Reset", tc.reset, "Date", tc.date))
				if got != tc.want {
					t.Errorf("got %+v, want %+v", got, tc.want)
				}
			})
		})
	}
}

const maxWindow = 2 * time.Minute

// Whatever the headers are, what is read of them is within bounds.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "30", "-1", "299.997", "5s", "946684830", "1748772000.727", "1748772000727", "99999999999999999999", "2000-01-01T00:00:45Z", bubbleDate, "1e400", "+-5", "-9223372036854775808ns"} {
		f.Add(seed, seed, seed, seed, seed)
	}
	f.Fuzz(func(t *testing.T, after, limit, remaining, reset, date string) {
		h := header("Retry-After", after, "X-RateLimit-Limit", limit, "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", reset, "Date", date)
		got := ratelimit.Parse(h)
		if got.Limit < 0 || got.Remaining < 0 || got.RetryAfter < 0 || got.RetryAfter%time.Second != 0 {
			t.Errorf("out of bounds: %+v", got)
		}
		if left := time.Until(got.Reset); !got.Reset.IsZero() && (left > maxWindow || left < -time.Minute) {
			t.Errorf("the window ends in %s", left)
		}
		wait, ok := ratelimit.RetryAfter(h)
		if wait != got.RetryAfter && ok || !ok && wait != 0 {
			t.Errorf("RetryAfter returns %s, Parse %s", wait, got.RetryAfter)
		}
	})
}
