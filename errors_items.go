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
	// or internal. It is UNEXPLAINED if the response has no readable reason, and
	// UNREADABLE if the response has the item but it could not be decoded, wholly
	// or in part. More values may come.
	Code string `json:"code"`
	// Message is the server's explanation; empty if there is none. It is not
	// meant for programs.
	Message string `json:"message"`
}

const (
	codeNotFound     = "NOT_FOUND"
	codeNotInMessage = "NOT_IN_MESSAGE"
	codeForbidden    = "FORBIDDEN"
	// This package sets the last two itself.
	codeUnexplained = "UNEXPLAINED"
	codeUnreadable  = "UNREADABLE"
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
	text := fmt.Sprintf("fanvue: item %s: %s: %s", withoutQuery(e.ID), e.Code, e.Message)
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

// bulkResponse is a [BulkResult] that arrives as results and errors.
type bulkResponse[T result] struct{ bulk BulkResult[T] }

func (bulkResponse[T]) required() []string { return []string{"results"} }

func (b *bulkResponse[T]) decodeBody(r *response, _ *operation) error {
	var wire struct{ Results, Errors json.RawMessage }
	if err := json.Unmarshal(r.body, &wire); err != nil {
		return err
	}
	if err := checkComplete(b, r.body); err != nil {
		return err
	}
	if len(wire.Errors) > 0 && json.Unmarshal(wire.Errors, &b.bulk.Errors) != nil {
		b.bulk.Errors = make([]ItemError, 1)
		if err := json.Unmarshal(wire.Errors, &b.bulk.Errors[0]); err != nil {
			return err
		}
	}
	return b.bulk.decodeResults(r, wire.Results, decodeItem[T])
}

// keyedResponse is a [BulkResult] that arrives as an object with one member for
// each id: the item, or {"error": code}.
type keyedResponse[T result] struct{ bulk BulkResult[T] }

func (keyedResponse[T]) required() []string { return nil }

func (k *keyedResponse[T]) decodeBody(r *response, _ *operation) error {
	if err := findRefusal(r.body); err != nil {
		return err
	}
	return k.bulk.decodeResults(r, r.body, decodeItem[T])
}

// decodeResults decodes the members of a JSON object one by one. A member that
// cannot be decoded becomes an error with its id.
func (r *BulkResult[T]) decodeResults(from *response, data json.RawMessage, decode func(json.RawMessage) (T, error)) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	r.Results = make(map[string]*T, len(members))
	for _, id := range slices.Sorted(maps.Keys(members)) {
		r.Results[id] = nil
		if failure := memberError(id, members[id]); failure != nil {
			r.Errors = append(r.Errors, *failure)
			continue
		}
		if string(members[id]) == "null" {
			continue
		}
		if item, err := decode(members[id]); err == nil {
			r.Results[id] = &item
		} else {
			r.addUnreadable(from, id, err)
		}
	}
	return nil
}

// addUnreadable adds the error of an item that cannot be decoded.
func (r *BulkResult[T]) addUnreadable(from *response, id string, err error) {
	message := clip(oneLine(secretsOf(from.tokens).Error(err).Error()), 200)
	r.Errors = append(r.Errors, ItemError{ID: id, Code: codeUnreadable, Message: message})
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
