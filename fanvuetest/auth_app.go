package fanvuetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Names of the requests to the authorization server, for a [Fault] and in a
// [Request]. They are not operations of the API.
const (
	// AuthAuthorize is the start of a sign-in, which shows the consent page.
	AuthAuthorize fanvue.OperationName = "Auth.Authorize"
	// AuthConsent is the submission of the consent page.
	AuthConsent fanvue.OperationName = "Auth.Consent"
	// AuthToken is the exchange of a code or of a refresh token for tokens.
	AuthToken fanvue.OperationName = "Auth.Token"
	// AuthRevoke is the revocation of a token.
	AuthRevoke fanvue.OperationName = "Auth.Revoke"
)

const (
	defaultAccessLifetime  = time.Hour
	defaultRefreshLifetime = 30 * day
	defaultRefreshGrace    = 30 * time.Second
	defaultRedirectURL     = "http://127.0.0.1/callback"
)

// WithRefreshGrace sets for how long a refresh token that has been used may be
// used once more, instead of 30 seconds. After that time its use revokes all
// tokens of the grant. 0 means no grace.
func WithRefreshGrace(grace time.Duration) Option {
	return func(cfg *config) { cfg.refreshGrace = grace }
}

// WithTokenLifetimes sets how long access tokens and refresh tokens are valid,
// instead of one hour and 30 days.
func WithTokenLifetimes(access, refresh time.Duration) Option {
	if access <= 0 || refresh <= 0 {
		panic(fmt.Sprintf("fanvuetest: token lifetimes of %s and %s are not above zero", access, refresh))
	}
	return func(cfg *config) { cfg.accessLifetime, cfg.refreshLifetime = access, refresh }
}

// App is an app that is registered with the authorization server.
type App struct {
	// ID is the client id.
	ID string
	// Secret is the client secret. It has characters that must be escaped before
	// they are used for HTTP Basic authentication.
	Secret string
	// RedirectURL is where the browser returns to.
	RedirectURL string

	server *Server
	scopes []fanvue.Scope
}

// AppOption configures an [App].
type AppOption func(*App)

// WithRedirectURL registers a redirect URL, instead of http://127.0.0.1/callback.
// A callback must have the same URL, but for the port on 127.0.0.1 and [::1].
func WithRedirectURL(redirectURL string) AppOption {
	return func(a *App) { a.RedirectURL = redirectURL }
}

// WithAppScopes sets the scopes that the app may request, instead of all that
// exist. The scopes of the sign-in itself are always allowed.
func WithAppScopes(scopes ...fanvue.Scope) AppOption {
	return func(a *App) { a.scopes = slices.Clone(scopes) }
}

// App registers an app, with an id and a secret of its own. Users sign in to it
// at [Server.AuthURL]; tests can use [Server.Approve] and [Server.Deny] instead
// of a browser.
//
//	registered := server.App()
//	app, err := oauth.NewApp(registered.ID, registered.Secret, registered.RedirectURL,
//		oauth.WithAuthURL(server.AuthURL), oauth.WithHTTPClient(server.HTTPClient()))
func (s *Server) App(opts ...AppOption) *App {
	s.auth.mu.Lock()
	defer s.auth.mu.Unlock()
	number := len(s.auth.apps) + 1
	a := &App{
		ID:          fmt.Sprintf("ab000000-0000-4000-8000-%012d", number),
		Secret:      fmt.Sprintf("secret+of/app%%%d=&~", number),
		RedirectURL: defaultRedirectURL,
		server:      s,
		scopes:      append(AllScopes(), fanvue.ScopeReadExperience, fanvue.ScopeWriteExperience),
	}
	for _, opt := range opts {
		opt(a)
	}
	s.auth.apps[a.ID] = a
	return a
}

// RemoveScopes takes scopes away from the app. Grants that have one of them can
// no longer be refreshed; access tokens stay valid until they expire.
func (a *App) RemoveScopes(scopes ...fanvue.Scope) {
	a.server.auth.mu.Lock()
	defer a.server.auth.mu.Unlock()
	a.scopes = slices.DeleteFunc(a.scopes, func(scope fanvue.Scope) bool { return slices.Contains(scopes, scope) })
}

// RevokeGrants ends all grants of the app, as a user does who disconnects it.
func (a *App) RevokeGrants() {
	a.server.auth.mu.Lock()
	defer a.server.auth.mu.Unlock()
	for _, token := range a.server.auth.refresh {
		if token.grant.app == a {
			a.server.auth.revoke(token.grant)
		}
	}
}

// ExpireAccessTokens ends the access tokens of the app, as time does: the API
// refuses them with a 401, and the grants can be refreshed.
func (a *App) ExpireAccessTokens() {
	a.server.auth.mu.Lock()
	defer a.server.auth.mu.Unlock()
	for _, token := range a.server.auth.refresh {
		if token.grant.app == a {
			a.server.auth.endAccess(token.grant)
		}
	}
}
