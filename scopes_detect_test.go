package fanvue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// maxDetectionReads is how many requests a detection sends at most: one for each
// scope that a read can decide about.
const maxDetectionReads = 10

// readable are the scopes that a read can show to be granted.
var readable = []fanvue.Scope{
	fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeReadFan, fanvue.ScopeReadCreator, fanvue.ScopeReadMedia,
	fanvue.ScopeReadPost, fanvue.ScopeReadInsights, fanvue.ScopeReadTrackingLinks, fanvue.ScopeReadAgency,
}

var everyScope = append(slices.Clone(readable),
	fanvue.ScopeWriteChat, fanvue.ScopeWriteCreator, fanvue.ScopeWriteMedia, fanvue.ScopeWritePost, fanvue.ScopeWriteTrackingLinks,
	fanvue.ScopeWriteAgency, fanvue.ScopeReadExperience, fanvue.ScopeWriteExperience)

// checkDetection detects the scopes of a new credential with exactly these, and
// compares the result.
func checkDetection(t *testing.T, server *fanvuetest.Server, granted []fanvue.Scope, opts ...fanvue.Option) *fanvue.ScopeDetection {
	t.Helper()
	secret := fmt.Sprintf("key-%d", rand.Uint64())
	server.AddCredential(server.Me(), secret, granted...)
	defer server.RevokeCredential(secret)
	client, err := server.Client(append(opts, fanvue.WithAPIKey(secret))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	server.ResetRequests()
	detection, err := client.DetectScopes(t.Context())
	if err != nil {
		t.Fatalf("with %v: %v", granted, err)
	}
	for _, s := range everyScope {
		want := fanvue.ScopeUnknown
		switch has := slices.Contains(granted, s); {
		case slices.Contains(readable, s) && has:
			want = fanvue.ScopeGranted
		case slices.Contains(readable, s) || s == fanvue.ScopeWriteMedia && !has:
			want = fanvue.ScopeMissing
		}
		if got := detection.State(s); got != want {
			t.Errorf("with %v: %s is %s, want %s", granted, s, got, want)
		}
	}
	requests := server.Requests()
	if len(requests) > maxDetectionReads || len(requests) != len(detection.Calls) {
		t.Errorf("with %v: %d requests and %d calls, want at most %d", granted, len(requests), len(detection.Calls), maxDetectionReads)
	}
	for i, r := range requests {
		if r.Method != http.MethodGet || r.Operation == fanvue.OpMessagesList || len(r.Body) > 0 {
			t.Errorf("it sent %s %s", r.Method, r.Path)
		}
		if call := detection.Calls[i]; call.Operation != r.Operation || call.StatusCode != r.Status {
			t.Errorf("it says %v of the request %s with %d", call, r.Operation, r.Status)
		}
	}
	return detection
}

func TestDetectScopesOfEverySubset(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.InMemory())
	defer server.Close()
	era := []fanvue.Scope{fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan, fanvue.ScopeReadCreator}
	subsets := func(scopes []fanvue.Scope) {
		for bits := range 1 << len(scopes) {
			var granted []fanvue.Scope
			for i, s := range scopes {
				if bits&(1<<i) != 0 {
					granted = append(granted, s)
				}
			}
			checkDetection(t, server, granted)
		}
	}
	subsets(era)
	subsets([]fanvue.Scope{fanvue.ScopeReadAgency, fanvue.ScopeReadCreator, fanvue.ScopeWriteMedia, fanvue.ScopeWriteCreator})
	random := rand.New(rand.NewPCG(12, 4))
	for range 100 {
		var granted []fanvue.Scope
		for _, s := range everyScope {
			if random.IntN(2) == 0 {
				granted = append(granted, s)
			}
		}
		checkDetection(t, server, granted)
	}
	if !testing.Short() {
		subsets(readable)
	}
	checkDetection(t, server, everyScope)
	checkDetection(t, server, []fanvue.Scope{"future:thing"})
}

