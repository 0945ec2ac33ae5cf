package fanvue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fanvue-go/fanvue/internal/jsonread"
)

// ItemDecodeError reports one item of a list, or one entry of a batch, that could
// not be decoded. The other items are not affected: an iteration yields the error
// in place of the item and continues with the next item if the loop continues.
//
// It unwraps to a [*DecodeError], whose Body is the JSON of the item and whose Err
// is the reason.
type ItemDecodeError struct {
	// Operation is the operation whose response has the item.
	Operation OperationName
	// Index is the position of the item in its page or entry, from 0. It is 0 if
	// the whole entry could not be decoded.
	Index int
	// Key is the key of the entry of a batch; empty in a list.
	Key string
	// After is the page that has the item. An iteration with it as the After
	// option, and otherwise the same options, starts at that page. It is empty
	// for the first page and for a batch.
	After PageToken
	// Err holds the reason and the JSON of the item.
	Err *DecodeError
}

// Error returns the item, the reason and the next step.
func (e *ItemDecodeError) Error() string {
	return clip(fmt.Sprintf("fanvue: %s: cannot decode %s (the others are not affected); skip it, its JSON is in the DecodeError",
		e.Operation, e.problem()), maxErrorText)
}

// problem returns the item and the reason.
func (e *ItemDecodeError) problem() string {
	item := fmt.Sprintf("item %d", e.Index+1)
	if e.Key != "" {
		item = "entry " + quoted(e.Key)
	}
	var cause error
	if e.Err != nil {
		cause = e.Err.Err
	}
	return clip(item+": "+shortCause(cause, e.Operation), maxErrorText/2)
}

// Unwrap returns the [*DecodeError].
func (e *ItemDecodeError) Unwrap() error {
	if e.Err == nil {
		return nil
	}
	return e.Err
}

// decodeItem decodes one item.
func decodeItem[T result](raw json.RawMessage) (item T, err error) {
	if string(raw) == "null" {
		return item, errors.New("it is null")
	}
	if err := decodeNew(raw, &item); err != nil {
		return item, err
	}
	return item, checkComplete(item, raw)
}

// unreadableItem returns the error for the item raw. The caller sets its position.
func (r *response) unreadableItem(op *operation, raw json.RawMessage, err error) *ItemDecodeError {
	return &ItemDecodeError{Operation: op.Name, Err: r.part(raw).unreadable(op, err)}
}

