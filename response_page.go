package fanvue

import (
	"bytes"
	"encoding/json"

	"github.com/fanvue-go/fanvue/internal/jsonread"
)

// readWhole reads a page in one pass, and reports whether it could: a page of the
// usual spelling that has items and nothing to report. Every other page is left to
// the slower way, which finds out what is wrong with it.
func (l *listResponse[T]) readWhole(body []byte) bool {
	r, ok := jsonread.New(body)
	if !ok {
		return false
	}
	var read envelope
	// Most items of the API have more than 100 bytes.
	items := make([]T, 0, min(l.size, len(body)/100))
	if r.Kind() == '[' {
		read.Data, ok = r.Decode(&items)
	} else {
		ok = r.Members(func(name []byte) bool {
			member := read.member(name)
			switch {
			case member == nil:
				r.Raw()
				return !isEnvelopeName(name) // in another spelling
			case *member != nil:
				return false // given twice
			case member == &read.Data:
				text, ok := r.Decode(&items)
				*member = text
				return ok
			}
			*member = r.Raw()
			return true
		})
	}
	if !ok || len(items) == 0 || !allComplete(items) {
		return false
	}
	l.envelope, l.items = read, items
	return true
}

// member returns the member of this name, or nil.
func (e *envelope) member(name []byte) *json.RawMessage {
	switch string(name) {
	case "data":
		return &e.Data
	case "nextCursor":
		return &e.NextCursor
	case "pagination":
		return &e.Pagination
	case "dateFilter":
		return &e.DateFilter
	case "total":
		return &e.Total
	}
	return nil
}

// isEnvelopeName reports whether encoding/json would decode a member of this name
// into the envelope.
func isEnvelopeName(name []byte) bool {
	for _, known := range []string{"data", "nextCursor", "pagination", "dateFilter", "total"} {
		if bytes.EqualFold(name, []byte(known)) {
			return true
		}
	}
	return false
}
