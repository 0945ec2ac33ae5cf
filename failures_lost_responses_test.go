package fanvue_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// unreadable is a success that cannot be read.
type unreadable struct {
	name        string
	contentType string
	body        func(tc operationCase) string
	cut         bool // the connection breaks in the middle of the body
}

func unreadables() []unreadable {
	fixed := func(body string) func(operationCase) string {
		return func(operationCase) string { return body }
	}
	const json = "application/json"
	return []unreadable{
		{name: "empty", contentType: json, body: fixed("")},
		{name: "blank", contentType: json, body: fixed(" \r\n")},
		{name: "half the JSON", contentType: json, body: func(tc operationCase) string {
			if tc.contentType != "" {
				return "https:" // half of an address can be one; this cannot
			}
			return tc.response[:len(tc.response)/2]
		}},
		{name: "HTML", contentType: htmlContent, body: fixed(htmlPage)},
		{name: "HTML as JSON", contentType: json, body: fixed(htmlPage)},
		{name: "HTML that echoes the credential", contentType: htmlContent, body: fixed("<html>" + opKey + "</html>")},
		{name: "a bracket", contentType: json, body: fixed("[")},
		{name: "a string", contentType: json, body: fixed(`"done"`)},
		{name: "a number", contentType: json, body: fixed(`42`)},
		{name: "null", contentType: json, body: fixed(`null`)},
		{name: "a broken connection", contentType: json, cut: true, body: func(tc operationCase) string { return tc.response }},
	}
}

func TestUnreadableSuccesses(t *testing.T) {
	t.Parallel()
	for _, f := range unreadables() {
		failing(t, f.name, func(t *testing.T, tc operationCase, row fanvue.Operation) {
			body := f.body(tc)
			server := newWireServer(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", f.contentType)
				if f.cut {
					w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
				}
				w.WriteHeader(successStatus(tc))
				io.WriteString(w, body)
				if f.cut {
					http.NewResponseController(w).Flush()
					panic(http.ErrAbortHandler)
				}
			})
			got, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			if tc.want == nil && !strings.Contains(f.name, "HTML") {
				// The status has said all there is to say, unless it is a web
				// page that says so.
				if err != nil || len(server.seen()) != 1 {
					t.Errorf("%d requests, error %v; want one and none", len(server.seen()), err)
				}
				return
			}
			checkFailure(t, tc, got, err, server, 1, nil)
			checkOutcome(t, row, err)
			broken := asError[*fanvue.DecodeError](t, err)
			if broken.Operation != row.Name || broken.StatusCode != successStatus(tc) || broken.ContentType != f.contentType {
				t.Errorf("%s %d %s, want %s %d %s", broken.Operation, broken.StatusCode, broken.ContentType, row.Name, successStatus(tc), f.contentType)
			}
			if strings.Contains(string(broken.Body), opKey) {
				t.Errorf("the credential is in the body: %q", broken.Body)
			}
			if want := strings.ReplaceAll(body, opKey, "[redacted]"); string(broken.Body) != want {
				t.Errorf("body %.200q, want %.200q", broken.Body, want)
			}
			if f.cut && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("the cause is lost: %v", err)
			}
		})
	}
}

// Nothing is repeated here, so a DELETE that finds nothing has not worked.
func TestTruncatedErrorResponse(t *testing.T) {
	t.Parallel()
	failing(t, "404", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		const body = `{"message":"Nothing`
		server := newWireServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "4000")
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, body)
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		})
		got, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
		checkFailure(t, tc, got, err, server, 1, []error{fanvue.ErrNotFound})
		if diff := cmp.Diff(body, string(asError[*fanvue.APIError](t, err).Body)); diff != "" {
			t.Errorf("body (-want +got):\n%s", diff)
		}
	})
}

func TestLostConnections(t *testing.T) {
	t.Parallel()
	failing(t, "closed before the response", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		server := newWireServer(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		got, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
		checkFailure(t, tc, got, err, server, 1, nil)
		checkLost(t, row, err)
		if !errors.Is(err, io.EOF) {
			t.Errorf("the cause is lost: %v", err)
		}
	})
	failing(t, "cancelled before the response", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		server := newWireServer(t, func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		})
		got, err := tc.call(ctx, server.client(t, tc.surfaced()))
		checkFailure(t, tc, got, err, server, 1, nil)
		checkLost(t, row, err)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("not context.Canceled: %v", err)
		}
	})
	// Where no connection was made nothing happened, whatever the operation.
	failing(t, "refused", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		server := newWireServer(t, respondJSON(tc.status, tc.response))
		client := server.client(t, tc.surfaced())
		server.Close()
		got, err := tc.call(t.Context(), client)
		checkFailure(t, tc, got, err, server, 0, nil)
		if failed := asError[*fanvue.RequestError](t, err); failed.Sent() {
			t.Errorf("it says that something may have been sent: %v", err)
		}
	})
}

// checkLost: an operation that may be repeated says that it was sent, any
// other that nobody knows what it did.
func checkLost(t *testing.T, row fanvue.Operation, err error) {
	t.Helper()
	checkOutcome(t, row, err)
	if !row.Idempotent {
		return
	}
	failed := asError[*fanvue.RequestError](t, err)
	if failed.Operation != row.Name || !failed.Sent() {
		t.Errorf("operation %s, sent %t, want %s and true", failed.Operation, failed.Sent(), row.Name)
	}
}
