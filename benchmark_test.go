package fanvue

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
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

// BenchmarkCall does the same exchange by hand and with the client in one run,
// and reports how many times longer the client takes and how many more
// allocations it makes.
func BenchmarkCall(b *testing.B) {
	page := []byte(`{"data":[{"createdAt":"2026-01-01T00:00:00.000Z","isMuted":false,"isRead":true,"lastMessage":null,"lastMessageAt":null,` +
		`"unreadMessagesCount":0,"user":{"uuid":"u","handle":"h","displayName":"d","nickname":null,"isTopSpender":false,"avatarUrl":null,` +
		`"registeredAt":"2025-01-01T00:00:00.000Z"}}],"pagination":{"page":1,"size":1,"hasMore":false}}`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(page)
	}))
	defer server.Close()
	client, err := NewClient(WithAPIKey("key-for-tests"), WithScopes(ScopeReadChat), WithBaseURL(server.URL), WithHTTPClient(server.Client()))
	if err != nil {
		b.Fatal(err)
	}
	withClient := func(ctx context.Context) error {
		_, err := client.Chats.List(ctx, &ChatListOptions{Size: 50})
		return err
	}
	byHand := func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/chats?size=50", nil)
		if err != nil {
			return err
		}
		req.Header.Set("X-Fanvue-API-Key", "key-for-tests")
		req.Header.Set("X-Fanvue-API-Version", "2025-06-26")
		resp, err := server.Client().Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		var answer struct {
			Data       []Chat `json:"data"`
			Pagination struct {
				HasMore bool `json:"hasMore"`
			} `json:"pagination"`
		}
		return json.NewDecoder(resp.Body).Decode(&answer)
	}
	var nanoseconds, allocations [2]float64
	for i, run := range []struct {
		name string
		call func(context.Context) error
	}{{"by hand", byHand}, {"client", withClient}} {
		b.Run(run.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := run.call(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			nanoseconds[i] = float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			allocations[i] = testing.AllocsPerRun(100, func() { _ = run.call(context.Background()) })
			if i == 1 && nanoseconds[0] > 0 {
				b.ReportMetric(nanoseconds[1]/nanoseconds[0], "time-ratio")
				b.ReportMetric(allocations[1]/allocations[0], "allocs-ratio")
			}
		})
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
