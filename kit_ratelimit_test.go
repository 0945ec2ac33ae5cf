package fanvue_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// meteredAPI responds to every request after a moment and keeps one window for
// each creator, as the API does: it refills whole. A request that is canceled
// on its way arrives and counts nevertheless.
type meteredAPI struct {
	limit  int
	window time.Duration
	form   fanvuetest.ResetForm // nil for seconds, rounded down
	skew   time.Duration        // how far the server's clock is ahead
	noDate bool
	silent bool // no rate limit headers
	// delay is how long a request is on its way, zero when nil.
	delay func() time.Duration
	// late is how much later a canceled request arrives, zero when nil.
	late func() time.Duration

	mu       sync.Mutex
	windows  map[string]*meteredWindow
	counted  int
	refused  int
	inFlight int
	most     int // the most requests that were in flight at once
}

func (a *meteredAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	a.mu.Lock()
	a.inFlight++
	a.most = max(a.most, a.inFlight)
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		a.inFlight--
		a.mu.Unlock()
	}()
	if sent, ok := ctx.Value(sentKey{}).(func()); ok {
		sent()
	}
	bucket := ""
	if rest, ok := strings.CutPrefix(r.URL.Path, "/creators/"); ok {
		bucket, _, _ = strings.Cut(rest, "/")
	}
	if a.delay != nil {
		arrival := time.Now().Add(a.delay())
		if !pause(ctx, time.Until(arrival)) {
			late := time.Duration(0)
			if a.late != nil {
				late = a.late()
			}
			time.AfterFunc(time.Until(arrival)+late, func() { a.count(bucket) })
			return nil, ctx.Err()
		}
	}
	resp := a.count(bucket)
	resp.Request = r
	if !pause(ctx, 80*time.Millisecond) {
		return nil, ctx.Err()
	}
	if !a.noDate {
		resp.Header.Set("Date", time.Now().Add(a.skew).UTC().Format(http.TimeFormat))
	}
	return resp, nil
}

// count counts a request that arrives now.
func (a *meteredAPI) count(bucket string) *http.Response {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.windows == nil {
		a.windows = map[string]*meteredWindow{}
	}
	now := time.Now()
	w := a.windows[bucket]
	if w == nil || !now.Before(w.end) {
		w = &meteredWindow{end: now.Add(a.window)}
		a.windows[bucket] = w
	}
	header := http.Header{}
	status, body := 200, okPage
	if w.used >= a.limit {
		a.refused++
		status, body = 429, `{"error":"Too many requests"}`
		header.Set("Retry-After", strconv.Itoa(int((w.end.Sub(now)+time.Second-1)/time.Second)))
	} else {
		w.used++
		a.counted++
	}
	if !a.silent {
		form := a.form
		if form == nil {
			form = fanvuetest.ResetUnixDown
		}
		header.Set("X-RateLimit-Limit", strconv.Itoa(a.limit))
		header.Set("X-RateLimit-Remaining", strconv.Itoa(a.limit-w.used))
		header.Set("X-RateLimit-Reset", form(now.Add(a.skew), w.end.Add(a.skew)))
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

func (a *meteredAPI) client(t *testing.T) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithMaxWait(time.Hour), fanvue.WithHTTPClient(&http.Client{Transport: a}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

type meteredWindow struct {
	end  time.Time
	used int
}

// sentKey finds what a context wants to be run when its request is sent.
type sentKey struct{}

// pause reports whether d passed before the context ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// calls runs n calls at once and returns how many failed.
func calls(n int, call func() error) int {
	var failed int
	var mu sync.Mutex
	var group sync.WaitGroup
	for range n {
		group.Go(func() {
			if call() != nil {
				mu.Lock()
				failed++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return failed
}

// window is the headers of a response in a window that ends a minute after the
// fake clock's start.
func window(remaining string) []string {
	return []string{"X-RateLimit-Limit", "10", "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", "946684860"}
}
