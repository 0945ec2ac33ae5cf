package fanvue_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fanvue-go/fanvue"
)

func TestScopeRefusalByServer(t *testing.T) {
	t.Parallel()
	const challenge = "WWW-Authenticate"
	tests := []struct {
		name   string
		status int
		body   string
		header []string
		want   bool
	}{
		{"exact", 403, `{"error":"Insufficient scopes"}`, nil, true},
		{"lower case", 403, `{"error":"insufficient scopes"}`, nil, true},
		{"upper case", 403, `{"error":"INSUFFICIENT SCOPES"}`, nil, true},
		{"as message", 403, `{"message":"Insufficient scopes"}`, nil, true},
		{"beside a message", 403, `{"error":"Insufficient scopes","message":"Not for you"}`, nil, true},
		{"in a list", 403, `{"errors":["Insufficient scopes"]}`, nil, true},
		{"challenge", 403, ``, []string{challenge, `Bearer realm="x", error="insufficient_scope", scope="write:chat"`}, true},
		{"challenge without quotes", 403, `<html>`, []string{challenge, `Bearer error=insufficient_scope`}, true},
		{"other words", 403, `{"error":"Forbidden"}`, nil, false},
		{"creators only", 403, `{"error":"This filter is for creators"}`, nil, false},
		{"empty", 403, ``, nil, false},
		{"HTML", 403, `<html><title>Forbidden</title>`, []string{"Content-Type", "text/html"}, false},
		{"other challenge", 403, ``, []string{challenge, `Bearer error="invalid_token"`}, false},
		{"words about scopes of something else", 403, `{"error":"The app's scopes are under review"}`, nil, false},
		{"400", 400, `{"error":"Insufficient scopes"}`, nil, false},
		{"401", 401, `{"error":"Insufficient scopes"}`, nil, true},
		{"401 with a challenge", 401, ``, []string{challenge, `Bearer error="insufficient_scope"`}, true},
		{"401 of an expired token", 401, `{"error":"Unauthorized"}`, []string{challenge, `Bearer error="invalid_token", scope="write:chat"`}, false},
		{"a code", 401, `{"error":"missing_scope"}`, nil, true},
		{"a code in capitals", 403, `{"code":"INSUFFICIENT_SCOPE","message":"Nope"}`, nil, true},
		{"a code in an error", 403, `{"error":{"code":"missing_scopes","message":"Nope"}}`, nil, true},
		{"a code in one word", 403, `{"code":"InsufficientScope"}`, nil, true},
		{"a description", 403, `{"error":"access_denied","error_description":"The token lacks the required scope"}`, nil, true},
		{"problem details", 403, `{"title":"Forbidden","detail":"A required scope is missing"}`, nil, true},
		{"plain text", 403, `Missing required scope(s): write:chat`, nil, true},
		{"requires", 403, `{"message":"This endpoint requires the write:chat scope"}`, nil, true},
		{"requires, quoted", 401, "{\"message\":\"Requires scope `write:chat`\"}", nil, true},
		{"requires two", 403, `{"message":"requires the write:chat and write:chat scopes"}`, nil, true},
		{"permission", 403, `{"message":"Missing permission: write:chat"}`, nil, true},
		{"does not have", 403, `{"message":"Your token doesn't have the write:chat scope."}`, nil, true},
		{"is required", 403, `{"message":"Scope write:chat is required"}`, nil, true},
		{"not granted", 403, `{"message":"scope not granted"}`, nil, true},
		{"out of scope", 403, `{"message":"This is out of scope for your plan"}`, nil, false},
		{"beyond the scope", 401, `{"message":"Token expired; missing header. Beyond the scope of this message."}`, nil, false},
		{"required, not a scope", 403, `{"message":"A subscription is required. Scope: global"}`, nil, false},
		{"a telescope", 403, `{"message":"missing telescope"}`, nil, false},
		{"scoped", 403, `{"message":"requires a scoped session"}`, nil, false},
		{"404", 404, `{"error":"Insufficient scopes"}`, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: steps{respond(tt.status, tt.body, tt.header...)}}
			err := sendMessage(t.Context(), scripted(t, s))
			var api *fanvue.APIError
			if !errors.As(err, &api) || api.StatusCode != tt.status || string(api.Body) != tt.body {
				t.Fatalf("got %v with %+v, want the server's response in it", err, api)
			}
			if errors.Is(err, fanvue.ErrForbidden) != (tt.status == 403 || tt.want) {
				t.Errorf("ErrForbidden for a %d: %v", tt.status, err)
			}
			if errors.Is(err, fanvue.ErrUnauthorized) != (tt.status == 401 && !tt.want) {
				t.Errorf("ErrUnauthorized for a %d: %v", tt.status, err)
			}
			var refused *fanvue.InsufficientScopeError
			if got := errors.As(err, &refused); got != tt.want || errors.Is(err, fanvue.ErrInsufficientScope) != tt.want {
				t.Fatalf("InsufficientScopeError: %t, want %t: %v", got, tt.want, err)
			}
			if len(s.requests) != 1 {
				t.Errorf("%d requests, want 1", len(s.requests))
			}
			if !tt.want {
				return
			}
			want := &fanvue.InsufficientScopeError{
				Operation: fanvue.OpMessagesSend,
				Required:  scopeList{fanvue.ScopeWriteChat},
				Missing:   scopeList{fanvue.ScopeWriteChat},
			}
			if diff := cmp.Diff(want, refused, cmpopts.IgnoreUnexported(fanvue.InsufficientScopeError{})); diff != "" || !refused.Sent() {
				t.Errorf("Sent %t, (-want +got):\n%s", refused.Sent(), diff)
			}
		})
	}
}

