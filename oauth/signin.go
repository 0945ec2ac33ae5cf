package oauth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/fanvue-go/fanvue"
)

// signInTime is how long a sign-in may take. The server's own limit is the same.
const signInTime = 30 * time.Minute

// SignInOptions specifies what to request of the user. Operations and Scopes add
// up; at least one of them must be given. The scopes that a sign-in needs for
// itself (openid, offline_access and offline) are added.
type SignInOptions struct {
	// Operations are the operations that the app is going to use. The scopes that
	// they require are requested. The variants for managed creators are
	// operations of their own.
	Operations []fanvue.OperationName
	// Scopes are further scopes, such as those of [MissingScopes]. A scope that
	// the app does not have at Fanvue makes the sign-in fail.
	Scopes []fanvue.Scope
	// Prompt is "login" to let the user choose the account, "login consent" to
	// show the consent page too. Empty takes the account that is signed in at
	// the moment, which may be another one than the user expects.
	Prompt string
	// MaxAge is how long ago the user may have entered the password, in whole
	// seconds. 0 means any time; a negative value means that it has to be entered
	// now.
	MaxAge time.Duration
}

// SignIn is a sign-in that has been started. Keep it in the user's session, for
// example with [encoding/json], until the browser returns: its JSON has the
// secrets that protect the sign-in, so it belongs on the server or into an
// encrypted cookie. Printing or logging it does not show them.
type SignIn struct {
	// URL is where to send the browser.
	URL string

	// reveal keeps the secrets out of fmt's reach.
	reveal      func() (state, verifier string)
	redirectURL string
	expiry      time.Time
}

// SignIn starts a sign-in. It sends nothing: send the user's browser to the URL
// of the result, and call [App.Finish] when it returns to the redirect URL. A
// sign-in can be finished once, within 30 minutes.
func (a *App) SignIn(opts SignInOptions) (*SignIn, error) {
	if err := a.usable(); err != nil {
		return nil, err
	}
	return a.signIn(opts, a.redirectURL)
}

func (a *App) signIn(opts SignInOptions, redirectURL string) (*SignIn, error) {
	scopes, err := opts.scopes()
	if err != nil {
		return nil, err
	}
	state, verifier := rand.Text(), randomVerifier()
	challenge := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"response_type":         {"code"},
		"client_id":             {a.clientID},
		"redirect_uri":          {redirectURL},
		"scope":                 {joinScopes(scopes)},
		"state":                 {state},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(challenge[:])},
		"code_challenge_method": {"S256"},
	}
	if opts.Prompt != "" {
		query.Set("prompt", opts.Prompt)
	}
	if opts.MaxAge != 0 {
		seconds := (max(opts.MaxAge, 0) + time.Second - 1) / time.Second
		query.Set("max_age", strconv.FormatInt(int64(seconds), 10))
	}
	return newSignIn(a.authURL+pathAuthorize+"?"+query.Encode(), state, verifier, redirectURL, time.Now().Add(signInTime)), nil
}

func newSignIn(address, state, verifier, redirectURL string, expiry time.Time) *SignIn {
	return &SignIn{
		URL:    address,
		reveal: func() (string, string) { return state, verifier },
		// Sessions outlive processes, so the monotonic clock is of no use.
		redirectURL: redirectURL, expiry: expiry.Round(0).UTC(),
	}
}

// randomVerifier returns a PKCE code verifier of 43 characters.
func randomVerifier() string {
	var random [32]byte
	_, _ = rand.Read(random[:]) // it never returns an error
	return base64.RawURLEncoding.EncodeToString(random[:])
}

// scopes returns what to request.
func (o SignInOptions) scopes() ([]fanvue.Scope, error) {
	if len(o.Operations)+len(o.Scopes) == 0 {
		return nil, invalid("SignInOptions", "Operations or Scopes must be given: a grant without scopes allows no calls")
	}
	if strings.ContainsFunc(o.Prompt, unicode.IsControl) {
		return nil, invalid("SignInOptions.Prompt", "%q has a control character", o.Prompt)
	}
	required, err := fanvue.RequiredScopes(o.Operations...)
	if err != nil {
		return nil, err
	}
	for _, scope := range o.Scopes {
		if scope == "" || strings.ContainsFunc(string(scope), func(r rune) bool {
			return r <= ' ' || r > '~' || r == ',' || r == '"' || r == '\\'
		}) {
			return nil, invalid("SignInOptions.Scopes", "%q is not a scope; split a list with fanvue.ParseScopes", scope)
		}
	}
	return append(slices.Clone(systemScopes), apiScopes(append(required, o.Scopes...))...), nil
}

