package fanvue

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/fanvue-go/fanvue/internal/redact"
)

// Kinds of errors, for [errors.Is]. A kind is what a caller can act on; the
// error itself has the details.
var (
	// ErrInsufficientScope reports that the credential lacks a scope. The error
	// is an [*InsufficientScopeError], or a [*ScopeCheckError] from
	// [Client.CheckScopes].
	ErrInsufficientScope = errors.New("fanvue: insufficient scope")
	// ErrForbidden reports that the credential may not do this, because it lacks
	// a scope or for another reason (403).
	ErrForbidden = errors.New("fanvue: forbidden")
	// ErrUnauthorized reports that the credential is missing, invalid or expired
	// (401). A 401 that reports a missing scope is an [ErrInsufficientScope]
	// instead.
	ErrUnauthorized = errors.New("fanvue: unauthorized")
	// ErrNotFound reports that the resource does not exist, or that the caller
	// does not manage the creator (404).
	ErrNotFound = errors.New("fanvue: not found")
	// ErrConflict reports that the name is already in use (409).
	ErrConflict = errors.New("fanvue: conflict")
	// ErrRateLimited reports that the rate limit is exhausted, and that waiting
	// for it would take too long. Nothing was done.
	ErrRateLimited = errors.New("fanvue: rate limited")
	// ErrValidation reports an invalid request. Either it was rejected locally
	// with an [*ArgumentError], or the server responded with 400 or 422.
	ErrValidation = errors.New("fanvue: invalid request")
	// ErrOutcomeUnknown reports a write that may have been carried out. Check
	// whether it was before you send it again. The error is an
	// [*OutcomeUnknownError].
	ErrOutcomeUnknown = errors.New("fanvue: outcome unknown")
	// ErrAPIVersion reports that the server does not know the requested API
	// version or no longer supports it (400 or 410).
	ErrAPIVersion = errors.New("fanvue: API version not supported")
	// ErrUnavailable reports that the API could not be reached or failed to
	// respond, and that the call is safe to retry: nothing was sent, or the
	// operation is idempotent. A server error (5xx), a 408, a lost connection and
	// a stalled response are of this kind if the operation is idempotent; a
	// connection that could not be made is for every operation. An error of a
	// token source that matches ErrUnavailable still does when a call returns it.
	// It never matches together with [ErrOutcomeUnknown], and a call whose context
	// ended does not match.
	ErrUnavailable = errors.New("fanvue: API unavailable")
	// ErrNoChat reports that a message was not sent because there is no chat with
	// the user yet. Create one with [ChatsService.Create], which reports whether
	// the user can be contacted at all. The API has no code for it: it is
	// recognized by the server's text. It is an [ErrValidation] or an
	// [ErrNotFound], too, depending on the status.
	ErrNoChat = errors.New("fanvue: no chat with the user")
	// ErrScopesUnknown reports that [Client.RequireScopes] cannot check anything,
	// because neither the options nor the token say which scopes the credential
	// has.
	ErrScopesUnknown = errors.New("the scopes of the credential are unknown")
)

const (
	// maxErrorBody is how much of an error's body is kept, in bytes.
	maxErrorBody = 1 << 20
	// maxErrorText is the longest text of an error, in bytes.
	maxErrorText = 4 << 10
	// maxRequestID is how much of the id of a request is kept, in bytes.
	maxRequestID = 100
)

// InsufficientScopeError reports that the credential lacks a scope. Either the
// call was rejected locally and nothing was sent, or the server refused it:
// [Sent] reports which. It unwraps to the server's response, an [*APIError].
//
// It is an [ErrInsufficientScope] and an [ErrForbidden].
//
// [Sent]: InsufficientScopeError.Sent
type InsufficientScopeError struct {
	// Operation is the operation whose call was not carried out.
	Operation OperationName
	// Required are the scopes that the operation requires, all together.
	Required []Scope
	// Granted are the scopes that the credential is known to have; nil if they
	// are unknown.
	Granted []Scope
	// Missing are the scopes to request. If the server refused the call, they
	// are the ones that it named. If it named none, they are the required scopes
	// that are not granted, or all of them if none is known to be missing.
	Missing []Scope

	credential credentialKind
	// ofToken reports that Granted came with the token, not from the options.
	ofToken  bool
	response *APIError
}

// Sent reports whether the request reached the server, which then refused it.
// If it is false, nothing was sent.
func (e *InsufficientScopeError) Sent() bool { return e.response != nil }