// What is configured does not matter: detection is how it is checked.
func TestDetectScopesIgnoresWhatIsConfigured(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.InMemory())
	defer server.Close()
	for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1} {
		checkDetection(t, server, []fanvue.Scope{fanvue.ScopeReadChat}, fanvue.WithScopes(fanvue.ScopeReadFan), fanvue.WithSurface(surface))
	}
}

// One read for each scope, of its main list: a request more would be needless,
// and a request less could not tell all subsets apart.
func TestDetectScopesReads(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.InMemory())
	defer server.Close()
	detection := checkDetection(t, server, fanvuetest.AllScopes())
	var got []string
	for _, r := range server.Requests() {
		got = append(got, strings.TrimSuffix(fmt.Sprintf("%s %s?%s", r.Operation, r.Path, r.Query.Encode()), "?"))
	}
	want := []string{
		"Chats.List /chats?size=1",
		"Media.List /media?size=1",
		"Posts.List /posts?size=1",
		"Creators.List /creators?size=1",
		"Self.Get /users/me",
		"Fans.Followers /followers?size=1",
		"TrackingLinks.List /tracking-links?limit=1",
		"Insights.Earnings /insights/earnings?size=1",
		"Agency.TeamMembers /agencies/team-members?size=1",
		"Media.UploadPartURL /media/uploads/00000000-0000-0000-0000-000000000000/parts/1/url",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	decided := map[fanvue.OperationName]bool{}
	for _, found := range detection.Scopes {
		if (found.Operation == "") != (found.State == fanvue.ScopeUnknown) || (found.Reason == "") == (found.State == fanvue.ScopeUnknown) || decided[found.Operation] && found.Operation != "" {
			t.Errorf("%+v", found)
		}
		decided[found.Operation] = true
	}
	// Every scope that a read without an id requires alone is decided.
	for _, op := range fanvue.Operations() {
		if op.Method == http.MethodGet && op.Published && !strings.Contains(op.Path, "{") && len(op.Scopes) == 1 && detection.State(op.Scopes[0]) != fanvue.ScopeGranted {
			t.Errorf("%s could decide about %s", op.Name, op.Scopes[0])
		}
	}
	if got, want := len(detection.Scopes), len(everyScope); got != want {
		t.Errorf("%d scopes, want %d", got, want)
	}
}

// Nothing is concluded from a response that does not show whether the scope was
// checked.
func TestDetectScopesConcludesNothingElse(t *testing.T) {
	t.Parallel()
	const none = fanvue.ScopeUnknown
	tests := []struct {
		name   string
		status int
		body   string
		header []string
		want   fanvue.ScopeState
		reason string
	}{
		{"success", 200, okPage, nil, fanvue.ScopeGranted, ""},
		{"refused", 403, `{"error":"Insufficient scopes"}`, nil, fanvue.ScopeMissing, ""},
		{"refused in capitals", 403, `{"error":"INSUFFICIENT SCOPES"}`, nil, fanvue.ScopeMissing, ""},
		{"refused as 401", 401, `{}`, []string{"WWW-Authenticate", `Bearer error="insufficient_scope"`}, fanvue.ScopeMissing, ""},
		{"refused by name", 403, `{"error":"Missing scope read:chat"}`, nil, fanvue.ScopeMissing, ""},
		{"another scope is missing", 403, `{"error":"Missing scope future:thing"}`, nil, none, "Chats.List requires other scopes than expected: future:thing"},
		{"forbidden otherwise", 403, `{"error":"Creators only"}`, nil, none, "the response to Chats.List was 403, which does not show it"},
		{"not found", 404, `{"message":"Not found"}`, nil, none, "the response to Chats.List was 404, which does not show it"},
		{"bad request", 400, `{"errors":["size"]}`, nil, none, "the response to Chats.List was 400, which does not show it"},
		{"server error", 500, ``, nil, none, "the response to Chats.List was 500, which does not show it"},
		{"redirect", 302, ``, []string{"Location", "https://login.example/"}, none, "the response to Chats.List was 302, which does not show it"},
		{"web page", 200, `<html>Sign in to the network</html>`, []string{"Content-Type", "text/html"}, none, "the response to Chats.List cannot be read"},
		{"empty success", 200, ``, nil, none, "the response to Chats.List cannot be read"},
		{"object without members", 200, ` { } `, nil, none, "the response to Chats.List cannot be read"},
		{"text", 200, `"OK"`, nil, none, "the response to Chats.List cannot be read"},
		{"failure with a success status", 200, `{"error":"Insufficient scopes"}`, nil, none, "the response to Chats.List cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			transport := roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/chats" {
					return respond(tt.status, tt.body, tt.header...)(r)
				}
				return respond(200, okPage)(r)
			})
			client := newTestClient(t, transport, fanvue.WithMaxRetries(0))
			detection, err := client.DetectScopes(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range detection.Scopes {
				if found.Scope == fanvue.ScopeReadChat && (found.State != tt.want || found.Reason != tt.reason) {
					t.Errorf("%+v, want %s (%s)", found, tt.want, tt.reason)
				}
				if found.Scope == fanvue.ScopeReadFan && found.State != fanvue.ScopeGranted {
					t.Errorf("%+v, want it granted", found)
				}
			}
		})
	}
}

