package fanvue

import (
	"context"
	"errors"
	"log/slog"
	"strings"
)

// The errors of this package are values for [log/slog]. Each is a group that has
// these attributes first, as far as they are known; their names do not change:
//
//	operation   the name of the operation
//	kind        what a caller can act on: see errorKind
//	status      the HTTP status
//	request_id  the server's id of the request
//	sent        whether the server may have seen the request
//
// The texts of errors may quote what the server said. The groups hold no such
// text, no body, no id of a user and no credential.

// errorKind returns the word for the kind of err.
func errorKind(err error) string {
	for _, k := range []struct {
		kind error
		word string
	}{
		{ErrOutcomeUnknown, "outcome_unknown"},
		{context.Canceled, "canceled"},
		{context.DeadlineExceeded, "deadline_exceeded"},
		{ErrScopesUnknown, "scopes_unknown"},
		{ErrInsufficientScope, "insufficient_scope"},
		{ErrRateLimited, "rate_limited"},
		{ErrUnavailable, "unavailable"},
		{ErrNoChat, "no_chat"},
		{ErrAPIVersion, "api_version"},
		{ErrUnauthorized, "unauthorized"},
		{ErrForbidden, "forbidden"},
		{ErrNotFound, "not_found"},
		{ErrConflict, "conflict"},
		{ErrValidation, "validation"},
		{ErrListIncomplete, "list_incomplete"},
		{ErrMediaFailed, "media_failed"},
		{ErrContentChanged, "content_changed"},
		{errors.ErrUnsupported, "unsupported"},
	} {
		if errors.Is(err, k.kind) {
			return k.word
		}
	}
	switch {
	case errors.As(err, new(*DecodeError)):
		return "unreadable_response"
	case errors.As(err, new(*APIError)), errors.As(err, new(*StorageError)):
		return "unexpected_status"
	}
	return "other"
}

// errorSent reports whether the server may have seen the request that err is
// about.
func errorSent(err error) bool {
	if errors.Is(err, ErrOutcomeUnknown) {
		return true
	}
	var failed *RequestError
	if errors.As(err, &failed) {
		return failed.sent
	}
	return errors.As(err, new(*APIError)) || errors.As(err, new(*DecodeError)) || errors.As(err, new(*StorageError))
}

// logGroup returns the attributes that the errors have in common, and then more.
func logGroup(err error, op OperationName, sent bool, more ...slog.Attr) slog.Value {
	attrs := make([]slog.Attr, 0, 5+len(more))
	if op != "" {
		attrs = append(attrs, slog.String("operation", clip(oneLine(string(op)), 1<<10)))
	}
	attrs = append(attrs, slog.String("kind", errorKind(err)))
	status, requestID := 0, ""
	var (
		answer  *APIError
		broken  *DecodeError
		storage *StorageError
	)
	switch {
	case errors.As(err, &answer):
		status, requestID = answer.StatusCode, answer.RequestID
	case errors.As(err, &broken):
		status, requestID = broken.StatusCode, broken.RequestID
	case errors.As(err, &storage):
		status = storage.StatusCode
	}
	if status != 0 {
		attrs = append(attrs, slog.Int("status", status))
	}
	if requestID != "" {
		attrs = append(attrs, slog.String("request_id", clip(oneLine(requestID), maxRequestID)))
	}
	attrs = append(attrs, slog.Bool("sent", sent))
	return slog.GroupValue(append(attrs, more...)...)
}

// scopesAttr returns a list of scopes as an attribute.
func scopesAttr(name string, scopes []Scope) slog.Attr {
	return slog.String(name, clip(oneLine(joinScopes(scopes)), 1<<10))
}

// LogValue implements [slog.LogValuer]. The group has operation, kind, status,
// request_id, sent, and retry_after after a 429 that has one.
func (e *APIError) LogValue() slog.Value {
	if e.Is(ErrRateLimited) && e.RateLimit.RetryAfter > 0 {
		return logGroup(e, e.Operation, true, slog.Duration("retry_after", e.RateLimit.RetryAfter))
	}
	return logGroup(e, e.Operation, true)
}

// LogValue implements [slog.LogValuer]. The group has operation, kind, status,
// request_id, sent, content_type and bytes, the length of the body.
func (e *DecodeError) LogValue() slog.Value {
	return logGroup(e, e.Operation, true,
		slog.String("content_type", clip(oneLine(e.ContentType), 80)), slog.Int("bytes", len(e.Body)))
}

