package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/internal/redact"
)

// Kinds of errors, for [errors.Is]. A server that cannot be reached or that
// fails is a [fanvue.ErrUnavailable], and never one of these.
var (
	// ErrReconnect reports that the grant has ended: it was revoked, it expired,
	// its refresh token was spent elsewhere, or the app lost one of its scopes.
	// Only a new sign-in helps.
	ErrReconnect = errors.New("fanvue: oauth: the grant has ended; start a new sign-in")
	// ErrNoGrant reports that a store has no grant: nobody has signed in yet, or
	// the user signed out.
	ErrNoGrant = errors.New("fanvue: oauth: there is no grant; start a sign-in")
	// ErrStateMismatch reports a callback that does not belong to the sign-in:
	// it is forged, or it is of another sign-in of the same browser.
	ErrStateMismatch = errors.New("fanvue: oauth: the callback does not belong to this sign-in")
	// ErrAccessDenied reports that the user did not consent.
	ErrAccessDenied = errors.New("fanvue: oauth: the user did not consent")
	// ErrSignInUsed reports the second callback of one sign-in.
	ErrSignInUsed = errors.New("fanvue: oauth: this sign-in has already been finished")
	// ErrSignInExpired reports a callback that came after the time for a sign-in.
	ErrSignInExpired = errors.New("fanvue: oauth: the time for this sign-in is over")
	// ErrNoCode reports a callback with neither a code nor an error.
	ErrNoCode = errors.New("fanvue: oauth: the callback has no authorization code")
)

// Codes of the OAuth specifications.
const (
	codeAccessDenied   = "access_denied"
	codeInvalidClient  = "invalid_client"
	codeInvalidGrant   = "invalid_grant"
	codeInvalidRequest = "invalid_request"
	codeInvalidScope   = "invalid_scope"
	codeServerError    = "server_error"
	codeUnavailable    = "temporarily_unavailable"
	codeUnauthorized   = "unauthorized_client"
)

const (
	maxErrorText   = 2 << 10
	maxCode        = 100
	maxDescription = 1 << 10
)

// Error is an error that the authorization server reported, in the response to
// a request or in a callback.
type Error struct {
	// StatusCode is the HTTP status; 0 for an error in a callback.
	StatusCode int
	// Code is the OAuth error code, such as "invalid_grant". Decide by it.
	Code string
	// Description is the server's text, at most 1 KiB of it; empty if there is
	// none. It is for people.
	Description string
}

// newError returns an Error without control characters and without secrets.
func newError(status int, code, description string, secrets *redact.Secrets) *Error {
	clean := func(text string, limit int) string {
		return redact.Clip(redact.OneLine(secrets.Text(text)), limit)
	}
	return &Error{StatusCode: status, Code: clean(code, maxCode), Description: clean(description, maxDescription)}
}

// Error returns the status, the code, the description and the next step.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("the authorization server reports ")
	if e.StatusCode != 0 {
		fmt.Fprintf(&text, "%d ", e.StatusCode)
	}
	text.WriteString(e.Code)
	if e.Description != "" {
		fmt.Fprintf(&text, " (%q)", e.Description)
	}
	switch e.Code {
	case codeInvalidClient:
		text.WriteString("; check the client id and the client secret")
	case codeInvalidScope:
		text.WriteString("; the app does not have one of the scopes, check them in the app's settings")
	case codeUnauthorized:
		text.WriteString("; check what the app is allowed to do in the app's settings")
	}
	return redact.Clip(text.String(), maxErrorText)
}

// Is reports whether target is [ErrAccessDenied], for that code, or
// [fanvue.ErrUnavailable], for what says nothing about the grant.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrAccessDenied:
		return e.Code == codeAccessDenied
	case fanvue.ErrUnavailable:
		return isTransient(e.StatusCode) || e.Code == codeServerError || e.Code == codeUnavailable || e.isConcurrentUse()
	}
	return false
}

// isTransient reports whether a status says that a later attempt may succeed.
func isTransient(status int) bool {
	return status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooManyRequests
}

// isConcurrentUse reports the error of two refreshes at the same moment, after
// which the grant is alive.
func (e *Error) isConcurrentUse() bool {
	return e.Code == codeInvalidRequest && strings.Contains(strings.ToLower(e.Description), "concurrent")
}

// endsGrant reports whether the error of a refresh is final. A server in trouble
// is not to be believed, whatever code it sends.
func (e *Error) endsGrant() bool {
	return (e.Code == codeInvalidGrant || e.Code == codeInvalidScope) && e.StatusCode/100 == 4 && !isTransient(e.StatusCode)
}

