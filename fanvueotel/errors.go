package fanvueotel

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/fanvue-go/fanvue"
)

// kinds are the values of error.type that stand for a kind of error, the words
// that the errors have in log records. The first one that matches counts: an error
// may have several.
var kinds = []struct {
	err  error
	name string
}{
	{fanvue.ErrOutcomeUnknown, "outcome_unknown"},
	{context.Canceled, "canceled"},
	{context.DeadlineExceeded, "deadline_exceeded"},
	{fanvue.ErrInsufficientScope, "insufficient_scope"},
	{fanvue.ErrRateLimited, "rate_limited"},
	{fanvue.ErrUnavailable, "unavailable"},
	{fanvue.ErrNoChat, "no_chat"},
	{fanvue.ErrAPIVersion, "api_version"},
	{fanvue.ErrUnauthorized, "unauthorized"},
	{fanvue.ErrForbidden, "forbidden"},
	{fanvue.ErrNotFound, "not_found"},
	{fanvue.ErrConflict, "conflict"},
	{fanvue.ErrValidation, "validation"},
	{errors.ErrUnsupported, "unsupported"},
}

// errorType returns the kind of a call's error. It has nothing of the error's
// text, which may quote the server.
func errorType(err error) string {
	for _, kind := range kinds {
		if errors.Is(err, kind.err) {
			return kind.name
		}
	}
	var response *fanvue.APIError
	switch {
	case errors.As(err, &response):
		return strconv.Itoa(response.StatusCode)
	case errors.As(err, new(*fanvue.DecodeError)):
		return "unreadable_response"
	case errors.As(err, new(*fanvue.RequestError)):
		return "no_response"
	}
	return semconv.ErrorTypeOther.Value.AsString()
}

func isOutcomeUnknown(err error) bool { return errors.Is(err, fanvue.ErrOutcomeUnknown) }

// isRejection reports whether the call was rejected locally. A call without an
// attempt may also have failed, for example because there was no token.
func isRejection(result fanvue.CallResult) bool {
	if result.Err == nil || result.Attempts > 0 {
		return false
	}
	for _, kind := range []error{fanvue.ErrValidation, fanvue.ErrInsufficientScope, fanvue.ErrRateLimited, errors.ErrUnsupported} {
		if errors.Is(result.Err, kind) {
			return true
		}
	}
	return false
}

// attemptOutcome returns the attributes of what an attempt ended with.
func attemptOutcome(attempt fanvue.AttemptInfo) []attribute.KeyValue {
	var attrs []attribute.KeyValue
	if attempt.StatusCode != 0 {
		attrs = append(attrs, semconv.HTTPResponseStatusCode(attempt.StatusCode))
	}
	var timeout interface{ Timeout() bool }
	switch err := attempt.Err; {
	case err == nil && attempt.StatusCode < http.StatusMultipleChoices:
		return attrs
	case err == nil:
		return append(attrs, semconv.ErrorTypeKey.String(strconv.Itoa(attempt.StatusCode)))
	case errors.Is(err, context.Canceled):
		return append(attrs, semconv.ErrorTypeKey.String("canceled"))
	case errors.Is(err, context.DeadlineExceeded):
		return append(attrs, semconv.ErrorTypeKey.String("deadline_exceeded"))
	case errors.As(err, &timeout) && timeout.Timeout():
		return append(attrs, semconv.ErrorTypeKey.String("timeout"))
	case attempt.StatusCode != 0:
		return append(attrs, semconv.ErrorTypeKey.String("incomplete_response"))
	}
	return append(attrs, semconv.ErrorTypeKey.String("no_response"))
}
