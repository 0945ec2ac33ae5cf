package fanvue_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// Clients of several credentials that are used at once never send each other's.
func TestDerivedClientsKeepTheirCredentials(t *testing.T) {
	t.Parallel()
	var mixed atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if key := r.Header.Get("X-Fanvue-API-Key"); key != "key-for-"+r.Header.Get("X-Who") || r.Header.Get("Authorization") != "" {
			mixed.Add(1)
		}
		fmt.Fprint(w, okPage)
	}))
	defer server.Close()
	parent, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-parent"), fanvue.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	clients := map[string]*fanvue.Client{"parent": parent}
	for i := range 8 {
		who := fmt.Sprint("child", i)
		if clients[who], err = parent.With(fanvue.WithAPIKey("key-for-" + who)); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for who, client := range clients {
		for range 4 {
			group.Go(func() {
				ctx := fanvue.ContextWithHeader(t.Context(), "X-Who", who)
				for range 20 {
					if err := listChats(ctx, client); err != nil {
						t.Error(err)
					}
					if _, err := client.Creator("c").Chats.List(ctx, nil); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	group.Wait()
	if mixed.Load() > 0 {
		t.Errorf("%d requests had the credential of another client", mixed.Load())
	}
}

func TestDerivedClientChangesOnlyItsOptions(t *testing.T) {
	t.Parallel()
	var sent []string
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, fmt.Sprint(r.URL, " ", r.Header.Get("X-Fanvue-API-Key"), r.Header.Get("Authorization"), " ", r.Header.Get("User-Agent"), " ", r.Header.Get("X-Fanvue-API-Version")))
		return respond(503, "")(r)
	})
	parent, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport), fanvue.WithUserAgent("app/1"),
		fanvue.WithAPIVersion("2025-01-01"), fanvue.WithMaxRetries(0), fanvue.WithScopes(fanvue.ScopeReadSelf))
	if err != nil {
		t.Fatal(err)
	}
	check := func(who string, client *fanvue.Client, call func(context.Context, *fanvue.Client) error, want ...string) {
		t.Helper()
		sent = nil
		_ = call(t.Context(), client)
		if diff := cmp.Diff(want, sent); diff != "" {
			t.Errorf("%s (-want +got):\n%s", who, diff)
		}
	}
	derive := func(opts ...fanvue.Option) *fanvue.Client {
		t.Helper()
		client, err := parent.With(opts...)
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	self := func(ctx context.Context, c *fanvue.Client) error { _, err := c.Self.Get(ctx); return err }
	const same = "key-for-tests app/1 2025-01-01"
	check("nothing", derive(), self, "https://api.fanvue.com/users/me "+same)
	check("the base URL", derive(fanvue.WithBaseURL("https://other.example/x")), self, "https://other.example/x/users/me "+same)
	check("the surface", derive(fanvue.WithSurface(fanvue.SurfaceV1)), self, "https://api.fanvue.com/v1/users/me "+same)
	check("the user agent", derive(fanvue.WithUserAgent("app/2")), self, "https://api.fanvue.com/users/me key-for-tests app/2 2025-01-01")
	check("the credential", derive(fanvue.WithToken("token-for-tests")), self, "https://api.fanvue.com/users/me Bearer token-for-tests app/1 2025-01-01")
	check("scopes go with the credential", derive(), listChats)
	check("scopes of another credential are unknown", derive(fanvue.WithToken("token-for-tests")), listChats, "https://api.fanvue.com/chats Bearer token-for-tests app/1 2025-01-01")
	check("scopes that are set again", derive(fanvue.WithToken("token-for-tests"), fanvue.WithScopes(fanvue.ScopeReadSelf)), listChats)
	check("a requirement", derive(fanvue.WithOperationScopes(fanvue.OpChatsList, fanvue.ScopeReadSelf)), listChats, "https://api.fanvue.com/chats "+same)
	check("of a derived client", func() *fanvue.Client {
		client, err := derive(fanvue.WithUserAgent("app/3")).With(fanvue.WithSurface(fanvue.SurfaceV0))
		if err != nil {
			t.Fatal(err)
		}
		return client
	}(), self, "https://api.fanvue.com/v0/users/me key-for-tests app/3 2025-01-01")
	check("the parent is as it was", parent, self, "https://api.fanvue.com/users/me "+same)
	check("the parent's requirements are as they were", parent, listChats)
	for name, opts := range map[string][]fanvue.Option{
		"two credentials": {fanvue.WithToken("a-token"), fanvue.WithAPIKey("a-key")}, "a bad option": {fanvue.WithMaxRetries(-1)},
	} {
		if client, err := parent.With(opts...); client != nil || !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%s: %v, %v", name, client, err)
		}
	}
	var none *fanvue.Client
	if _, err := none.With(); !errors.Is(err, fanvue.ErrValidation) {
		t.Errorf("no client: %v", err)
	}
}