// failure is an error with what was done, the kind for errors.Is, and the next
// step. Its fields are private, so that no encoder reaches into the cause.
type failure struct {
	action string
	kind   error // nil for none
	cause  error
	next   string
}

// Error returns what failed, why, and the next step.
func (f *failure) Error() string {
	text := "fanvue: oauth: " + f.action
	if f.cause != nil {
		text += ": " + strings.TrimPrefix(f.cause.Error(), "fanvue: oauth: ")
	}
	if f.next != "" {
		text += "; " + f.next
	}
	return redact.Clip(redact.OneLine(text), maxErrorText)
}

// Is reports whether target is the kind of the failure.
func (f *failure) Is(target error) bool { return f.kind != nil && target == f.kind }

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.cause }

// invalid is a local rejection of an argument.
func invalid(argument, format string, args ...any) error {
	return &fanvue.ArgumentError{Argument: "oauth." + argument, Reason: fmt.Sprintf(format, args...)}
}

// SignInError reports a sign-in that did not lead to a grant. It unwraps to its
// cause: an [*Error], one of the kinds of this package, or a
// [fanvue.ErrUnavailable].
type SignInError struct {
	// UserMessage is what to show the person who signs in. It has no technical
	// details.
	UserMessage string

	cause error
}

// Error returns the cause.
func (e *SignInError) Error() string {
	return redact.Clip("fanvue: oauth: sign-in: "+strings.TrimPrefix(e.cause.Error(), "fanvue: oauth: "), maxErrorText)
}

// Unwrap returns the cause.
func (e *SignInError) Unwrap() error { return e.cause }

// signInFailed chooses what to show for a cause.
func signInFailed(cause error) *SignInError {
	message := "The sign-in with Fanvue did not work. Please start a new one."
	switch {
	case errors.Is(cause, ErrAccessDenied):
		message = "You did not allow the access, so nothing was connected. You can start the sign-in whenever you like."
	case errors.Is(cause, ErrStateMismatch):
		message = "This sign-in does not belong to this browser session, or a newer one replaced it. Please start a new one."
	case errors.Is(cause, ErrSignInUsed):
		message = "This sign-in has already been completed. If you are not signed in, please start a new one."
	case errors.Is(cause, ErrSignInExpired):
		message = "The sign-in took too long. Please start a new one."
	case errors.Is(cause, fanvue.ErrUnavailable):
		message = "Fanvue could not be reached. Please try once more in a minute."
	case isConfiguration(cause):
		message = "This app is not set up correctly at Fanvue. Please contact its developers."
	}
	return &SignInError{UserMessage: message, cause: cause}
}

// isConfiguration reports an error that only the developers of the app can
// resolve.
func isConfiguration(err error) bool {
	var reported *Error
	return errors.As(err, &reported) &&
		slices.Contains([]string{codeInvalidClient, codeInvalidRequest, codeInvalidScope, codeUnauthorized}, reported.Code)
}

// MissingScopes returns the scopes to request in a new sign-in after a call that
// lacked some: those that the credential has together with those that the call
// requires. Pass them to [SignInOptions].Scopes. It returns nil if err has no
// [*fanvue.InsufficientScopeError]; if err has several, as that of
// [fanvue.Client.CheckScopes] does, it returns the scopes for all of them.
//
// A refresh cannot add a scope to a grant: the user has to consent. Whether and
// how often to ask is up to the program. A user who unticked a scope once may do
// so every time, so do not start a sign-in without an action of the user.
func MissingScopes(err error) []fanvue.Scope {
	var granted, required []fanvue.Scope
	visitErrors(err, func(err error) {
		if lacking, ok := err.(*fanvue.InsufficientScopeError); ok {
			granted = append(granted, lacking.Granted...)
			required = append(append(required, lacking.Required...), lacking.Missing...)
		}
	})
	return apiScopes(append(granted, required...))
}

// visitErrors calls visit with err and everything that it wraps.
func visitErrors(err error, visit func(error)) {
	if err == nil {
		return
	}
	visit(err)
	switch wrapper := err.(type) {
	case interface{ Unwrap() error }:
		visitErrors(wrapper.Unwrap(), visit)
	case interface{ Unwrap() []error }:
		for _, wrapped := range wrapper.Unwrap() {
			visitErrors(wrapped, visit)
		}
	}
}
