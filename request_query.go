package fanvue

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// query collects the parameters of a call and the first thing wrong with
// them.
type query struct {
	values  url.Values
	managed bool
	surface Surface
	paging  pagingStyle
	after   PageToken
	problem *ArgumentError
}

func (q *query) reject(argument, format string, args ...any) {
	if q.problem == nil {
		q.problem = invalid(argument, format, args...)
	}
}

// check takes over a problem that was found elsewhere.
func (q *query) check(problem *ArgumentError) {
	if problem != nil && q.problem == nil {
		q.problem = problem
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
			q.reject(argument, "item %d, %q, is empty or has a comma", i+1, value)
		}
	}
	q.set(name, strings.Join(values, ","))
}

// repeat sends a parameter once for each value.
func (q *query) repeat(name, argument string, values []string) {
	if at := slices.Index(values, ""); at >= 0 {
		q.reject(argument, "item %d is empty", at+1)
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
		q.reject(name, "is not supported for a managed creator; the API has it for the own account only")
	}
}

// moment sends a point in time, in the zone that it is told in: where days are
// counted, the zone says when they begin.
func (q *query) moment(name, argument string, t time.Time) {
	if t.IsZero() {
		return
	}
	if year := t.Year(); year < 0 || year > 9999 {
		q.reject(argument, "is in the year %d, which cannot be written", year)
		return
	}
	q.set(name, t.Format("2006-01-02T15:04:05.999Z07:00"))
}

// period sends a start and an end that is no longer part of it.
func (q *query) period(start, end time.Time) {
	if !start.IsZero() && !end.IsZero() && end.Before(start) {
		q.reject("EndDate", "is before StartDate")
	}
	q.moment("startDate", "StartDate", start)
	q.moment("endDate", "EndDate", end)
}

// v1Only refuses an option that only the newer surface is known to have:
// elsewhere it would be ignored, and the answer would be another one.
func (q *query) v1Only(name string, given bool) {
	if given && q.surface != SurfaceV1 {
		q.reject(name, "is known of SurfaceV1 only; elsewhere it would be ignored")
	}
}

// count refuses a number outside 1 to limit. 0 leaves it to the server.
func (q *query) count(name, argument string, n, limit int) {
	if n < 0 || n > limit {
		q.reject(argument, "%d is out of range: 1 to %d, or 0 for the default", n, limit)
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
