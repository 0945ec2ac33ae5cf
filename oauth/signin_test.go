package oauth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

func queryOf(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func TestSignInURL(t *testing.T) {
	t.Parallel()
	app := newAuth(t, http.NotFound)
	for name, tt := range map[string]struct {
		opts oauth.SignInOptions
		want url.Values
	}{
		"operations and scopes": {
			oauth.SignInOptions{
				Operations: []fanvue.OperationName{fanvue.OpChatsList, "Creator.Messages.Send"},
				Scopes:     []fanvue.Scope{"write:new_thing", "read:chat", "openid", "offline"},
			},
			url.Values{"scope": {"openid offline_access offline read:chat write:chat read:creator write:new_thing"}},
		},
		"prompt and age": {
			oauth.SignInOptions{Scopes: []fanvue.Scope{"read:self"}, Prompt: "login consent", MaxAge: 90*time.Second + 1},
			url.Values{"scope": {"openid offline_access offline read:self"}, "prompt": {"login consent"}, "max_age": {"91"}},
		},
		"password now": {
			oauth.SignInOptions{Scopes: []fanvue.Scope{"read:self"}, MaxAge: -1},
			url.Values{"scope": {"openid offline_access offline read:self"}, "max_age": {"0"}},
		},
	} {
		started, err := app.SignIn(tt.opts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := queryOf(t, started.URL)
		for _, random := range []string{"state", "code_challenge"} {
			if len(got.Get(random)) < 22 {
				t.Errorf("%s: the %s %q is too short", name, random, got.Get(random))
			}
			got.Del(random)
		}
		tt.want.Set("client_id", clientID)
		tt.want.Set("redirect_uri", "https://app.example/callback")
		tt.want.Set("response_type", "code")
		tt.want.Set("code_challenge_method", "S256")
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", name, diff)
		}
		if !strings.Contains(started.URL, "/oauth2/auth?") {
			t.Errorf("%s: %s", name, started.URL)
		}
	}
	for name, opts := range map[string]oauth.SignInOptions{
		"nothing":             {},
		"unknown operation":   {Operations: []fanvue.OperationName{"Chats.Lsit"}},
		"several in a scope":  {Scopes: []fanvue.Scope{"read:self read:chat"}},
		"empty scope":         {Scopes: []fanvue.Scope{""}},
		"comma":               {Scopes: []fanvue.Scope{"read:self,read:chat"}},
		"prompt with a break": {Scopes: []fanvue.Scope{"read:self"}, Prompt: "login\n"},
	} {
		if _, err := app.SignIn(opts); !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Two sign-ins share nothing that is random.
func TestSignInIsRandom(t *testing.T) {
	t.Parallel()
	app := newAuth(t, http.NotFound)
	seen := make(map[string]bool)
	for range 100 {
		query := queryOf(t, start(t, app).URL)
		for _, value := range []string{query.Get("state"), query.Get("code_challenge")} {
			if seen[value] {
				t.Fatalf("%s occurs twice", value)
			}
			seen[value] = true
		}
	}
}

// The token request as the server sees it.
func TestCodeExchangeOnTheWire(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var form url.Values
	app := newAuth(t, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		got, form = r, r.PostForm
		respondWith(200, `{"access_token":"ory_at_1","refresh_token":"ory_rt_1","expires_in":3600,"scope":"openid offline read:self","token_type":"bearer"}`)(w, r)
	})
	started := start(t, app)
	challenge := queryOf(t, started.URL).Get("code_challenge")
	if _, err := app.Finish(t.Context(), started, callbackOf(t, started)); err != nil {
		t.Fatal(err)
	}
	id, secret, _ := got.BasicAuth()
	if want := url.QueryEscape(clientID); id != want {
		t.Errorf("id %q, want %q", id, want)
	}
	if want := url.QueryEscape(clientSecret); secret != want {
		t.Errorf("secret %q, want %q", secret, want)
	}
	verifier := form.Get("code_verifier")
	sum := sha256.Sum256([]byte(verifier))
	if base64.RawURLEncoding.EncodeToString(sum[:]) != challenge || len(verifier) < 43 || len(verifier) > 128 {
		t.Errorf("the verifier %q does not match the challenge %q", verifier, challenge)
	}
	form.Del("code_verifier")
	want := url.Values{"grant_type": {"authorization_code"}, "code": {"ory_ac_code-of-the-callback"}, "redirect_uri": {"https://app.example/callback"}}
	if diff := cmp.Diff(want, form); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
	if got.Method != http.MethodPost || got.URL.Path != "/oauth2/token" || got.URL.RawQuery != "" || got.ContentLength <= 0 {
		t.Errorf("%s %s, %d bytes", got.Method, got.URL, got.ContentLength)
	}
}

func TestCallbacks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(url.Values)
		kind   error
		shows  string
	}{
		"another state": {func(q url.Values) { q.Set("state", "x") }, oauth.ErrStateMismatch, "does not belong"},
		"no state":      {func(q url.Values) { q.Del("state") }, oauth.ErrStateMismatch, "does not belong"},
		"two states":    {func(q url.Values) { q.Add("state", q.Get("state")) }, oauth.ErrStateMismatch, "does not belong"},
		"forged error":  {func(q url.Values) { q.Set("state", "x"); q.Set("error", "access_denied") }, oauth.ErrStateMismatch, "does not belong"},
		"empty":         {func(q url.Values) { clear(q) }, oauth.ErrStateMismatch, "does not belong"},
		"no code":       {func(q url.Values) { q.Del("code") }, oauth.ErrNoCode, "did not work"},
		"two codes":     {func(q url.Values) { q.Add("code", "x") }, oauth.ErrNoCode, "did not work"},
		"denied": {
			func(q url.Values) {
				q.Del("code")
				q.Set("error", "access_denied")
				q.Set("error_description", "The resource owner denied the request")
			}, oauth.ErrAccessDenied, "did not allow",
		},
		"denied, with a code": {func(q url.Values) { q.Set("error", "access_denied") }, oauth.ErrAccessDenied, "did not allow"},
		"invalid scope":       {func(q url.Values) { q.Set("error", "invalid_scope") }, nil, "not set up correctly"},
		"server error":        {func(q url.Values) { q.Set("error", "server_error") }, fanvue.ErrUnavailable, "could not be reached"},
		"another error":       {func(q url.Values) { q.Set("error", "login_required") }, nil, "did not work"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := newAuth(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
			started := start(t, app)
			callback := callbackOf(t, started)
			tt.change(callback)
			grant, err := app.Finish(t.Context(), started, callback)
			var failed *oauth.SignInError
			if grant != nil || !errors.As(err, &failed) {
				t.Fatalf("grant %v, error %v", grant, err)
			}
			wantError(t, err, tt.kind)
			if !strings.Contains(failed.UserMessage, tt.shows) {
				t.Errorf("the user sees %q, want %q in it", failed.UserMessage, tt.shows)
			}
			var reported *oauth.Error
			if callback.Get("error") != "" && tt.kind != oauth.ErrStateMismatch {
				if !errors.As(err, &reported) || reported.Code != callback.Get("error") || reported.StatusCode != 0 || reported.Description != callback.Get("error_description") {
					t.Errorf("%#v", reported)
				}
			}
		})
	}
	app := newAuth(t, http.NotFound)
	for _, none := range []*oauth.SignIn{nil, new(oauth.SignIn)} {
		_, err := app.Finish(t.Context(), none, url.Values{"state": {""}, "code": {"c"}})
		wantError(t, err, oauth.ErrStateMismatch)
	}
}

