package fanvue

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// checkScopeTimeout bounds the one call to a token source that CheckScopes
// makes.
const checkScopeTimeout = 30 * time.Second

// CheckScopes reports whether the credential has the scopes that ops require. It
// is meant for the start of a program. It sends nothing, and the [ScopeMode]
// does not affect it. It checks operations that Fanvue does not document, too.
//
// It returns nil if no scope is missing or the credential's scopes are unknown,
// a [*ScopeCheckError] with everything that is missing, or an [*ArgumentError]
// for a name that is not an operation. A token source is called once, for at
// most 30 seconds.
func (c *Client) CheckScopes(ops ...OperationName) error {
	operations, err := c.lookupAll(ops)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkScopeTimeout)
	defer cancel()
	token, err := c.credential.get(ctx)
	if err != nil {
		return fmt.Errorf("fanvue: CheckScopes: %w", err)
	}
	return c.checkAll(operations, token)
}

// RequireScopes is [Client.CheckScopes] for a program that must not start without
// its scopes. A token source is called with ctx. If the scopes of the credential
// are unknown, the error is an [ErrScopesUnknown], unless ops require no scope.
func (c *Client) RequireScopes(ctx context.Context, ops ...OperationName) error {
	operations, err := c.lookupAll(ops)
	if err != nil {
		return err
	}
	token, err := c.tokenFor(ctx, "RequireScopes")
	if err != nil {
		return err
	}
	if _, known := c.granted(token); !known {
		for _, op := range operations {
			if !c.requirement(op).empty() {
				return fmt.Errorf("fanvue: RequireScopes: %w (nothing was sent); set them with WithScopes, or let the token source report them", ErrScopesUnknown)
			}
		}
	}
	return c.checkAll(operations, token)
}

// Scopes returns the scopes of the credential, and reports whether they are
// known. They come with the token, or from [WithScopes]. It sends nothing, but
// calls a token source with ctx, whose error it returns.
func (c *Client) Scopes(ctx context.Context) (scopes []Scope, known bool, err error) {
	if err := c.usable(); err != nil {
		return nil, false, err
	}
	token, err := c.tokenFor(ctx, "Scopes")
	if err != nil {
		return nil, false, err
	}
	granted, known := c.granted(token)
	if !known {
		return nil, false, nil
	}
	return granted.slice(), true, nil
}

// tokenFor returns the current token for a method of the client.
func (c *Client) tokenFor(ctx context.Context, method string) (Token, error) {
	if ctx == nil {
		return Token{}, &ArgumentError{Operation: OperationName(method), Argument: "ctx", Reason: "must not be nil"}
	}
	token, err := c.credential.get(ctx)
	if err != nil {
		return Token{}, fmt.Errorf("fanvue: %s: %w", method, orContextError(ctx, err))
	}
	return token, nil
}

// lookupAll returns the operations of these names.
func (c *Client) lookupAll(names []OperationName) ([]*operation, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	operations := make([]*operation, 0, len(names))
	for _, name := range names {
		op, err := lookup(name)
		if err != nil {
			return nil, err
		}
		operations = append(operations, op)
	}
	return operations, nil
}

// checkAll returns a [*ScopeCheckError] with all that operations are known to
// lack, or nil.
func (c *Client) checkAll(operations []*operation, token Token) error {
	failed := &ScopeCheckError{credential: c.credential.kind}
	var missing []Scope
	for _, op := range operations {
		if rejected := c.missingScopes(op, token); rejected != nil {
			failed.Operations = append(failed.Operations, rejected)
			missing = append(missing, rejected.Missing...)
		}
	}
	if len(failed.Operations) == 0 {
		return nil
	}
	failed.Missing = newScopeSet(missing...).slice()
	return failed
}

// requirement returns the scopes that op requires: those of its declaration,
// unless an option replaces them.
func (c *Client) requirement(op *operation) scopeSet {
	if c.scopeOverrides != nil {
		if required, ok := c.scopeOverrides[op.Name]; ok {
			return required
		}
	}
	return op.required
}

// granted returns the credential's scopes and whether they are known. The
// token's own take precedence over the configured ones.
func (c *Client) granted(token Token) (scopeSet, bool) {
	if token.scopesKnown {
		return token.scopes, true
	}
	return c.scopes, c.scopesKnown
}

// missingScopes is the local check. It returns nil, without allocating, if no
// scope is known to be missing.
func (c *Client) missingScopes(op *operation, token Token) *InsufficientScopeError {
	granted, known := c.granted(token)
	if !known {
		return nil
	}
	required := c.requirement(op)
	missing := required.minus(granted)
	if missing.empty() {
		return nil
	}
	return &InsufficientScopeError{
		Operation:  op.Name,
		Required:   required.slice(),
		Granted:    granted.slice(),
		Missing:    missing.slice(),
		credential: c.credential.kind,
		ofToken:    token.scopesKnown,
	}
}

// checkScopes rejects the call, warns or lets it pass, depending on the mode.
func (c *Client) checkScopes(ctx context.Context, op *operation, token Token) error {
	// Almost every call is allowed, whatever the mode.
	granted := &c.scopes
	if token.scopesKnown {
		granted = &token.scopes
	}
	if c.scopeOverrides == nil && op.required.within(granted) {
		return nil
	}
	mode := c.scopeMode
	if options := optionsOf(ctx); options != nil && options.scopeMode != nil {
		mode = *options.scopeMode
	}
	if mode == ScopeOff {
		return nil
	}
	rejected := c.missingScopes(op, token)
	if rejected == nil {
		return nil
	}
	if _, replaced := c.scopeOverrides[op.Name]; mode == ScopeWarn || op.unverifiedScopes() && !replaced {
		c.logger.LogAttrs(ctx, slog.LevelWarn, "fanvue: sending without a required scope",
			slog.String("operation", string(op.Name)), slog.String("missing", joinScopes(rejected.Missing)))
		return nil
	}
	return rejected
}

// scopeRefusal returns the error for a response that says that a scope is
// missing. The API itself does not say which; where a server does, its word
// counts.
func (c *Client) scopeRefusal(op *operation, token Token, refusal *APIError) *InsufficientScopeError {
	required := c.requirement(op)
	missing := required
	if len(refusal.scopes) > 0 {
		missing = newScopeSet(refusal.scopes...)
	}
	refused := &InsufficientScopeError{
		Operation:  op.Name,
		Required:   required.slice(),
		Missing:    missing.slice(),
		credential: c.credential.kind,
		ofToken:    token.scopesKnown,
		response:   refusal,
	}
	if granted, known := c.granted(token); known {
		refused.Granted = granted.slice()
		if rest := missing.minus(granted); !rest.empty() {
			refused.Missing = rest.slice()
		}
	}
	return refused
}
