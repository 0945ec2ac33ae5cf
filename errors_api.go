package fanvue

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// APIError reports a response of the server with a status other than 2xx.
type APIError struct {
	// Operation is the operation that failed.
	Operation OperationName
	// StatusCode is the HTTP status.
	StatusCode int
	// Message is the server's message, at most 64 KiB; empty if the response has
	// none.
	Message string
	// Details lists the server's validation messages: at most 100, of at most
	// 1 KiB each. Body may have more.
	Details []string
	// Body is the body of the response, at most 1 MiB, without the credential.
	Body []byte
	// RateLimit is what the response reports about the rate limit.
	RateLimit RateLimit
	// NextVersion is the API version to use instead; empty if the response does not
	// have one.
	NextVersion string
	// Header is the header of the response, without the credential.
	Header http.Header
	// RequestID is the server's id of the request, to quote to its support; empty
	// if it sent none.
	RequestID string

	location    string  // of a redirect
	lacksScope  bool    // whether the response reports a missing scope
	scopes      []Scope // that the response names
	lacksChat   bool    // whether the response says that there is no chat to send to
	unavailable bool    // whether the call is safe to retry
}

// newAPIError returns the error for a response with a status other than 2xx.
func newAPIError(op OperationName, resp *response) *APIError {
	secrets := secretsOf(resp.tokens)
	clean := func(text string, limit int) string { return cleanText(secrets, text, limit) }
	e := &APIError{
		Operation:  op,
		StatusCode: resp.StatusCode,
		Body:       resp.cleanBody(),
		RateLimit:  RateLimit(ratelimit.Parse(resp.Header)),
		Header:     resp.cleanHeader(),
		RequestID:  resp.requestID(),
	}
	if resp.StatusCode/100 == 3 {
		e.location = clean(resp.Header.Get(movedTo), maxErrorText) // with another status, the server sent this header
	}
	body := &errorBody{clean: clean}
	if body.read(resp.body) {
		e.Message, e.Details, e.NextVersion = body.message, body.details, body.nextVersion
	} else if start := clip(strings.TrimSpace(string(e.Body)), maxErrorText); !looksLikeMarkup(resp.Header, start) && utf8.ValidString(start) {
		e.Message = start
	}
	e.readScopes(body, clean(strings.Join(resp.Header.Values("WWW-Authenticate"), ", "), maxErrorText))
	e.lacksChat = e.saysNoChat()
	return e
}

func looksLikeMarkup(h http.Header, body string) bool {
	return strings.Contains(h.Get("Content-Type"), "html") || strings.HasPrefix(trimStart(body), "<")
}

// Error returns the operation, the status, the server's messages, the next step
// and the id of the request.
func (e *APIError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "fanvue: %s: %s", e.Operation, strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))))
	if words := strings.Join(slices.DeleteFunc(append([]string{e.Message}, e.Details...), func(s string) bool { return s == "" }), "; "); words != "" {
		text.WriteString(": " + clip(words, maxErrorText-512))
	} else if len(e.Body) > 0 {
		fmt.Fprintf(&text, " (the body of %d bytes has no readable message)", len(e.Body))
	}
	if hint := e.hint(); hint != "" {
		text.WriteString(" (" + hint + ")")
	}
	return withRequestID(text.String(), e.RequestID)
}

// withRequestID ends the text of an error with the id of the request, if there is
// one.
func withRequestID(text, id string) string {
	if id != "" {
		id = "; request id " + clip(oneLine(id), maxRequestID)
	}
	return clip(oneLine(text), maxErrorText-len(id)) + id
}

// hint returns the next step, if there is one.
func (e *APIError) hint() string {
	switch {
	case e.Is(ErrUnauthorized):
		return "the API key or token is missing, invalid or expired"
	case e.lacksChat:
		return "there is no chat with the user yet; create it with Chats.Create, which reports whether the user can be contacted"
	case e.Is(ErrAPIVersion) && e.NextVersion != "":
		return "the next version is " + clip(e.NextVersion, 40) + "; see WithAPIVersion"
	case e.Is(ErrRateLimited) && e.RateLimit.RetryAfter > 0 && e.RateLimit.RetryAfter <= 24*time.Hour:
		return fmt.Sprintf("nothing was done; retry in %s", e.RateLimit.RetryAfter)
	case e.Is(ErrRateLimited):
		return "nothing was done; retry later"
	case e.location != "":
		return fmt.Sprintf("redirects are not followed, so that the credential stays with its host; check the base URL: the server redirects to %.200q", withoutQuery(e.location))
	case e.StatusCode == http.StatusProxyAuthRequired:
		return "a proxy responded, not the API: it requires credentials, as in HTTPS_PROXY=http://user:password@host:port"
	case e.StatusCode == http.StatusNotFound && strings.HasPrefix(string(e.Operation), creatorName):
		return "a creator whom the caller does not manage is reported as not found, too"
	}
	return ""
}

// Is reports whether target is one of the kinds that e belongs to.
func (e *APIError) Is(target error) bool {
	switch target {
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized && !e.lacksScope
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
	case ErrNoChat:
		return e.lacksChat
	case ErrUnavailable:
		return e.unavailable
	}
	return false
}

func (e *APIError) aboutVersion() bool {
	return e.StatusCode == http.StatusBadRequest && bytes.Contains(bytes.ToLower(e.Body), []byte("unsupported api version"))
}
