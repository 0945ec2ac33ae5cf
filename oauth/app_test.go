package oauth_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/oauth"
)

func TestRedirectURLs(t *testing.T) {
	t.Parallel()
	for redirect, ok := range map[string]bool{
		"https://example.com/callback":       true,
		"https://example.com:8443/cb?x=1":    true,
		"http://localhost:3000/callback":     true,
		"http://LOCALHOST:3000/callback":     true,
		"http://127.0.0.1/callback":          true,
		"http://[::1]:8080/callback":         true,
		"http://app.localhost:3000/callback": true,
		"http://a.b.localhost/":              true,

		"":                                   false,
		"callback":                           false,
		"/callback":                          false,
		"https://":                           false,
		"https:///callback":                  false,
		"http://example.com/callback":        false,
		"http://localhost.example.com/":      false,
		"http://notlocalhost/":               false,
		"http://.localhost/":                 false,
		"http://a..localhost/":               false,
		"http://localhost./":                 false,
		"http://127.0.0.2/callback":          false,
		"http://0.0.0.0/callback":            false,
		"http://127.0.0.1.example.com/":      false,
		"http://[::2]/callback":              false,
		"http://192.168.0.1/callback":        false,
		"https://example.com/callback#x":     false,
		"https://example.com/callback#":      false,
		"https://user:pw@example.com/":       false,
		"http://localhost@example.com/":      false,
		"http://localhost\\@example.com/":    false,
		"ftp://localhost/":                   false,
		"myapp://callback":                   false,
		"javascript:alert(1)":                false,
		"https://example.com/a b\x00":        false,
		"urn:ietf:wg:oauth:2.0:oob":          false,
		"http://localhost:notaport/callback": false,
	} {
		_, err := oauth.NewApp("id", "secret", redirect)
		if (err == nil) != ok {
			t.Errorf("%q: %v", redirect, err)
		}
		if err != nil && !errors.Is(err, fanvue.ErrValidation) {
			t.Errorf("%q: the error is not an ErrValidation: %v", redirect, err)
		}
	}
}

func TestAuthURLs(t *testing.T) {
	t.Parallel()
	for base, ok := range map[string]bool{
		"https://auth.fanvue.com": true, "https://auth.example/base/": true, "http://127.0.0.1:4444": true, "http://127.0.0.9": true,
		"http://localhost:1": true, "http://[::1]:1": true,
		"": false, "auth.fanvue.com": false, "http://auth.fanvue.com": false, "https://auth.fanvue.com?x": false, "https://a@b": false,
		"https://auth.fanvue.com/#x": false, "ftp://auth.fanvue.com": false,
	} {
		if _, err := oauth.NewApp("id", "secret", "https://app.example/cb", oauth.WithAuthURL(base)); (err == nil) != ok {
			t.Errorf("%q: %v", base, err)
		}
	}
}

// Everything that is wrong is reported at once.
func TestNewAppReportsEverything(t *testing.T) {
	t.Parallel()
	_, err := oauth.NewApp("", "", "http://example.com", nil, oauth.WithAuthURL("x"), oauth.WithHTTPClient(nil), oauth.WithLogger(nil))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"client id", "client secret", "redirect URL", "WithAuthURL", "WithHTTPClient", "WithLogger"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not have %q: %v", want, err)
		}
	}
	if _, err := oauth.NewApp("id\n", "secret", "https://app.example/cb"); err == nil {
		t.Error("an id with a line break was accepted")
	}
}

// What was not made by its constructor is an error, and never a panic.
func TestZeroValues(t *testing.T) {
	t.Parallel()
	var app *oauth.App
	if _, err := app.SignIn(oauth.SignInOptions{}); err == nil {
		t.Error("a nil App signs in")
	}
	if _, err := new(oauth.App).Finish(t.Context(), nil, nil); err == nil {
		t.Error("a zero App finishes")
	}
	if err := app.Revoke(t.Context(), nil); err == nil {
		t.Error("a nil App revokes")
	}
	for _, source := range []*oauth.Source{nil, new(oauth.Source), app.TokenSource(nil), newAuth(t, http.NotFound).TokenSource(nil)} {
		if _, err := source.Token(t.Context()); err == nil {
			t.Error("a source without an app or a store has a token")
		}
		if _, err := source.Refresh(t.Context(), fanvue.Token{}); err == nil {
			t.Error("a source without an app or a store refreshes")
		}
	}
	if _, err := oauth.SignInLocal(t.Context(), nil, oauth.LocalOptions{}); err == nil {
		t.Error("a nil App signs in locally")
	}
	var grant *oauth.Grant
	if grant.AccessToken() != "" || grant.RefreshToken() != "" || grant.Scopes() != nil || !grant.Expiry().IsZero() || grant.String() == "" {
		t.Error("a nil Grant has values")
	}
	if err := newAuth(t, http.NotFound).Revoke(t.Context(), grant); !errors.Is(err, oauth.ErrNoGrant) {
		t.Errorf("Revoke without a grant: %v", err)
	}
	for _, store := range []oauth.Store{oauth.NewMemoryStore(nil), oauth.NewFileStore(t.TempDir() + "/g")} {
		if err := store.Save(t.Context(), nil); err == nil {
			t.Errorf("%T saves nil", store)
		}
		if _, err := store.Load(t.Context()); !errors.Is(err, oauth.ErrNoGrant) {
			t.Errorf("%T: %v", store, err)
		}
	}
}
