package fanvuetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"mime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fanvue-go/fanvue"
)

// fields reads a JSON body field by field and collects the errors. Decoding
// into a struct could not distinguish null from a missing field.
type fields struct {
	raw      map[string]json.RawMessage
	state    *state
	problems []string
}

// fields reads the call's body, or rejects one that is not a JSON object.
func (c *call) fields() (*fields, *response) {
	if problem := c.contentTypeProblem(); problem != "" {
		return nil, validationError([]string{problem})
	}
	f := readFields(c.body, c.state)
	if f == nil {
		return nil, validationError([]string{"body must be a JSON object"})
	}
	return f, nil
}

// contentTypeProblem describes a wrong Content-Type. Without a body there need
// not be one.
func (c *call) contentTypeProblem() string {
	kind, _, _ := mime.ParseMediaType(c.contentType)
	switch {
	case kind == "application/json" || c.contentType == "" && len(c.body) == 0:
		return ""
	case c.contentType == "":
		return "Content-Type is missing; it must be application/json"
	}
	return fmt.Sprintf("Content-Type must be application/json, not %q", c.contentType)
}

// readFields returns nil for what is not an object. The JSON package accepts
// text that is not UTF-8.
func readFields(object []byte, w *state) *fields {
	f := &fields{state: w}
	if !utf8.Valid(object) || json.Unmarshal(object, &f.raw) != nil || f.raw == nil {
		return nil
	}
	return f
}

// rejection returns the error response for the body, or nil.
func (f *fields) rejection() *response {
	if len(f.problems) == 0 {
		return nil
	}
	return validationError(f.problems)
}

func (f *fields) addProblem(format string, args ...any) {
	f.problems = append(f.problems, fmt.Sprintf(format, args...))
}

func (f *fields) require(name string) {
	if _, ok := f.raw[name]; !ok {
		f.addProblem("%s is required", name)
	}
}

func (f *fields) isNull(name string) bool { return bytes.Equal(f.raw[name], []byte("null")) }

// nullable treats null as a missing field.
func (f *fields) nullable(names ...string) {
	for _, name := range names {
		if f.isNull(name) {
			delete(f.raw, name)
		}
	}
}

// decode decodes a field and reports whether it is present and of the right
// type.
func (f *fields) decode(name string, into any, kind string) bool {
	raw, ok := f.raw[name]
	if !ok {
		return false
	}
	if f.isNull(name) || json.Unmarshal(raw, into) != nil {
		f.addProblem("%s must be %s", name, kind)
		return false
	}
	return true
}

// text reads a string of least to most characters.
func (f *fields) text(name string, least, most int) (text string, given bool) {
	given = f.decode(name, &text, "a string")
	if n := utf8.RuneCountInString(text); given && (n < least || n > most) {
		f.addProblem("%s must have %d to %d characters", name, least, most)
	}
	return text, given
}

// texts reads an array of least to most strings.
func (f *fields) texts(name string, least, most int) (texts []string, given bool) {
	var items []*string // to distinguish null from empty
	given = f.decode(name, &items, "an array of strings")
	if given && (len(items) < least || len(items) > most) {
		f.addProblem("%s must have %d to %d items", name, least, most)
	}
	if slices.Contains(items, nil) {
		f.addProblem("%s must be an array of strings", name)
		return nil, given
	}
	return mapItems(items, func(item *string) string { return *item }), given
}

// ids reads an array of least to most ids.
func (f *fields) ids(name string, least, most int) (ids []string, given bool) {
	ids, given = f.texts(name, least, most)
	if slices.ContainsFunc(ids, func(id string) bool { return !f.state.isID(id) }) {
		f.addProblem("%s must be an array of UUIDs", name)
	}
	return ids, given
}

func (f *fields) id(name string) (id string, given bool) {
	given = f.decode(name, &id, "a string")
	if given && !f.state.isID(id) {
		f.addProblem("%s must be a UUID", name)
	}
	return id, given
}

// choice reads one of the allowed values, empty for none.
func (f *fields) choice(name string, allowed ...string) string {
	var value string
	if f.decode(name, &value, "a string") && !slices.Contains(allowed, value) {
		f.addProblem("%s must be one of %s", name, strings.Join(allowed, ", "))
	}
	return value
}

func (f *fields) flag(name string) (flag, given bool) {
	given = f.decode(name, &flag, "a boolean")
	return flag, given
}

// count reads an integer from 1 to most.
func (f *fields) count(name string, fallback, most int) int {
	n := fallback
	if f.decode(name, &n, "a whole number") && (n < 1 || n > most) {
		f.addProblem("%s must be from 1 to %d", name, most)
	}
	return n
}

// price reads an amount in US cents.
func (f *fields) price() (price fanvue.Cents, given bool) {
	var number float64
	given = f.decode("price", &number, "a number")
	if given && (number < minPrice || number > math.MaxInt32 || number != math.Trunc(number)) {
		f.addProblem("price must be a whole number of cents, at least %d", minPrice)
		return 0, true
	}
	return fanvue.Cents(number), given
}

// futureTime reads a time, which must be in the future. The field has two
// names.
func (f *fields) futureTime(name, alias string, now time.Time) (at time.Time, given bool) {
	if raw, ok := f.raw[alias]; ok && f.raw[name] == nil {
		f.raw[name] = raw
	}
	given = f.decode(name, &at, "an ISO 8601 date-time")
	if given && !at.After(now) {
		f.addProblem("%s must be in the future", name)
	}
	return at, given
}
