package fanvue_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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

type meteredWindow struct {
	end  time.Time
	used int
}

// sentKey finds what a context wants to be run when its request is sent.
type sentKey struct{}

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

func TestPacingAvoids429(t *testing.T) {
	t.Parallel()
	for name, offset := range map[string]time.Duration{"on the second": 0, "late in a second": 900 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(offset) // moves the fake clock within its second
				api := &meteredAPI{limit: 200, window: time.Minute}
				client := api.client(t)
				start := time.Now()
				if failed := calls(1000, func() error { return listChats(t.Context(), client) }); failed > 0 {
					t.Errorf("%d calls failed", failed)
				}
				if api.refused > 0 {
					t.Errorf("%d answers were 429, want none", api.refused)
				}
				// Five windows of 200: the last begins after four whole ones.
				if took, ideal := time.Since(start), 4*time.Minute; took < ideal || took > ideal*105/100 {
					t.Errorf("1000 calls took %s, want %s and at most 5 %% more", took, ideal)
				}
			})
		})
	}
}

func TestFirstCallProbesAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 3, window: time.Minute}
		client := api.client(t)
		calls(9, func() error { return listChats(t.Context(), client) })
		if api.refused > 0 || api.most > 2 {
			t.Errorf("%d answers were 429, %d requests at once; want none, and at most the 2 that the first answer left", api.refused, api.most)
		}
	})
}

func TestLimitThatChangesUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 100, window: time.Minute}
		client := api.client(t)
		time.AfterFunc(90*time.Second, func() {
			api.mu.Lock()
			api.limit = 30
			api.mu.Unlock()
		})
		if failed := calls(300, func() error { return listChats(t.Context(), client) }); failed > 0 || api.refused > 0 {
			t.Errorf("%d calls failed, %d answers were 429; want none", failed, api.refused)
		}
	})
}

func TestCreatorsHaveBucketsOfTheirOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 5, window: time.Minute}
		client := api.client(t)
		start := time.Now()
		calls(5, func() error { return listChats(t.Context(), client) })
		for _, creator := range []string{"ada", "bea"} {
			calls(5, func() error { _, err := client.Creator(creator).Chats.List(t.Context(), nil); return err })
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("three buckets of 5 took %s for 15 calls, want no wait", took)
		}
		own, ok := client.RateLimit()
		if !ok || own.Limit != 5 || own.Remaining != 0 || time.Until(own.Reset) > 61*time.Second {
			t.Errorf("own bucket: %+v %t, want 0 of 5 left within the minute", own, ok)
		}
		if ada, ok := client.Creator("ada").RateLimit(); !ok || ada.Remaining != 0 {
			t.Errorf("ada's bucket: %+v %t, want 0 left", ada, ok)
		}
		if _, ok := client.Creator("cem").RateLimit(); ok {
			t.Error("a bucket without a call is known")
		}
		time.Sleep(62 * time.Second)
		if _, ok := client.RateLimit(); ok {
			t.Error("the window has turned and the bucket is still known")
		}
	})
}

func TestWaitThatOutlivesTheContextEndsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 1, window: time.Minute}
		client := api.client(t)
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		start := time.Now()
		err := listChats(ctx, client)
		var request *fanvue.RequestError
		if !errors.Is(err, fanvue.ErrRateLimited) || !errors.As(err, &request) || request.Sent() {
			t.Errorf("got %T %v, want a RequestError that is ErrRateLimited, nothing sent", err, err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("took %s, want no wait", took)
		}
	})
}

func TestWaitingForTheLimitCanBeCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 1, window: time.Minute}
		client := api.client(t)
		if err := listChats(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		if err := listChats(ctx, client); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %s, want 1s", took)
		}
		// The one that left takes nobody's place.
		if err := listChats(t.Context(), client); err != nil {
			t.Error(err)
		}
	})
}

func TestServerWithoutRateLimitHeadersIsNotPaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 1000, window: time.Minute, silent: true}
		client := api.client(t)
		start := time.Now()
		calls(500, func() error { return listChats(t.Context(), client) })
		if took := time.Since(start); took > time.Second {
			t.Errorf("500 calls took %s, want all at once after the first", took)
		}
	})
}

func TestProbeThatHangsHoldsNobodyUpForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		transport := &script{steps: []func(*http.Request) (*http.Response, error){hang, answer(200, okPage)}}
		client := scripted(t, transport)
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() { _ = listChats(ctx, client) })
		synctest.Wait()
		start := time.Now()
		if err := listChats(t.Context(), client); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("waited %s for a call that hangs", took)
		}
		cancel()
		group.Wait()
	})
}

// A reset that is far off or garbage must not stop the client for longer than
// two minutes.
func TestAbsurdResetIsCapped(t *testing.T) {
	t.Parallel()
	for _, reset := range []string{"9223372036854775807", "99999999999", "946688400", "-1", "soon"} {
		synctest.Test(t, func(t *testing.T) {
			transport := &script{steps: []func(*http.Request) (*http.Response, error){
				answer(200, okPage, "X-RateLimit-Limit", "1", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset),
			}}
			client := scripted(t, transport)
			start := time.Now()
			for range 2 {
				if err := listChats(t.Context(), client); err != nil {
					t.Errorf("reset %q: %v", reset, err)
				}
			}
			if took := time.Since(start); took > 2*time.Minute {
				t.Errorf("reset %q: waited %s", reset, took)
			}
		})
	}
}

// Two clients that use one credential see only the other's traces in the
// headers. What the server refuses, they wait for.
func TestTwoClientsOnOneCredential(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &meteredAPI{limit: 200, window: time.Minute}
		start := time.Now()
		var group sync.WaitGroup
		for range 2 {
			client := api.client(t)
			group.Go(func() {
				if failed := calls(1000, func() error { return listChats(t.Context(), client) }); failed > 0 {
					t.Errorf("%d calls failed", failed)
				}
			})
		}
		group.Wait()
		// Ten windows of 200: the last begins after nine whole ones.
		if took, ideal := time.Since(start), 9*time.Minute; took > ideal*110/100 {
			t.Errorf("2000 calls took %s, want at most 10 %% more than %s", took, ideal)
		}
		// Until the first refusal neither client knows of the other; after that
		// a window ends with a few refusals at the most.
		if most := 200 + 10*8; api.refused > most {
			t.Errorf("%d answers were 429, want at most %d", api.refused, most)
		}
	})
}
