package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

const (
	htmlPage    = `<html><head><title>Bad gateway</title></head><body>nginx</body></html>`
	htmlContent = "text/html; charset=utf-8"
)

// refusal is a response that is not a success.
type errorResponse struct {
	name    string
	status  int
	header  map[string]string
	body    string
	kinds   []error
	message string   // APIError.Message
	details []string // APIError.Details
	echo    bool     // the body has the credential in it
}

func errorResponses() []errorResponse {
	all := []errorResponse{
		{name: "400 errors", status: 400, body: `{"errors":["a is wrong","b is missing"]}`, kinds: []error{fanvue.ErrValidation}, details: []string{"a is wrong", "b is missing"}},
		{name: "400 message", status: 400, body: `{"message":"user cannot be contacted"}`, kinds: []error{fanvue.ErrValidation}, message: "user cannot be contacted"},
		{name: "400 version", status: 400, body: `{"error":"Unsupported API version","message":"API version '2025-06-26' is not supported"}`, kinds: []error{fanvue.ErrAPIVersion}, message: "API version '2025-06-26' is not supported"},
		{name: "401", status: 401, body: `{"error":"Unauthorized"}`, kinds: []error{fanvue.ErrUnauthorized}, message: "Unauthorized"},
		{name: "401 echo", status: 401, body: `{"error":"no such key: ` + opKey + `"}`, kinds: []error{fanvue.ErrUnauthorized}, message: "no such key: [redacted]", echo: true},
		{name: "403 scopes", status: 403, body: `{"error":"Insufficient scopes"}`, kinds: []error{fanvue.ErrForbidden, fanvue.ErrInsufficientScope}, message: "Insufficient scopes"},
		{name: "403 scopes in another case", status: 403, body: `{"error":"INSUFFICIENT sCOPES"}`, kinds: []error{fanvue.ErrForbidden, fanvue.ErrInsufficientScope}, message: "INSUFFICIENT sCOPES"},
		{name: "403 challenge", status: 403, header: map[string]string{"WWW-Authenticate": `Bearer realm="api", error="insufficient_scope"`}, kinds: []error{fanvue.ErrForbidden, fanvue.ErrInsufficientScope}},
		{name: "403 other", status: 403, body: `{"error":"Only for creators"}`, kinds: []error{fanvue.ErrForbidden}, message: "Only for creators"},
		{name: "404", status: 404, body: `{"message":"Nothing here"}`, kinds: []error{fanvue.ErrNotFound}, message: "Nothing here"},
		{name: "409", status: 409, body: `{"message":"Name taken"}`, kinds: []error{fanvue.ErrConflict}, message: "Name taken"},
		{name: "410", status: 410, body: `{"error":"API version no longer supported","message":"Move on","nextVersion":"2027-01-01"}`, kinds: []error{fanvue.ErrAPIVersion}, message: "Move on"},
		{name: "422", status: 422, body: `{"errors":["c is odd"]}`, kinds: []error{fanvue.ErrValidation}, details: []string{"c is odd"}},
		{name: "429", status: 429, header: map[string]string{"Retry-After": "7"}, body: `{"error":"Too many requests"}`, kinds: []error{fanvue.ErrRateLimited}, message: "Too many requests"},
		{name: "302 to nowhere", status: 302, header: map[string]string{"Content-Type": htmlContent}, body: htmlPage},
		// net/http itself stumbles over such an address.
		{name: "302 to what is no address", status: 302, header: map[string]string{"Location": "http://bad host/%zz"}},
		{name: "400 empty", status: 400, kinds: []error{fanvue.ErrValidation}},
		{name: "400 of a shape never seen", status: 400, body: `[1,{"x":null}]`, kinds: []error{fanvue.ErrValidation}, message: `[1,{"x":null}]`},
		{name: "404 as HTML", status: 404, header: map[string]string{"Content-Type": htmlContent}, body: htmlPage, kinds: []error{fanvue.ErrNotFound}},
		{name: "400 very long", status: 400, body: `{"message":"` + strings.Repeat("é", 20_000) + `"}`, kinds: []error{fanvue.ErrValidation}, message: strings.Repeat("é", 20_000)},
	}
	for _, status := range []int{500, 502, 503, 504} {
		all = append(all,
			errorResponse{name: fmt.Sprint(status, " as HTML"), status: status, header: map[string]string{"Content-Type": htmlContent}, body: htmlPage},
			errorResponse{name: fmt.Sprint(status, " as JSON"), status: status, body: `{"message":"Upstream failed"}`, message: "Upstream failed"},
			errorResponse{name: fmt.Sprint(status, " empty"), status: status},
		)
	}
	return all
}

