package fanvue_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fanvue-go/fanvue"
)

type scopeList = []fanvue.Scope

// scopesClient has the token of a source that knows its scopes, or an API key
// when token is nil.
func scopesClient(t *testing.T, s *script, token *fanvue.Token, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	if token == nil {
		return scripted(t, s, opts...)
	}
	source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) { return *token, nil })
	client, err := fanvue.NewClient(append([]fanvue.Option{
		fanvue.WithTokenSource(source), fanvue.WithHTTPClient(&http.Client{Transport: s}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func scopesToken(scopes ...fanvue.Scope) *fanvue.Token {
	token := fanvue.NewToken("token-for-tests", scopes...)
	return &token
}

func scopesMassMessage(ctx context.Context, c *fanvue.Client) error {
	_, err := c.MassMessages.Send(ctx, fanvue.MassMessageParams{
		Text: "hello", IncludedLists: fanvue.MassMessageLists{CustomListUUIDs: []string{"list-1"}},
	})
	return err
}

func scopesCreatorList(ctx context.Context, c *fanvue.Client) error {
	_, err := c.Creator("creator-1").Messages.List(ctx, "fan", nil)
	return err
}

func TestScopeCheckBeforeSending(t *testing.T) {
	t.Parallel()
	const chat, write, fan, creator = fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan, fanvue.ScopeReadCreator
	with := fanvue.WithScopes
	tests := []struct {
		name    string
		token   *fanvue.Token
		opts    []fanvue.Option
		call    func(context.Context, *fanvue.Client) error
		missing scopeList // nil: it is sent
	}{
		{"has it", nil, []fanvue.Option{with(chat)}, listChats, nil},
		{"has it among others", nil, []fanvue.Option{with("future:thing", write, chat)}, listChats, nil},
		{"write does not give read", nil, []fanvue.Option{with(write)}, listChats, scopeList{chat}},
		{"has only an unknown one", nil, []fanvue.Option{with("future:thing")}, listChats, scopeList{chat}},
		{"unknown", nil, nil, listChats, nil},
		{"an empty list is unknown", nil, []fanvue.Option{with()}, listChats, nil},
		{"both of two", nil, []fanvue.Option{with(fan, write)}, scopesMassMessage, nil},
		{"one of two", nil, []fanvue.Option{with(write)}, scopesMassMessage, scopeList{fan}},
		{"the other of two", nil, []fanvue.Option{with(fan)}, scopesMassMessage, scopeList{write}},
		{"none of two", nil, []fanvue.Option{with(chat)}, scopesMassMessage, scopeList{write, fan}},
		{"creator's scope missing", nil, []fanvue.Option{with(chat)}, scopesCreatorList, scopeList{creator}},
		{"creator's own missing", nil, []fanvue.Option{with(creator)}, scopesCreatorList, scopeList{chat}},
		{"creator's both", nil, []fanvue.Option{with(creator, chat)}, scopesCreatorList, nil},
		{"token's own", scopesToken(chat), nil, listChats, nil},
		{"token's own lack it", scopesToken(write), nil, listChats, scopeList{chat}},
		{"token's own win, has", scopesToken(chat), []fanvue.Option{with(write)}, listChats, nil},
		{"token's own win, has not", scopesToken(write), []fanvue.Option{with(chat)}, listChats, scopeList{chat}},
		{"token without scopes falls back, has", scopesToken(), []fanvue.Option{with(chat)}, listChats, nil},
		{"token without scopes falls back, has not", scopesToken(), []fanvue.Option{with(write)}, listChats, scopeList{chat}},
		{"token without scopes and nothing configured", scopesToken(), nil, listChats, nil},
		{"override adds", nil, []fanvue.Option{with(chat), fanvue.WithOperationScopes(fanvue.OpChatsList, chat, "future:thing")}, listChats, scopeList{"future:thing"}},
		{"override removes", nil, []fanvue.Option{with(fan), fanvue.WithOperationScopes(fanvue.OpChatsList)}, listChats, nil},
		{"override of another operation", nil, []fanvue.Option{with(fan), fanvue.WithOperationScopes(fanvue.OpMessagesList)}, listChats, scopeList{chat}},
		{"override of the variant alone", nil, []fanvue.Option{with(chat), fanvue.WithOperationScopes(fanvue.OpCreatorMessagesList, chat)}, scopesCreatorList, nil},
		{"operation of the caller's", nil, []fanvue.Option{with(chat)}, func(ctx context.Context, c *fanvue.Client) error {
			return c.Call(ctx, fanvue.Operation{Name: "Mine", Method: "GET", Path: "/mine", Scopes: scopeList{"future:thing", chat}}, fanvue.CallParams{}, nil)
		}, scopeList{"future:thing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: steps{respond(418, "")}}
			err := tt.call(t.Context(), scopesClient(t, s, tt.token, tt.opts...))
			if tt.missing == nil {
				if len(s.requests) != 1 || errors.Is(err, fanvue.ErrInsufficientScope) {
					t.Fatalf("sent %d times, %v; want it sent once", len(s.requests), err)
				}
				return
			}
			if len(s.requests) != 0 {
				t.Errorf("%d requests, want none", len(s.requests))
			}
			var refused *fanvue.InsufficientScopeError
			if !errors.As(err, &refused) {
				t.Fatalf("got %v, want an InsufficientScopeError", err)
			}
			if diff := cmp.Diff(tt.missing, refused.Missing); diff != "" {
				t.Errorf("Missing (-want +got):\n%s", diff)
			}
			if refused.Sent() || errors.As(err, new(*fanvue.APIError)) {
				t.Error("it says that it was sent")
			}
			if !errors.Is(err, fanvue.ErrInsufficientScope) || !errors.Is(err, fanvue.ErrForbidden) || errors.Is(err, fanvue.ErrUnauthorized) {
				t.Error("wrong kind")
			}
		})
	}
}

func TestScopeErrorFields(t *testing.T) {
	t.Parallel()
	s := &script{}
	client := scripted(t, s, fanvue.WithScopes("future:thing", fanvue.ScopeWriteChat, fanvue.ScopeReadSelf))
	err := scopesMassMessage(t.Context(), client)
	want := &fanvue.InsufficientScopeError{
		Operation: fanvue.OpMassMessagesSend,
		Required:  scopeList{fanvue.ScopeWriteChat, fanvue.ScopeReadFan},
		Granted:   scopeList{fanvue.ScopeReadSelf, fanvue.ScopeWriteChat, "future:thing"},
		Missing:   scopeList{fanvue.ScopeReadFan},
	}
	var got *fanvue.InsufficientScopeError
	if !errors.As(err, &got) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(fanvue.InsufficientScopeError{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// What a caller does to the lists does not reach the next error.
	clear(got.Required)
	clear(got.Granted)
	var again *fanvue.InsufficientScopeError
	if errors.As(scopesMassMessage(t.Context(), client), &again); again == nil {
		t.Fatal("no error the second time")
	}
	if diff := cmp.Diff(want, again, cmpopts.IgnoreUnexported(fanvue.InsufficientScopeError{})); diff != "" {
		t.Errorf("second error (-want +got):\n%s", diff)
	}
}

func TestScopeErrorTexts(t *testing.T) {
	t.Parallel()
	const key, token = "an API key's scopes are fixed: request a new key that has them", "ask the user to consent to these scopes: a refresh does not add scopes to a token"
	with, off := fanvue.WithScopes, fanvue.WithScopeMode(fanvue.ScopeOff)
	tests := []struct {
		name  string
		token *fanvue.Token
		opts  []fanvue.Option
		want  string
	}{
		{"local, key", nil, []fanvue.Option{with(fanvue.ScopeReadSelf, fanvue.ScopeReadFan)},
			`fanvue: MassMessages.Send: insufficient scope: requires write:chat, read:fan; the API key has read:self, read:fan; missing: write:chat (rejected locally, nothing was sent); ` + key},
		{"local, token", scopesToken(fanvue.ScopeReadSelf), nil,
			`fanvue: MassMessages.Send: insufficient scope: requires write:chat, read:fan; the token has read:self; missing: write:chat, read:fan (rejected locally, nothing was sent); ` + token},
		{"server, key, unknown", nil, nil,
			`fanvue: MassMessages.Send: insufficient scope: requires write:chat, read:fan; the scopes of the API key are unknown (refused by the server: 403 "Insufficient scopes"); ` + key},
		{"server, token, unknown", scopesToken(), nil,
			`fanvue: MassMessages.Send: insufficient scope: requires write:chat, read:fan; the scopes of the token are unknown (refused by the server: 403 "Insufficient scopes"); ` + token},
		{"server, key, known to be missing", nil, []fanvue.Option{off, with(fanvue.ScopeReadFan)},
			`fanvue: MassMessages.Send: insufficient scope: requires write:chat, read:fan; the API key has read:fan; missing: write:chat (refused by the server: 403 "Insufficient scopes"); ` + key},
		{"server, key, disagrees", nil, []fanvue.Option{with(fanvue.ScopeWriteChat, fanvue.ScopeReadFan)},
			`fanvue: MassMessages.Send: insufficient scope: requires write:chat, read:fan; the API key is configured with write:chat, read:fan, but the server reports that one is missing (refused by the server: 403 "Insufficient scopes"); correct WithScopes or the credential, or set a changed requirement with WithOperationScopes`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: steps{respond(403, `{"error":"Insufficient scopes"}`)}}
			err := scopesMassMessage(t.Context(), scopesClient(t, s, tt.token, tt.opts...))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestScopeModes(t *testing.T) {
	t.Parallel()
	const enforce, warn, off = fanvue.ScopeEnforce, fanvue.ScopeWarn, fanvue.ScopeOff
	const warning = `level=WARN msg="fanvue: sending without a required scope" operation=MassMessages.Send missing="write:chat, read:fan"` + "\n"
	const none = fanvue.ScopeMode(99)
	tests := []struct {
		name         string
		client, call fanvue.ScopeMode
		sent         bool
		logged       string
	}{
		{"default", none, none, false, ""},
		{"enforce", enforce, none, false, ""},
		{"warn", warn, none, true, warning},
		{"off", off, none, true, ""},
		{"call warns", enforce, warn, true, warning},
		{"call is off", enforce, off, true, ""},
		{"call enforces against warn", warn, enforce, false, ""},
		{"call enforces against off", off, enforce, false, ""},
		{"call is off against warn", warn, off, true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var logged bytes.Buffer
			opts := []fanvue.Option{
				fanvue.WithScopes(fanvue.ScopeReadSelf),
				fanvue.WithLogger(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{ReplaceAttr: scopesNoTime}))),
			}
			if tt.client != none {
				opts = append(opts, fanvue.WithScopeMode(tt.client))
			}
			s := &script{steps: steps{respond(201, `{"id":"mass-1"}`)}}
			// An invalid mode in the context changes nothing.
			err := scopesMassMessage(fanvue.ContextWithScopeMode(t.Context(), tt.call), scripted(t, s, opts...))
			if sent := len(s.requests) == 1; sent != tt.sent || sent != (err == nil) {
				t.Errorf("%d requests, %v; want sent %t", len(s.requests), err, tt.sent)
			}
			if logged.String() != tt.logged {
				t.Errorf("logged %q, want %q", logged.String(), tt.logged)
			}
		})
	}
}

func scopesNoTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

func TestCheckScopesAtStartUp(t *testing.T) {
	t.Parallel()
	const key = "; an API key's scopes are fixed: request a new key that has them"
	with := fanvue.WithScopes
	tests := []struct {
		name    string
		opts    []fanvue.Option
		ops     []fanvue.OperationName
		missing scopeList // nil: it passes
		refused []fanvue.OperationName
		text    string
	}{
		{"nothing asked", []fanvue.Option{with(fanvue.ScopeReadSelf)}, nil, nil, nil, ""},
		{"all there", []fanvue.Option{with(fanvue.ScopeReadChat)}, []fanvue.OperationName{fanvue.OpChatsList, fanvue.OpMessagesList}, nil, nil, ""},
		{"unknown", nil, []fanvue.OperationName{fanvue.OpChatsList}, nil, nil, ""},
		{"one missing", []fanvue.Option{with(fanvue.ScopeReadSelf)}, []fanvue.OperationName{fanvue.OpSelfGet, fanvue.OpChatsList},
			scopeList{fanvue.ScopeReadChat}, []fanvue.OperationName{fanvue.OpChatsList},
			"fanvue: insufficient scopes: missing read:chat; Chats.List lacks read:chat; the API key has read:self" + key},
		{"all at once", []fanvue.Option{with(fanvue.ScopeWriteChat)},
			[]fanvue.OperationName{fanvue.OpFansFollowers, fanvue.OpMessagesSend, fanvue.OpCreatorMessagesSend, fanvue.OpSelfGet},
			scopeList{fanvue.ScopeReadSelf, fanvue.ScopeReadFan, fanvue.ScopeReadCreator},
			[]fanvue.OperationName{fanvue.OpFansFollowers, fanvue.OpCreatorMessagesSend, fanvue.OpSelfGet},
			"fanvue: insufficient scopes: missing read:self, read:fan, read:creator; Fans.Followers lacks read:fan; Creator.Messages.Send lacks read:creator; Self.Get lacks read:self; the API key has write:chat" + key},
		{"mode off changes nothing", []fanvue.Option{with(fanvue.ScopeReadSelf), fanvue.WithScopeMode(fanvue.ScopeOff)},
			[]fanvue.OperationName{fanvue.OpChatsList}, scopeList{fanvue.ScopeReadChat}, []fanvue.OperationName{fanvue.OpChatsList},
			"fanvue: insufficient scopes: missing read:chat; Chats.List lacks read:chat; the API key has read:self" + key},
		{"override", []fanvue.Option{with(fanvue.ScopeReadChat), fanvue.WithOperationScopes(fanvue.OpChatsList, "future:thing")},
			[]fanvue.OperationName{fanvue.OpChatsList}, scopeList{"future:thing"}, []fanvue.OperationName{fanvue.OpChatsList},
			"fanvue: insufficient scopes: missing future:thing; Chats.List lacks future:thing; the API key has read:chat" + key},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &script{}
			err := scripted(t, s, tt.opts...).CheckScopes(tt.ops...)
			if len(s.requests) != 0 {
				t.Errorf("%d requests, want none", len(s.requests))
			}
			if tt.missing == nil {
				if err != nil {
					t.Errorf("got %v, want nil", err)
				}
				return
			}
			var failed *fanvue.ScopeCheckError
			if !errors.As(err, &failed) || !errors.Is(err, fanvue.ErrInsufficientScope) || !errors.Is(err, fanvue.ErrForbidden) {
				t.Fatalf("got %v, want a ScopeCheckError", err)
			}
			if diff := cmp.Diff(tt.missing, failed.Missing); diff != "" {
				t.Errorf("Missing (-want +got):\n%s", diff)
			}
			var refused []fanvue.OperationName
			for _, op := range failed.Operations {
				refused = append(refused, op.Operation)
			}
			if diff := cmp.Diff(tt.refused, refused); diff != "" {
				t.Errorf("Operations (-want +got):\n%s", diff)
			}
			if err.Error() != tt.text {
				t.Errorf("got  %v\nwant %s", err, tt.text)
			}
			if !errors.As(err, new(*fanvue.InsufficientScopeError)) {
				t.Error("it does not unwrap to the operations' errors")
			}
		})
	}
}

func TestCheckScopesOfAMisspeltOperation(t *testing.T) {
	t.Parallel()
	const want = `"Chats.Lst" is not an operation of this package; use the Op constants, or see Operations()`
	for _, opts := range [][]fanvue.Option{nil, {fanvue.WithScopes(fanvue.ScopeReadChat)}} {
		err := scripted(t, &script{}, opts...).CheckScopes(fanvue.OpChatsList, "Chats.Lst")
		var argument *fanvue.ArgumentError
		if !errors.As(err, &argument) || argument.Reason != want || !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("got %v", err)
		}
	}
	if scopes, err := fanvue.RequiredScopes("Chats.Lst"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("RequiredScopes: %v, %v", scopes, err)
	}
}

func TestCheckScopesWithATokenSource(t *testing.T) {
	t.Parallel()
	client := scopesClient(t, &script{}, scopesToken(fanvue.ScopeReadSelf), fanvue.WithScopes(fanvue.ScopeReadChat))
	const want = "fanvue: insufficient scopes: missing read:chat; Chats.List lacks read:chat; the token has read:self; ask the user to consent to these scopes: a refresh does not add scopes to a token"
	if err := client.CheckScopes(fanvue.OpChatsList); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	noSession := errors.New("no session")
	failing, err := fanvue.NewClient(fanvue.WithTokenSource(fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
		return fanvue.Token{}, noSession
	})))
	if err != nil {
		t.Fatal(err)
	}
	if err := failing.CheckScopes(fanvue.OpChatsList); !errors.Is(err, noSession) || !strings.HasPrefix(err.Error(), "fanvue: ") {
		t.Errorf("got %v, want the source's error in this package's words", err)
	}
}

