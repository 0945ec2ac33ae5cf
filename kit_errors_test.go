package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/fanvue-go/fanvue"
)

// asError unwraps err to a T, or fails the test.
func asError[T error](t *testing.T, err error) T {
	t.Helper()
	var found T
	if !errors.As(err, &found) {
		t.Fatalf("%T, want a %T: %v", err, found, err)
	}
	return found
}

func second[T any](_ T, err error) error { return err }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// causes is err and everything that it unwraps to.
func causes(err error) []error {
	all := []error{err}
	switch e := err.(type) {
	case nil:
		return nil
	case interface{ Unwrap() error }:
		return append(all, causes(e.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, cause := range e.Unwrap() {
			all = append(all, causes(cause)...)
		}
	}
	return all
}

// describe writes an error as the table does. It is strict about the outermost
// type: an error wrapped in another one is not the same.
func describe(err error) string {
	var notes []string
	if errors.Is(err, context.DeadlineExceeded) {
		notes = append(notes, "deadline exceeded")
	}
	if errors.Is(err, context.Canceled) {
		notes = append(notes, "canceled")
	}
	var timeout interface{ Timeout() bool }
	if len(notes) == 0 && errors.As(err, &timeout) && timeout.Timeout() {
		notes = append(notes, "attempt timeout")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		notes = append(notes, "cut short")
	}
	in := func(name string) string {
		if len(notes) == 0 {
			return name
		}
		return name + "(" + strings.Join(notes, ", ") + ")"
	}
	var apiErr *fanvue.APIError
	switch e := err.(type) {
	case nil:
		return "none"
	case *fanvue.APIError:
		return fmt.Sprint("APIError ", e.StatusCode)
	case *fanvue.DecodeError:
		return in("DecodeError")
	case *fanvue.InsufficientScopeError:
		return "InsufficientScopeError(" + describe(errors.Unwrap(e)) + ")"
	case *fanvue.OutcomeUnknownError:
		return "OutcomeUnknownError(" + describe(e.Err) + ")"
	case *fanvue.RequestError:
		notes = slices.Insert(notes, 0, map[bool]string{true: "sent", false: "unsent"}[e.Sent()])
		if errors.As(err, &apiErr) {
			notes = append(notes, "after "+describe(apiErr))
		}
		return in("RequestError")
	}
	if len(notes) == 0 {
		return "no response"
	}
	return strings.Join(notes, ", ")
}

// checkText holds what is true of the text of every error, whatever a server
// says: it is short, it is text, it is one line, and it cannot steer a
// terminal.
func checkText(t *testing.T, err error) {
	t.Helper()
	for _, text := range []string{err.Error(), fmt.Sprintf("%v", err), fmt.Sprintf("%+v", err)} {
		if len(text) > 4096 {
			t.Errorf("a text of %d bytes: %.200q…", len(text), text)
		}
		if !utf8.ValidString(text) {
			t.Errorf("the text is not UTF-8: %q", clipped(text))
		}
		if at := strings.IndexFunc(text, func(r rune) bool {
			return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
		}); at >= 0 {
			t.Errorf("the text has a control character or a line break at %d: %q", at, clipped(text))
		}
		if strings.Contains(text, fuzzKey) {
			t.Errorf("the credential is in: %q", clipped(text))
		}
	}
}

func clipped(text string) string { return text[:min(len(text), 400)] }

// kinds are all the kinds of errors. A failure must be of just the right ones.
var kinds = []error{
	fanvue.ErrInsufficientScope, fanvue.ErrForbidden, fanvue.ErrUnauthorized, fanvue.ErrNotFound,
	fanvue.ErrConflict, fanvue.ErrRateLimited, fanvue.ErrValidation, fanvue.ErrAPIVersion,
}

// errElsewhere is the error of another call, as errgroup makes it the cause of
// the context that it shares.
var errElsewhere = fmt.Errorf("another call: %w", errors.Join(fanvue.ErrRateLimited, fanvue.ErrNotFound))

// itemErrorsIn returns every ItemDecodeError in the tree of err.
func itemErrorsIn(err error) []*fanvue.ItemDecodeError {
	if item, ok := err.(*fanvue.ItemDecodeError); ok {
		return []*fanvue.ItemDecodeError{item}
	}
	var items []*fanvue.ItemDecodeError
	switch err := err.(type) {
	case interface{ Unwrap() error }:
		items = itemErrorsIn(err.Unwrap())
	case interface{ Unwrap() []error }:
		for _, err := range err.Unwrap() {
			items = append(items, itemErrorsIn(err)...)
		}
	}
	return items
}
