package fanvue_test

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fanvue-go/fanvue"
)

func callParams(op fanvue.Operation) fanvue.CallParams {
	params := fanvue.CallParams{Path: make(map[string]string)}
	for segment := range strings.SplitSeq(op.Path, "/") {
		if strings.HasPrefix(segment, "{") {
			params.Path[strings.Trim(segment, "{}")] = "id-1"
		}
	}
	return params
}

func callSurface(op fanvue.Operation) fanvue.Option {
	if len(op.Surfaces) > 0 {
		return fanvue.WithSurface(op.Surfaces[0])
	}
	return fanvue.WithSurface(fanvue.SurfaceDefault)
}

// An item of Operations is sent as its method sends it.
func TestCallOfDeclaredOperations(t *testing.T) {
	t.Parallel()
	for _, op := range fanvue.Operations() {
		t.Run(string(op.Name), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				// Scopes that Fanvue does not document are not enforced.
				var logged bytes.Buffer
				s := &script{steps: steps{respond(418, "")}}
				err := scripted(t, s, callSurface(op), fanvue.WithScopes("other:scope"), debugLog(&logged)).Call(t.Context(), op, callParams(op), nil)
				enforced := op.Published && len(op.Scopes) > 0
				if got := errors.Is(err, fanvue.ErrInsufficientScope); got != enforced || (len(s.requests) == 0) != enforced {
					t.Errorf("rejected: %t, want %t; %d requests: %v", got, enforced, len(s.requests), err)
				}
				if warned := strings.Contains(logged.String(), "sending without a required scope"); warned != (!enforced && len(op.Scopes) > 0) {
					t.Errorf("warned: %t: %s", warned, logged.String())
				}

				// What is safe to retry is retried.
				s = &script{steps: steps{respond(503, ""), respond(503, "")}}
				err = scripted(t, s, callSurface(op), fanvue.WithMaxRetries(1)).Call(t.Context(), op, callParams(op), nil)
				want := 1
				if op.Idempotent {
					want = 2
				}
				if len(s.requests) != want || errors.Is(err, fanvue.ErrOutcomeUnknown) == op.Idempotent {
					t.Errorf("%d requests, want %d: %v", len(s.requests), want, err)
				}
			})
		})
	}
}

// With a field changed it is the caller's own declaration.
func TestCallOfChangedOperations(t *testing.T) {
	t.Parallel()
	typing := operationsByName()[fanvue.OpChatsSetTyping]
	for name, tt := range map[string]struct {
		change func(*fanvue.Operation)
		sent   bool
	}{
		"nothing":              {func(*fanvue.Operation) {}, true},
		"nil for an empty set": {func(op *fanvue.Operation) { op.BucketOn, op.Surfaces = nil, nil }, true},
		"an empty set for nil": {func(op *fanvue.Operation) { op.BucketOn, op.Surfaces = []fanvue.Surface{}, []fanvue.Surface{} }, true},
		"scopes":               {func(op *fanvue.Operation) { op.Scopes = []fanvue.Scope{fanvue.ScopeReadChat} }, false},
		"idempotent":           {func(op *fanvue.Operation) { op.Idempotent = !op.Idempotent }, false},
		"path":                 {func(op *fanvue.Operation) { op.Path = "/v1" + op.Path }, false},
		"name":                 {func(op *fanvue.Operation) { op.Name = "Mine" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := typing
			op.Scopes = slices.Clone(op.Scopes)
			tt.change(&op)
			s := &script{steps: steps{respond(418, "")}}
			err := scripted(t, s, fanvue.WithScopes("other:scope")).Call(t.Context(), op, callParams(op), nil)
			if sent := len(s.requests) == 1; sent != tt.sent || errors.Is(err, fanvue.ErrInsufficientScope) == tt.sent {
				t.Errorf("sent: %t, want %t: %v", sent, tt.sent, err)
			}
		})
	}
}

// Only /creators/{creatorUserUuid} as whole segments is a creator's path.
func TestCallWithAPathLikeACreators(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/creatorsx/{creatorUserUuid}", "/creators.json/{creatorUserUuid}/y", "/x/creators/{creatorUserUuid}"} {
		server := &pages{bodies: []string{`{"data":[]}`}}
		op := fanvue.Operation{Name: "Odd", Method: http.MethodGet, Path: path}
		if err := server.client(t).Call(t.Context(), op, fanvue.CallParams{Path: map[string]string{"creatorUserUuid": "c"}}, nil); err != nil || len(server.queries) != 1 {
			t.Errorf("%s: %v after %d requests, want it sent as it is", path, err, len(server.queries))
		}
	}
}

func TestCallNeedsATarget(t *testing.T) {
	t.Parallel()
	op := fanvue.Operation{Name: "Send", Method: http.MethodPost, Path: "/send"}
	var none *fanvue.SentMessage
	for name, target := range map[string]any{"a value": fanvue.SentMessage{}, "a nil pointer": none} {
		server := &pages{bodies: []string{okSent}}
		err := server.client(t).Call(t.Context(), op, fanvue.CallParams{}, target)
		if !errors.Is(err, fanvue.ErrValidation) || len(server.queries) > 0 {
			t.Errorf("%s: got %v after %d requests, want it refused before sending", name, err, len(server.queries))
		}
	}
}