// A success for an id that does not exist shows nothing: the server, or one in
// between, has not looked at the request.
func TestDetectScopesDoubtsImpossibleSuccess(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, roundTrip(respond(200, okPage)))
	detection, err := client.DetectScopes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range detection.Scopes {
		if found.Scope == fanvue.ScopeWriteMedia && (found.State != fanvue.ScopeUnknown || found.Operation != "" || !strings.Contains(found.Reason, "200 for an id that does not exist")) {
			t.Errorf("%+v, want it unknown", found)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func newTestClient(t *testing.T, transport http.RoundTripper, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(append([]fanvue.Option{fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// An error that every call would have ends the detection, with what was found.
func TestDetectScopesStops(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer func(*http.Request) (*http.Response, error)
		want   error
		calls  int
	}{
		{"invalid credential", respond(401, `{"error":"Unauthorized"}`), fanvue.ErrUnauthorized, 3},
		{"rate limit", respond(429, `{"error":"Too many requests"}`, "Retry-After", "3600"), fanvue.ErrRateLimited, 3},
		{"retired version", respond(410, `{"error":"API version no longer supported"}`), fanvue.ErrAPIVersion, 3},
		{"no connection", broken(errReset), errReset, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			count := 0
			client := newTestClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
				if count++; count > 2 {
					return tt.answer(r)
				}
				return respond(200, okPage)(r)
			}), fanvue.WithMaxRetries(0))
			detection, err := client.DetectScopes(t.Context())
			if !errors.Is(err, tt.want) || strings.Count(err.Error(), "fanvue:") != 1 {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if len(detection.Granted()) != 2 || len(detection.Calls) != tt.calls || count != tt.calls {
				t.Errorf("%d requests, %+v", count, detection)
			}
		})
	}
	var missing context.Context // nil
	if _, err := newTestClient(t, roundTrip(broken(errReset))).DetectScopes(missing); !errors.Is(err, fanvue.ErrValidation) {
		t.Errorf("without a context: %v", err)
	}
	if _, err := new(fanvue.Client).DetectScopes(t.Context()); !errors.Is(err, fanvue.ErrValidation) {
		t.Errorf("without a client: %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if detection, err := newTestClient(t, roundTrip(broken(errReset))).DetectScopes(cancelled); !errors.Is(err, context.Canceled) || len(detection.Calls) != 0 {
		t.Errorf("cancelled: %v", err)
	}
}

func TestDetectScopesIsPaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(4, time.Minute))
		defer server.Close()
		start := time.Now()
		checkDetection(t, server, []fanvue.Scope{fanvue.ScopeReadChat})
		if took := time.Since(start); took < 2*time.Minute {
			t.Errorf("%d reads took %s, want more than two windows of four", maxDetectionReads, took)
		}
	})
}

