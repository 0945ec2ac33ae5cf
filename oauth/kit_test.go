package oauth_test

import (
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
	"github.com/fanvue-go/fanvue/oauth"
)

// newServer starts a fake Fanvue.
func newServer(t *testing.T, opts ...fanvuetest.Option) *fanvuetest.Server {
	t.Helper()
	server := fanvuetest.NewServer(opts...)
	t.Cleanup(server.Close)
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
