package fanvue_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

func TestRetries(t *testing.T) {
	t.Parallel()
	type steps = []func(*http.Request) (*http.Response, error)
	success, sent := respond(200, okPage), respond(201, okSent)
	unknown := func(err error) bool { return errors.As(err, new(*fanvue.OutcomeUnknownError)) }
	status := func(code int) func(error) bool {
		return func(err error) bool {
			var api *fanvue.APIError
			return !unknown(err) && errors.As(err, &api) && api.StatusCode == code
		}
	}
	unsent := func(err error) bool {
		var request *fanvue.RequestError
		return errors.As(err, &request) && !request.Sent()
	}
	none := func(err error) bool { return err == nil }
	tests := []struct {
		name     string
		call     func(context.Context, *fanvue.Client) error
		steps    steps
		requests int
		want     func(error) bool
	}{
		{"read after 503", listChats, steps{respond(503, ""), success}, 2, none},
		{"read after a lost connection", listChats, steps{broken(errReset), success}, 2, none},
		{"read after half a body", listChats, steps{truncated(200), success}, 2, none},
		{"read gives up after three repetitions", listChats, steps{respond(502, "<html>")}, 4, status(502)},
		{"read after 501", listChats, steps{respond(501, "")}, 1, status(501)},
		{"read after 400", listChats, steps{respond(400, "")}, 1, status(400)},
		{"read after 404", listChats, steps{respond(404, "")}, 1, status(404)},
		{"read that cannot be decoded", listChats, steps{respond(200, "<html>")}, 1, func(err error) bool { return errors.As(err, new(*fanvue.DecodeError)) }},
		{"read with an untrusted certificate", listChats, steps{broken(errVerify)}, 1, func(err error) bool { return errors.As(err, new(*tls.CertificateVerificationError)) }},
		{"read after 429", listChats, steps{respond(429, "", "Retry-After", "1"), success}, 2, none},
		{"send after 429", sendMessage, steps{respond(429, "", "Retry-After", "1"), sent}, 2, none},
		{"send after 429 gives up after three repetitions", sendMessage, steps{respond(429, "", "Retry-After", "1")}, 4, status(429)},
		{"send after 500", sendMessage, steps{respond(500, ""), sent}, 1, unknown},
		{"send after 503 with Retry-After", sendMessage, steps{respond(503, "", "Retry-After", "1"), sent}, 1, unknown},
		{"send after a lost connection", sendMessage, steps{broken(errReset), sent}, 1, unknown},
		{"send after half a body", sendMessage, steps{truncated(201), sent}, 1, unknown},
		{"send with a response that names no message", sendMessage, steps{respond(201, `{}`), sent}, 1, unknown},
		{"send after a failed dial", sendMessage, steps{undialed(errDial), sent}, 1, unsent},
		{"send after a failed dial that may not have been the first", sendMessage, steps{broken(errDial), sent}, 1, unknown},
		{"send after 429 and then a lost connection", sendMessage, steps{respond(429, "", "Retry-After", "1"), broken(errReset), sent}, 2, unknown},
		{"send after 429 and then a failed dial", sendMessage, steps{respond(429, "", "Retry-After", "1"), undialed(errDial), sent}, 2, unsent},
		{"delete after a lost response finds it gone", deleteMessage, steps{broken(errReset), respond(404, "")}, 2, none},
		{"delete after 503 finds it gone", deleteMessage, steps{respond(503, ""), respond(404, "")}, 2, none},
		{"delete after 429 finds nothing", deleteMessage, steps{respond(429, "", "Retry-After", "1"), respond(404, "")}, 2, status(404)},
		{"delete of nothing", deleteMessage, steps{respond(404, "")}, 1, status(404)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: tt.steps}
				err := tt.call(t.Context(), scripted(t, transport))
				if !tt.want(err) {
					t.Errorf("got %T: %v", err, err)
				}
				if len(transport.requests) != tt.requests {
					t.Errorf("%d requests, want %d", len(transport.requests), tt.requests)
				}
			})
		})
	}
}