// LogValue implements [slog.LogValuer]. The group has operation, kind, sent, the
// status and request_id of a response before the failure, and cause: "timeout",
// "no connection", "connection failed" or "canceled"; without a failed
// connection there is no cause.
func (e *RequestError) LogValue() slog.Value {
	if e.unavailable || isContextError(e.Err) {
		return logGroup(e, e.Operation, e.sent, slog.String("cause", failureKind(e.Err)))
	}
	return logGroup(e, e.Operation, e.sent)
}

// LogValue implements [slog.LogValuer]. The group has operation, kind, sent, and
// status and request_id if there was a response.
func (e *OutcomeUnknownError) LogValue() slog.Value { return logGroup(e, e.Operation, true) }

// LogValue implements [slog.LogValuer]. The group has operation, kind, sent and
// argument, the name of what is invalid.
func (e *ArgumentError) LogValue() slog.Value {
	return logGroup(e, e.Operation, false, slog.String("argument", clip(oneLine(e.Argument), 80)))
}

// LogValue implements [slog.LogValuer]. The group has operation, kind, sent,
// status and request_id if it was sent, and required and missing, lists of
// scopes.
func (e *InsufficientScopeError) LogValue() slog.Value {
	return logGroup(e, e.Operation, e.Sent(), scopesAttr("required", e.Required), scopesAttr("missing", e.Missing))
}

// LogValue implements [slog.LogValuer]. The group has kind, sent, missing, a list
// of scopes, and operations, the names of those that would be rejected.
func (e *ScopeCheckError) LogValue() slog.Value {
	names := make([]string, len(e.Operations))
	for i, op := range e.Operations {
		names[i] = string(op.Operation)
	}
	return logGroup(e, "", false, scopesAttr("missing", e.Missing),
		slog.String("operations", clip(oneLine(strings.Join(names, ", ")), 1<<10)))
}

// LogValue implements [slog.LogValuer]. The group has operation, kind, sent and
// surface.
func (e *SurfaceError) LogValue() slog.Value {
	return logGroup(e, e.Operation, false, slog.String("surface", clip(oneLine(e.Surface.String()), 80)))
}

// LogValue implements [slog.LogValuer]. The group is that of the error which ended
// the iteration; an error of another package has kind and sent.
func (e *ListError) LogValue() slog.Value {
	if cause, ok := e.Err.(slog.LogValuer); ok {
		return cause.LogValue()
	}
	return logGroup(e, "", errorSent(e.Err))
}

// LogValue implements [slog.LogValuer]. The group is that of the error which ended
// the iteration; an error of another package has kind and sent.
func (e *BatchError) LogValue() slog.Value { return (&ListError{Err: e.Err}).LogValue() }

// LogValue implements [slog.LogValuer]. The group has operation, kind, sent,
// status and request_id of the response, and index, the position of the item.
func (e *ItemDecodeError) LogValue() slog.Value {
	return logGroup(e, e.Operation, true, slog.Int("index", e.Index))
}

// LogValue implements [slog.LogValuer]. The group has kind, sent and code.
func (e ItemError) LogValue() slog.Value {
	return logGroup(e, "", true, slog.String("code", logWord(e.Code)))
}

// LogValue implements [slog.LogValuer]. The group has operation, kind, status and
// request_id if there was a response, sent, and parts, the number of stored
// parts.
func (e *UploadError) LogValue() slog.Value {
	return logGroup(e, e.Operation, errorSent(e.Err), slog.Int("parts", len(e.State.Parts)))
}

// LogValue implements [slog.LogValuer]. The group has kind, status, sent, part,
// and code if the storage sent one.
func (e *StorageError) LogValue() slog.Value {
	more := []slog.Attr{slog.Int("part", e.Part)}
	if e.Code != "" {
		more = append(more, slog.String("code", logWord(e.Code)))
	}
	return logGroup(e, "", true, more...)
}

// LogValue is that of the errors that methods of lists return themselves.
func (e *incompleteError) LogValue() slog.Value { return logGroup(e, e.operation, true) }

// LogValue is that of the first error, which says what the server did.
func (e *chainedError) LogValue() slog.Value {
	if first, ok := e.first.(slog.LogValuer); ok {
		return first.LogValue()
	}
	return logGroup(e, "", errorSent(e))
}

// logWord returns a code of a server if it is one word, such as NOT_FOUND. Any
// other text is not for logs.
func logWord(code string) string {
	for _, b := range []byte(code) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '_', b == '-', b == '.':
		default:
			return "unreadable"
		}
	}
	return clip(code, 40)
}