// decodeItems decodes the items of a JSON array. An item that cannot be decoded is
// omitted and reported as an error with its position.
func decodeItems[T result](r *response, op *operation, data json.RawMessage) ([]T, []*ItemDecodeError, error) {
	var items []T
	if jsonread.Unmarshal(data, &items) && allComplete(items) {
		return items, nil, nil
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(data, &raws); err != nil {
		return nil, nil, fmt.Errorf("data: %w", err)
	}
	var bad []*ItemDecodeError
	items = make([]T, 0, len(raws))
	for i, raw := range raws {
		item, err := decodeItem[T](raw)
		if err != nil {
			broken := r.unreadableItem(op, raw, err)
			broken.Index = i
			bad = append(bad, broken)
			continue
		}
		items = append(items, item)
	}
	return items, bad, nil
}

// decodeEntries decodes the members of a JSON object, which are the results of a
// batch by key. For a member that cannot be decoded, it stores the result of
// unreadable.
func decodeEntries[T result](r *response, op *operation, data []byte, unreadable func(*ItemDecodeError) T) (map[string]T, error) {
	var entries map[string]T
	if jsonread.Unmarshal(data, &entries) && entries != nil && allComplete(slices.Collect(maps.Values(entries))) {
		return entries, nil
	}
	var raws map[string]json.RawMessage
	if err := json.Unmarshal(data, &raws); err != nil {
		return nil, err
	}
	entries = make(map[string]T, len(raws))
	for key, raw := range raws {
		entry, err := decodeItem[T](raw)
		if err != nil {
			broken := r.unreadableItem(op, raw, err)
			broken.Key = r.clean(key)
			entry = unreadable(broken)
		}
		entries[key] = entry
	}
	return entries, nil
}

// itemErrors holds the errors of the items of a page.
type itemErrors []*ItemDecodeError

func (e itemErrors) Error() string {
	if len(e) == 1 {
		return e[0].problem()
	}
	return fmt.Sprintf("%s; and %d more", e[0].problem(), len(e)-1)
}

// Unwrap returns the errors of the single items.
func (e itemErrors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, item := range e {
		errs[i] = item
	}
	return errs
}

// envelope is the JSON object around the items of a list. Every member is optional:
// the list decides which ones there are.
type envelope struct {
	Data       json.RawMessage `json:"data"`
	NextCursor json.RawMessage `json:"nextCursor"`
	Pagination json.RawMessage `json:"pagination"`
	DateFilter json.RawMessage `json:"dateFilter"`
	Total      json.RawMessage `json:"total"`
}

// total returns the number of items of the whole list, or nil if the server does
// not say it usably.
func (e *envelope) total() *int {
	digits, ok := wholeNumber(e.Total)
	if !ok {
		return nil
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 {
		return nil
	}
	return &n
}

// UnmarshalJSON also reads a bare array.
func (e *envelope) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("[")) {
		e.Data = bytes.Clone(data)
		return nil
	}
	type members envelope
	if err := json.Unmarshal(data, (*members)(e)); err != nil {
		return err
	}
	if e.Data == nil && e.NextCursor == nil && e.Pagination == nil && e.DateFilter == nil {
		if err := findRefusal(data); err != nil {
			return err
		}
		return errors.New("it has no items")
	}
	if e.Data == nil || string(e.Data) == "null" || isNothing(e.Data) {
		// An empty list together with an error is not the list.
		if err := findRefusal(data); err != nil {
			return err
		}
	}
	if e.Data == nil || string(e.Data) == "null" {
		e.Data = json.RawMessage("[]")
	}
	return nil
}

// listResponse is the response to a request for a page of a list.
type listResponse[T result] struct {
	envelope
	response *response
	size     int // that was requested; 0 if it is the server's choice
	items    []T
	bad      []*ItemDecodeError
}

// err returns the errors of the items as one, or nil.
func (l *listResponse[T]) err(op *operation) error {
	if len(l.bad) == 0 {
		return nil
	}
	return l.response.unreadable(op, itemErrors(l.bad))
}

// count returns the number of items, including those that cannot be decoded.
func (l *listResponse[T]) count() int { return len(l.items) + len(l.bad) }

func (l *listResponse[T]) decodeBody(r *response, op *operation) (err error) {
	l.response = r
	if l.readWhole(r.body) {
		return nil
	}
	if err := json.Unmarshal(r.body, &l.envelope); err != nil {
		return err
	}
	l.items, l.bad, err = decodeItems[T](r, op, l.Data)
	return err
}

// openMap is a JSON object to which the server may add keys with values of another
// type, which are omitted. A value that is not an object becomes nil.
type openMap[V any] map[string]V

func (m *openMap[V]) UnmarshalJSON(data []byte) error {
	*m = nil
	var raws map[string]json.RawMessage
	if json.Unmarshal(data, &raws) != nil || raws == nil {
		return nil
	}
	*m = make(openMap[V], len(raws))
	for key, raw := range raws {
		var value V
		if decodeJSON(raw, &value) == nil {
			(*m)[key] = value
		}
	}
	return nil
}

// plainStringOf reads a cursor: a text, or a number, which is taken as it is
// written. Null is none.
func plainStringOf(raw json.RawMessage) (string, error) {
	var text string
	switch {
	case len(raw) == 0:
		return "", nil
	case strings.HasPrefix(string(raw), "-") || raw[0] >= '0' && raw[0] <= '9':
		return string(raw), nil
	}
	err := json.Unmarshal(raw, &text)
	return text, err
}