// A requirement that is replaced changes what a read shows.
func TestDetectScopesWithReplacedRequirements(t *testing.T) {
	t.Parallel()
	detect := func(opts ...fanvue.Option) (*fanvue.ScopeDetection, []string) {
		var paths []string
		client := newTestClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			paths = append(paths, r.URL.Path)
			if r.URL.Path == "/creators" {
				return respond(403, `{"error":"Insufficient scopes"}`)(r)
			}
			return respond(200, okPage)(r)
		}), opts...)
		detection, err := client.DetectScopes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return detection, paths
	}
	// Chats.List needs two scopes now, and Chats.UnreadCounts decides in its place.
	_, paths := detect(fanvue.WithOperationScopes(fanvue.OpChatsList, fanvue.ScopeReadChat, fanvue.ScopeReadFan))
	if slices.Contains(paths, "/chats") || !slices.Contains(paths, "/chats/unread") {
		t.Errorf("requests %v", paths)
	}
	// Collections.List needs two, one of which is known to be granted by then; the
	// other one is known to be missing.
	detection, _ := detect(fanvue.WithOperationScopes(fanvue.OpCollectionsList, fanvue.ScopeReadChat, fanvue.ScopeReadExperience))
	if state := detection.State(fanvue.ScopeReadExperience); state != fanvue.ScopeGranted {
		t.Errorf("read:experience is %s", state)
	}
	detection, paths = detect(fanvue.WithOperationScopes(fanvue.OpCollectionsList, fanvue.ScopeReadCreator, fanvue.ScopeReadExperience))
	if state := detection.State(fanvue.ScopeReadExperience); state != fanvue.ScopeUnknown || slices.Contains(paths, "/collections") {
		t.Errorf("read:experience is %s, requests %v", state, paths)
	}
	// An operation that Fanvue does not document proves nothing, unless the caller
	// says what it requires.
	detection, _ = detect(fanvue.WithOperationScopes(fanvue.OpAppsList, fanvue.ScopeWriteExperience))
	if state := detection.State(fanvue.ScopeWriteExperience); state != fanvue.ScopeGranted {
		t.Errorf("write:experience is %s", state)
	}
	// No write is sent, and no read that marks messages as read.
	detection, paths = detect(
		fanvue.WithOperationScopes(fanvue.OpMessagesList, fanvue.ScopeReadExperience),
		fanvue.WithOperationScopes(fanvue.OpChatsStatuses, fanvue.ScopeWriteExperience))
	for _, s := range []fanvue.Scope{fanvue.ScopeReadExperience, fanvue.ScopeWriteExperience} {
		if detection.State(s) != fanvue.ScopeUnknown {
			t.Errorf("%s is %s, requests %v", s, detection.State(s), paths)
		}
	}
}

// What was found makes a client that sends what may be allowed.
func TestDetectedScopesInUse(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithCredential("key-1", fanvue.ScopeReadChat, fanvue.ScopeWriteChat))
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey("key-1"))
	if err != nil {
		t.Fatal(err)
	}
	detection, err := client.DetectScopes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checked, err := client.With(fanvue.WithScopes(detection.Possible()...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := checked.Messages.Send(t.Context(), fanvuetest.FanUUID, fanvue.MessageParams{Text: "hello"}); err != nil {
		t.Error(err)
	}
	var lack *fanvue.InsufficientScopeError
	if _, err := checked.Fans.Followers(t.Context(), nil); !errors.As(err, &lack) || lack.Sent() {
		t.Errorf("got %v, want a local rejection", err)
	}
	text, err := json.Marshal(detection)
	if err != nil {
		t.Fatal(err)
	}
	var stored fanvue.ScopeDetection
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(detection, &stored); diff != "" {
		t.Error(diff)
	}
}
