package fanvue_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// The first step that has something against a call decides, and nothing after it
// happens.
func TestPipelineOrder(t *testing.T) {
	t.Parallel()
	errSource := errors.New("no session")
	invalid := map[string]string{"id": ".."}
	valid := map[string]string{"id": "a"}
	for _, tc := range []struct {
		name     string
		path     map[string]string
		source   error          // of the token
		scopes   []fanvue.Scope // of the token
		body     any
		deadline time.Duration // from when the limit is used up; 0 for none
		want     func(error) bool
		tokens   int // that were asked for
		sent     int
	}{
		{"invalid argument", invalid, errSource, scopeList{"read:other"}, make(chan int), time.Second, isArgument("id"), 0, 0},
		{"no token", valid, errSource, nil, make(chan int), time.Second, func(err error) bool { return errors.Is(err, errSource) }, 1, 0},
		{"missing scope", valid, nil, scopeList{"read:other"}, make(chan int), time.Second, func(err error) bool {
			return errors.As(err, new(*fanvue.InsufficientScopeError))
		}, 1, 0},
		{"body that is not JSON", valid, nil, scopeList{"read:mine"}, make(chan int), time.Second, isArgument("body"), 1, 0},
		{"wait beyond the deadline", valid, nil, scopeList{"read:mine"}, nil, time.Second, func(err error) bool {
			return errors.Is(err, fanvue.ErrRateLimited)
		}, 1, 0},
		{"all is well", valid, nil, scopeList{"read:mine"}, nil, 0, func(err error) bool { return err == nil }, 1, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tokens, sent := 0, 0
				var source error
				scopes := scopeList{"read:mine"}
				client, err := fanvue.NewClient(
					fanvue.WithTokenSource(fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
						tokens++
						return fanvue.NewToken("token-for-tests", scopes...), source
					})),
					fanvue.WithTransport(roundTripFunc(func(r *http.Request) (*http.Response, error) {
						sent++
						return respond(200, `{}`, window("0")...)(r)
					})),
				)
				if err != nil {
					t.Fatal(err)
				}
				mine := fanvue.Operation{Name: "Mine", Method: http.MethodPut, Path: "/mine/{id}", Scopes: scopeList{"read:mine"}, Idempotent: true}
				call := func(ctx context.Context, params fanvue.CallParams) error { return client.Call(ctx, mine, params, nil) }
				ctx := t.Context()
				if tc.deadline > 0 { // use the limit up
					if err := call(ctx, fanvue.CallParams{Path: valid}); err != nil {
						t.Fatal(err)
					}
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tc.deadline)
					defer cancel()
				}
				tokens, sent, source = 0, 0, tc.source
				if tc.scopes != nil {
					scopes = tc.scopes
				}
				start := time.Now()
				err = call(ctx, fanvue.CallParams{Path: tc.path, Body: tc.body})
				if !tc.want(err) || tokens != tc.tokens || sent != tc.sent || time.Since(start) > 0 {
					t.Errorf("got %v after %s, %d tokens and %d requests; want %d and %d at once", err, time.Since(start), tokens, sent, tc.tokens, tc.sent)
				}
			})
		})
	}
}

func isArgument(name string) func(error) bool {
	return func(err error) bool {
		var problem *fanvue.ArgumentError
		return errors.As(err, &problem) && problem.Argument == name
	}
}

