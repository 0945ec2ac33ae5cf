package fanvue

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
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
func newAPIError(op OperationName, resp *response) *APIError {
	e := &APIError{
		Operation:  op,
		StatusCode: resp.StatusCode,
		Body:       resp.cleanBody(),
		RateLimit:  parseRateLimit(resp.Header),
		challenge:  resp.clean(strings.Join(resp.Header.Values("WWW-Authenticate"), ", ")),
	}
	if resp.StatusCode/100 == 3 {
		e.location = resp.clean(resp.Header.Get(movedTo)) // elsewhere the header is the server's own
	}
	var words struct {
		Error, Message, Errors, NextVersion json.RawMessage
	}
	if json.Unmarshal(resp.body, &words) == nil {
		e.reason = resp.clean(plainText(words.Error))
		e.Message = cmp.Or(resp.clean(plainText(words.Message)), e.reason)
		e.NextVersion = resp.clean(plainText(words.NextVersion))
		var items []json.RawMessage
		if json.Unmarshal(words.Errors, &items) != nil {
			items = []json.RawMessage{words.Errors}
		}
		for _, item := range items {
			if text := resp.clean(plainText(item)); text != "" {
				e.Details = append(e.Details, text)
			}
		}
	} else if start := clip(strings.TrimSpace(string(e.Body)), maxErrorText); !looksLikeMarkup(resp.Header, start) && utf8.ValidString(start) {
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