func TestCheckScopesDoesNotHang(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, err := fanvue.NewClient(fanvue.WithTokenSource(fanvue.TokenSourceFunc(func(ctx context.Context) (fanvue.Token, error) {
			<-ctx.Done()
			return fanvue.Token{}, ctx.Err()
		})))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := client.CheckScopes(fanvue.OpChatsList); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 30*time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}

func TestUnknownScopesAreSortedAfterKnown(t *testing.T) {
	t.Parallel()
	mixed := []fanvue.Scope{"z:new", fanvue.ScopeReadFan, "a:new", "m:new", fanvue.ScopeReadChat, "a:new"}
	want := []fanvue.Scope{fanvue.ScopeReadChat, fanvue.ScopeReadFan, "a:new", "m:new", "z:new"}
	transport := &script{steps: steps{respond(200, okPage)}}
	client := scripted(t, transport, fanvue.WithScopes(fanvue.ScopeReadSelf), fanvue.WithOperationScopes(fanvue.OpChatsList, mixed...))
	var check *fanvue.ScopeCheckError
	if err := client.CheckScopes(fanvue.OpChatsList); !errors.As(err, &check) || !cmp.Equal(want, check.Missing) {
		t.Errorf("got %v, want %v missing", err, want)
	}
	for name, err := range map[string]error{
		"a list":       listChats(t.Context(), client),
		"a call":       client.Call(t.Context(), fanvue.Operation{Name: "Mine", Method: "GET", Path: "/mine", Scopes: mixed}, fanvue.CallParams{}, nil),
		"what it has ": listChats(t.Context(), scripted(t, transport, fanvue.WithScopes(mixed...), fanvue.WithOperationScopes(fanvue.OpChatsList, fanvue.ScopeReadSelf))),
	} {
		var missing *fanvue.InsufficientScopeError
		if !errors.As(err, &missing) || !cmp.Equal(want, missing.Missing) && !cmp.Equal(want, missing.Granted) {
			t.Errorf("%s: got %+v, want %v", name, err, want)
		}
	}
}

func TestCheckScopesMarksUnverifiedScopes(t *testing.T) {
	t.Parallel()
	client, err := fanvue.NewClient(fanvue.WithAPIKey(opKey), fanvue.WithScopes(fanvue.ScopeReadSelf))
	if err != nil {
		t.Fatal(err)
	}
	err = client.CheckScopes(fanvue.OpChatsSetTyping, fanvue.OpMessagesSend)
	const want = "Chats.SetTyping lacks write:chat (unverified: Fanvue does not document it); Messages.Send lacks write:chat;"
	if !errors.Is(err, fanvue.ErrInsufficientScope) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
