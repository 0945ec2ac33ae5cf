package fanvuetest

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/fanvue-go/fanvue"
)

// authPath is where the authorization server is. It shares the address of the
// API.
const authPath = "/oauth2/"

var authRoutes = map[string]fanvue.OperationName{
	"GET " + authPath + "auth":     AuthAuthorize,
	"POST " + authPath + "consent": AuthConsent,
	"POST " + authPath + "token":   AuthToken,
	"POST " + authPath + "revoke":  AuthRevoke,
}

func isAuth(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, authPath) }

func isAuthOperation(name fanvue.OperationName) bool {
	for _, known := range authRoutes {
		if known == name {
			return true
		}
	}
	return false
}

// serveAuth handles one request to the authorization server.
func (s *Server) serveAuth(w http.ResponseWriter, r *http.Request) {
	body, readErr := io.ReadAll(r.Body)
	form, formErr := url.ParseQuery(string(body))
	received := Request{
		Operation: authRoutes[r.Method+" "+r.URL.Path],
		Method:    r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query(), Header: r.Header.Clone(), Body: body,
	}
	leave := s.auth.enter(received.Operation, form.Get("refresh_token"))
	defer leave()
	s.respond(w, r, received, readErr, func() rawResponse {
		switch received.Operation {
		case AuthAuthorize:
			return s.authorize(received.Query)
		case AuthConsent:
			return s.consent(form)
		case AuthToken, AuthRevoke:
			if formErr != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
				return authFailure(&authError{400, "invalid_request", "The body must be a form."})
			}
			return s.auth.serve(received.Operation, r.Header.Get("Authorization"), form)
		}
		return newRawResponse().encode(notFound("There is no such route"))
	})
}

// enter counts the requests in progress with a refresh token. A delay of a fault
// counts too, so that a test can make two requests clash.
func (a *authServer) enter(operation fanvue.OperationName, refresh string) (leave func()) {
	if operation != AuthToken || refresh == "" {
		return func() {}
	}
	count := func(n int) {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.busy[refresh] += n; a.busy[refresh] == 0 {
			delete(a.busy, refresh)
		}
	}
	count(1)
	return func() { count(-1) }
}

// serve carries out a request of an app.
func (a *authServer) serve(operation fanvue.OperationName, authorization string, form url.Values) rawResponse {
	now := currentTime()
	a.mu.Lock()
	defer a.mu.Unlock()
	app, problem := a.authenticate(authorization, form)
	if problem != nil {
		return authFailure(problem)
	}
	if operation == AuthRevoke {
		a.revokeToken(app, form.Get("token"))
		return rawResponse{status: http.StatusOK, header: http.Header{}}
	}
	var tokens tokenBody
	switch form.Get("grant_type") {
	case "authorization_code":
		tokens, problem = a.exchange(app, form.Get("code"), form.Get("redirect_uri"), form.Get("code_verifier"), now)
	case "refresh_token":
		switch {
		case form.Has("scope"):
			problem = &authError{400, "invalid_request", "The scope must not be given."}
		case a.busy[form.Get("refresh_token")] > 1:
			problem = &authError{400, "invalid_request", "Failed to refresh token because of multiple concurrent requests using the same token. Please retry the request."}
		default:
			tokens, problem = a.rotate(app, form.Get("refresh_token"), now)
		}
	default:
		problem = &authError{400, "unsupported_grant_type", "The grant_type must be authorization_code or refresh_token."}
	}
	if problem != nil {
		return authFailure(problem)
	}
	raw := newRawResponse().encode(ok(tokens))
	raw.header.Set("Cache-Control", "no-store")
	return raw
}

// authenticate finds the app of a request. Id and secret are form-encoded inside
// the Basic header, and must not be in the body.
func (a *authServer) authenticate(authorization string, form url.Values) (*App, *authError) {
	refused := &authError{401, "invalid_client", "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method)."}
	if form.Has("client_secret") {
		return nil, refused
	}
	scheme, encoded, _ := strings.Cut(authorization, " ")
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || !strings.EqualFold(scheme, "Basic") {
		return nil, refused
	}
	id, secret, _ := strings.Cut(string(decoded), ":")
	id, idErr := url.QueryUnescape(id)
	secret, secretErr := url.QueryUnescape(secret)
	app := a.apps[id]
	if idErr != nil || secretErr != nil || app == nil || app.Secret != secret {
		return nil, refused
	}
	return app, nil
}

func authFailure(problem *authError) rawResponse {
	raw := newRawResponse().encode(&response{problem.status, struct {
		Error            string `json:"error"`
		ErrorDescription string `json:"error_description"`
	}{problem.code, problem.description}})
	raw.header.Set("Cache-Control", "no-store")
	if problem.status == http.StatusUnauthorized {
		raw.header.Set("WWW-Authenticate", "Basic")
	}
	return raw
}