// Where the server names the scopes, its word counts.
func TestScopesNamedByServer(t *testing.T) {
	t.Parallel()
	const challenge = "WWW-Authenticate"
	tests := []struct {
		name    string
		status  int
		body    string
		header  []string
		granted scopeList
		want    scopeList
	}{
		{"a challenge", 401, ``, []string{challenge, `Bearer realm="x", error="insufficient_scope", scope="read:fan new:thing"`}, nil, scopeList{"read:fan", "new:thing"}},
		{"a challenge without quotes", 403, ``, []string{challenge, `Bearer error=insufficient_scope, scope=read:fan`}, nil, scopeList{"read:fan"}},
		{"a challenge names what is granted, too", 403, ``, []string{challenge, `Bearer error="insufficient_scope", scope="write:chat read:fan"`}, scopeList{"write:chat"}, scopeList{"read:fan"}},
		{"a challenge names only what is granted", 403, ``, []string{challenge, `Bearer error="insufficient_scope", scope="write:chat"`}, scopeList{"write:chat"}, scopeList{"write:chat"}},
		{"words", 403, `{"message":"This endpoint requires the read:fan scope"}`, nil, nil, scopeList{"read:fan"}},
		{"a list", 403, `{"error":"Missing required scope(s): write:media, read:media and read:fan. The token has: read:self"}`, nil, nil, scopeList{"read:fan", "read:media", "write:media"}},
		{"a member", 403, `{"error":"missing_scope","missingScopes":["read:fan"],"requiredScopes":["write:chat","read:fan"]}`, nil, nil, scopeList{"read:fan"}},
		{"a text in a member", 403, `{"error":"insufficient_scope","scope":"read:fan read:media"}`, nil, nil, scopeList{"read:fan", "read:media"}},
		{"none", 403, `{"error":"Insufficient scopes"}`, nil, nil, scopeList{"write:chat"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: steps{respond(tt.status, tt.body, tt.header...)}}
			err := sendMessage(t.Context(), scripted(t, s, fanvue.WithScopes(tt.granted...)))
			refused := asError[*fanvue.InsufficientScopeError](t, err)
			if diff := cmp.Diff(tt.want, refused.Missing); diff != "" || !refused.Sent() {
				t.Errorf("Sent %t, Missing (-want +got):\n%s", refused.Sent(), diff)
			}
			for _, scope := range tt.want {
				if !strings.Contains(err.Error(), string(scope)) {
					t.Errorf("%s is not in %s", scope, err)
				}
			}
			checkText(t, err)
		})
	}
}

// A new token has the scopes of the old one, so that none is requested.
func TestScopeRefusalDoesNotRefresh(t *testing.T) {
	t.Parallel()
	calls := 0
	source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
		calls++
		return fanvue.NewToken("token-for-tests-" + strings.Repeat("x", calls)), nil
	})
	s := &script{steps: steps{
		respond(401, `{"error":"missing_scope"}`), respond(201, `{"messageUuid":"m"}`),
	}}
	client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	if err := sendMessage(t.Context(), client); !errors.Is(err, fanvue.ErrInsufficientScope) || len(s.requests) != 1 || calls != 1 {
		t.Errorf("%d requests, %d tokens, %v", len(s.requests), calls, err)
	}
}

// After a 401 the scopes of the token that was refused in the end count.
func TestScopeRefusalOfARenewedToken(t *testing.T) {
	t.Parallel()
	tokens := []fanvue.Token{*scopesToken(fanvue.ScopeWriteChat), fanvue.NewToken("token-2", fanvue.ScopeReadFan)}
	source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
		token := tokens[0]
		tokens = tokens[1:]
		return token, nil
	})
	s := &script{steps: steps{respond(401, ""), respond(403, `{"error":"Insufficient scopes"}`)}}
	client, err := fanvue.NewClient(fanvue.WithTokenSource(source), fanvue.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	var refused *fanvue.InsufficientScopeError
	if err := sendMessage(t.Context(), client); !errors.As(err, &refused) {
		t.Fatalf("got %v", err)
	}
	if diff := cmp.Diff(scopeList{fanvue.ScopeReadFan}, refused.Granted); diff != "" {
		t.Errorf("Granted (-want +got):\n%s", diff)
	}
}
