package fanvuetest

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

// startFlow checks an authorization request. It returns the flow, or the
// address to send the browser back to, or what is wrong when there is no such
// address.
func (a *authServer) startFlow(query url.Values, now time.Time) (challenge, back, problem string) {
	app := a.apps[query.Get("client_id")]
	if app == nil {
		return "", "", "There is no app with this client_id."
	}
	flow := &authFlow{
		app: app, redirectURL: query.Get("redirect_uri"), state: query.Get("state"), challenge: query.Get("code_challenge"),
		scopes: fanvue.ParseScopes(query.Get("scope")), expiry: now.Add(flowLifetime),
	}
	if !matchesRedirect(app.RedirectURL, flow.redirectURL) {
		return "", "", "The redirect_uri is not the one that is registered for the app."
	}
	reject := func(code, description string) (string, string, string) {
		return "", flow.back(url.Values{"error": {code}, "error_description": {description}}), ""
	}
	switch {
	case query.Get("response_type") != "code":
		return reject("unsupported_response_type", "The response_type must be code.")
	case len(flow.state) < 8:
		return reject("invalid_state", "The state must have at least 8 characters.")
	case flow.challenge == "":
		return reject("invalid_request", "This app must use PKCE.")
	case query.Get("code_challenge_method") != "S256":
		return reject("invalid_request", "The code_challenge_method must be S256.")
	case query.Get("prompt") == "none":
		return reject("login_required", "The user has to sign in.")
	}
	for _, scope := range flow.scopes {
		if !slices.Contains(systemScopes, scope) && !slices.Contains(app.scopes, scope) {
			return reject("invalid_scope", "The OAuth 2.0 Client is not allowed to request scope '"+string(scope)+"'.")
		}
	}
	challenge = rand.Text()
	a.flows[challenge] = flow
	return challenge, "", ""
}

// matchesRedirect reports whether a redirect URL is the registered one. On a
// loopback address the port is free, as RFC 8252 requires.
func matchesRedirect(registered, given string) bool {
	if registered == given {
		return true
	}
	r, err := url.Parse(registered)
	if err != nil || r.Scheme != "http" || r.Hostname() != "127.0.0.1" && r.Hostname() != "::1" {
		return false
	}
	g, err := url.Parse(given)
	return err == nil && g.Scheme == r.Scheme && g.User == nil && g.Hostname() == r.Hostname() &&
		g.Path == r.Path && g.RawQuery == r.RawQuery && g.Fragment == ""
}

// back returns the redirect URL with the parameters of a callback.
func (f *authFlow) back(callback url.Values) string {
	callback.Set("state", f.state)
	separator := "?"
	if strings.Contains(f.redirectURL, "?") {
		separator = "&"
	}
	return f.redirectURL + separator + callback.Encode()
}

// decide ends a flow and returns where to send the browser. Without a flow the
// result is empty.
func (a *authServer) decide(challenge string, allowed bool, account *account, granted []fanvue.Scope, now time.Time) string {
	flow := a.flows[challenge]
	delete(a.flows, challenge)
	switch {
	case flow == nil || !now.Before(flow.expiry):
		return ""
	case !allowed:
		return flow.back(url.Values{"error": {"access_denied"}, "error_description": {"The resource owner denied the request."}})
	}
	var scopes []fanvue.Scope
	for _, scope := range flow.scopes {
		if slices.Contains(systemScopes, scope) || slices.Contains(granted, scope) {
			scopes = append(scopes, scope)
		}
	}
	code := "ory_ac_" + rand.Text()
	a.codes[code] = &authCode{
		flow: flow, expiry: now.Add(codeLifetime), grant: &authGrant{app: flow.app, account: account, scopes: scopes},
	}
	return flow.back(url.Values{"code": {code}, "scope": {joinScopes(scopes)}})
}

// Approve signs the account of [Server.Me] in and consents, as a user does in a
// browser at signInURL. It returns the query with which the browser returns to
// the app. Scopes limit what is consented to; without them it is everything that
// was requested. If the server rejects the request, the query has its error.
// Approve panics if signInURL is not a request of an app of this server.
func (s *Server) Approve(signInURL string, scopes ...fanvue.Scope) url.Values {
	return s.ApproveAs(s.Me(), signInURL, scopes...)
}

// ApproveAs is [Server.Approve] for another account of the server.
func (s *Server) ApproveAs(account *Account, signInURL string, scopes ...fanvue.Scope) url.Values {
	if account.state != s.state {
		s.state.fail("ApproveAs: the account belongs to another server")
	}
	return s.signIn(signInURL, true, account.account, scopes)
}

// Deny is [Server.Approve] for a user who does not consent.
func (s *Server) Deny(signInURL string) url.Values { return s.signIn(signInURL, false, nil, nil) }

func (s *Server) signIn(signInURL string, allowed bool, account *account, scopes []fanvue.Scope) url.Values {
	u, err := url.Parse(signInURL)
	if err != nil || u.Path != authPath+"auth" {
		s.state.fail("%q is not the start of a sign-in", signInURL)
	}
	now := currentTime()
	s.auth.mu.Lock()
	defer s.auth.mu.Unlock()
	challenge, back, problem := s.auth.startFlow(u.Query(), now)
	if problem != "" {
		s.state.fail("the sign-in at %q is rejected: %s", signInURL, problem)
	}
	if back == "" {
		if scopes == nil {
			scopes = s.auth.flows[challenge].scopes
		}
		back = s.auth.decide(challenge, allowed, account, scopes, now)
	}
	returned, err := url.Parse(back)
	if err != nil {
		s.state.fail("the redirect URL %q cannot be read", back)
	}
	return returned.Query()
}

// authorize serves the start of a sign-in.
func (s *Server) authorize(query url.Values) rawResponse {
	s.auth.mu.Lock()
	defer s.auth.mu.Unlock()
	challenge, back, problem := s.auth.startFlow(query, currentTime())
	switch {
	case problem != "":
		return htmlResponse(http.StatusBadRequest, errorPage(problem))
	case back != "":
		return redirectTo(back)
	}
	return htmlResponse(http.StatusOK, s.consentPage(challenge, s.auth.flows[challenge]))
}

// consent serves the submission of the consent page.
func (s *Server) consent(form url.Values) rawResponse {
	s.state.lock()
	account := s.state.accounts[form.Get("account")]
	s.state.mu.Unlock()
	var granted []fanvue.Scope
	for _, scope := range form["scope"] {
		granted = append(granted, fanvue.Scope(scope))
	}
	s.auth.mu.Lock()
	defer s.auth.mu.Unlock()
	allowed := form.Get("action") == "allow"
	if allowed && account == nil {
		return htmlResponse(http.StatusBadRequest, errorPage("There is no such account."))
	}
	back := s.auth.decide(form.Get("challenge"), allowed, account, granted, currentTime())
	if back == "" {
		return htmlResponse(http.StatusBadRequest, errorPage("This sign-in has expired or has already been completed. Go back to the app and start a new one."))
	}
	return redirectTo(back)
}

func redirectTo(address string) rawResponse {
	return rawResponse{status: http.StatusSeeOther, header: http.Header{"Location": {address}, "Cache-Control": {"no-store"}}}
}

func htmlResponse(status int, page []byte) rawResponse {
	return rawResponse{status: status, body: page, header: http.Header{
		"Content-Type": {"text/html; charset=utf-8"}, "Cache-Control": {"no-store"},
	}}
}
