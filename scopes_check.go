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
	if err := c.usable(); err != nil {
		return err
	}
	operations := make([]*operation, 0, len(ops))
	for _, name := range ops {
		op, err := lookup(name)
		if err != nil {
			return err
		}
		operations = append(operations, op)
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkScopeTimeout)
	defer cancel()
	token, err := c.credential.get(ctx)
	if err != nil {
		return fmt.Errorf("fanvue: CheckScopes: %w", err)
	}
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
