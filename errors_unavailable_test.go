package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

// checkUnavailable holds what is true of every error: the call cannot be safe to
// retry while its outcome is unknown, or when its caller has given up.
func checkUnavailable(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, fanvue.ErrUnavailable) {
		return
	}
	for _, other := range []error{fanvue.ErrOutcomeUnknown, context.Canceled, context.DeadlineExceeded, fanvue.ErrRateLimited, fanvue.ErrValidation} {
		if errors.Is(err, other) {
			t.Errorf("the error is an ErrUnavailable and also %q: %v", other, err)
		}
	}
}

func wantUnavailable(t testing.TB, err error, want bool) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	checkUnavailable(t, err)
	if got := errors.Is(err, fanvue.ErrUnavailable); got != want {
		t.Errorf("ErrUnavailable: %t, want %t: %v", got, want, err)
	}
}

// A server that fails to respond is unavailable for the operations that are safe
// to retry. For the others the outcome is unknown.
func TestUnavailableServer(t *testing.T) {
	t.Parallel()
	for _, status := range []int{408, 500, 503, 599} {
		failing(t, strconv.Itoa(status), func(t *testing.T, tc operationCase, row fanvue.Operation) {
			server := newWireServer(t, respondJSON(status, `{"message":"later"}`))
			_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			wantUnavailable(t, err, row.Idempotent)
			checkOutcome(t, row, err)
		})
	}
	for _, status := range []int{304, 400, 401, 404, 429} {
		failing(t, strconv.Itoa(status), func(t *testing.T, tc operationCase, _ fanvue.Operation) {
			server := newWireServer(t, respondJSON(status, `{"message":"no"}`))
			_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			wantUnavailable(t, err, false)
		})
	}
}

func TestUnavailableConnection(t *testing.T) {
	t.Parallel()
	failing(t, "lost", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		server := newWireServer(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
		wantUnavailable(t, err, row.Idempotent)
		checkOutcome(t, row, err)
	})
	failing(t, "lost within the body", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		if tc.want == nil {
			t.Skip("the status says all of it")
		}
		server := newWireServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(tc.response)+1))
			w.WriteHeader(tc.status)
			io.WriteString(w, tc.response)
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		})
		_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
		wantUnavailable(t, err, row.Idempotent)
		checkOutcome(t, row, err)
	})
	failing(t, "unreadable", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		if tc.want == nil {
			t.Skip("the status says all of it")
		}
		server := newWireServer(t, respondJSON(successStatus(tc), ""))
		_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
		wantUnavailable(t, err, false)
		checkOutcome(t, row, err)
	})
	failing(t, "refused", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		server := newWireServer(t, respondJSON(200, "{}"))
		server.Close()
		_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
		wantUnavailable(t, err, true)
	})
	failing(t, "canceled", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		ctx, cancel := context.WithCancel(t.Context())
		server := newWireServer(t, func(http.ResponseWriter, *http.Request) {
			cancel()
			panic(http.ErrAbortHandler)
		})
		_, err := tc.call(ctx, server.client(t, tc.surfaced()))
		wantUnavailable(t, err, false)
	})
	failing(t, "canceled before", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(fanvue.ErrUnavailable)
		server := newWireServer(t, respondJSON(tc.status, tc.response))
		_, err := tc.call(ctx, server.client(t, tc.surfaced()))
		wantUnavailable(t, err, false)
	})
}

// failingTransport is a transport of the caller's with kinds of its own.
type failingTransport struct{ err error }

func (f failingTransport) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

func TestUnavailableOfATransport(t *testing.T) {
	t.Parallel()
	cause := errors.New("the circuit is open")
	failing(t, "circuit breaker", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		broken := failingTransport{fmt.Errorf("%w: %w", fanvue.ErrUnavailable, cause)}
		client, err := fanvue.NewClient(fanvue.WithAPIKey(opKey), fanvue.WithTransport(broken), fanvue.WithMaxRetries(0), tc.surfaced())
		if err != nil {
			t.Fatal(err)
		}
		_, err = tc.call(t.Context(), client)
		wantUnavailable(t, err, row.Idempotent)
		checkOutcome(t, row, err)
		if !errors.Is(err, cause) {
			t.Errorf("the cause is lost: %v", err)
		}
	})
}

func TestUnavailableTokenSource(t *testing.T) {
	t.Parallel()
	failing(t, "token source", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		for _, down := range []bool{true, false} {
			source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
				if down {
					return fanvue.Token{}, fmt.Errorf("sign-in: %w", fanvue.ErrUnavailable)
				}
				return fanvue.Token{}, errors.New("no session")
			})
			client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithTransport(failingTransport{net.ErrClosed}), tc.surfaced())
			if err != nil {
				t.Fatal(err)
			}
			_, err = tc.call(t.Context(), client)
			wantUnavailable(t, err, down)
		}
	})
}

// The attempt's own time limit is not the caller's context.
func TestUnavailableAfterATimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent := roundTripFunc(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		})
		client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(silent))
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Chats.List(t.Context(), nil)
		wantUnavailable(t, err, true)
		_, err = client.Messages.Send(t.Context(), fanID, fanvue.MessageParams{Text: "hi"})
		wantUnavailable(t, err, false)
		if !errors.Is(err, fanvue.ErrOutcomeUnknown) {
			t.Errorf("got %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err = client.Chats.List(ctx, nil)
		wantUnavailable(t, err, false)
	})
}