// Error returns the operation, what it requires, what the credential has, what
// is missing, who found out, and the next step.
func (e *InsufficientScopeError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "fanvue: %s: insufficient scope: requires %s", e.Operation, listScopes(e.Required))
	named := e.Sent() && len(e.response.scopes) > 0
	disagree := e.Sent() && e.Granted != nil && !named && newScopeSet(e.Required...).minus(newScopeSet(e.Granted...)).empty()
	switch {
	case e.Granted == nil:
		fmt.Fprintf(&text, "; the scopes of the %s are unknown", e.credential)
	case disagree:
		fmt.Fprintf(&text, "; the %s %s %s, but the server reports that one is missing", e.credential, e.source(), listScopes(e.Granted))
	default:
		fmt.Fprintf(&text, "; the %s has %s", e.credential, listScopes(e.Granted))
	}
	switch {
	case named:
		fmt.Fprintf(&text, "; missing according to the server: %s", listScopes(e.Missing))
	case e.Granted != nil && !disagree:
		fmt.Fprintf(&text, "; missing: %s", listScopes(e.Missing))
	}
	if e.Sent() {
		fmt.Fprintf(&text, " (refused by the server: %d", e.response.StatusCode)
		if e.response.Message != "" {
			fmt.Fprintf(&text, " %q", clip(oneLine(e.response.Message), 200))
		}
		text.WriteString(")")
	} else {
		text.WriteString(" (rejected locally, nothing was sent)")
	}
	if unknown := undocumented(e.Granted); len(unknown) > 0 && !e.Sent() {
		text.WriteString("; " + spellingHint(unknown))
	}
	switch {
	case disagree && e.ofToken:
		text.WriteString("; correct the scopes that the token source reports, or set a changed requirement with WithOperationScopes")
	case disagree && len(e.Required) > 0:
		text.WriteString("; correct WithScopes or the credential, or set a changed requirement with WithOperationScopes")
	case len(e.Required) == 0 && !named:
		text.WriteString("; find out what it requires and set that with WithOperationScopes")
	default:
		text.WriteString("; " + e.credential.nextStep())
	}
	id := ""
	if e.Sent() {
		id = e.response.RequestID
	}
	return withRequestID(text.String(), id)
}

// source describes where the granted scopes are known from.
func (e *InsufficientScopeError) source() string {
	if e.ofToken {
		return "came with"
	}
	return "is configured with"
}

// Is reports whether target is [ErrInsufficientScope] or [ErrForbidden].
func (e *InsufficientScopeError) Is(target error) bool {
	return target == ErrInsufficientScope || target == ErrForbidden
}

// Unwrap returns the server's response, an [*APIError], or nil if nothing was
// sent.
func (e *InsufficientScopeError) Unwrap() error {
	if e.response == nil {
		return nil
	}
	return e.response
}

// ScopeCheckError reports everything that [Client.CheckScopes] found missing. It
// unwraps to an [*InsufficientScopeError] for each operation that would be
// rejected.
type ScopeCheckError struct {
	// Missing are the scopes to request so that all operations pass.
	Missing []Scope
	// Operations has an error for each operation that would be rejected.
	Operations []*InsufficientScopeError

	credential credentialKind
}

