package oauth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/internal/redact"
)

const (
	// maxResponse is the largest response to read, in bytes.
	maxResponse = 1 << 20
	// maxLifetime is the longest lifetime of an access token that is believed.
	maxLifetime = 10 * 365 * 24 * time.Hour

	pathAuthorize = "/oauth2/auth"
	pathToken     = "/oauth2/token"
	pathRevoke    = "/oauth2/revoke"
)

// post sends a form to the authorization server and returns the body of a
// successful response. broken reports that its end is missing. Errors have none
// of the secrets.
func (a *App) post(ctx context.Context, path string, form url.Values, secrets *redact.Secrets) (body []byte, broken bool, err error) {
	own, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	// A body without GetBody, so that net/http cannot send a token twice.
	content := io.NopCloser(strings.NewReader(form.Encode()))
	request, err := http.NewRequestWithContext(own, http.MethodPost, a.authURL+path, content)
	if err != nil {
		return nil, false, errors.New("the request cannot be made")
	}
	request.ContentLength = int64(len(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "fanvue-go/"+fanvue.Version)
	request.SetBasicAuth(url.QueryEscape(a.clientID), url.QueryEscape(a.secret()))

	// A round trip follows no redirect.
	response, err := a.roundTripper().RoundTrip(request)
	if err == nil && response == nil {
		err = errors.New("the transport returned neither a response nor an error")
	}
	if err != nil {
		return nil, false, a.unreachable(ctx, err, secrets)
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxResponse+1))
	if len(body) > maxResponse {
		err = fmt.Errorf("the response has more than %d bytes", maxResponse)
	}
	if response.StatusCode/100 != 2 {
		return nil, false, responseError(response.StatusCode, body, secrets)
	}
	return body, err != nil, nil
}

// unreachable returns the error of a request without a response. It has the text
// of the cause alone: a transport may put the request into its errors.
func (a *App) unreachable(ctx context.Context, cause error, secrets *redact.Secrets) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	text := cause.Error()
	if errors.Is(cause, context.DeadlineExceeded) {
		text = fmt.Sprintf("no response within %s", a.timeout)
	}
	return &failure{
		action: "the authorization server cannot be reached", kind: fanvue.ErrUnavailable,
		cause: errors.New(secrets.Text(text)),
	}
}

// responseError reads a response that is not a success. Without an OAuth error
// it says nothing about the grant or the code, whatever its status is.
func responseError(status int, body []byte, secrets *redact.Secrets) error {
	members, _ := readMembers(body)
	if code := text(members["error"]); code != "" && status/100 != 3 {
		return newError(status, code, text(members["error_description"]), secrets)
	}
	return &failure{
		action: "the authorization server cannot be used", kind: fanvue.ErrUnavailable,
		cause: fmt.Errorf("it responded %s without an OAuth error", strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))),
	}
}

// tokenResponse is what a successful response of the token endpoint says.
type tokenResponse struct {
	access, refresh string
	lifetime        time.Duration // 0: unknown
	scopes          []fanvue.Scope
	scopesKnown     bool
}

// readTokenResponse reads a response with a success status. It takes what is
// there: a refresh token that is not kept is lost for ever. ok reports whether
// there is enough to go on with.
func readTokenResponse(body []byte, broken bool) (r tokenResponse, ok bool) {
	members, complete := readMembers(body)
	r.access, r.refresh = headerText(members["access_token"]), headerText(members["refresh_token"])
	r.lifetime = readLifetime(members["expires_in"])
	r.scopes, r.scopesKnown = readScopes(members["scope"])
	if broken || !complete {
		// The member that is missing may be the refresh token. The one before it
		// is still good for another attempt, but not for long.
		return r, r.access != "" && r.refresh != ""
	}
	return r, r.access != ""
}

// readMembers returns the members of a JSON object that are readable, and
// whether that is all of it. The last of two members with the same name counts.
func readMembers(body []byte) (members map[string]json.RawMessage, complete bool) {
	members = make(map[string]json.RawMessage)
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return members, false
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return members, false
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return members, false
		}
		members[name.(string)] = value
	}
	_, err := decoder.Token()
	return members, err == nil
}

// text returns a JSON string, and empty for anything else.
func text(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s
}