// sampledFailures is the part of the cases that meets a failure with -short, one
// in so many. Each failure takes others, so that each case meets some.
const sampledFailures = 6

// failing runs fail as a subtest for each operation case, beside those of other
// failures. The cases of one failure are not parallel: a subtest that waits for
// its turn takes a quarter of a megabyte under the race detector.
func failing(t *testing.T, name string, fail func(t *testing.T, tc operationCase, row fanvue.Operation)) {
	t.Helper()
	rows := operationsByName()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		sum := fnv.New32a()
		sum.Write([]byte(t.Name()))
		first := int(sum.Sum32() % sampledFailures)
		for i, tc := range operationCases() {
			if sample(t) && (first+i)%sampledFailures != 0 {
				continue
			}
			t.Run(tc.title(), func(t *testing.T) {
				fail(t, tc, rows[tc.op])
			})
		}
	})
}

// checkFailure holds what is true of every failure: an error of just these
// kinds, no result, so many requests, and a text that is short, names the
// operation and does not give the credential away.
func checkFailure(t *testing.T, tc operationCase, got any, err error, server *wireServer, requests int, want []error) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; the result is %+v", got)
	}
	if got != nil && !reflect.ValueOf(got).IsZero() {
		t.Errorf("a result beside the error: %+v", got)
	}
	for _, kind := range kinds {
		if want := slices.Contains(want, kind); errors.Is(err, kind) != want {
			t.Errorf("errors.Is %q: %t, want %t: %v", kind, !want, want, err)
		}
	}
	checkUnavailable(t, err)
	if n := len(server.seen()); n != requests {
		t.Errorf("%d requests, want %d", n, requests)
	}
	text := err.Error()
	if len(text) > 4096 {
		t.Errorf("the text has %d bytes", len(text))
	}
	if !strings.Contains(text, string(tc.op)+":") {
		t.Errorf("the text does not name the operation: %s", text)
	}
	if strings.Contains(text, "<html") {
		t.Errorf("the text has markup in it: %s", text)
	}
	for _, printed := range []string{text, fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
		if strings.Contains(printed, opKey) {
			t.Errorf("the credential is in: %s", printed)
		}
	}
}

// checkOutcome holds that an error is in doubt just when the operation may not
// be repeated.
func checkOutcome(t *testing.T, row fanvue.Operation, err error) {
	t.Helper()
	var unknown *fanvue.OutcomeUnknownError
	if inDoubt := errors.As(err, &unknown); inDoubt == row.Idempotent {
		t.Fatalf("outcome unknown: %t, although repeatable: %t: %v", inDoubt, row.Idempotent, err)
	} else if inDoubt && unknown.Operation != row.Name {
		t.Errorf("operation %s, want %s", unknown.Operation, row.Name)
	}
}

func TestErrorResponses(t *testing.T) {
	t.Parallel()
	for _, f := range errorResponses() {
		failing(t, f.name, func(t *testing.T, tc operationCase, row fanvue.Operation) {
			server := newWireServer(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				for name, value := range f.header {
					w.Header().Set(name, value)
				}
				w.Header().Set("X-RateLimit-Limit", "200")
				w.Header().Set("X-RateLimit-Remaining", "123")
				w.Header().Set("X-RateLimit-Reset", fmt.Sprint(time.Now().Unix()+30))
				w.WriteHeader(f.status)
				io.WriteString(w, f.body)
			})
			got, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			checkFailure(t, tc, got, err, server, 1, f.kinds)
			checkErrorResponse(t, f, row, err)
			checkErrorOutcome(t, f, row, err)
			checkScopeError(t, f, row, err)
		})
	}
}

