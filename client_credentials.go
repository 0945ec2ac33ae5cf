package fanvue

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/fanvue-go/fanvue/internal/redact"
)

// Token is an access token and its scopes, if they are known. Formatting it with
// any verb does not show the secret.
//
// The client removes its tokens and its API key from everything that it keeps or
// logs of a response, even if they are escaped there. A secret of fewer than 8
// characters is removed only if it is a whole word, and one of fewer than 4 is not
// removed, because it occurs in ordinary text.
type Token struct {
	// reveal returns the secret. A field would be printed by fmt.
	reveal      func() string
	scopes      scopeSet
	scopesKnown bool
}

// NewToken returns a Token. If scopes is empty, the scopes are unknown, as after a
// token response without a scope field, and every call is sent.
func NewToken(accessToken string, scopes ...Scope) Token {
	return Token{
		reveal:      func() string { return accessToken },
		scopes:      newScopeSet(scopes...),
		scopesKnown: len(scopes) > 0,
	}
}

// AccessToken returns the secret.
func (t Token) AccessToken() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// Scopes returns the token's scopes, nil if they are unknown.
func (t Token) Scopes() []Scope {
	if !t.scopesKnown {
		return nil
	}
	return t.scopes.slice()
}

// secretsOf returns the secrets of tokens, to remove them from texts.
func secretsOf(tokens []Token) *redact.Secrets {
	secrets := make([]string, len(tokens))
	for i, token := range tokens {
		secrets[i] = token.AccessToken()
	}
	return redact.New(secrets...)
}

// TokenSource returns the bearer token for a request. If it also implements
// [TokenRefresher], it can replace a token that the server refused.
type TokenSource interface {
	// Token returns the current token. It is called before every attempt,
	// possibly by several goroutines at the same time, so it should keep the token
	// until shortly before it expires.
	Token(ctx context.Context) (Token, error)
}

// TokenRefresher is implemented by a [TokenSource] that can replace a token that
// the server refused with a 401. The request is then retried once with the new
// token, whatever its operation, because a 401 means that the server did nothing.
// If a TokenSource does not implement TokenRefresher, its Token method is called
// instead, and the request is retried if it returns a different token. After a 401
// that reports a missing scope there is no retry.
type TokenRefresher interface {
	// Refresh returns a token that is newer than the one that the server refused.
	// Several goroutines may call it with the same token; if that has already been
	// replaced, Refresh returns the replacement.
	Refresh(ctx context.Context, refused Token) (Token, error)
}

// TokenSourceFunc adapts a function to a [TokenSource].
type TokenSourceFunc func(ctx context.Context) (Token, error)

// Token calls f.
func (f TokenSourceFunc) Token(ctx context.Context) (Token, error) { return f(ctx) }

// credentialKind is the name of a kind of credential in error texts.
type credentialKind string

const (
	kindAPIKey credentialKind = "API key"
	kindToken  credentialKind = "token"
)

func (k credentialKind) nextStep() string {
	if k == kindAPIKey {
		return "an API key's scopes are fixed: request a new key that has them"
	}
	return "ask the user to consent to these scopes: a refresh does not add scopes to a token"
}

// credential signs requests with a secret. It has no field that would show the
// secret when fmt prints it.
type credential struct {
	kind   credentialKind
	static Token
	source TokenSource
}

const (
	headerAPIKey        = "X-Fanvue-Api-Key"
	headerAuthorization = "Authorization"
)

// get returns the current token.
func (c *credential) get(ctx context.Context) (Token, error) {
	if c.source == nil {
		return c.static, nil
	}
	token, err := c.source.Token(ctx)
	return usableToken(token, err)
}

// replace returns the token to use after the server refused one with a 401, and
// reports whether it differs from the refused one.
func (c *credential) replace(ctx context.Context, refused Token) (Token, bool, error) {
	if c.source == nil {
		return Token{}, false, nil
	}
	var token Token
	var err error
	if refresher, ok := c.source.(TokenRefresher); ok {
		token, err = refresher.Refresh(ctx, refused)
	} else {
		token, err = c.source.Token(ctx)
	}
	if token, err = usableToken(token, err); err != nil {
		return Token{}, false, err
	}
	return token, token.AccessToken() != refused.AccessToken(), nil
}

func usableToken(token Token, err error) (Token, error) {
	if err == nil {
		err = validSecret(token.AccessToken())
	}
	if err != nil {
		return Token{}, fmt.Errorf("token source: %w", err)
	}
	return token, nil
}

// sign sets the header that holds the token.
func (c *credential) sign(h http.Header, token Token) {
	if c.kind == kindAPIKey {
		h[headerAPIKey] = []string{token.AccessToken()}
		return
	}
	h[headerAuthorization] = []string{"Bearer " + token.AccessToken()}
}

// validSecret returns an error if a secret is not valid in a header. The error
// does not quote the secret.
func validSecret(secret string) error {
	if secret == "" {
		return errors.New("must not be empty")
	}
	if scheme, _, found := strings.Cut(secret, " "); found && strings.EqualFold(scheme, "Bearer") {
		return errors.New(`must not start with "Bearer "; give the token alone`)
	}
	if strings.Trim(secret, `"'`) != secret {
		return errors.New("must not be in quotes")
	}
	for _, b := range []byte(secret) {
		if b <= ' ' || b >= 0x7f {
			return errors.New("has a character that is not allowed in a header, such as a space or a line break; trim it if it was read from a file")
		}
	}
	return nil
}
