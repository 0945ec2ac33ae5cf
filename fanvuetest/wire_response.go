package fanvuetest

import (
	"net/http"
	"time"
)

// response is what a handler returns: a status and a body to write as JSON, nil
// for none. Handlers use wire types of their own and never the SDK's types,
// which would hide a mistake in those.
type response struct {
	status int
	body   any
}

// plainText is a body that is not JSON.
type plainText string

func ok(body any) *response      { return &response{http.StatusOK, body} }
func created(body any) *response { return &response{http.StatusCreated, body} }
func noContent() *response       { return &response{status: http.StatusNoContent} }

// mapItems converts items. It does not return nil: the API writes an empty list
// as [].
func mapItems[S, T any](items []S, show func(S) T) []T {
	shown := make([]T, len(items))
	for i, item := range items {
		shown[i] = show(item)
	}
	return shown
}

// formatTime formats a time as the API does.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// timeOrNull returns nil, for null, when the time is zero.
func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := formatTime(t)
	return &text
}

// valueOrNull returns nil, for null, when the value is zero.
func valueOrNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