// checkErrorResponse compares the APIError with what the server sent.
func checkErrorResponse(t *testing.T, f errorResponse, row fanvue.Operation, err error) {
	t.Helper()
	apiErr := asError[*fanvue.APIError](t, err)
	if apiErr.Operation != row.Name || apiErr.StatusCode != f.status || apiErr.Message != f.message {
		t.Errorf("%s %d %.80q, want %s %d %.80q", apiErr.Operation, apiErr.StatusCode, apiErr.Message, row.Name, f.status, f.message)
	}
	if diff := cmp.Diff(f.details, apiErr.Details); diff != "" {
		t.Errorf("details (-want +got):\n%s", diff)
	}
	if !f.echo && string(apiErr.Body) != f.body {
		t.Errorf("body %.200q, want %.200q", apiErr.Body, f.body)
	}
	if strings.Contains(string(apiErr.Body), opKey) {
		t.Errorf("the credential is in the body: %q", apiErr.Body)
	}
	limit := apiErr.RateLimit
	if limit.Limit != 200 || limit.Remaining != 123 || limit.Reset.IsZero() {
		t.Errorf("rate limit %+v", limit)
	}
	var wait time.Duration
	if f.status == http.StatusTooManyRequests {
		wait = 7 * time.Second
	}
	if limit.RetryAfter != wait {
		t.Errorf("retry after %s, want %s", limit.RetryAfter, wait)
	}
	var next string
	if f.status == http.StatusGone {
		next = "2027-01-01"
	}
	if apiErr.NextVersion != next {
		t.Errorf("next version %q, want %q", apiErr.NextVersion, next)
	}
	text := err.Error()
	for _, words := range append([]string{f.message, next}, f.details...) {
		if len(words) < 4096 && !strings.Contains(text, words) {
			t.Errorf("the text lacks %q: %s", words, text)
		}
	}
}

// checkErrorOutcome: only a server error leaves the outcome open.
func checkErrorOutcome(t *testing.T, f errorResponse, row fanvue.Operation, err error) {
	t.Helper()
	if f.status/100 != 4 {
		checkOutcome(t, row, err)
		return
	}
	var unknown *fanvue.OutcomeUnknownError
	if errors.As(err, &unknown) {
		t.Errorf("a %d is no doubtful outcome: %v", f.status, err)
	}
}

