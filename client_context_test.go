package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestContextWithResponse(t *testing.T) {
	t.Parallel()
	type step = func(*http.Request) (*http.Response, error)
	tests := []struct {
		name  string
		steps []step
		call  func(context.Context, *fanvue.Client) error
		want  fanvue.Response
	}{
		{"a success", []step{respond(200, okPage, "X-Request-Id", "r-1")}, listChats,
			fanvue.Response{StatusCode: 200, Header: http.Header{"X-Request-Id": {"r-1"}}, Body: []byte(okPage), RequestID: "r-1", Attempts: 1}},
		{"a refusal", []step{respond(404, `{"message":"none"}`, "Cf-Ray", "ray key-for-tests")}, sendMessage,
			fanvue.Response{StatusCode: 404, Header: http.Header{"Cf-Ray": {"ray [redacted]"}}, Body: []byte(`{"message":"none"}`), RequestID: "ray [redacted]", Attempts: 1}},
		{"a retry", []step{respond(503, "", "Retry-After", "2"), respond(200, okPage)}, listChats,
			fanvue.Response{StatusCode: 200, Header: http.Header{}, Body: []byte(okPage), Attempts: 2, Waited: 2 * time.Second}},
		{"a redirect", []step{respond(302, "", "Location", "/x")}, listChats,
			fanvue.Response{StatusCode: 302, Header: http.Header{"Location": {"/x"}}, Body: []byte(""), Attempts: 1}},
		{"no response", []step{broken(errReset)}, sendMessage, fanvue.Response{Attempts: 1}},
		{"nothing sent", nil, func(ctx context.Context, c *fanvue.Client) error {
			_, err := c.Messages.Send(ctx, "", fanvue.MessageParams{})
			return err
		}, fanvue.Response{}},
		{"the last page", []step{respond(200, `{"data":[{"user":{"uuid":"u-1"}}],"pagination":{"hasMore":true}}`), respond(200, okPage)},
			func(ctx context.Context, c *fanvue.Client) error {
				for _, err := range c.Chats.All(ctx, nil) {
					if err != nil {
						return err
					}
				}
				return nil
			}, fanvue.Response{StatusCode: 200, Header: http.Header{}, Body: []byte(okPage), Attempts: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				got := fanvue.Response{StatusCode: 999}
				_ = tt.call(fanvue.ContextWithResponse(t.Context(), &got), scripted(t, &script{steps: tt.steps}))
				delete(got.Header, "Date")
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestContextWithHeader(t *testing.T) {
	t.Parallel()
	var sent http.Header
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		sent = r.Header.Clone()
		return respond(200, okPage)(r)
	})
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	base := fanvue.ContextWithHeader(t.Context(), "x-trace", "a")
	both := fanvue.ContextWithHeader(fanvue.ContextWithHeader(base, "X-Trace", "b"), "X-Other", "c")
	if err := listChats(both, client); err != nil || cmp.Diff([]string{"a", "b"}, sent["X-Trace"]) != "" || sent.Get("X-Other") != "c" {
		t.Errorf("sent %v, %v", sent, err)
	}
	if err := listChats(base, client); err != nil || len(sent["X-Trace"]) != 1 || sent.Get("X-Other") != "" {
		t.Errorf("a derived context changed the one that it came from: %v, %v", sent, err)
	}
	for name, value := range map[string]string{
		"X-Fanvue-API-Key": "other", "authorization": "Bearer other", "X-Fanvue-API-Version": "2020-01-01", "User-Agent": "x", "Content-Type": "text/plain",
		"Host": "evil.example", "Idempotency-Key": "x", "X-Idempotency-Key": "x", "": "x", "A b": "x", "X-A": "b\r\nX-Evil: 1", "X-\r\n": "x",
	} {
		sent = nil
		err := listChats(fanvue.ContextWithHeader(t.Context(), name, value), client)
		if !errors.As(err, new(*fanvue.ArgumentError)) || sent != nil || strings.Contains(err.Error(), "other") {
			t.Errorf("%q: %v, want it rejected", name, err)
		}
	}
}

func TestContextWithMaxRetries(t *testing.T) {
	t.Parallel()
	for n, requests := range map[int]int{0: 1, 1: 2, 5: 6, -1: 0} {
		synctest.Test(t, func(t *testing.T) {
			transport := &script{steps: steps{respond(503, "")}}
			err := listChats(fanvue.ContextWithMaxRetries(t.Context(), n), scripted(t, transport))
			if len(transport.requests) != requests || err == nil || errors.Is(err, fanvue.ErrValidation) != (n < 0) {
				t.Errorf("%d: %d requests, %v; want %d", n, len(transport.requests), err, requests)
			}
		})
	}
}

// With 0, no call waits for anything.
func TestContextWithMaxWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := make(chan struct{})
		transport := &script{steps: steps{
			func(r *http.Request) (*http.Response, error) {
				<-gone
				return respond(200, okPage, window("0")...)(r)
			}, respond(429, "", "Retry-After", "5"), respond(201, okSent)}}
		client := scripted(t, transport)
		atOnce := func(when string) {
			t.Helper()
			start := time.Now()
			err := sendMessage(fanvue.ContextWithMaxWait(t.Context(), 0), client)
			if !errors.Is(err, fanvue.ErrRateLimited) || time.Since(start) != 0 {
				t.Errorf("%s: %v after %s, want ErrRateLimited at once", when, err, time.Since(start))
			}
		}
		var group sync.WaitGroup
		group.Go(func() { _ = listChats(t.Context(), client) })
		synctest.Wait()
		atOnce("while another call finds out")
		close(gone)
		group.Wait()
		atOnce("in a used-up window")
		time.Sleep(2 * time.Minute)
		atOnce("after a 429")
		time.Sleep(2 * time.Minute)
		if err := sendMessage(fanvue.ContextWithMaxWait(t.Context(), 0), client); err != nil {
			t.Errorf("with nothing to wait for: %v", err)
		}
		if err := sendMessage(fanvue.ContextWithMaxWait(t.Context(), -1), client); !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("a negative wait: %v", err)
		}
	})
}

