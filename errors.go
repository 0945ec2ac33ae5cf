package fanvue

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fanvue-go/fanvue/internal/redact"
)

// Kinds of errors, for [errors.Is]. They say what a caller can act on; the
// error itself has the details.
var (
	// ErrInsufficientScope: the credential lacks a scope. The error is an
	// [*InsufficientScopeError], or a [*ScopeCheckError] from
	// [Client.CheckScopes].
	ErrInsufficientScope = errors.New("fanvue: insufficient scope")
	// ErrForbidden: the credential may not do this, for want of a scope or
	// for another reason (403).
	ErrForbidden = errors.New("fanvue: forbidden")
	// ErrUnauthorized: the credential is missing, wrong or expired (401).
	ErrUnauthorized = errors.New("fanvue: unauthorized")
	// ErrNotFound: there is no such thing, or the creator is not managed by
	// the caller (404).
	ErrNotFound = errors.New("fanvue: not found")
	// ErrConflict: the name is taken (409).
	ErrConflict = errors.New("fanvue: conflict")
	// ErrRateLimited: the rate limit is used up, and waiting for it would
	// take too long. Nothing was done.
	ErrRateLimited = errors.New("fanvue: rate limited")
	// ErrValidation: the request is not valid. Either it was refused locally
	// with an [*ArgumentError], or the server answered 400 or 422.
	ErrValidation = errors.New("fanvue: invalid request")
	// ErrOutcomeUnknown: a write may have happened; do not repeat it before you
	// have looked. The error is an [*OutcomeUnknownError].
	ErrOutcomeUnknown = errors.New("fanvue: outcome unknown")
	// ErrAPIVersion: the server does not know or no longer supports the
	// requested API version (400 or 410).
	ErrAPIVersion = errors.New("fanvue: API version not supported")
)

const (
	// maxErrorBody is how much of an error's body is kept.
	maxErrorBody = 1 << 20
	// maxErrorText is how long the text of an error may become.
	maxErrorText = 4 << 10
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
		if declaration := declared[op.Operation]; declaration != nil && declaration.unverifiedScopes() {
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

// OutcomeUnknownError reports a write that may have happened: the request
// went out and no usable answer came back. It must not be repeated before
// looking whether it did happen. It unwraps to its cause: an [*APIError] for
// a 5xx, a [*DecodeError] for an answer that could not be read, or the
// connection's error.
type OutcomeUnknownError struct {
	// Operation is the call in doubt.
	Operation OperationName
	// Err is why the outcome is unknown.
	Err error
}

func (e *OutcomeUnknownError) Error() string {
	return clip(fmt.Sprintf("fanvue: %s: it is unknown whether this happened, and it was not repeated; look before you try again: %s",
		e.Operation, shortCause(e.Err, e.Operation)), maxErrorText)
}

// Unwrap returns the cause.
func (e *OutcomeUnknownError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrOutcomeUnknown].
func (e *OutcomeUnknownError) Is(target error) bool { return target == ErrOutcomeUnknown }

// outcomeUnknown wraps the error of a write that may have happened and must not
// be retried. The error of an idempotent operation is returned unchanged.
func outcomeUnknown(op *operation, err error) error {
	if op.Idempotent {
		return err
	}
	return &OutcomeUnknownError{Operation: op.Name, Err: err}
}

// RequestError reports a call that ended without an answer from the server:
// the connection could not be made or broke, a wait was cancelled, or no
// token was to be had. It unwraps to its cause.
type RequestError struct {
	// Operation is the call that failed.
	Operation OperationName
	// Err is the cause.
	Err error

	sent bool
}

// Sent reports whether the request may have been carried out; it was then one
// that is safe to repeat. A request that was only refused, with a 429, counts
// as not sent.
func (e *RequestError) Sent() bool { return e.sent }

func (e *RequestError) Error() string {
	after := "nothing was sent"
	switch {
	case e.sent:
		after = "no answer; the call is safe to repeat"
	case errors.As(e.Err, new(*APIError)):
		after = "nothing was done"
	}
	return clip(fmt.Sprintf("fanvue: %s: %s (%s)", e.Operation, shortCause(e.Err, e.Operation), after), maxErrorText)
}

// Unwrap returns the cause.
func (e *RequestError) Unwrap() error { return e.Err }

// DecodeError reports a success status whose body could not be read.
type DecodeError struct {
	// Operation is the call that was answered.
	Operation OperationName
	// StatusCode is the HTTP status, a 2xx.
	StatusCode int
	// ContentType is what the server said the body was.
	ContentType string
	// Body is the raw body, at most 1 MiB of it.
	Body []byte
	// Err is what was wrong with it.
	Err error
}

func (e *DecodeError) Error() string {
	return clip(fmt.Sprintf("fanvue: %s: cannot read the %d answer (%.80q, %d bytes): %s",
		e.Operation, e.StatusCode, e.ContentType, len(e.Body), shortCause(e.Err, e.Operation)), maxErrorText)
}

// Unwrap returns the cause.
func (e *DecodeError) Unwrap() error { return e.Err }

// ArgumentError reports a call that was refused locally because of what it
// was given. Nothing was sent.
type ArgumentError struct {
	// Operation is the call that was refused, empty for an option of the
	// client.
	Operation OperationName
	// Argument names what is wrong: a path placeholder, a field or an option.
	Argument string
	// Reason says what is wrong with it.
	Reason string
}

func (e *ArgumentError) Error() string {
	if e.Operation == "" {
		return clip(fmt.Sprintf("fanvue: %s: %s", e.Argument, e.Reason), maxErrorText)
	}
	return clip(fmt.Sprintf("fanvue: %s: %s: %s (nothing was sent)", e.Operation, e.Argument, clip(e.Reason, maxErrorText/2)), maxErrorText)
}

// Is reports whether target is [ErrValidation].
func (e *ArgumentError) Is(target error) bool { return target == ErrValidation }

// shortCause drops the package's own prefix from a cause of the same call.
func shortCause(err error, op OperationName) string {
	if err == nil {
		return "for an unknown reason"
	}
	return clip(oneLine(strings.TrimPrefix(err.Error(), fmt.Sprintf("fanvue: %s: ", op))), maxErrorText-512)
}

// withoutQuery drops what may be the signature of an address.
func withoutQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

// oneLine returns text without what ends a line.
func oneLine(text string) string { return redact.OneLine(text) }

// clip cuts text at limit bytes, between characters.
func clip(text string, limit int) string { return redact.Clip(text, limit) }
