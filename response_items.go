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
)

// ItemDecodeError reports one item of a list, or one entry of a batch, that cannot
// be read or is not an item at all. The other items are not affected: an iteration
// yields the error in the place of the item and continues with the next one if the
// loop does.
//
// It unwraps to a [*DecodeError], whose Body is the item as the server sent it and
// whose Err says what is wrong with it.
type ItemDecodeError struct {
	// Operation is the call whose response has the item.
	Operation OperationName
	// Index is the position of the item in its page or entry, from 0. It is 0 for
	// an entry as a whole.
	Index int
	// Key is the key of the entry of a batch that cannot be read or has the item;
	// empty in a list.
	Key string
	// After is the page that has the item. With it as the After option, and
	// otherwise the same options, an iteration starts at that page. It is empty
	// for the first page and for a batch.
	After PageToken
	// Err says what is wrong, and has the raw item.
	Err *DecodeError
}

// Error names the item, and says what is wrong with it and what to do.
func (e *ItemDecodeError) Error() string {
	return clip(fmt.Sprintf("fanvue: %s: cannot read %s (the others are not affected); skip it and go on, its raw JSON is in the DecodeError",
		e.Operation, e.problem()), maxErrorText)
}

// problem names the item and says what is wrong with it.
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
	if err := decodeJSON(raw, &item); err != nil {
		return item, err
	}
	return item, checkComplete(item, raw)
}

// unreadableItem returns the error for the item raw. It has no page yet.
func (r *response) unreadableItem(op *operation, raw json.RawMessage, err error) *ItemDecodeError {
	return &ItemDecodeError{Operation: op.Name, Err: r.part(raw).unreadable(op, err)}
}

// decodeItems decodes the items of a JSON array. One that cannot be read is left
// out and reported by an error that has its position.
func decodeItems[T result](r *response, op *operation, data json.RawMessage) ([]T, []*ItemDecodeError, error) {
	var items []T
	whole := json.Unmarshal(data, &items)
	if whole == nil && allComplete(items) {
		return items, nil, nil
	}
	var raws []json.RawMessage
	if json.Unmarshal(data, &raws) != nil {
		return nil, nil, fmt.Errorf("data: %w", whole)
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
// batch by key. For one that cannot be read, unreadable returns what stands in its
// place.
func decodeEntries[T result](r *response, op *operation, data []byte, unreadable func(*ItemDecodeError) T) (map[string]T, error) {
	var entries map[string]T
	if json.Unmarshal(data, &entries) == nil && entries != nil && allComplete(slices.Collect(maps.Values(entries))) {
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

// itemErrors are the errors of the items of a page.
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

// envelope is what lists come in. Every member is optional: which ones there are
// depends on the list.
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
		// An empty list beside an error is not the list.
		if err := findRefusal(data); err != nil {
			return err
		}
	}
	if e.Data == nil || string(e.Data) == "null" {
		e.Data = json.RawMessage("[]")
	}
	return nil
}

// listResponse is a page of a list as it came.
type listResponse[T result] struct {
	envelope
	response *response
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

// count returns the number of items, those that cannot be read among them.
func (l *listResponse[T]) count() int { return len(l.items) + len(l.bad) }

func (l *listResponse[T]) decodeBody(r *response, op *operation) (err error) {
	if err := json.Unmarshal(r.body, &l.envelope); err != nil {
		return err
	}
	l.response = r
	l.items, l.bad, err = decodeItems[T](r, op, l.Data)
	return err
}

// openMap is an object whose keys are the server's: more may come, with values of
// another shape. They are left out. What is not an object is nil.
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
