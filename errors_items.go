package fanvue

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// BulkResult holds the response to a request for several items by id. An item
// that fails does not fail the others: the call returns no error, and
// [BulkResult.Err] reports whether one item failed and why.
type BulkResult[T any] struct {
	// Results holds the items, keyed by the requested ids. The value is nil for
	// an item that failed.
	Results map[string]*T `json:"results"`
	// Errors holds the reasons of the failures; empty if there are none.
	Errors []ItemError `json:"errors"`
}

func (r *BulkResult[T]) checkComplete() error { return requireResults(r.Results) }

// Err returns the reason why the item with this id failed, as an [ItemError],
// or nil if it did not fail. An id that the response leaves out counts as
// failed.
func (r *BulkResult[T]) Err(id string) error {
	for _, e := range r.Errors {
		if e.ID == id {
			return e
		}
	}
	if r.Results[id] == nil {
		return ItemError{ID: id, Code: codeUnexplained, Message: "the response has neither the item nor a reason"}
	}
	return nil
}

// ItemError reports why one item of a [BulkResult] failed. It matches
// [ErrNotFound] if the item does not exist or is not where it was looked up,
// and [ErrForbidden] if the credential has no access to it.
type ItemError struct {
	// ID is the requested id of the item.
	ID string `json:"id"`
	// Code is the server's code in the server's spelling: NOT_FOUND,
	// NOT_IN_MESSAGE or INTERNAL; from the batch methods not_found, forbidden
	// or internal. It is UNEXPLAINED if the response has no readable reason.
	// More values may come.
	Code string `json:"code"`
	// Message is the server's explanation; empty if there is none. It is not
	// meant for programs.
	Message string `json:"message"`
}

const (
	codeNotFound     = "NOT_FOUND"
	codeNotInMessage = "NOT_IN_MESSAGE"
	codeForbidden    = "FORBIDDEN"
	// codeUnexplained is the only code that this package sets itself.
	codeUnexplained = "UNEXPLAINED"
)

// UnmarshalJSON decodes an error in the form of any bulk response: they name
// the id differently. An error of another form becomes the message, because
// the results beside it must not be lost.
func (e *ItemError) UnmarshalJSON(data []byte) error {
	var wire struct{ ID, MediaUUID, FanUUID, Code, Message string }
	if json.Unmarshal(data, &wire) != nil {
		wire.Code, wire.Message = codeUnexplained, clip(oneLine(string(data)), 200)
	}
	*e = ItemError{ID: cmp.Or(wire.ID, wire.MediaUUID, wire.FanUUID), Code: wire.Code, Message: wire.Message}
	return nil
}

// Error returns the id, the code and the message in one line.
func (e ItemError) Error() string {
	text := fmt.Sprintf("fanvue: item %s: %s: %s", e.ID, e.Code, e.Message)
	return clip(oneLine(strings.TrimSuffix(text, ": ")), 300)
}

// Is reports whether target is [ErrNotFound] or [ErrForbidden] and e is of that
// kind.
func (e ItemError) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return strings.EqualFold(e.Code, codeNotFound) || strings.EqualFold(e.Code, codeNotInMessage)
	case ErrForbidden:
		return strings.EqualFold(e.Code, codeForbidden)
	}
	return false
}

// keyedResult is a [BulkResult] that arrives as an object with one member for
// each id: the item, or {"error": code}.
type keyedResult[T any] BulkResult[T]

func (r *keyedResult[T]) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return err
	}
	*r = keyedResult[T]{Results: make(map[string]*T, len(members))}
	for _, id := range slices.Sorted(maps.Keys(members)) {
		if failure := memberError(id, members[id]); failure != nil {
			r.Results[id] = nil
			r.Errors = append(r.Errors, *failure)
			continue
		}
		var item *T
		if err := json.Unmarshal(members[id], &item); err != nil {
			return fmt.Errorf("%.100q: %w", id, err)
		}
		r.Results[id] = item
	}
	return nil
}

// memberError returns the failure that a member of a keyed response reports, or
// nil if the member is an item.
func memberError(id string, member json.RawMessage) *ItemError {
	var wire struct{ Error json.RawMessage }
	if json.Unmarshal(member, &wire) != nil {
		return nil // not an object; decoding it as an item reports that
	}
	if text := string(wire.Error); text == "" || text == "null" || text == `""` {
		return nil
	}
	failure := &ItemError{ID: id}
	if json.Unmarshal(wire.Error, &failure.Code) != nil {
		failure.Code, failure.Message = codeUnexplained, clip(oneLine(string(wire.Error)), 200)
	}
	return failure
}
