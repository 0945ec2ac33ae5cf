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

// CheckScopes tells at start-up whether the credential has the scopes that
// ops need. It sends nothing, and it is not affected by the [ScopeMode]. It
// reports operations that Fanvue does not document, too.
//
// It returns nil when every scope is there or when the credential's scopes
// are unknown, a [*ScopeCheckError] with everything that is missing, or an
// [*ArgumentError] for a name that is no operation. A token source is asked
// for a token once, for at most 30 seconds.
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
		if refused := c.missingScopes(op, token); refused != nil {
			failed.Operations = append(failed.Operations, refused)
			missing = append(missing, refused.Missing...)
		}
	}
	if len(failed.Operations) == 0 {
		return nil
	}
	failed.Missing = newScopeSet(missing...).slice()
	return failed
}

// requirement is what op needs: its declaration, unless the client was told
// otherwise.
func (c *Client) requirement(op *operation) scopeSet {
	if c.scopeOverrides != nil {
		if required, ok := c.scopeOverrides[op.Name]; ok {
			return required
		}
	}
	return op.required
}

// granted returns the credential's scopes and whether they are known. The
// token's own win over the configured ones.
func (c *Client) granted(token Token) (scopeSet, bool) {
	if token.scopesKnown {
		return token.scopes, true
	}
	return c.scopes, c.scopesKnown
}

// missingScopes is the local check. It returns nil, without allocating, when
// nothing is known to be missing.
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

// checkScopes refuses, warns or passes, as the mode says.
func (c *Client) checkScopes(ctx context.Context, op *operation, token Token) error {
	mode := c.scopeMode
	if override, ok := ctx.Value(scopeModeKey{}).(ScopeMode); ok {
		mode = override
	}
	if mode == ScopeOff {
		return nil
	}
	refused := c.missingScopes(op, token)
	if refused == nil {
		return nil
	}
	if _, told := c.scopeOverrides[op.Name]; mode == ScopeWarn || op.unverifiedScopes() && !told {
		c.logger.LogAttrs(ctx, slog.LevelWarn, "fanvue: sending without a required scope",
			slog.String("operation", string(op.Name)), slog.String("missing", joinScopes(refused.Missing)))
		return nil
	}
	return refused
}

// scopeRefusal turns the server's 403 into the error that names the scopes,
// which the server never does.
func (c *Client) scopeRefusal(op *operation, token Token, answer *APIError) *InsufficientScopeError {
	required := c.requirement(op)
	refused := &InsufficientScopeError{
		Operation:  op.Name,
		Required:   required.slice(),
		Missing:    required.slice(),
		credential: c.credential.kind,
		ofToken:    token.scopesKnown,
		answer:     answer,
	}
	if granted, known := c.granted(token); known {
		refused.Granted = granted.slice()
		if missing := required.minus(granted); !missing.empty() {
			refused.Missing = missing.slice()
		}
	}
	return refused
}
