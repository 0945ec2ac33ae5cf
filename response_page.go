package fanvue

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// errNotPlain is the reason why a page is not read in one pass.
var errNotPlain = errors.New("not a plain page")

// plainPage reads a page in one pass: an envelope, or a bare array, with items
// that can be read. Every other page is left to the slower way, which finds out
// what is wrong with it.
type plainPage[T result] struct {
	envelope
	body  []byte
	items []T
}

// readWhole reads a page that has items and nothing to report, and reports whether
// it was one.
func (l *listResponse[T]) readWhole(body []byte) bool {
	// Most items of the API have more than 100 bytes.
	page := plainPage[T]{body: body, items: make([]T, 0, min(l.size, len(body)/100))}
	if readJSON(body, &page) != nil || len(page.items) == 0 || !allComplete(page.items) {
		return false
	}
	l.envelope, l.items = page.envelope, page.items
	return true
}

// UnmarshalJSONFrom decodes the items while it looks for them.
func (p *plainPage[T]) UnmarshalJSONFrom(d *jsonDecoder) error {
	if d.PeekKind() == '[' {
		p.envelope.Data = p.body
		return readNext(d, &p.items)
	}
	if d.PeekKind() != '{' {
		return errNotPlain
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadValue()
		if err != nil {
			return err
		}
		var member *json.RawMessage
		switch string(name) {
		case `"data"`:
			member = &p.envelope.Data
		case `"nextCursor"`:
			member = &p.envelope.NextCursor
		case `"pagination"`:
			member = &p.envelope.Pagination
		case `"dateFilter"`:
			member = &p.envelope.DateFilter
		case `"total"`:
			member = &p.envelope.Total
		default:
			if isEnvelopeName(name) {
				return errNotPlain // in another spelling
			}
		}
		if member != nil && *member != nil {
			return errNotPlain // given twice
		}
		start := d.InputOffset()
		if member == &p.envelope.Data {
			err = readNext(d, &p.items)
		} else {
			err = d.SkipValue()
		}
		if err != nil {
			return err
		}
		if member != nil {
			*member = json.RawMessage(bytes.TrimLeft(p.body[start:d.InputOffset()], ": \t\r\n"))
		}
	}
	_, err := d.ReadToken()
	return err
}

// isEnvelopeName reports whether encoding/json would decode a member of this name,
// in quotes, into the envelope.
func isEnvelopeName(quoted []byte) bool {
	if bytes.IndexByte(quoted, '\\') >= 0 {
		return true // perhaps
	}
	for _, name := range []string{"data", "nextCursor", "pagination", "dateFilter", "total"} {
		if strings.EqualFold(string(quoted[1:len(quoted)-1]), name) {
			return true
		}
	}
	return false
}
