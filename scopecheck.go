package fanvue

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// InsufficientScopeError reports that the credential lacks a scope: found out
// locally before anything was sent, or said by the server. [Sent] tells which.
// The server's words are in the [*APIError] that it then unwraps to.
//
// It is an [ErrInsufficientScope] and an [ErrForbidden].
//
// [Sent]: InsufficientScopeError.Sent
type InsufficientScopeError struct {
	// Operation is the call that was refused.
	Operation OperationName
	// Required are the scopes that the operation needs, all together.
	Required []Scope
	// Granted are the scopes that the credential is known to have; nil when
	// they are unknown.
	Granted []Scope
	// Missing are the scopes to get. When the server refused and did not say
	// why, and the granted scopes are unknown or seem to suffice, it is every
	// required one.
	Missing []Scope

	credential credentialKind
	// ofToken says that Granted came with the token, not from the options.
	ofToken bool
	answer  *APIError
}

// Sent reports whether the request reached the server, which then refused it.
// False means that nothing was sent.
func (e *InsufficientScopeError) Sent() bool { return e.answer != nil }

// Error names the operation, what it needs, what the credential has, what is
// missing, who found out, and the next step.
func (e *InsufficientScopeError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "fanvue: %s: insufficient scope: it needs %s", e.Operation, listScopes(e.Required))
	disagree := e.Sent() && e.Granted != nil && newScopeSet(e.Required...).minus(newScopeSet(e.Granted...)).empty()
	told, correct := "is configured with", "WithScopes or the credential"
	if e.ofToken {
		told, correct = "came with", "what the token source says"
	}
	switch {
	case e.Granted == nil:
		fmt.Fprintf(&text, ", the scopes of the %s are not known", e.credential)
	case disagree:
		fmt.Fprintf(&text, ", the %s %s %s, yet the server says it lacks one: the configured scopes and the credential disagree",
			e.credential, told, listScopes(e.Granted))
	default:
		fmt.Fprintf(&text, ", the %s has %s; missing: %s", e.credential, listScopes(e.Granted), listScopes(e.Missing))
	}
	if e.Sent() {
		text.WriteString(" (refused by the server: 403")
		if e.answer.Message != "" {
			fmt.Fprintf(&text, " %q", clip(e.answer.Message, 200))
		}
		text.WriteString(")")
	} else {
		text.WriteString(" (refused locally, nothing was sent)")
	}
	if unknown := undocumented(e.Granted); len(unknown) > 0 && !e.Sent() {
		fmt.Fprintf(&text, "; %s is unknown here, is it misspelt?", joinScopes(unknown))
	}
	switch {
	case len(e.Required) == 0:
		text.WriteString("; find out what it needs and tell it with WithOperationScopes")
	case disagree:
		fmt.Fprintf(&text, "; correct %s, or tell a changed requirement with WithOperationScopes", correct)
	default:
		text.WriteString("; " + e.credential.nextStep())
	}
	return clip(oneLine(text.String()), maxErrorText)
}

// Is reports whether target is [ErrInsufficientScope] or [ErrForbidden].
func (e *InsufficientScopeError) Is(target error) bool {
	return target == ErrInsufficientScope || target == ErrForbidden
}

// Unwrap returns the server's answer, an [*APIError], or nil when nothing was
// sent.
func (e *InsufficientScopeError) Unwrap() error {
	if e.answer == nil {
		return nil
	}
	return e.answer
}

// ScopeCheckError is what [Client.CheckScopes] reports: everything that is
// missing at once. It unwraps to one [*InsufficientScopeError] for each
// operation that would be refused.
type ScopeCheckError struct {
	// Missing are the scopes to get so that all operations pass.
	Missing []Scope
	// Operations has an error for each operation that would be refused.
	Operations []*InsufficientScopeError

	credential credentialKind
}

// Error names what is missing, for what, and the next step.
func (e *ScopeCheckError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "fanvue: insufficient scopes: missing %s", listScopes(e.Missing))
	for _, op := range e.Operations {
		fmt.Fprintf(&text, "; %s lacks %s", op.Operation, listScopes(op.Missing))
		if declaration := declared[op.Operation]; declaration != nil && declaration.hearsay() {
			text.WriteString(" (as reported, Fanvue does not document it)")
		}
	}
	if len(e.Operations) > 0 {
		fmt.Fprintf(&text, "; the %s has %s", e.credential, listScopes(e.Operations[0].Granted))
	}
	text.WriteString("; " + e.credential.nextStep())
	return clip(oneLine(text.String()), maxErrorText)
}

// Is reports whether target is [ErrInsufficientScope] or [ErrForbidden].
func (e *ScopeCheckError) Is(target error) bool {
	return target == ErrInsufficientScope || target == ErrForbidden
}

// Unwrap returns the errors of the single operations.
func (e *ScopeCheckError) Unwrap() []error {
	errs := make([]error, len(e.Operations))
	for i, op := range e.Operations {
		errs[i] = op
	}
	return errs
}

func listScopes(scopes []Scope) string {
	if len(scopes) == 0 {
		return "no scope"
	}
	return joinScopes(scopes)
}

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
	if _, told := c.scopeOverrides[op.Name]; mode == ScopeWarn || op.hearsay() && !told {
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
