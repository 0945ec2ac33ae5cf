package fanvue

import (
	"context"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func BenchmarkScopeCheckAllowed(b *testing.B) {
	client, err := NewClient(WithAPIKey("key-for-tests"), WithScopes(ScopeWriteChat, ScopeReadFan))
	if err != nil {
		b.Fatal(err)
	}
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		if client.checkScopes(ctx, opMassMessagesSend, client.credential.static) != nil {
			b.Fatal("refused")
		}
	}
}

func BenchmarkScopeCheckRejected(b *testing.B) {
	client, err := NewClient(WithAPIKey("key-for-tests"), WithScopes(ScopeReadChat))
	if err != nil {
		b.Fatal(err)
	}
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		if client.checkScopes(ctx, opMassMessagesSend, client.credential.static) == nil {
			b.Fatal("allowed")
		}
	}
}

// stubTransport responds to every request with an empty page, without a network.
type stubTransport struct{}

func (stubTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: -1, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)),
	}, nil
}

// hookedCalls returns a call of a client without hooks, and of one with all four.
func hookedCalls(t testing.TB) (without, with func()) {
	t.Helper()
	newCall := func(opts ...Option) func() {
		client, err := NewClient(append(opts, WithAPIKey("key-for-tests"), WithScopes(ScopeReadChat), WithTransport(stubTransport{}))...)
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		return func() {
			if _, err := client.Chats.List(ctx, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	return newCall(), newCall(WithHooks(Hooks{
		CallStart: func(ctx context.Context, _ CallInfo) context.Context { return ctx },
		Wait:      func(context.Context, CallInfo, WaitInfo) {},
		Attempt:   func(context.Context, CallInfo, AttemptInfo) {},
		CallDone:  func(context.Context, CallInfo, CallResult) {},
	}))
}

// fewestAllocs returns what a call allocates while no garbage collection empties
// the pools that it uses.
func fewestAllocs(call func()) float64 {
	fewest := math.Inf(1)
	for range 20 {
		fewest = min(fewest, testing.AllocsPerRun(50, call))
	}
	return fewest
}

// Hooks that do nothing cost at most three allocations.
func TestHooksDoNotAllocate(t *testing.T) {
	without, with := hookedCalls(t)
	bare, hooked := fewestAllocs(without), fewestAllocs(with)
	if hooked > bare+3 {
		t.Errorf("%v allocations with hooks, %v without; want at most 3 more", hooked, bare)
	}
}

// BenchmarkHooks calls a client without hooks and one with all four in turn, and
// reports the difference and the ratio of the medians: other programs disturb
// both alike.
func BenchmarkHooks(b *testing.B) {
	without, with := hookedCalls(b)
	var took [2][]time.Duration
	for b.Loop() {
		for i, call := range []func(){without, with} {
			start := time.Now()
			call()
			took[i] = append(took[i], time.Since(start))
		}
	}
	var median [2]time.Duration
	for i := range took {
		slices.Sort(took[i])
		median[i] = took[i][len(took[i])/2]
	}
	b.ReportMetric(float64((median[1] - median[0]).Nanoseconds()), "hooks-ns/call")
	b.ReportMetric(float64(median[1])/float64(median[0]), "time-ratio")
	b.ReportMetric(fewestAllocs(with)-fewestAllocs(without), "hooks-allocs/call")
}
