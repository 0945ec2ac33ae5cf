package oauth_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// newServer starts a fake Fanvue.
func newServer(t *testing.T, opts ...fanvuetest.Option) *fanvuetest.Server {
	t.Helper()
	server, _ := fanvuetest.Start(t, opts...)
	return server
}

// appFor returns an App for an app of the server.
func appFor(t *testing.T, server *fanvuetest.Server, registered *fanvuetest.App, opts ...oauth.Option) *oauth.App {
	t.Helper()
	app, err := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL,
		append([]oauth.Option{oauth.WithAuthURL(server.AuthURL), oauth.WithHTTPClient(server.HTTPClient())}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// signIn signs the account of the server in.
func signIn(t *testing.T, server *fanvuetest.Server, app *oauth.App, scopes ...fanvue.Scope) *oauth.Grant {
	t.Helper()
	started, err := app.SignIn(oauth.SignInOptions{Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	grant, err := app.Finish(t.Context(), started, server.Approve(started.URL))
	if err != nil {
		t.Fatal(err)
	}
	return grant
}

// clientFor returns a client with a token source.
func clientFor(t *testing.T, server *fanvuetest.Server, source fanvue.TokenSource, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	client, err := server.Client(append([]fanvue.Option{fanvue.WithTokenSource(source)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// newAuth starts a server of which respond is the token endpoint, and returns an
// App for it.
func newAuth(t *testing.T, respond http.HandlerFunc, opts ...oauth.Option) *oauth.App {
	t.Helper()
	server := httptest.NewServer(respond)
	t.Cleanup(server.Close)
	app, err := oauth.NewApp(clientID, clientSecret, "https://app.example/callback",
		append([]oauth.Option{oauth.WithAuthURL(server.URL), oauth.WithHTTPClient(server.Client())}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

const (
	clientID     = "client id+1"
	clientSecret = "s3cr%t+&/=:~ü"
)

// respondWith returns a handler with one response.
func respondWith(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// start starts a sign-in.
func start(t *testing.T, app *oauth.App) *oauth.SignIn {
	t.Helper()
	started, err := app.SignIn(oauth.SignInOptions{Scopes: []fanvue.Scope{fanvue.ScopeReadSelf}})
	if err != nil {
		t.Fatal(err)
	}
	return started
}

// callbackOf returns the callback of a user who consents.
func callbackOf(t *testing.T, started *oauth.SignIn) url.Values {
	t.Helper()
	u, err := url.Parse(started.URL)
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{"code": {"ory_ac_code-of-the-callback"}, "state": {u.Query().Get("state")}}
}

// tokensOf counts the requests to the token endpoint.
func tokensOf(server *fanvuetest.Server) (count int) {
	for _, request := range server.Requests() {
		if request.Operation == fanvuetest.AuthToken {
			count++
		}
	}
	return count
}

// hookStore is a store with a fault.
type hookStore struct {
	*oauth.MemoryStore
	onLoad func() error
	onSave func() error
}

func (s *hookStore) Load(ctx context.Context) (*oauth.Grant, error) {
	if s.onLoad != nil {
		if err := s.onLoad(); err != nil {
			return nil, err
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return s.MemoryStore.Load(ctx)
}

func (s *hookStore) Save(ctx context.Context, grant *oauth.Grant) error {
	if s.onSave != nil {
		if err := s.onSave(); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.MemoryStore.Save(ctx, grant)
}

// wantError fails unless err is of a kind, and of none of the others.
func wantError(t *testing.T, err, kind error) {
	t.Helper()
	for _, known := range []error{
		fanvue.ErrUnavailable, oauth.ErrReconnect, oauth.ErrNoGrant, oauth.ErrStateMismatch, oauth.ErrAccessDenied,
		oauth.ErrSignInUsed, oauth.ErrSignInExpired, oauth.ErrNoCode,
	} {
		if errors.Is(err, known) != (known == kind) {
			t.Errorf("the error is %q: %t, want %t; it is: %v", known, known != kind, known == kind, err)
		}
	}
}