// The context overrides the client, and a derived client the one that it is from.
func TestContextWithPrefetch(t *testing.T) {
	t.Parallel()
	none := -100
	for _, tc := range []struct {
		client, derived, context int // none if not set
		want                     int // pages ahead
	}{
		{none, none, none, 0},
		{3, none, none, 3},
		{3, 5, none, 5},
		{3, 0, none, 0},
		{none, 5, none, 5},
		{3, none, 5, 5},
		{3, none, 0, 0},
		{none, none, 5, 5},
		{3, 4, 5, 5},
	} {
		synctest.Test(t, func(t *testing.T) {
			server := &listServer{style: byNumber, pages: 50, size: 1}
			options := func(pages int) []fanvue.Option {
				if pages == none {
					return nil
				}
				return []fanvue.Option{fanvue.WithPrefetch(pages)}
			}
			client := must(server.client(t, options(tc.client)...).With(options(tc.derived)...))
			ctx := t.Context()
			if tc.context != none {
				ctx = fanvue.ContextWithPrefetch(ctx, tc.context)
			}
			traced(client.Creators.All(ctx, nil), func(c fanvue.Creator) bool {
				time.Sleep(time.Second)
				return pageOfCreator(c) == 20
			})
			if ahead := server.count() - 20; ahead != tc.want {
				t.Errorf("%+v: %d pages ahead", tc, ahead)
			}
		})
	}
}

func TestContextWithPrefetchRejects(t *testing.T) {
	t.Parallel()
	for _, pages := range []int{-1, 33} {
		server := &listServer{style: byNumber, pages: 2, size: 5}
		ctx := fanvue.ContextWithPrefetch(t.Context(), pages)
		client := server.client(t)
		want := fmt.Sprintf("fanvue: Creators.List: ContextWithPrefetch: %d is out of range: 1 to 32, or 0 for none (nothing was sent)", pages)
		for name, err := range map[string]error{
			"a page":       second(client.Creators.List(ctx, nil)),
			"an iteration": firstError(client.Creators.All(ctx, nil)),
		} {
			if asError[*fanvue.ArgumentError](t, err); err.Error() != want || server.count() > 0 {
				t.Errorf("%s: %v after %d requests\nwant %s", name, err, server.count(), want)
			}
		}
	}
}

// The choices go through iterators, and through derived contexts.
func TestContextOptionsReachEveryPage(t *testing.T) {
	t.Parallel()
	var seen []string
	pages := 0
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.Header.Get("X-Trace"))
		pages++
		return respond(200, fmt.Sprintf(`{"data":[{"user":{"uuid":"u-%d"}}],"pagination":{"hasMore":%t}}`, pages, pages < 3))(r)
	})
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(fanvue.ContextWithHeader(t.Context(), "X-Trace", "a"), time.Minute)
	defer cancel()
	for _, err := range client.Chats.All(fanvue.ContextWithScopeMode(ctx, fanvue.ScopeWarn), nil) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"a", "a", "a"}, seen); diff != "" {
		t.Error(diff)
	}
}

func TestContextWithSurface(t *testing.T) {
	t.Parallel()
	var seen []string
	body := `{"data":[],"nextCursor":null}`
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		seen = append(seen, r.Method+" "+r.URL.RequestURI())
		return respond(200, body)(r)
	})
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport), fanvue.WithSurface(fanvue.SurfaceV0))
	if err != nil {
		t.Fatal(err)
	}
	v1 := fanvue.ContextWithSurface(t.Context(), fanvue.SurfaceV1)
	check := func(want string, err error) {
		t.Helper()
		if len(seen) != 1 || seen[0] != want || err != nil {
			t.Errorf("sent %q, %v; want %q", seen, err, want)
		}
		seen = nil
	}
	_, err = client.Messages.List(v1, "u", &fanvue.MessageListOptions{Size: 5})
	check("GET /v1/chats/u/messages?limit=5&markAsRead=false", err)
	_, err = client.Messages.List(t.Context(), "u", &fanvue.MessageListOptions{Size: 5})
	check("GET /v0/chats/u/messages?markAsRead=false&size=5", err)
	_, err = client.Messages.List(fanvue.ContextWithSurface(v1, fanvue.SurfaceDefault), "u", nil)
	check("GET /chats/u/messages?markAsRead=false", err)
	for _, err = range client.Messages.All(v1, "u", nil) {
		break
	}
	check("GET /v1/chats/u/messages?limit=50&markAsRead=false", err)
	body = `{"uuid":"u","user":{"uuid":"u"},"chat":{}}`
	_, err = client.Chats.Get(v1, "u")
	check("GET /v1/chats/u", err)

	if _, err := client.Chats.Get(t.Context(), "u"); !errors.Is(err, errors.ErrUnsupported) || len(seen) > 0 {
		t.Errorf("on the client's own surface: %v", err)
	}
	if _, err := client.Chats.Get(fanvue.ContextWithSurface(t.Context(), "v2"), "u"); !errors.Is(err, fanvue.ErrValidation) || len(seen) > 0 {
		t.Errorf("on a surface that does not exist: %v", err)
	}
}