// headerText returns a JSON string that can be sent in a header.
func headerText(value json.RawMessage) string {
	s := strings.TrimSpace(text(value))
	for _, b := range []byte(s) {
		if b <= ' ' || b >= 0x7f {
			return ""
		}
	}
	return s
}

// readLifetime reads a number of seconds, also as a string. What cannot be a
// lifetime is unknown, as if it were missing.
func readLifetime(value json.RawMessage) time.Duration {
	written := string(value)
	if s := text(value); s != "" {
		written = strings.TrimSpace(s)
	}
	seconds, err := strconv.ParseFloat(written, 64)
	if err != nil || math.IsNaN(seconds) || seconds <= 0 || seconds > maxLifetime.Seconds() {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// readScopes reads a list of scopes, separated by spaces or as an array.
func readScopes(value json.RawMessage) ([]fanvue.Scope, bool) {
	if written := text(value); strings.TrimSpace(written) != "" {
		return apiScopes(fanvue.ParseScopes(written)), true
	}
	var list []string
	if json.Unmarshal(value, &list) != nil || len(list) == 0 {
		return nil, false
	}
	return apiScopes(fanvue.ParseScopes(strings.Join(list, " "))), true
}

// grant returns the grant of a response to a request that was sent at sent.
// previous is the grant that was refreshed, or nil: what the response lacks is
// still in force.
func (r tokenResponse) grant(sent time.Time, previous *Grant) *Grant {
	refresh, expiry := r.refresh, time.Time{}
	if refresh == "" {
		refresh = previous.RefreshToken()
	}
	if r.lifetime > 0 {
		expiry = sent.Add(r.lifetime)
	}
	g := newGrant(r.access, refresh, expiry)
	g.lifetime = r.lifetime
	if r.scopesKnown {
		g.scopes = r.scopes
	} else if previous != nil {
		g.scopes = previous.scopes
	}
	return g
}

// unreadable is the error of a success that has no token.
func unreadable() error {
	return &failure{
		action: "the authorization server cannot be used", kind: fanvue.ErrUnavailable,
		cause: errors.New("its response has no token that can be read"),
	}
}

// requestTokens sends a request to the token endpoint.
func (a *App) requestTokens(ctx context.Context, form url.Values, secrets *redact.Secrets) (tokenResponse, bool, error) {
	body, broken, err := a.post(ctx, pathToken, form, secrets)
	if err != nil {
		return tokenResponse{}, false, err
	}
	r, ok := readTokenResponse(body, broken)
	if !ok && ctx.Err() != nil {
		return tokenResponse{}, false, ctx.Err()
	}
	return r, ok, nil
}

// secretsOf returns everything that a request may send, for cleaning texts.
func (a *App) secretsOf(more ...string) *redact.Secrets {
	secret := a.secret()
	return redact.New(append(more, secret, url.QueryEscape(secret))...)
}

// refresh uses up the refresh token of previous. It may return a grant together
// with an error: the server sent a new refresh token, but no usable access
// token.
func (a *App) refresh(ctx context.Context, previous *Grant) (*Grant, error) {
	access, refresh := previous.tokens()
	sent := time.Now()
	r, ok, err := a.requestTokens(ctx, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {refresh},
	}, a.secretsOf(access, refresh))
	switch {
	case err != nil:
		return nil, err
	case ok:
		return r.grant(sent, previous), nil
	case r.refresh != "":
		r.access, r.lifetime = access, 0
		g := r.grant(sent, previous)
		g.expiry = time.Unix(0, 0).UTC() // expired, so that it is refreshed next
		return g, unreadable()
	}
	return nil, unreadable()
}

// Revoke ends a grant at the authorization server: its refresh token, and with it
// every token that came from it. A grant that has already ended is not an error.
// Remove it from its store as well.
func (a *App) Revoke(ctx context.Context, grant *Grant) error {
	if err := a.usable(); err != nil {
		return err
	}
	access, refresh := grant.tokens()
	form := url.Values{"token": {refresh}, "token_type_hint": {"refresh_token"}}
	if refresh == "" {
		form = url.Values{"token": {access}, "token_type_hint": {"access_token"}}
	}
	if access == "" && refresh == "" {
		return ErrNoGrant
	}
	if _, _, err := a.post(ctx, pathRevoke, form, a.secretsOf(access, refresh)); err != nil {
		return &failure{action: "revoke", cause: err, next: "the grant may still be in force"}
	}
	return nil
}
