package fanvue

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// query collects the parameters of a call and the first thing wrong with
// them.
type query struct {
	values  url.Values
	managed bool
	paging  pagingStyle
	after   PageToken
	problem *ArgumentError
}

func (q *query) refuse(argument, format string, args ...any) {
	if q.problem == nil {
		q.problem = invalid(argument, format, args...)
	}
}

// set adds a parameter unless it is empty.
func (q *query) set(name, value string) {
	if value == "" {
		return
	}
	if q.values == nil {
		q.values = make(url.Values)
	}
	q.values.Set(name, value)
}

// flag sends a boolean, which this API wants spelt out.
func (q *query) flag(name string, value bool) { q.set(name, strconv.FormatBool(value)) }

// list sends the values of argument separated by commas. A value with a comma
// has no place in such a list.
func (q *query) list(name, argument string, values []string) {
	for i, value := range values {
		if value == "" || strings.Contains(value, ",") {
			q.refuse(argument, "item %d, %q, is empty or has a comma", i+1, value)
		}
	}
	q.set(name, strings.Join(values, ","))
}

// repeat sends a parameter once for each value.
func (q *query) repeat(name, argument string, values []string) {
	if at := slices.Index(values, ""); at >= 0 {
		q.refuse(argument, "item %d is empty", at+1)
		return
	}
	if len(values) == 0 {
		return
	}
	q.set(name, values[0])
	q.values[name] = slices.Clone(values)
}

// ownOnly refuses an option that the API has for the own account only.
func (q *query) ownOnly(name string, given bool) {
	if q.managed && given {
		q.refuse(name, "is not supported for a managed creator; the API has it for the own account only")
	}
}

// count refuses a number outside 1 to limit. 0 leaves it to the server.
func (q *query) count(name, argument string, n, limit int) {
	if n < 0 || n > limit {
		q.refuse(argument, "%d is out of range: 1 to %d, or 0 for the default", n, limit)
		return
	}
	if n > 0 {
		q.set(name, strconv.Itoa(n))
	}
}

// plainStrings converts a list of a string type for a query.
func plainStrings[S ~string](values []S) []string {
	plain := make([]string, len(values))
	for i, value := range values {
		plain[i] = string(value)
	}
	return plain
}
