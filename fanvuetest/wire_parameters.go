package fanvuetest

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fanvue-go/fanvue"
)

const (
	maxPageSize     = 50
	defaultPageSize = 15
	// defaultCursorSize is the default size of a page with a cursor.
	defaultCursorSize = 20
	lastPage          = 1 << 30
	// lastItem is beyond the end of every list, and fits into an int of 32
	// bits.
	lastItem = 1 << 30
)

// parameters reads a query and collects the errors.
type parameters struct {
	values   url.Values
	surface  fanvue.Surface
	address  string
	state    *state
	problems []string
}

func (c *call) parameters() *parameters {
	return &parameters{values: c.query, surface: c.surface, address: c.address, state: c.state}
}

// rejection returns the error response for the query, or nil.
func (q *parameters) rejection() *response {
	if len(q.problems) == 0 {
		return nil
	}
	return validationError(q.problems)
}

func (q *parameters) addProblem(format string, args ...any) {
	q.problems = append(q.problems, fmt.Sprintf(format, args...))
}

// page reads which part of a list is requested: by page number, except on /v1,
// which uses cursors in most lists.
func (q *parameters) page() page {
	if q.surface == fanvue.SurfaceV1 {
		return q.cursorPage("size")
	}
	return q.numberedPage()
}

// numberedPage is for lists with page numbers on every surface.
func (q *parameters) numberedPage() page {
	number := q.count("page", 1, lastPage)
	size := q.count("size", defaultPageSize, maxPageSize)
	return page{start: min(number-1, lastItem/size) * size, size: size, number: number}
}

// cursorPage is for lists with cursors on every surface. The name of the size
// parameter differs.
func (q *parameters) cursorPage(sizeName string) page {
	p := page{size: q.count(sizeName, defaultCursorSize, maxPageSize)}
	p.list = q.listKey()
	if cursor := q.values.Get("cursor"); cursor != "" {
		start, ok := p.readCursor(cursor)
		if !ok {
			q.addProblem("cursor is not valid for this list")
		}
		p.start = start
	}
	return p
}

// listKey identifies a list: by account, operation and filters.
func (q *parameters) listKey() string {
	filters := maps.Clone(q.values)
	for _, name := range []string{"cursor", "page", "size", "limit"} {
		filters.Del(name)
	}
	return q.address + "?" + filters.Encode()
}

// count reads an integer from 1 to most.
func (q *parameters) count(name string, fallback, most int) int {
	if !q.values.Has(name) {
		return fallback
	}
	n, err := strconv.Atoi(q.values.Get(name))
	if err != nil || n < 1 || n > most || len(q.values[name]) > 1 {
		q.addProblem("%s must be a whole number from 1 to %d", name, most)
		return fallback
	}
	return n
}

// time reads a time, zero when it is missing.
func (q *parameters) time(name string) time.Time {
	if !q.values.Has(name) {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, q.values.Get(name))
	if err != nil {
		q.addProblem("%s must be an ISO 8601 date-time", name)
	}
	return at
}

// timeWithOptionalOffset reads a time that is in UTC when it has no offset.
func (q *parameters) timeWithOptionalOffset(name string) time.Time {
	const withoutOffset = "2006-01-02T15:04:05"
	if at, err := time.Parse(withoutOffset, q.values.Get(name)); err == nil {
		return at
	}
	return q.time(name)
}

// id reads an id, empty when it is missing.
func (q *parameters) id(name string) string {
	id := q.values.Get(name)
	if q.values.Has(name) && !q.state.isID(id) {
		q.addProblem("%s must be a UUID", name)
	}
	return id
}

// flag reads a boolean, which must be true or false.
func (q *parameters) flag(name string, fallback bool) bool {
	if !q.values.Has(name) {
		return fallback
	}
	return q.choice(name, "true", "false") == "true"
}

// choice reads one of the allowed values, empty when it is missing.
func (q *parameters) choice(name string, allowed ...string) string {
	if !q.values.Has(name) {
		return ""
	}
	value := q.values.Get(name)
	q.checkChoice(name, value, allowed)
	return value
}

// choices reads several of the allowed values, separated by commas.
func (q *parameters) choices(name string, allowed ...string) []string {
	switch len(q.values[name]) {
	case 0:
		return nil
	case 1:
	default:
		q.addProblem("%s must be given once, its values separated by commas", name)
	}
	values := strings.Split(q.values.Get(name), ",")
	for _, value := range values {
		q.checkChoice(name, value, allowed)
	}
	return values
}

// repeated reads several of the allowed values, one in each parameter of that
// name.
func (q *parameters) repeated(name string, allowed ...string) []string {
	for _, value := range q.values[name] {
		q.checkChoice(name, value, allowed)
	}
	return q.values[name]
}

func (q *parameters) checkChoice(name, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		q.addProblem("%s must be one of %s", name, strings.Join(allowed, ", "))
	}
}

// mediaUUIDs reads the ids of several media.
func (q *parameters) mediaUUIDs() []string {
	uuids := strings.Split(q.values.Get("mediaUuids"), ",")
	if slices.Contains(uuids, "") || len(uuids) > maxMediaPerRequest {
		q.addProblem("mediaUuids must have 1 to %d ids, separated by commas", maxMediaPerRequest)
	}
	return uuids
}

// text reads a string of at most that many characters.
func (q *parameters) text(name string, most int) string {
	value := q.values.Get(name)
	if utf8.RuneCountInString(value) > most {
		q.addProblem("%s must have at most %d characters", name, most)
	}
	return value
}

// plain converts values of a string type to strings.
func plain[S ~string](values []S) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return texts
}