// checkScopeError: the server never says which scope is missing, so the
// error must.
func checkScopeError(t *testing.T, f errorResponse, row fanvue.Operation, err error) {
	t.Helper()
	var refused *fanvue.InsufficientScopeError
	want := slices.Contains(f.kinds, fanvue.ErrInsufficientScope)
	if errors.As(err, &refused) != want {
		t.Fatalf("InsufficientScopeError: %t, want %t: %v", !want, want, err)
	}
	if !want {
		return
	}
	if !refused.Sent() || refused.Operation != row.Name || refused.Granted != nil {
		t.Errorf("sent %t, operation %s, granted %q", refused.Sent(), refused.Operation, refused.Granted)
	}
	if diff := cmp.Diff(row.Scopes, refused.Required); diff != "" {
		t.Errorf("required (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(row.Scopes, refused.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	for _, scope := range row.Scopes {
		if !strings.Contains(err.Error(), string(scope)) {
			t.Errorf("the text lacks %s: %v", scope, err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect} {
		failing(t, fmt.Sprint(status), func(t *testing.T, tc operationCase, row fanvue.Operation) {
			elsewhere := newWireServer(t, respondJSON(tc.status, tc.response))
			server := newWireServer(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", elsewhere.URL+r.RequestURI)
				w.WriteHeader(status)
			})
			got, err := tc.call(t.Context(), server.client(t, tc.surfaced()))
			checkFailure(t, tc, got, err, server, 1, nil)
			if n := len(elsewhere.seen()); n != 0 {
				t.Errorf("the other host got %d requests", n)
			}
			if apiErr := asError[*fanvue.APIError](t, err); apiErr.StatusCode != status || apiErr.Operation != row.Name {
				t.Errorf("%s %d, want %s %d", apiErr.Operation, apiErr.StatusCode, row.Name, status)
			}
			// It was refused, not carried out.
			var unknown *fanvue.OutcomeUnknownError
			if errors.As(err, &unknown) {
				t.Errorf("a %d is no doubtful outcome: %v", status, err)
			}
		})
	}
}

// documentedScopes is every scope that Fanvue documents.
var documentedScopes = []fanvue.Scope{
	"read:self", "read:chat", "write:chat", "read:fan", "read:creator", "write:creator", "read:media", "write:media",
	"read:post", "write:post", "read:insights", "read:tracking_links", "write:tracking_links", "read:agency", "write:agency",
	"read:experience", "write:experience",
}

func TestMissingScopeIsRejectedLocally(t *testing.T) {
	t.Parallel()
	failing(t, "each scope", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		if !row.Published {
			t.Skip("its scopes are unverified")
		}
		if len(row.Scopes) == 0 {
			t.Fatal("no operation goes without a scope")
		}
		for _, scope := range row.Scopes {
			granted := slices.DeleteFunc(slices.Clone(documentedScopes), func(s fanvue.Scope) bool { return s == scope })
			server := newWireServer(t, respondJSON(tc.status, tc.response))
			got, err := tc.call(t.Context(), server.client(t, tc.surfaced(), fanvue.WithScopes(granted...)))
			checkFailure(t, tc, got, err, server, 0, []error{fanvue.ErrForbidden, fanvue.ErrInsufficientScope})
			refused := asError[*fanvue.InsufficientScopeError](t, err)
			if refused.Sent() || refused.Operation != row.Name {
				t.Errorf("sent %t, operation %s", refused.Sent(), refused.Operation)
			}
			var apiErr *fanvue.APIError
			if errors.As(err, &apiErr) {
				t.Errorf("a response although nothing was sent: %v", apiErr)
			}
			if diff := cmp.Diff([]fanvue.Scope{scope}, refused.Missing); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(row.Scopes, refused.Required); diff != "" {
				t.Errorf("required (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(granted, refused.Granted); diff != "" {
				t.Errorf("granted (-want +got):\n%s", diff)
			}
			if !strings.Contains(err.Error(), "missing: "+string(scope)) {
				t.Errorf("the text does not name %s: %v", scope, err)
			}
		}
	})
}

// What is not documented may need less than was heard.
func TestUnverifiedScopesRejectNothing(t *testing.T) {
	t.Parallel()
	failing(t, "no scope", func(t *testing.T, tc operationCase, row fanvue.Operation) {
		if row.Published {
			t.Skip("its scopes are documented")
		}
		server := newWireServer(t, tc.respond())
		if _, err := tc.call(t.Context(), server.client(t, tc.surfaced(), fanvue.WithScopes(fanvue.ScopeReadExperience))); err != nil {
			t.Error(err)
		}
		logged := server.client(t, tc.surfaced(), fanvue.WithScopes(fanvue.ScopeReadExperience),
			fanvue.WithOperationScopes(tc.op, fanvue.ScopeWriteExperience))
		if _, err := tc.call(t.Context(), logged); !errors.Is(err, fanvue.ErrInsufficientScope) {
			t.Errorf("what the caller tells counts: %v", err)
		}
		if n := len(server.seen()); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
	})
}

func TestCancelledCallSendsNothing(t *testing.T) {
	t.Parallel()
	failing(t, "before", func(t *testing.T, tc operationCase, _ fanvue.Operation) {
		server := newWireServer(t, respondJSON(tc.status, tc.response))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		got, err := tc.call(ctx, server.client(t, tc.surfaced()))
		checkFailure(t, tc, got, err, server, 0, nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("not context.Canceled: %v", err)
		}
		if failed := asError[*fanvue.RequestError](t, err); failed.Sent() {
			t.Errorf("it says that something may have been sent: %v", err)
		}
	})
}
