package fanvuetest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	codeLifetime = 10 * time.Minute
	flowLifetime = 30 * time.Minute
)

// systemScopes are those of the sign-in itself.
var systemScopes = []fanvue.Scope{"openid", "offline_access", "offline"}

// authServer is the state of the authorization server, which is an Ory Hydra. Its
// mutex guards all of it.
type authServer struct {
	accessLifetime, refreshLifetime, grace time.Duration
	credentials                            *credentials

	mu      sync.Mutex
	apps    map[string]*App
	flows   map[string]*authFlow
	codes   map[string]*authCode
	refresh map[string]*refreshToken
	busy    map[string]int // requests in progress, by refresh token
}

func newAuthServer(cfg config, credentials *credentials) *authServer {
	return &authServer{
		accessLifetime: cfg.accessLifetime, refreshLifetime: cfg.refreshLifetime, grace: cfg.refreshGrace,
		credentials: credentials,
		apps:        make(map[string]*App), flows: make(map[string]*authFlow), codes: make(map[string]*authCode),
		refresh: make(map[string]*refreshToken), busy: make(map[string]int),
	}
}

// authFlow is a sign-in for which the user has not decided yet.
type authFlow struct {
	app         *App
	redirectURL string
	state       string
	challenge   string
	scopes      []fanvue.Scope
	expiry      time.Time
}

// authCode is an authorization code.
type authCode struct {
	flow   *authFlow
	grant  *authGrant
	expiry time.Time
	used   bool
}

// authGrant is what a user consented to, with all tokens that came from it.
type authGrant struct {
	app     *App
	account *account
	scopes  []fanvue.Scope // those of the sign-in included
	access  []string
	revoked bool
}

// refreshToken is a token of the chain that a grant is.
type refreshToken struct {
	grant     *authGrant
	expiry    time.Time
	firstUsed time.Time // zero: not used
	access    string    // the access token that came with it
}

// authError is an OAuth error.
type authError struct {
	status            int
	code, description string
}

// tokenBody is the response of the token endpoint.
type tokenBody struct {
	AccessToken  string `json:"access_token"`
	ExpiresIn    int64  `json:"expires_in"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope"`
	TokenType    string `json:"token_type"`
}

// issue adds tokens to a grant.
func (a *authServer) issue(g *authGrant, now time.Time) tokenBody {
	access := "ory_at_" + rand.Text()
	g.access = append(g.access, access)
	a.credentials.issue(access, credential{
		account: g.account, scopes: g.scopes, expiry: now.Add(a.accessLifetime), limitKey: g.app.ID + "\n" + g.account.uuid,
	})
	body := tokenBody{
		AccessToken: access, ExpiresIn: int64(a.accessLifetime / time.Second), Scope: joinScopes(g.scopes), TokenType: "bearer",
	}
	if slices.Contains(g.scopes, "offline") || slices.Contains(g.scopes, "offline_access") {
		body.RefreshToken = "ory_rt_" + rand.Text()
		a.refresh[body.RefreshToken] = &refreshToken{grant: g, expiry: now.Add(a.refreshLifetime), access: access}
	}
	return body
}

// exchange turns a code into tokens. A code that comes twice may have been
// stolen: the tokens that it led to are revoked.
func (a *authServer) exchange(app *App, code, redirectURL, verifier string, now time.Time) (tokenBody, *authError) {
	invalidGrant := func(description string) (tokenBody, *authError) {
		return tokenBody{}, &authError{400, "invalid_grant", description}
	}
	c := a.codes[code]
	switch {
	case c == nil || c.flow.app != app || !now.Before(c.expiry):
		return invalidGrant("The authorization code is invalid or expired.")
	case c.used:
		a.revoke(c.grant)
		return invalidGrant("The authorization code has already been used.")
	case redirectURL != c.flow.redirectURL:
		return invalidGrant("The redirect_uri does not match the one of the authorization request.")
	case len(verifier) < 43 || len(verifier) > 128:
		return invalidGrant("The PKCE code verifier must have 43 to 128 characters.")
	}
	sum := sha256.Sum256([]byte(verifier))
	if base64.RawURLEncoding.EncodeToString(sum[:]) != c.flow.challenge {
		return invalidGrant("The PKCE code challenge did not match the code verifier.")
	}
	c.used = true
	return a.issue(c.grant, now), nil
}

// rotate turns a refresh token into new tokens.
func (a *authServer) rotate(app *App, secret string, now time.Time) (tokenBody, *authError) {
	token := a.refresh[secret]
	invalidGrant := &authError{400, "invalid_grant", "The refresh token is malformed, expired, revoked, or has already been used."}
	switch {
	case token == nil || token.grant.app != app || token.grant.revoked || !now.Before(token.expiry):
		return tokenBody{}, invalidGrant
	case !token.firstUsed.IsZero() && now.Sub(token.firstUsed) >= a.grace:
		a.revoke(token.grant)
		return tokenBody{}, invalidGrant
	}
	for _, scope := range token.grant.scopes {
		if !slices.Contains(systemScopes, scope) && !slices.Contains(app.scopes, scope) {
			return tokenBody{}, &authError{400, "invalid_scope", "The OAuth 2.0 Client is not allowed to request scope '" + string(scope) + "'."}
		}
	}
	if token.firstUsed.IsZero() {
		token.firstUsed = now
		a.credentials.remove(token.access)
	}
	return a.issue(token.grant, now), nil
}

// revoke ends a grant and all its tokens.
func (a *authServer) revoke(g *authGrant) {
	g.revoked = true
	a.endAccess(g)
}

func (a *authServer) endAccess(g *authGrant) {
	for _, secret := range g.access {
		a.credentials.remove(secret)
	}
	g.access = nil
}

// revokeToken ends the grant of a refresh token, or an access token.
func (a *authServer) revokeToken(app *App, secret string) {
	if token := a.refresh[secret]; token != nil && token.grant.app == app {
		a.revoke(token.grant)
		return
	}
	for _, token := range a.refresh {
		if token.grant.app == app && slices.Contains(token.grant.access, secret) {
			a.credentials.remove(secret)
		}
	}
}

func joinScopes(scopes []fanvue.Scope) string {
	var text []byte
	for i, scope := range scopes {
		if i > 0 {
			text = append(text, ' ')
		}
		text = append(text, scope...)
	}
	return string(text)
}