func TestRequestThatIsBuilt(t *testing.T) {
	t.Parallel()
	type header = map[string]string
	for _, tc := range []struct {
		name    string
		op      fanvue.Operation
		params  fanvue.CallParams
		surface fanvue.Surface
		want    wireRequest
		header  header // "" for one that must not be sent
	}{
		{
			name: "a read", op: fanvue.Operation{Method: "GET", Path: "/things"},
			want:   wireRequest{method: "GET", path: "/things"},
			header: header{"Accept": "application/json", "Content-Type": "", "X-Fanvue-Api-Version": "2025-06-26", "X-Trace": "t-1", "Idempotency-Key": "", "Cookie": ""},
		},
		{
			name: "ids", op: fanvue.Operation{Method: "GET", Path: "/things/{id}/parts/{part}"},
			params: fanvue.CallParams{Path: map[string]string{"id": "a?b#c%2F é", "part": "..."}},
			want:   wireRequest{method: "GET", path: "/things/a%3Fb%23c%252F%20%C3%A9/parts/..."},
		},
		{
			name: "a name with a slash", op: fanvue.Operation{Method: "GET", Path: "/folders/{folderName}"},
			params: fanvue.CallParams{Path: map[string]string{"folderName": "a/b"}},
			want:   wireRequest{method: "GET", path: "/folders/a%2Fb"},
		},
		{
			name: "a query", op: fanvue.Operation{Method: "GET", Path: "/things"},
			params: fanvue.CallParams{Query: url.Values{"z": {"1"}, "a": {"x y", "&=+"}}},
			want:   wireRequest{method: "GET", path: "/things", query: "a=x+y&a=%26%3D%2B&z=1"},
		},
		{
			name: "JSON", op: fanvue.Operation{Method: "POST", Path: "/things"},
			params: fanvue.CallParams{Body: map[string]any{"text": "a < b && c > d", "none": nil}},
			want:   wireRequest{method: "POST", path: "/things", body: `{"none":null,"text":"a < b && c > d"}`},
			header: header{"Content-Type": "application/json", "Accept": "application/json"},
		},
		{
			name: "no body", op: fanvue.Operation{Method: "POST", Path: "/things"},
			want:   wireRequest{method: "POST", path: "/things"},
			header: header{"Content-Type": ""},
		},
		{
			name: "another type", op: fanvue.Operation{Method: "GET", Path: "/things", Accept: "text/plain"},
			want:   wireRequest{method: "GET", path: "/things"},
			header: header{"Accept": "text/plain"},
		},
		{
			name: "a surface", op: fanvue.Operation{Method: "DELETE", Path: "/things"}, surface: fanvue.SurfaceV1,
			want: wireRequest{method: "DELETE", path: "/v1/things"},
		},
		{
			name: "a creator on a surface", op: fanvue.Operation{Method: "GET", Path: "/creators/{creatorUserUuid}/things"}, surface: fanvue.SurfaceV1,
			params: fanvue.CallParams{Path: map[string]string{"creatorUserUuid": creatorID}},
			want:   wireRequest{method: "GET", path: "/v1" + creatorPrefix + "/things"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, respondJSON(http.StatusOK, `{}`))
			tc.op.Name = "Mine"
			ctx := fanvue.ContextWithHeader(t.Context(), "X-Trace", "t-1")
			if err := server.client(t, fanvue.WithSurface(tc.surface)).Call(ctx, tc.op, tc.params, nil); err != nil {
				t.Fatal(err)
			}
			requests := server.seen()
			if len(requests) != 1 {
				t.Fatalf("%d requests, want 1", len(requests))
			}
			got := requests[0]
			for name, value := range tc.header {
				if sent := got.header.Get(name); sent != value {
					t.Errorf("%s: %q, want %q", name, sent, value)
				}
			}
			got.header, got.body = nil, trimNewline(got.body)
			tc.want.path = opBase + tc.want.path
			if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(wireRequest{})); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

func trimNewline(text string) string {
	if n := len(text); n > 0 && text[n-1] == '\n' {
		return text[:n-1]
	}
	return text
}

func TestContentTypeOnlyWithABody(t *testing.T) {
	t.Parallel()
	var types [][]string
	client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		types = append(types, r.Header["Content-Type"])
		return respond(200, `{"messageUuid":"m","data":[]}`)(r)
	}).client(t)
	err := errors.Join(listChats(t.Context(), client), sendMessage(t.Context(), client), listChats(t.Context(), client))
	if diff := cmp.Diff([][]string{nil, {"application/json"}, nil}, types); err != nil || diff != "" {
		t.Errorf("%v; content types (-want +got):\n%s", err, diff)
	}
}
