package fanvue_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

// A transport without net/http's trace that tries two ways cannot say that
// nothing was sent because the second one failed to connect.
func TestTransportWithAFallback(t *testing.T) {
	t.Parallel()
	arrived := 0
	transport := roundTripFunc(func(*http.Request) (*http.Response, error) {
		arrived++
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	})
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport))
	if err != nil {
		t.Fatal(err)
	}
	if err := sendMessage(t.Context(), client); !errors.Is(err, fanvue.ErrOutcomeUnknown) || arrived != 1 {
		t.Errorf("got %v after %d, want an unknown outcome after 1", err, arrived)
	}
}

// Whatever a transport returns, the call ends in an error and no panic.
func TestOddTransports(t *testing.T) {
	t.Parallel()
	shared := &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {"/elsewhere"}}, Body: http.NoBody}
	tests := map[string]roundTripFunc{
		"nothing at all":    func(*http.Request) (*http.Response, error) { return nil, nil },
		"a bare redirect":   func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 302}, nil },
		"a bare response":   func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 404}, nil },
		"a shared redirect": func(*http.Request) (*http.Response, error) { copied := *shared; return &copied, nil },
	}
	for name, transport := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport), fanvue.WithMaxRetries(0))
			if err != nil {
				t.Fatal(err)
			}
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					if err := sendMessage(t.Context(), client); err == nil {
						t.Error("no error")
					}
				})
			}
			group.Wait()
		})
	}
	if shared.Header.Get("Location") == "" {
		t.Error("the transport's own header was changed")
	}
}

func TestWithTransport(t *testing.T) {
	t.Parallel()
	if _, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(nil)); !errors.Is(err, fanvue.ErrValidation) {
		t.Errorf("no transport: %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		silent := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		})
		for name, opts := range map[string][]fanvue.Option{
			"alone":      {fanvue.WithTransport(silent)},
			"and before": {fanvue.WithTransport(silent), fanvue.WithHTTPClient(&http.Client{Timeout: time.Minute})},
			"and after":  {fanvue.WithHTTPClient(&http.Client{Timeout: time.Minute}), fanvue.WithTransport(silent)},
		} {
			client, err := fanvue.NewClient(append(opts, fanvue.WithAPIKey("key-for-tests"))...)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			if err := sendMessage(t.Context(), client); !errors.Is(err, fanvue.ErrOutcomeUnknown) || time.Since(start) != time.Minute {
				t.Errorf("%s: %v after %s, want the timeout of a minute", name, err, time.Since(start))
			}
		}
	})
}

// swapDefaultTransport is serial: it changes what net/http shares.
func TestDefaultTransportReplacedLater(t *testing.T) {
	original := http.DefaultTransport
	defer func() { http.DefaultTransport = original }()
	own, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(new(http.Client)))
	if err != nil {
		t.Fatal(err)
	}
	reached := 0
	http.DefaultTransport = roundTripFunc(func(r *http.Request) (*http.Response, error) {
		reached++
		return respond(201, okSent)(r)
	})
	for _, client := range []*fanvue.Client{own, plain} {
		if err := sendMessage(t.Context(), client); err != nil {
			t.Error(err)
		}
	}
	if reached != 2 {
		t.Errorf("the mock saw %d requests, want 2", reached)
	}
}