// A sign-in is finished once, also if the session has it several times.
func TestSignInIsUsedOnce(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	app := appFor(t, server, server.App())
	started := start(t, app)
	callback := server.Approve(started.URL)
	session, err := json.Marshal(started)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 10)
	for i := range errs {
		wg.Go(func() {
			kept := new(oauth.SignIn)
			if err := json.Unmarshal(session, kept); err != nil {
				t.Error(err)
			}
			_, errs[i] = app.Finish(t.Context(), kept, callback)
		})
	}
	wg.Wait()
	succeeded := 0
	for _, err := range errs {
		if err == nil {
			succeeded++
			continue
		}
		wantError(t, err, oauth.ErrSignInUsed)
	}
	if succeeded != 1 || tokensOf(server) != 1 {
		t.Errorf("%d of 10 succeeded, with %d requests", succeeded, tokensOf(server))
	}
	// Another process does not know; the server does, and ends the grant.
	other := appFor(t, server, server.App())
	_, err = other.Finish(t.Context(), started, callback)
	var reported *oauth.Error
	if !errors.As(err, &reported) || reported.Code != "invalid_grant" && reported.Code != "invalid_client" {
		t.Errorf("%v", err)
	}
	wantError(t, err, nil)
}

// After a failure that says nothing about the code, the browser may reload.
func TestFinishAfterAFailure(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	app := appFor(t, server, server.App())
	started := start(t, app)
	callback := server.Approve(started.URL)
	server.Inject(fanvuetest.Fault{Operation: fanvuetest.AuthToken, Status: 503, Body: "<html>down</html>"})
	_, err := app.Finish(t.Context(), started, callback)
	wantError(t, err, fanvue.ErrUnavailable)
	var failed *oauth.SignInError
	if !errors.As(err, &failed) || !strings.Contains(failed.UserMessage, "once more") {
		t.Errorf("%v", err)
	}
	if _, err := app.Finish(t.Context(), started, callback); err != nil {
		t.Error(err)
	}
}

func TestSignInExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, fanvuetest.InMemory())
		app := appFor(t, server, server.App())
		started := start(t, app)
		time.Sleep(9 * time.Minute) // the code is from the end of it
		callback := server.Approve(started.URL)
		time.Sleep(9 * time.Minute)
		if _, err := app.Finish(t.Context(), started, callback); err != nil {
			t.Errorf("after 18 minutes: %v", err)
		}
		started = start(t, app)
		time.Sleep(31 * time.Minute)
		_, err := app.Finish(t.Context(), started, server.Approve(started.URL))
		wantError(t, err, oauth.ErrSignInExpired)
	})
}

func TestSignInJSON(t *testing.T) {
	t.Parallel()
	started := start(t, newAuth(t, http.NotFound))
	data, err := json.Marshal(map[string]any{"value": *started, "pointer": started})
	if err != nil {
		t.Fatal(err)
	}
	var kept struct {
		Value   oauth.SignIn
		Pointer *oauth.SignIn
	}
	if err := json.Unmarshal(data, &kept); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(map[string]any{"value": kept.Value, "pointer": kept.Pointer})
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(data) || kept.Value.URL != started.URL {
		t.Errorf("%s became %s", data, again)
	}
	for _, bad := range []string{`"x"`, `1`, `{"expiry":"ory_secret"}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), new(oauth.SignIn)); err == nil || strings.Contains(err.Error(), "ory_secret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// What the user unticks is not in the grant, and a further sign-in gets it.
func TestStepUp(t *testing.T) {
	t.Parallel()
	server := newServer(t)
	app := appFor(t, server, server.App())
	started, err := app.SignIn(oauth.SignInOptions{Operations: []fanvue.OperationName{fanvue.OpChatsList, fanvue.OpFansSubscribers}})
	if err != nil {
		t.Fatal(err)
	}
	grant, err := app.Finish(t.Context(), started, server.Approve(started.URL, fanvue.ScopeReadChat))
	if err != nil {
		t.Fatal(err)
	}
	store := oauth.NewMemoryStore(grant)
	client := clientFor(t, server, app.TokenSource(store))
	if _, err := client.Chats.List(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	_, err = client.Fans.Subscribers(t.Context(), nil)
	missing := oauth.MissingScopes(err)
	if diff := cmp.Diff([]fanvue.Scope{fanvue.ScopeReadChat, fanvue.ScopeReadFan}, missing); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if err := store.Save(t.Context(), signIn(t, server, app, missing...)); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Fans.Subscribers(t.Context(), nil); err != nil {
		t.Errorf("after the second sign-in: %v", err)
	}
}

func TestMissingScopes(t *testing.T) {
	t.Parallel()
	first := &fanvue.InsufficientScopeError{Required: []fanvue.Scope{"write:chat"}, Granted: []fanvue.Scope{"read:chat", "openid"}, Missing: []fanvue.Scope{"write:chat"}}
	second := &fanvue.InsufficientScopeError{Required: []fanvue.Scope{"read:fan", "read:chat"}, Granted: []fanvue.Scope{"read:chat"}}
	named := &fanvue.InsufficientScopeError{Required: []fanvue.Scope{"read:self"}, Missing: []fanvue.Scope{"read:new"}}
	for name, tt := range map[string]struct {
		err  error
		want []fanvue.Scope
	}{
		"nil":      {nil, nil},
		"another":  {errors.New("x"), nil},
		"one":      {first, []fanvue.Scope{"read:chat", "write:chat"}},
		"joined":   {errors.Join(errors.New("x"), first, second), []fanvue.Scope{"read:chat", "write:chat", "read:fan"}},
		"by name":  {named, []fanvue.Scope{"read:self", "read:new"}},
		"of a set": {&fanvue.ScopeCheckError{Operations: []*fanvue.InsufficientScopeError{first, second}}, []fanvue.Scope{"read:chat", "write:chat", "read:fan"}},
	} {
		if diff := cmp.Diff(tt.want, oauth.MissingScopes(tt.err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