func TestRetryAfterIsObeyedOrEndsTheCall(t *testing.T) {
	t.Parallel()
	inNinety := func() string { return time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat) }
	tests := []struct {
		name     string
		value    func() string
		deadline time.Duration // 0: none
		requests int
		min, max time.Duration // how long the call takes
	}{
		{"seconds", text("30"), 0, 2, 30 * time.Second, 31 * time.Second},
		{"a date", inNinety, 0, 2, 89 * time.Second, 91 * time.Second},
		{"exactly the cap", text("120"), 0, 2, 2 * time.Minute, 2*time.Minute + time.Second},
		{"above the cap", text("121"), 0, 1, 0, 0},
		{"an hour", text("3600"), 0, 1, 0, 0},
		{"overflowing", text("99999999999999999999"), 0, 1, 0, 0},
		{"large enough to overflow a duration", text("9999999999"), 0, 1, 0, 0},
		{"beyond the deadline", text("30"), 20 * time.Second, 1, 0, 0},
		{"within the deadline", text("30"), 40 * time.Second, 2, 30 * time.Second, 31 * time.Second},
		{"zero", text("0"), 0, 2, 0, 2 * time.Second},
		{"negative", text("-5"), 0, 2, 0, 2 * time.Second},
		{"garbage", text("soon"), 0, 2, 0, 2 * time.Second},
		{"absent", text(""), 0, 2, 0, 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				transport := &script{}
				transport.steps = []func(*http.Request) (*http.Response, error){
					respond(429, `{"error":"Too many requests"}`, "Retry-After", tt.value()), respond(201, okSent),
				}
				start := time.Now()
				err := sendMessage(ctx, scripted(t, transport))
				took := time.Since(start)
				if len(transport.requests) != tt.requests || took < tt.min || took > tt.max {
					t.Errorf("%d requests in %s, want %d in %s to %s", len(transport.requests), took, tt.requests, tt.min, tt.max)
				}
				if refused := tt.requests == 1; refused != errors.Is(err, fanvue.ErrRateLimited) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestCancellingEndsEveryWait(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]func(*http.Request) (*http.Response, error){
		"a Retry-After":   respond(429, "", "Retry-After", "60"),
		"a used-up limit": respond(429, "", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "946684860"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.AfterFunc(10*time.Second, cancel)
				start := time.Now()
				err := sendMessage(ctx, scripted(t, &script{steps: steps{step}}))
				if took := time.Since(start); took != 10*time.Second {
					t.Errorf("ended after %s, want at the moment of cancelling", took)
				}
				var request *fanvue.RequestError
				if !errors.As(err, &request) || request.Sent() || !errors.Is(err, context.Canceled) || !errors.Is(err, fanvue.ErrRateLimited) {
					t.Errorf("got %T %v; want nothing sent, cancelled, and the 429 as the reason of the wait", err, err)
				}
			})
		})
	}
}

func TestBackoffGrowsAndStaysBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &script{steps: steps{respond(503, "")}}
		_ = listChats(t.Context(), scripted(t, transport, fanvue.WithMaxRetries(8)))
		if len(transport.requests) != 9 {
			t.Fatalf("%d requests, want 9", len(transport.requests))
		}
		for i, want := range []time.Duration{500, 1000, 2000, 4000, 8000, 8000, 8000, 8000} {
			most := want * time.Millisecond
			if gap := transport.requests[i+1].Sub(transport.requests[i]); gap < most/2 || gap > most {
				t.Errorf("wait %d is %s, want %s to %s", i+1, gap, most/2, most)
			}
		}
	})
}

func TestNoRetriesMeansOneRequest(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 500, 503} {
		transport := &script{steps: steps{respond(status, "")}}
		if err := listChats(t.Context(), scripted(t, transport, fanvue.WithMaxRetries(0))); err == nil {
			t.Errorf("%d: no error", status)
		}
		if len(transport.requests) != 1 {
			t.Errorf("%d: %d requests, want 1", status, len(transport.requests))
		}
	}
}

