package fanvue_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestClientScopes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		client *fanvue.Client
		want   []fanvue.Scope
		known  bool
	}{
		{"unknown", scopesClient(t, &script{}, nil), nil, false},
		{"configured", scopesClient(t, &script{}, nil, fanvue.WithScopes("custom:thing", "write:chat", "read:chat")), []fanvue.Scope{"read:chat", "write:chat", "custom:thing"}, true},
		{"of the token", scopesClient(t, &script{}, scopesToken("read:self"), fanvue.WithScopes("read:chat")), []fanvue.Scope{"read:self"}, true},
		{"token without scopes", scopesClient(t, &script{}, scopesToken(), fanvue.WithScopes("read:chat")), []fanvue.Scope{"read:chat"}, true},
		{"nothing known of the token", scopesClient(t, &script{}, scopesToken()), nil, false},
	}
	for _, tt := range tests {
		scopes, known, err := tt.client.Scopes(t.Context())
		if err != nil || known != tt.known {
			t.Errorf("%s: known %t, error %v", tt.name, known, err)
		}
		if diff := cmp.Diff(tt.want, scopes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestRequireScopes(t *testing.T) {
	t.Parallel()
	list := []fanvue.OperationName{fanvue.OpChatsList}
	tests := []struct {
		name string
		opts []fanvue.Option
		ops  []fanvue.OperationName
		kind error // nil: it passes
		text string
	}{
		{"all there", []fanvue.Option{fanvue.WithScopes("read:chat")}, list, nil, ""},
		{"one missing", []fanvue.Option{fanvue.WithScopes("read:self")}, list, fanvue.ErrInsufficientScope,
			"fanvue: insufficient scopes: missing read:chat; Chats.List lacks read:chat; the API key has read:self; an API key's scopes are fixed: request a new key that has them"},
		{"mode off changes nothing", []fanvue.Option{fanvue.WithScopes("read:self"), fanvue.WithScopeMode(fanvue.ScopeOff)}, list, fanvue.ErrInsufficientScope, ""},
		{"unknown", nil, list, fanvue.ErrScopesUnknown,
			"fanvue: RequireScopes: the scopes of the credential are unknown (nothing was sent); set them with WithScopes, or let the token source report them"},
		{"unknown, and nothing required", []fanvue.Option{fanvue.WithOperationScopes(fanvue.OpChatsList)}, list, nil, ""},
		{"no operation", nil, nil, nil, ""},
		{"no such operation", nil, []fanvue.OperationName{"Chats.Lst"}, fanvue.ErrValidation, ""},
	}
	for _, tt := range tests {
		s := &script{}
		err := scripted(t, s, tt.opts...).RequireScopes(t.Context(), tt.ops...)
		if len(s.requests) != 0 {
			t.Errorf("%s: %d requests, want none", tt.name, len(s.requests))
		}
		if tt.kind == nil {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if !errors.Is(err, tt.kind) || tt.text != "" && err.Error() != tt.text {
			t.Errorf("%s: %v, want %v: %s", tt.name, err, tt.kind, tt.text)
		}
		if errors.Is(err, fanvue.ErrScopesUnknown) && errors.Is(err, fanvue.ErrInsufficientScope) {
			t.Errorf("%s: unknown scopes are not missing ones: %v", tt.name, err)
		}
	}
}

type sourceKey struct{}

// The token source is called with the caller's context, and its errors are the
// caller's.
func TestScopesCallTheTokenSource(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *fanvue.Client) error{
		"fanvue: Scopes: ": func(ctx context.Context, c *fanvue.Client) error {
			_, _, err := c.Scopes(ctx)
			return err
		},
		"fanvue: RequireScopes: ": func(ctx context.Context, c *fanvue.Client) error {
			return c.RequireScopes(ctx, fanvue.OpChatsList)
		},
	}
	noSession := errors.New("no session")
	for prefix, call := range calls {
		var seen any
		var result error
		client, err := fanvue.NewClient(fanvue.WithTokenSource(fanvue.TokenSourceFunc(func(ctx context.Context) (fanvue.Token, error) {
			seen = ctx.Value(sourceKey{})
			if ctx.Err() != nil {
				return fanvue.Token{}, errors.New("interrupted")
			}
			return fanvue.NewToken("a-token", "read:chat"), result
		})))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), sourceKey{}, "mine"))
		if err := call(ctx, client); err != nil || seen != "mine" {
			t.Errorf("%s%v, the source saw %v", prefix, err, seen)
		}
		result = noSession
		if err := call(ctx, client); !errors.Is(err, noSession) || !strings.HasPrefix(err.Error(), prefix) {
			t.Errorf("%sgot %v", prefix, err)
		}
		cancel()
		if err := call(ctx, client); !errors.Is(err, context.Canceled) {
			t.Errorf("%sgot %v, want the end of the context", prefix, err)
		}
		var none context.Context
		if err := call(none, client); !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%sgot %v for a nil context", prefix, err)
		}
		if err := call(t.Context(), nil); !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%sgot %v for a nil client", prefix, err)
		}
	}
}