// One credential has one rate limit, however many clients use it; two have two.
func TestDerivedClientsShareTheRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: steps{respond(200, okPage, window("0")...)}}
		parent := scripted(t, transport)
		if err := listChats(t.Context(), parent); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			name   string
			opts   []fanvue.Option
			shares bool
		}{
			{"the same credential", nil, true},
			{"another surface", []fanvue.Option{fanvue.WithSurface(fanvue.SurfaceV1)}, true},
			{"another credential", []fanvue.Option{fanvue.WithAPIKey("another-key")}, false},
			{"another server", []fanvue.Option{fanvue.WithBaseURL("https://other.example")}, false},
		} {
			client, err := parent.With(tt.opts...)
			if err != nil {
				t.Fatal(err)
			}
			err = listChats(fanvue.ContextWithMaxWait(t.Context(), 0), client)
			if errors.Is(err, fanvue.ErrRateLimited) != tt.shares {
				t.Errorf("%s: %v; shares the limit: %t", tt.name, err, tt.shares)
			}
		}
	})
}

// Cookies of one account must not reach another one's requests.
func TestDerivedClientLeavesCookiesBehind(t *testing.T) {
	t.Parallel()
	var seen []string
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.Header.Get("Cookie"))
		return respond(200, okPage, "Set-Cookie", "session=of-the-parent; Path=/")(r)
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	parent, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: transport, Jar: jar}))
	if err != nil {
		t.Fatal(err)
	}
	other, err := parent.With(fanvue.WithAPIKey("another-key"), fanvue.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range []*fanvue.Client{parent, parent, other} {
		if err := listChats(t.Context(), client); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"", "session=of-the-parent", ""}, seen); diff != "" {
		t.Error(diff)
	}
}

// Two hundred credentials over HTTP/2 take one connection, and next to nothing
// each.
func TestDerivedClientsShareConnections(t *testing.T) {
	var opened atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, okPage) }))
	server.EnableHTTP2 = true
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.StartTLS()
	defer server.Close()
	transport := fanvue.NewTransport()
	transport.TLSClientConfig = &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	parent, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithBaseURL(server.URL), fanvue.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	defer parent.CloseIdleConnections()
	if err := listChats(t.Context(), parent); err != nil {
		t.Fatal(err)
	}
	const n = 200
	before, goroutines := heapInUse(), runtime.NumGoroutine()
	clients := make([]*fanvue.Client, n)
	for i := range clients {
		if clients[i], err = parent.With(fanvue.WithAPIKey(fmt.Sprint("key-", strings.Repeat("x", 10), i))); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for _, client := range clients {
		group.Go(func() {
			if err := listChats(t.Context(), client); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	time.Sleep(time.Millisecond) // goroutines of finished streams end
	each := float64(int64(heapInUse())-int64(before)) / n
	t.Logf("%d clients: %d connections, %d goroutines more, %.1f KB each", n, opened.Load(), runtime.NumGoroutine()-goroutines, each/1024)
	if opened.Load() != 1 {
		t.Errorf("%d connections, want 1", opened.Load())
	}
	runtime.KeepAlive(clients)
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
