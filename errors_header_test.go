package fanvue_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestErrorsHaveTheHeader(t *testing.T) {
	t.Parallel()
	failing(t, "refused", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		for _, status := range []int{400, 403, 404, 429, 503} {
			server := newWireServer(t, identified(status, `{"error":"Insufficient scopes"}`))
			_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			answer := asError[*fanvue.APIError](t, err)
			checkHeader(t, answer, answer.Header, answer.RequestID)
			if status == http.StatusForbidden {
				checkEndsWithID(t, err)
			}
		}
	})
	failing(t, "unreadable", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		if tc.want == nil {
			t.Skip("the status says all of it")
		}
		server := newWireServer(t, identified(successStatus(tc), ""))
		_, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
		broken := asError[*fanvue.DecodeError](t, err)
		checkHeader(t, broken, broken.Header, broken.RequestID)
	})
}

func identified(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "req-42")
		w.Header().Set("X-Served-By", "edge of "+opKey)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func checkHeader(t *testing.T, err error, header http.Header, id string) {
	t.Helper()
	if got := header.Get("X-Served-By"); got != "edge of [redacted]" {
		t.Errorf("the header is %q", got)
	}
	if id != "req-42" {
		t.Errorf("request id %q", id)
	}
	checkEndsWithID(t, err)
	if strings.Contains(fmt.Sprintf("%+v %#v", err, err), opKey) {
		t.Errorf("the credential is in %#v", err)
	}
}

// A server may echo the credential as the name of a header, whose letters net/http
// changes.
func TestErrorHeaderNamesHaveNoCredential(t *testing.T) {
	t.Parallel()
	for _, name := range []string{opKey, strings.ToUpper(opKey), "X-" + opKey + "-Y"} {
		server := newWireServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()[name] = []string{"y"}
			w.Header().Set("X-Other", "z")
			w.WriteHeader(http.StatusBadRequest)
		})
		var response fanvue.Response
		_, err := server.client(t).Chats.List(fanvue.ContextWithResponse(t.Context(), &response), nil)
		answer := asError[*fanvue.APIError](t, err)
		for _, header := range []http.Header{answer.Header, response.Header} {
			if shown := fmt.Sprintf("%v", header); strings.Contains(strings.ToLower(shown), opKey) || header.Get("X-Other") != "z" {
				t.Errorf("%s: %s", name, shown)
			}
		}
	}
}

func checkEndsWithID(t *testing.T, err error) {
	t.Helper()
	if text := err.Error(); !strings.HasSuffix(text, "; request id req-42") {
		t.Errorf("the text does not end with the id of the request: %s", text)
	}
}

func TestErrorTextWithALongRequestID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "a b", strings.Repeat("x", 5000), "two\nlines"} {
		for _, err := range []error{
			&fanvue.APIError{Operation: "A", StatusCode: 400, Message: strings.Repeat("m", 10_000), RequestID: id},
			&fanvue.DecodeError{Operation: "A", StatusCode: 200, RequestID: id, Err: errors.New(strings.Repeat("m", 10_000))},
		} {
			text := err.Error()
			if len(text) > 4096 || strings.Contains(text, "\n") {
				t.Errorf("%d bytes: %.80q", len(text), text)
			}
			if strings.Contains(text, "; request id ") != (id != "") {
				t.Errorf("id %.20q: …%q", id, text[len(text)-80:])
			}
		}
	}
}
