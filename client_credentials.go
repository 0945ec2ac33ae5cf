package fanvue

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/fanvue-go/fanvue/internal/redact"
)

// Token is an access token with, when they are known, its scopes. Printing it
// with any verb does not show the secret.
type Token struct {
	// reveal keeps the secret out of fmt's reach, which prints fields.
	reveal      func() string
	scopes      scopeSet
	scopesKnown bool
}

// NewToken makes a Token. Leave scopes out when they are unknown, as after a
// token answer without a scope field: the local check then lets calls pass.
func NewToken(accessToken string, scopes ...Scope) Token {
	return Token{
		reveal:      func() string { return accessToken },
		scopes:      newScopeSet(scopes...),
		scopesKnown: len(scopes) > 0,
	}
}

// AccessToken reveals the secret.
func (t Token) AccessToken() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// Scopes returns the token's scopes, nil when they are unknown.
func (t Token) Scopes() []Scope {
	if !t.scopesKnown {
		return nil
	}
	return t.scopes.slice()
}

// secretsOf returns the secrets of tokens.
func secretsOf(tokens []Token) redact.Secrets {
	secrets := make([]string, len(tokens))
	for i, token := range tokens {
		secrets[i] = token.AccessToken()
	}
	return redact.New(secrets...)
}

// removeSecrets removes the secrets of tokens from a text.
func removeSecrets(tokens []Token, text string) string { return secretsOf(tokens).Text(text) }

// withoutSecrets returns err, or its cleaned text alone where it has a secret.
func withoutSecrets(tokens []Token, err error) error { return secretsOf(tokens).Error(err) }

// longest is the length of the longest secret.
func longest(tokens []Token) int {
	most := 0
	for _, token := range tokens {
		most = max(most, len(token.AccessToken()))
	}
	return most
}

// TokenSource hands out the bearer token for a request. It is asked before
// every request and every repetition, possibly by many goroutines at once, so
// it should keep the token until shortly before it expires.
//
// A TokenSource that is a [TokenRefresher] too is told of a refused token.
type TokenSource interface {
	Token(ctx context.Context) (Token, error)
}

// TokenRefresher is what a [TokenSource] implements to mend a 401. Refresh is
// told which token the server refused and returns a newer one, with which the
// request is then sent once more, whatever its kind: a 401 is given before
// any work is done. Many goroutines may report the same token; a Refresh that
// finds it replaced already returns the replacement. Without this interface,
// Token is asked again and must return another token for that.
type TokenRefresher interface {
	Refresh(ctx context.Context, refused Token) (Token, error)
}

// TokenSourceFunc is a function as a [TokenSource].
type TokenSourceFunc func(ctx context.Context) (Token, error)

// Token calls f.
func (f TokenSourceFunc) Token(ctx context.Context) (Token, error) { return f(ctx) }

// credentialKind is how errors call a credential.
type credentialKind string

const (
	kindAPIKey credentialKind = "API key"
	kindToken  credentialKind = "token"
)

func (k credentialKind) nextStep() string {
	if k == kindAPIKey {
		return "an API key's scopes are fixed: request a new key that has them"
	}
	return "ask the user for new consent with these scopes: a refresh cannot widen a token"
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

// replace returns the token to use after refused was answered with a 401, and
// whether there is another one at all.
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
		return Token{}, fmt.Errorf("the token source failed: %w", err)
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

// validSecret refuses what cannot stand in a header, without quoting it.
func validSecret(secret string) error {
	if secret == "" {
		return errors.New("it is empty")
	}
	if scheme, _, found := strings.Cut(secret, " "); found && strings.EqualFold(scheme, "Bearer") {
		return errors.New(`it starts with "Bearer "; give the token alone`)
	}
	if strings.Trim(secret, `"'`) != secret {
		return errors.New("it stands in quotes; give it without them")
	}
	for _, b := range []byte(secret) {
		if b <= ' ' || b >= 0x7f {
			return errors.New("it has a character that cannot stand in a header, such as a space or a line break; was it read from a file with its last newline?")
		}
	}
	return nil
}