func (s *SignIn) secrets() (state, verifier string) {
	if s == nil || s.reveal == nil {
		return "", ""
	}
	return s.reveal()
}

// Format implements [fmt.Formatter], so that no verb shows the secrets.
func (s SignIn) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.text()) }

// LogValue implements [slog.LogValuer].
func (s SignIn) LogValue() slog.Value { return slog.StringValue(s.text()) }

func (s SignIn) text() string {
	address, _, _ := strings.Cut(s.URL, "?")
	return fmt.Sprintf("oauth.SignIn(%s, expires: %s)", address, s.expiry.Format(time.RFC3339))
}

// keptSignIn is a sign-in in a session.
type keptSignIn struct {
	URL         string    `json:"url"`
	State       string    `json:"state"`
	Verifier    string    `json:"verifier"`
	RedirectURL string    `json:"redirect_url"`
	Expiry      time.Time `json:"expiry"`
}

// MarshalJSON returns the sign-in with its secrets, for the session.
func (s SignIn) MarshalJSON() ([]byte, error) {
	state, verifier := s.secrets()
	return json.Marshal(keptSignIn{s.URL, state, verifier, s.redirectURL, s.expiry})
}

// UnmarshalJSON reads what [SignIn.MarshalJSON] returned. Its errors do not quote
// data.
func (s *SignIn) UnmarshalJSON(data []byte) error {
	var kept keptSignIn
	if err := json.Unmarshal(data, &kept); err != nil {
		return errors.New("fanvue: oauth: the sign-in in the session cannot be read")
	}
	*s = *newSignIn(kept.URL, kept.State, kept.Verifier, kept.RedirectURL, kept.Expiry)
	return nil
}

// Finish ends a sign-in: callback is the query with which the browser returned to
// the redirect URL. It checks that the callback belongs to the sign-in, and
// exchanges the code for a grant. Save the grant in a [Store].
//
// Its scopes may be fewer than requested: the user can untick them. Every error
// is a [*SignInError], with what to show the user, or an argument error. After a
// [fanvue.ErrUnavailable] the same callback may be finished another time.
func (a *App) Finish(ctx context.Context, signIn *SignIn, callback url.Values) (*Grant, error) {
	if err := a.usable(); err != nil {
		return nil, err
	}
	grant, err := a.finish(ctx, signIn, callback)
	if err != nil {
		return nil, signInFailed(err)
	}
	return grant, nil
}

func (a *App) finish(ctx context.Context, signIn *SignIn, callback url.Values) (*Grant, error) {
	state, verifier := signIn.secrets()
	// The state comes first: what the rest of a forged callback says is void.
	if state == "" || !isSingle(callback, "state") || subtle.ConstantTimeCompare([]byte(state), []byte(callback.Get("state"))) == 0 {
		return nil, ErrStateMismatch
	}
	if !time.Now().Before(signIn.expiry) {
		return nil, ErrSignInExpired
	}
	if !a.claim(state, signIn.expiry) {
		return nil, ErrSignInUsed
	}
	code := callback.Get("code")
	secrets := a.secretsOf(code, state, verifier)
	if callback.Get("error") != "" {
		return nil, newError(0, callback.Get("error"), callback.Get("error_description"), secrets)
	}
	if code == "" || !isSingle(callback, "code") {
		return nil, ErrNoCode
	}
	sent := time.Now()
	r, ok, err := a.requestTokens(ctx, url.Values{
		"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {signIn.redirectURL}, "code_verifier": {verifier},
	}, secrets)
	if err == nil && !ok {
		err = unreadable()
	}
	if err != nil {
		if errors.Is(err, fanvue.ErrUnavailable) || ctx.Err() != nil {
			a.release(state) // the code may be unused
		}
		return nil, err
	}
	if !r.scopesKnown && callback.Get("scope") != "" {
		// The server says in the callback, too, what the user consented to.
		r.scopes, r.scopesKnown = apiScopes(fanvue.ParseScopes(callback.Get("scope"))), true
	}
	return r.grant(sent, nil), nil
}

func isSingle(query url.Values, name string) bool { return len(query[name]) == 1 }

// claim reports whether a sign-in has not been finished yet, and remembers it. A
// session may be restored, so that the sign-in itself cannot know.
func (a *App) claim(state string, expiry time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	for known, until := range a.finished {
		if !now.Before(until) {
			delete(a.finished, known)
		}
	}
	if _, used := a.finished[state]; used {
		return false
	}
	a.finished[state] = expiry
	return true
}

// release forgets a claim.
func (a *App) release(state string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.finished, state)
}
