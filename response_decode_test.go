package fanvue_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// The status is read first, then the body.
func TestResponseIsDecoded(t *testing.T) {
	t.Parallel()
	type thing struct {
		ID    string `json:"id"`
		Count int    `json:"count"`
	}
	const (
		succeeds    = iota
		isError     // an *APIError
		undecoded   // a *DecodeError
		unaccepted  // a *DecodeError, for a call without a result too
		unconfirmed // a *DecodeError for a call without a result only: the result has members of the body
	)
	for _, tc := range []struct {
		name   string
		status int
		body   string
		header []string
		ending int
		want   thing
	}{
		{name: "an object", status: 200, body: `{"id":"a","count":2}`, want: thing{"a", 2}},
		{name: "unknown members", status: 200, body: `{"id":"a","new":{"x":[1]},"count":2}`, want: thing{"a", 2}},
		{name: "null members", status: 200, body: `{"id":null,"count":null}`},
		{name: "white space", status: 200, body: "\n\t{\"id\":\"a\"}\r\n ", want: thing{ID: "a"}},
		{name: "another success", status: 206, body: `{"id":"a"}`, want: thing{ID: "a"}},
		{name: "JSON of another type", status: 200, body: `{"id":"a"}`, header: []string{"Content-Type", "text/plain"}, want: thing{ID: "a"}},
		{name: "an error with a good body", status: 404, body: `{"id":"a"}`, ending: isError},
		{name: "an error without a body", status: 500, ending: isError},
		{name: "a redirect", status: 302, body: `{"id":"a"}`, header: []string{"Location", "/elsewhere"}, ending: isError},
		{name: "no body", status: 200, ending: undecoded},
		{name: "null", status: 200, body: " null ", ending: undecoded},
		{name: "half of it", status: 200, body: `{"id":"a"`, ending: undecoded},
		{name: "more than one value", status: 200, body: `{"id":"a"}{"id":"b"}`, ending: undecoded},
		{name: "a list", status: 200, body: `["a"]`, ending: undecoded},
		{name: "too many values", status: 200, body: `{"id":"a","x":[` + strings.Repeat("1,", 100_000) + `1]}`, ending: undecoded},
		{name: "a web page", status: 200, body: "<html><body>Welcome</body></html>", ending: unaccepted},
		{name: "a failure in spite of the status", status: 200, body: `{"success":false,"message":"no"}`, ending: unaccepted},
		{name: "a failure together with a result", status: 200, body: `{"id":"a","errors":["no count"]}`, ending: unconfirmed, want: thing{ID: "a"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, ignored := range []bool{false, true} {
				client := scripted(t, &script{steps: steps{respond(tc.status, tc.body, tc.header...)}}, fanvue.WithMaxRetries(0))
				var got thing
				var into any = &got
				if ignored {
					into = nil
				}
				err := client.Call(t.Context(), fanvue.Operation{Name: "Mine", Method: http.MethodGet, Path: "/mine"}, fanvue.CallParams{}, into)
				var apiErr *fanvue.APIError
				var decodeErr *fanvue.DecodeError
				switch {
				case tc.ending == isError:
					if !errors.As(err, &apiErr) || apiErr.StatusCode != tc.status || string(apiErr.Body) != tc.body {
						t.Errorf("ignored %t: got %T %v, want the %d and its body", ignored, err, err, tc.status)
					}
				case tc.ending == unaccepted, tc.ending == undecoded && !ignored, tc.ending == unconfirmed && ignored:
					if !errors.As(err, &decodeErr) || decodeErr.StatusCode != tc.status || decodeErr.Operation != "Mine" {
						t.Errorf("ignored %t: got %T %v, want a DecodeError", ignored, err, err)
					}
				case err != nil:
					t.Errorf("ignored %t: %v", ignored, err)
				case !ignored:
					if diff := cmp.Diff(tc.want, got); diff != "" {
						t.Errorf("result (-want +got):\n%s", diff)
					}
				}
			}
		})
	}
}

// An error says which member cannot be decoded.
func TestDecodeErrorsHaveAPath(t *testing.T) {
	t.Parallel()
	type event struct {
		At fanvue.Timestamp `json:"at"`
	}
	type base struct {
		Price fanvue.Cents `json:"price"`
	}
	type thing struct {
		base
		Last   *event           `json:"last"`
		Events []event          `json:"events"`
		ByName map[string]event `json:"byName"`
		Count  int              `json:"count"`
	}
	for body, want := range map[string]string{
		`{"last":{"at":"soon"}}`:                                          `last.at: time "soon" is`,
		`{"LAST":{"At":"soon"}}`:                                          `LAST.At: time "soon" is`,
		`{"events":[{"at":null},{"at":"soon"}]}`:                          `events[1].at: time "soon" is`,
		`{"events":[{"at":"2026-01-02"}],"byName":{"a.b":{"at":"soon"}}}`: `byName["a.b"].at: time "soon" is`,
		`{"last":{"at":"soon"},"count":"7"}`:                              `last.at: time "soon" is`,
		`{"price":"free"}`:                                                `price: `,
		`{"count":"many"}`:                                                `json: cannot unmarshal string into Go struct field thing.count of type int`,
	} {
		client := scripted(t, &script{steps: steps{respond(200, body)}})
		err := client.Call(t.Context(), fanvue.Operation{Name: "Mine", Method: http.MethodGet, Path: "/mine"}, fanvue.CallParams{}, new(thing))
		var decodeErr *fanvue.DecodeError
		if !errors.As(err, &decodeErr) || !strings.HasPrefix(decodeErr.Err.Error(), want) {
			t.Errorf("%s: got %v, want %s", body, err, want)
		}
	}
}

// What reports a failure in a caller's own type is the caller's to read.
func TestCallReadsItsOwnFailures(t *testing.T) {
	t.Parallel()
	const body = `{"success":false,"message":"no"}`
	for _, into := range []any{
		new(struct{ Success bool }),
		new(struct{ Message string }),
		new(map[string]any),
		new(any),
		new(json.RawMessage),
	} {
		client := scripted(t, &script{steps: steps{respond(200, body)}})
		if err := client.Call(t.Context(), fanvue.Operation{Name: "Mine", Method: http.MethodPost, Path: "/mine"}, fanvue.CallParams{}, into); err != nil {
			t.Errorf("%T: %v", into, err)
		}
	}
}