func TestKnownScopes(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(documentedScopes, fanvue.KnownScopes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	fanvue.KnownScopes()[0] = "changed"
	if fanvue.KnownScopes()[0] != fanvue.ScopeReadSelf {
		t.Error("the list can be changed from outside")
	}
}

func TestMisspelledScopes(t *testing.T) {
	t.Parallel()
	tests := map[fanvue.Scope]fanvue.Scope{
		"read:chats": "read:chat", "reads:chat": "read:chat", "raed:chat": "read:chat", "read.chat": "read:chat", "READ:CHAT": "read:chat",
		"chat:read": "read:chat", "write:chats": "write:chat", "read:fans": "read:fan", "write:posts": "write:post", "read:insight": "read:insights",
		"read:tracking-links": "read:tracking_links", "read:trackinglinks": "read:tracking_links", "write:agencies": "write:agency",
		"creators:write": "write:creator", "read:medias": "read:media", "write:experiences": "write:experience",
		// These may be right: the server knows more scopes than this package.
		"openid": "", "offline_access": "", "offline": "", "email": "", "profile": "", "read:payouts": "", "write:webhooks": "",
		"read:something_new": "", "*": "", "admin": "",
	}
	for scope, want := range tests {
		var log strings.Builder
		logger := slog.New(slog.NewTextHandler(&log, nil))
		client, err := fanvue.NewClient(fanvue.WithAPIKey(opKey), fanvue.WithLogger(logger), fanvue.WithScopes(fanvue.ScopeReadSelf, scope))
		if err != nil {
			t.Errorf("%s was rejected: %v", scope, err)
			continue
		}
		hint := "did you mean " + string(want) + "?"
		if n := strings.Count(log.String(), "did you mean"); want == "" && n != 0 || want != "" && (n != 1 || !strings.Contains(log.String(), hint)) {
			t.Errorf("%s: %s", scope, log.String())
		}
		if want != "" && !strings.Contains(log.String(), "level=WARN") {
			t.Errorf("not a warning: %s", log.String())
		}
		before := log.Len()
		_, err = client.Creators.List(t.Context(), nil)
		if text := err.Error(); !errors.Is(err, fanvue.ErrInsufficientScope) || strings.Contains(text, hint) != (want != "") || want == "" && !strings.Contains(text, "check the spelling") {
			t.Errorf("%s: %v", scope, err)
		}
		if derived, err := client.With(fanvue.WithMaxRetries(0)); err != nil || strings.Contains(log.String()[before:], "did you mean") {
			t.Errorf("%s: the derived client warns again: %v %v", scope, derived, err)
		}
	}
}

func TestKnownScopesAreNotMisspelled(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	_, err := fanvue.NewClient(fanvue.WithAPIKey(opKey), fanvue.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
		fanvue.WithScopes(append(fanvue.KnownScopes(), slices.Repeat([]fanvue.Scope{fanvue.ScopeReadChat}, 2)...)...))
	if err != nil || log.Len() != 0 {
		t.Errorf("%v: %s", err, log.String())
	}
}
