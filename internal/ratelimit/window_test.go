package ratelimit

import (
	"net/http"
	"testing"
	"time"
)

var midnight = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// claim reads the headers of a response.
func claim(remaining, reset string, date time.Time) headers {
	h := http.Header{"X-Ratelimit-Limit": {"200"}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset}}
	if !date.IsZero() {
		h.Set("Date", date.Format(http.TimeFormat))
	}
	return readHeaders(h, new(lastDate))
}

func TestWindowCompare(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name          string
		first, second string // Reset
		later         time.Duration
		flight        time.Duration // of the second request
		want          order
	}{
		{"the same", "946684860", "946684860", time.Second, 0, same},
		{"a second later", "946684860", "946684861", time.Second, 0, same},
		{"two seconds earlier", "946684860", "946684858", time.Second, 0, same},
		{"fractions", "946684860.300", "946684860.7", time.Second, 0, same},
		{"the next", "946684860", "946684920", time.Minute, 0, newer},
		{"the next of ten seconds", "946684810", "946684820", 10 * time.Second, 0, newer},
		{"the one before", "946684860", "946684800", time.Second, 0, older},
		{"milliseconds, the same", "946684860300", "946684861300", time.Second, 0, same},
		{"milliseconds, the next", "946684860300", "946684920300", time.Minute, 0, newer},
		{"seconds left, the same", "60", "50", 10 * time.Second, 0, same},
		{"seconds left, rounded", "60", "49", 10 * time.Second, 0, same},
		{"seconds left, the next", "60", "60", time.Minute, 0, newer},
		{"seconds left, slow", "60", "59", 15 * time.Second, 14 * time.Second, same},
		{"seconds left, slow, the one before", "60", "3", 20 * time.Second, 19 * time.Second, older},
		{"milliseconds left, the same", "60000", "50000", 10 * time.Second, 0, same},
	} {
		w := newWindow(claim("199", tc.first, midnight), midnight, midnight)
		now := midnight.Add(tc.later)
		if got := w.compare(claim("100", tc.second, now).reset, now.Add(-tc.flight), now); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
}

// response is one of a window's.
type response struct {
	at        time.Duration // after midnight
	remaining string
	reset     string
	date      time.Duration // of the server's clock; -1 for none
}

func TestWindowEnd(t *testing.T) {
	t.Parallel()
	const none = -1
	for _, tc := range []struct {
		name      string
		responses []response
		irregular bool
		want      time.Duration // after midnight
	}{
		{"its first request", []response{{0, "199", "946684860", 0}}, false, 60 * time.Second},
		{"its first request, rounded down twice", []response{{700 * time.Millisecond, "199", "946684859", 0}}, false, 60700 * time.Millisecond},
		{"its first request, irregular windows", []response{{0, "199", "946684860", 0}}, true, 62 * time.Second},
		{"its first request, 12 seconds", []response{{0, "199", "946684812", 0}}, false, 14 * time.Second},
		{"its first request, 3 seconds", []response{{0, "199", "946684803", 0}}, false, 5 * time.Second},
		{"a later request", []response{{0, "150", "946684860", 0}}, false, 62 * time.Second},
		{"a Reset that moves up", []response{{0, "150", "946684860", 0}, {time.Second, "149", "946684861", time.Second}}, false, 63 * time.Second},
		{"a Reset that moves down", []response{{0, "150", "946684861", 0}, {time.Second, "149", "946684860", time.Second}}, false, 63 * time.Second},
		{"late in a second", []response{{900 * time.Millisecond, "150", "946684860", 0}}, false, 62900 * time.Millisecond},
		{"late and early in a second", []response{{900 * time.Millisecond, "150", "946684860", 0}, {1100 * time.Millisecond, "149", "946684860", time.Second}}, false, 62100 * time.Millisecond},
		{"server ahead by an hour", []response{{0, "150", "946688460", time.Hour}}, false, 62 * time.Second},
		{"server behind by an hour", []response{{0, "150", "946681260", -time.Hour}}, false, 62 * time.Second},
		{"no Date", []response{{0, "150", "946684860", none}}, false, time.Minute},
		{"no Date, clock unknown", []response{{5 * time.Second, "150", "946600000", none}, {9 * time.Second, "149", "946600001", none}}, false, 65 * time.Second},
		{"seconds left", []response{{0, "150", "40", 0}}, false, 41 * time.Second},
		{"seconds left, the narrowest", []response{{0, "150", "40", 0}, {900 * time.Millisecond, "149", "39", 0}}, false, 40900 * time.Millisecond},
		{"in the past", []response{{0, "150", "946684700", 0}}, false, time.Second},
		{"capped", []response{{0, "150", "946688400", 0}}, false, 2 * time.Minute},
	} {
		var w window
		var now time.Time
		for i, r := range tc.responses {
			now = midnight.Add(r.at)
			date := midnight.Add(r.date)
			if r.date == none {
				date = time.Time{}
			}
			if h := claim(r.remaining, r.reset, date); i == 0 {
				w = newWindow(h, now, now)
			} else {
				w.observe(h, now, now)
			}
		}
		if got := w.end(now, tc.irregular).Sub(midnight); got != tc.want {
			t.Errorf("%s: ends after %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestRegularLength(t *testing.T) {
	t.Parallel()
	for left, want := range map[time.Duration]time.Duration{
		58 * time.Second: time.Minute, 59 * time.Second: time.Minute, time.Minute: time.Minute, 61 * time.Second: time.Minute,
		62 * time.Second: 65 * time.Second, 9 * time.Second: 10 * time.Second, 7 * time.Second: 0, -time.Second: 0, time.Hour: 0,
	} {
		if got := regularLength(left); got != want {
			t.Errorf("%s left: %s, want %s", left, got, want)
		}
	}
}
