package fanvue

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/fanvue-go/fanvue/internal/redact"
)

// Token is an access token and, if they are known, its scopes. Printing it with
// any verb does not show the secret.
//
// The client removes the tokens that it used, and an API key likewise, from
// everything that it keeps or logs of a response, however they are escaped
// there. Those of fewer than 8 characters are removed only where they are whole
// words, and those of fewer than 4 not at all: they occur in ordinary text.
type Token struct {
	// reveal keeps the secret out of fmt's reach, which prints fields.
	reveal      func() string
	scopes      scopeSet
	scopesKnown bool
}

// NewToken returns a Token. Without scopes they are unknown, as after a token
// response that has no scope field, and the local check lets every call pass.
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

// secretsOf returns the secrets of tokens.
func secretsOf(tokens []Token) *redact.Secrets {
	secrets := make([]string, len(tokens))
	for i, token := range tokens {
		secrets[i] = token.AccessToken()
	}
	return redact.New(secrets...)
}

// withoutSecrets returns err, or its cleaned text alone where it has a secret.
func withoutSecrets(tokens []Token, err error) error { return secretsOf(tokens).Error(err) }

// TokenSource returns the bearer token for a request. It is called before every
// attempt, possibly by many goroutines at once, so that it should keep the token
// until shortly before it expires.
//
// A TokenSource that is also a [TokenRefresher] is called with a token that the
// server refused.
type TokenSource interface {
	Token(ctx context.Context) (Token, error)
}

// TokenRefresher is implemented by a [TokenSource] that can replace a token that
// the server refused with a 401. Refresh returns a newer one, with which the
// request is retried once, whatever its operation: a 401 means that nothing was
// done. Many goroutines may report the same token; if it has been replaced
// already, Refresh returns the replacement. Without this interface Token is
// called again, and the request is retried if it returns another token. A 401
// that reports a missing scope is returned at once.
type TokenRefresher interface {
	Refresh(ctx context.Context, refused Token) (Token, error)
}

// TokenSourceFunc adapts a function to a [TokenSource].
type TokenSourceFunc func(ctx context.Context) (Token, error)

// Token calls f.
func (f TokenSourceFunc) Token(ctx context.Context) (Token, error) { return f(ctx) }

// credentialKind is the word for a credential in errors.
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

// credential puts a secret on a request. It holds no secret that fmt could
// print: a static one is inside a Token.
type credential struct {
	kind   credentialKind
	static Token
	source TokenSource
}

const (
	headerAPIKey        = "X-Fanvue-API-Key"
	headerAuthorization = "Authorization"
)

// get returns the current token, or why there is none.
func (c *credential) get(ctx context.Context) (Token, error) {
	if c.source == nil {
		return c.static, nil
	}
	token, err := c.source.Token(ctx)
	return usableToken(token, err)
}

// replace returns the token to use after the server refused one with a 401, and
// whether it is another one.
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

// sign puts token on h.
func (c *credential) sign(h http.Header, token Token) {
	if c.kind == kindAPIKey {
		h.Set(headerAPIKey, token.AccessToken())
		return
	}
	h.Set(headerAuthorization, "Bearer "+token.AccessToken())
}

// validSecret rejects what is not allowed in a header. Its errors do not quote
// the secret.
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
