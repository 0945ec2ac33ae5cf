package fanvue

import (
	"encoding/json"
	"strings"

	"github.com/fanvue-go/fanvue/internal/jsonread"
)

// readWhole reads a page in one pass, and reports whether it could: a page of the
// usual spelling that has items and nothing to report. Every other page is left to
// the slower way, which finds out what is wrong with it.
func (l *listResponse[T]) readWhole(body []byte) bool {
	r := jsonread.New(body)
	var read envelope
	// Most items of the API have more than 100 bytes.
	items := make([]T, 0, min(l.size, len(body)/100))
	var ok bool
	if r.Kind() == '[' {
		read.Data, ok = r.Decode(&items)
	} else {
		ok = r.Members(func(name []byte) bool {
			member, exact := read.member(name)
			switch {
			case member == nil:
				_, ok := r.Raw()
				return ok
			case !exact, *member != nil:
				return false // in another spelling, or given twice
			case member == &read.Data:
				*member, ok = r.Decode(&items)
				return ok
			}
			*member, ok = r.Raw()
			return ok
		})
	}
	if !ok || !r.AtEnd() || len(items) == 0 || !allComplete(items) {
		return false
	}
	l.envelope, l.items = read, items
	return true
}

// member returns the member into which encoding/json would decode that of this name,
// and whether the spelling is the same; nil if there is none.
func (e *envelope) member(name []byte) (member *json.RawMessage, exact bool) {
	for _, known := range []struct {
		name   string
		member *json.RawMessage
	}{{"data", &e.Data}, {"nextCursor", &e.NextCursor}, {"pagination", &e.Pagination}, {"dateFilter", &e.DateFilter}, {"total", &e.Total}} {
		if strings.EqualFold(string(name), known.name) {
			return known.member, string(name) == known.name
		}
	}
	return nil, false
}