// Error returns what is missing, for which operations, and the next step.
func (e *ScopeCheckError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "fanvue: insufficient scopes: missing %s", listScopes(e.Missing))
	for _, op := range e.Operations {
		fmt.Fprintf(&text, "; %s lacks %s", op.Operation, listScopes(op.Missing))
		if declaration := declared[op.Operation]; declaration != nil && declaration.unverifiedScopes() {
			text.WriteString(" (unverified: Fanvue does not document it)")
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

// Unwrap returns the errors of the operations.
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

// OutcomeUnknownError reports a write that may have been carried out: the
// request was sent, and no usable response was received. Check whether it was
// carried out before you send it again. The error unwraps to its cause: an
// [*APIError] for a 5xx, a [*DecodeError] for a response that cannot be read, or
// the connection's error.
type OutcomeUnknownError struct {
	// Operation is the call whose outcome is unknown.
	Operation OperationName
	// Err is the reason why the outcome is unknown.
	Err error
}

// Error returns the operation, the cause, what it means and the next step.
func (e *OutcomeUnknownError) Error() string {
	return clip(oneLine(fmt.Sprintf("fanvue: %s: outcome unknown: %s (it may have been carried out and was not retried); check before you send it again",
		e.Operation, shortCause(e.Err, e.Operation))), maxErrorText)
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
	return &OutcomeUnknownError{Operation: op.Name, Err: notUnavailable(err)}
}

// notUnavailable returns err as the cause of an unknown outcome. A transport of
// the caller's may return an ErrUnavailable, which would say the opposite.
func notUnavailable(err error) error {
	if !errors.Is(err, ErrUnavailable) {
		return err
	}
	return &unknownCause{err}
}

// unknownCause is err, except that it is not an ErrUnavailable.
type unknownCause struct{ err error }

func (e *unknownCause) Error() string { return e.err.Error() }

func (e *unknownCause) Is(target error) bool {
	return target != ErrUnavailable && errors.Is(e.err, target)
}

func (e *unknownCause) As(target any) bool { return errors.As(e.err, target) }

// RequestError reports a call that ended without a response from the server:
// the connection could not be made or broke, a wait was cancelled, or there was
// no token. It unwraps to its cause.
type RequestError struct {
	// Operation is the call that failed.
	Operation OperationName
	// Err is the cause.
	Err error

	sent        bool
	unavailable bool
}

// Sent reports whether the request may have been carried out. Such a call is
// safe to retry; otherwise the error is an [*OutcomeUnknownError]. A request
// that the server only refused with a 429 counts as not sent.
func (e *RequestError) Sent() bool { return e.sent }

// Error returns the operation, the cause and whether anything was sent.
func (e *RequestError) Error() string {
	after := "nothing was sent"
	switch {
	case e.sent:
		after = "no response; the call is safe to retry"
	case errors.As(e.Err, new(*APIError)):
		after = "nothing was done"
	}
	return clip(oneLine(fmt.Sprintf("fanvue: %s: %s (%s)", e.Operation, shortCause(e.Err, e.Operation), after)), maxErrorText)
}

// Unwrap returns the cause.
func (e *RequestError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrUnavailable] and e is of that kind.
func (e *RequestError) Is(target error) bool { return target == ErrUnavailable && e.unavailable }

// DecodeError reports a response with a success status whose body cannot be
// read.
type DecodeError struct {
	// Operation is the call that failed.
	Operation OperationName
	// StatusCode is the HTTP status, a 2xx.
	StatusCode int
	// ContentType is the response's Content-Type header.
	ContentType string
	// Body is the raw body, at most 1 MiB of it.
	Body []byte
	// Header is the header of the response, without the credential.
	Header http.Header
	// RequestID is the server's id of the request, to quote to its support; empty
	// if it sent none.
	RequestID string
	// Err is the reason why the body cannot be read.
	Err error

	unavailable bool
}

// Error returns the operation, what was received, what is wrong with it, and the
// id of the request.
func (e *DecodeError) Error() string {
	return withRequestID(fmt.Sprintf("fanvue: %s: cannot read the %d response (%.80q, %d bytes): %s",
		e.Operation, e.StatusCode, e.ContentType, len(e.Body), shortCause(e.Err, e.Operation)), e.RequestID)
}

// Unwrap returns the cause.
func (e *DecodeError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrUnavailable] and the connection was lost
// before the end of the body.
func (e *DecodeError) Is(target error) bool { return target == ErrUnavailable && e.unavailable }

// ArgumentError reports a call that was rejected locally because of an
// argument. Nothing was sent.
type ArgumentError struct {
	// Operation is the call that was rejected; empty for an option of the
	// client.
	Operation OperationName
	// Argument is what is invalid: a path placeholder, a field or an option.
	Argument string
	// Reason is what is wrong with it.
	Reason string
}

// Error returns the operation, the argument and what is wrong with it.
func (e *ArgumentError) Error() string {
	if e.Operation == "" {
		return clip(oneLine(fmt.Sprintf("fanvue: %s: %s", e.Argument, e.Reason)), maxErrorText)
	}
	return clip(oneLine(fmt.Sprintf("fanvue: %s: %s: %s (nothing was sent)",
		clip(string(e.Operation), 1<<10), clip(e.Argument, 1<<9), clip(e.Reason, maxErrorText/2))), maxErrorText)
}

// Is reports whether target is [ErrValidation].
func (e *ArgumentError) Is(target error) bool { return target == ErrValidation }

// shortCause drops the package's own prefix from a cause of the same call.
func shortCause(err error, op OperationName) string {
	if err == nil {
		return "unknown reason"
	}
	return clip(oneLine(strings.TrimPrefix(err.Error(), fmt.Sprintf("fanvue: %s: ", op))), maxErrorText-512)
}

// withoutQuery drops what may be the signature of a URL.
func withoutQuery(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}

// oneLine returns text fit for one line of a terminal or a log.
func oneLine(text string) string { return redact.OneLine(text) }

// clip cuts text at limit bytes, between characters.
func clip(text string, limit int) string { return redact.Clip(text, limit) }