// A dial that fails and a TLS handshake that fails are known to have sent
// nothing, with net/http's own transport too.
func TestNothingWasSentWithoutAConnection(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	go func() {
		for {
			conn, err := mute.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(conn, "this is no TLS\n")
			conn.Close()
		}
	}()
	for name, base := range map[string]string{"refused": "http://" + closed.Addr().String(), "no TLS": "https://" + mute.Addr().String()} {
		client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithBaseURL(base))
		if err != nil {
			t.Fatal(err)
		}
		err = sendMessage(t.Context(), client)
		var request *fanvue.RequestError
		if !errors.As(err, &request) || request.Sent() || !strings.Contains(err.Error(), "nothing was sent") {
			t.Errorf("%s: got %T %v, want a RequestError that says nothing was sent", name, err, err)
		}
	}
}

func TestCancelledBackoffKeepsItsCause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		err := listChats(ctx, scripted(t, &script{steps: steps{broken(errReset)}}))
		if !errors.Is(err, context.Canceled) || !errors.Is(err, errReset) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with the cancellation and the reset", err)
		}
	})
}

func TestWaitBeforeARetry(t *testing.T) {
	t.Parallel()
	const used = "X-RateLimit-Remaining: 0, X-RateLimit-Reset: "
	for _, tc := range []struct {
		name     string
		call     func(context.Context, *fanvue.Client) error
		status   int
		header   string
		requests int
		min, max time.Duration
	}{
		{"a longer Retry-After wins over the back-off", listChats, 503, "Retry-After: 20", 2, 20 * time.Second, 20 * time.Second},
		{"a shorter one does not", listChats, 503, "Retry-After: 0", 2, 250 * time.Millisecond, 500 * time.Millisecond},
		{"nor does one above the cap", listChats, 503, "Retry-After: 121", 1, 0, 0},
		{"a reset is waited for", sendMessage, 429, used + "946684820", 2, 20 * time.Second, 21 * time.Second},
		{"a reset above the cap ends the call at once", sendMessage, 429, used + "946684925", 1, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: steps{respond(tc.status, "", strings.FieldsFunc(tc.header, func(r rune) bool { return strings.ContainsRune(":, ", r) })...), respond(201, `{"messageUuid":"m","data":[]}`)}}
				client := scripted(t, transport, fanvue.WithMaxWait(100*time.Second))
				start := time.Now()
				err := tc.call(t.Context(), client)
				if took := time.Since(start); took < tc.min || took > tc.max || len(transport.requests) != tc.requests {
					t.Errorf("%d requests in %s, want %d in %s to %s", len(transport.requests), took, tc.requests, tc.min, tc.max)
				}
				if refused := errors.As(err, new(*fanvue.APIError)); refused != (tc.requests == 1) || errors.As(err, new(*fanvue.RequestError)) {
					t.Errorf("got %T %v, want nothing but the response", err, err)
				}
			})
		})
	}
}

func TestNotFoundAfterARetryIsAnError(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "PUT", "PATCH", "POST"} {
		for _, first := range (steps{broken(errReset), respond(503, "")}) {
			synctest.Test(t, func(t *testing.T) {
				transport := &script{steps: steps{first, respond(404, "")}}
				err := scripted(t, transport).Call(t.Context(), fanvue.Operation{Name: "Mine", Method: method, Path: "/mine", Idempotent: true}, fanvue.CallParams{}, nil)
				if !errors.Is(err, fanvue.ErrNotFound) || len(transport.requests) != 2 {
					t.Errorf("%s: got %v after %d requests, want ErrNotFound after 2", method, err, len(transport.requests))
				}
			})
		}
	}
}

func TestLastResponseIsReturned(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 503} {
		synctest.Test(t, func(t *testing.T) {
			last := `{"message":"the last one"}`
			transport := &script{steps: steps{respond(500, "first"), respond(status, "second"), respond(status, last)}}
			err := listChats(t.Context(), scripted(t, transport, fanvue.WithMaxRetries(2)))
			var got *fanvue.APIError
			if !errors.As(err, &got) || got.StatusCode != status || string(got.Body) != last || got.Message != "the last one" || len(transport.requests) != 3 {
				t.Errorf("got %T %v after %d requests, want the last of 3 responses", err, err, len(transport.requests))
			}
		})
	}
}
