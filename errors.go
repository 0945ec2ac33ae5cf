package fanvue

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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

// APIError is an answer of the server that is not a success.
type APIError struct {
	// Operation is the call that was answered.
	Operation OperationName
	// StatusCode is the HTTP status.
	StatusCode int
	// Message is what the server said, empty when it said nothing readable.
	Message string
	// Details are the server's validation messages, one an item.
	Details []string
	// Body is the raw body, at most 1 MiB of it.
	Body []byte
	// RateLimit is what the answer told of the rate limit.
	RateLimit RateLimit
	// NextVersion is the API version to move to, when the server named one.
	NextVersion string

	reason    string // the member called error, which Message may outrank
	location  string
	challenge string
}

// newAPIError reads an answer.
func newAPIError(op OperationName, p *reply) *APIError {
	e := &APIError{
		Operation:  op,
		StatusCode: p.StatusCode,
		Body:       p.cleanBody(),
		RateLimit:  parseRateLimit(p.Header),
		location:   p.clean(p.Header.Get(movedTo)),
		challenge:  p.clean(strings.Join(p.Header.Values("WWW-Authenticate"), ", ")),
	}
	var words struct {
		Error, Message, Errors, NextVersion json.RawMessage
	}
	if json.Unmarshal(p.body, &words) == nil {
		e.reason = p.clean(plainText(words.Error))
		e.Message = cmp.Or(p.clean(plainText(words.Message)), e.reason)
		e.NextVersion = p.clean(plainText(words.NextVersion))
		var items []json.RawMessage
		if json.Unmarshal(words.Errors, &items) != nil {
			items = []json.RawMessage{words.Errors}
		}
		for _, item := range items {
			if text := p.clean(plainText(item)); text != "" {
				e.Details = append(e.Details, text)
			}
		}
	} else if start := clip(strings.TrimSpace(string(e.Body)), maxErrorText); !looksLikeMarkup(p.Header, start) && utf8.ValidString(start) {
		e.Message = start
	}
	return e
}

// plainText reads a JSON string, and any other JSON value as it stands.
func plainText(raw json.RawMessage) string {
	var text string
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	return text
}

func looksLikeMarkup(h http.Header, body string) bool {
	return strings.Contains(h.Get("Content-Type"), "html") || strings.HasPrefix(body, "<")
}

// Error says which operation failed, how, in whose words, and what to do.
func (e *APIError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "fanvue: %s: %s", e.Operation, strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))))
	if words := strings.Join(slices.DeleteFunc(append([]string{e.Message}, e.Details...), func(s string) bool { return s == "" }), "; "); words != "" {
		text.WriteString(": " + clip(words, maxErrorText-512))
	} else if len(e.Body) > 0 {
		fmt.Fprintf(&text, " (a body of %d bytes with no message to read)", len(e.Body))
	}
	if hint := e.hint(); hint != "" {
		text.WriteString(" (" + hint + ")")
	}
	return clip(oneLine(text.String()), maxErrorText)
}

// hint is the next step to take.
func (e *APIError) hint() string {
	switch {
	case e.Is(ErrUnauthorized):
		return "the API key or token is missing, wrong or expired"
	case e.Is(ErrAPIVersion) && e.NextVersion != "":
		return "the next version is " + clip(e.NextVersion, 40) + "; see WithAPIVersion"
	case e.Is(ErrRateLimited) && e.RateLimit.RetryAfter > 0 && e.RateLimit.RetryAfter <= 24*time.Hour:
		return fmt.Sprintf("nothing was done; try again in %s", e.RateLimit.RetryAfter)
	case e.Is(ErrRateLimited):
		return "nothing was done; try again later"
	case e.location != "":
		return fmt.Sprintf("redirects are not followed, so that no credential leaves its host; check the base URL, the server points to %.200q", withoutQuery(e.location))
	case e.StatusCode == http.StatusNotFound && strings.HasPrefix(string(e.Operation), creatorName):
		return "a creator whom the caller does not manage is not found either"
	}
	return ""
}

// Is reports whether target is one of the kinds that e belongs to.
func (e *APIError) Is(target error) bool {
	switch target {
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrConflict:
		return e.StatusCode == http.StatusConflict
	case ErrRateLimited:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrValidation:
		return (e.StatusCode == http.StatusBadRequest || e.StatusCode == http.StatusUnprocessableEntity) && !e.aboutVersion()
	case ErrAPIVersion:
		return e.StatusCode == http.StatusGone || e.aboutVersion()
	}
	return false
}

func (e *APIError) aboutVersion() bool {
	return e.StatusCode == http.StatusBadRequest && bytes.Contains(bytes.ToLower(e.Body), []byte("unsupported api version"))
}

// aboutScopes reports whether a 403 speaks of scopes: the API says only
// "Insufficient scopes", a gateway may send an RFC 6750 challenge.
func (e *APIError) aboutScopes() bool {
	if e.StatusCode != http.StatusForbidden {
		return false
	}
	for _, words := range append([]string{e.Message, e.reason}, e.Details...) {
		if strings.Contains(strings.ToLower(words), "insufficient scope") {
			return true
		}
	}
	return strings.Contains(strings.ToLower(e.challenge), "insufficient_scope")
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

// oneLine keeps the server's words from ending a line of a log.
func oneLine(words string) string {
	words = strings.ToValidUTF8(words, "\uFFFD")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, words)
}

// clip cuts text at limit bytes, between characters.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := limit - len("…")
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
