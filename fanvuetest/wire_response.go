package fanvuetest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what a handler gives: a status and a body to write as JSON, nil
// for none. Handlers build bodies of wire types of their own, never of the
// SDK's types: a mistake there would otherwise hide itself.
type response struct {
	status int
	body   any
}

// plainText is a body that is no JSON.
type plainText string

func ok(body any) *response      { return &response{http.StatusOK, body} }
func created(body any) *response { return &response{http.StatusCreated, body} }
func noContent() *response       { return &response{status: http.StatusNoContent} }

// The API has three kinds of error bodies.
type (
	errorBody struct {
		Error string `json:"error"`
	}
	messageBody struct {
		Message string `json:"message"`
	}
	errorsBody struct {
		Errors []string `json:"errors"`
	}
)

func unauthorized() *response {
	return &response{http.StatusUnauthorized, errorBody{"Unauthorized"}}
}

func unsupportedVersion(version string) *response {
	return &response{http.StatusBadRequest, struct {
		errorBody
		messageBody
	}{errorBody{"Unsupported API version"}, messageBody{fmt.Sprintf("API version '%s' is not supported", version)}}}
}

func tooManyRequests() *response {
	return &response{http.StatusTooManyRequests, errorBody{"Too many requests"}}
}

func forbidden(reason string) *response { return &response{http.StatusForbidden, errorBody{reason}} }

// invalid refuses a request that breaks the document's rules for single
// parameters and fields.
func validationError(problems []string) *response {
	return &response{http.StatusBadRequest, errorsBody{problems}}
}

// refused turns down a request that is well formed, and cannot be done.
func badRequest(reason string) *response {
	return &response{http.StatusBadRequest, messageBody{reason}}
}

func notFound(reason string) *response { return &response{http.StatusNotFound, messageBody{reason}} }

func conflict(reason string) *response { return &response{http.StatusConflict, messageBody{reason}} }

// page is which part of a list is asked for.
type page struct {
	start, size int
	number      int    // 0: the list has cursors
	list        string // a cursor belongs to it
}

// cursor names the row that comes next.
func (p page) cursor(start int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", start, p.list))
}

func (p page) readCursor(cursor string) (start int, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	number, list, _ := strings.Cut(string(text), " ")
	start, parseErr := strconv.Atoi(number)
	return start, err == nil && parseErr == nil && start >= 0 && start <= lastItem && list == p.list
}

type listBody[T any] struct {
	Data       []T            `json:"data"`
	Pagination paginationBody `json:"pagination"`
}

type paginationBody struct {
	Page int `json:"page"`
	// Size is the number of rows returned.
	Size    int  `json:"size"`
	HasMore bool `json:"hasMore"`
}

type cursorBody[T any] struct {
	Data       []T     `json:"data"`
	NextCursor *string `json:"nextCursor"`
}

// withTotal tells, in the two lists of /v1 that do, how many rows there are; nil
// is null.
func withTotal[T any](a *response, total *int) *response {
	if body, isV1 := a.body.(cursorBody[T]); isV1 {
		a.body = struct {
			cursorBody[T]
			Total *int `json:"total"`
		}{body, total}
	}
	return a
}

// pageOf answers with one page of rows, each shown by show.
func pageOf[S, T any](items []S, p page, show func(S) T) *response {
	rest := items[min(p.start, len(items)):]
	shown := rest[:min(p.size, len(rest))]
	data, more := mapItems(shown, show), len(rest) > len(shown)
	if p.number > 0 {
		return ok(listBody[T]{data, paginationBody{Page: p.number, Size: len(shown), HasMore: more}})
	}
	body := cursorBody[T]{Data: data}
	if more {
		next := p.cursor(p.start + p.size)
		body.NextCursor = &next
	}
	return ok(body)
}

// showAll is never nil: the API writes an empty list as [].
func mapItems[S, T any](items []S, show func(S) T) []T {
	shown := make([]T, len(items))
	for i, item := range items {
		shown[i] = show(item)
	}
	return shown
}

// stamp writes a time as the API does.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// stampOrNull writes the zero time as null.
func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := formatTime(t)
	return &text
}

// orNull writes the zero value as null.
func valueOrNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
