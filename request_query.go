package fanvue

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// query collects the query parameters of a call and the first problem with
// them.
type query struct {
	values  url.Values
	managed bool
	surface Surface
	paging  pagingStyle
	after   PageToken
	problem *ArgumentError
}

// reject records that argument cannot be sent. Only the first problem is kept.
func (q *query) reject(argument, format string, args ...any) {
	if q.problem == nil {
		q.problem = invalid(argument, format, args...)
	}
}

// check records problem, which may be nil, like reject.
func (q *query) check(problem *ArgumentError) {
	if problem != nil && q.problem == nil {
		q.problem = problem
	}
}

// set adds a parameter unless value is empty.
func (q *query) set(name, value string) {
	if value == "" {
		return
	}
	if q.values == nil {
		q.values = make(url.Values)
	}
	q.values.Set(name, value)
}

// flag adds a boolean parameter. False is sent too, because the server's
// default may be true.
func (q *query) flag(name string, value bool) { q.set(name, strconv.FormatBool(value)) }

// list adds a parameter with comma-separated values. It rejects a value that
// contains a comma, because the API has no way to escape it.
func (q *query) list(name, argument string, values []string) {
	for i, value := range values {
		if value == "" || strings.Contains(value, ",") {
			q.reject(argument, "item %d is %q; it must not be empty or contain a comma", i+1, value)
		}
	}
	q.set(name, strings.Join(values, ","))
}

// repeat adds a parameter once for each value.
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

// ownOnly rejects an option, if it is given, that the API does not have for managed
// creators.
func (q *query) ownOnly(name string, given bool) {
	if q.managed && given {
		q.reject(name, "is not supported for a managed creator, only for the caller's own account")
	}
}

// moment adds a point in time. It keeps the time zone, because the API counts
// days in the zone of the parameter.
func (q *query) moment(name, argument string, t time.Time) {
	if t.IsZero() {
		return
	}
	if year := t.Year(); year < 0 || year > 9999 {
		q.reject(argument, "is in the year %d; the API accepts the years 0 to 9999", year)
		return
	}
	q.set(name, t.Format("2006-01-02T15:04:05.999Z07:00"))
}

// period adds an inclusive start and an exclusive end.
func (q *query) period(start, end time.Time) {
	if !start.IsZero() && !end.IsZero() && end.Before(start) {
		q.reject("EndDate", "is before StartDate")
	}
	q.moment("startDate", "StartDate", start)
	q.moment("endDate", "EndDate", end)
}

// v1Only rejects an option, if it is given, that only SurfaceV1 is known to have:
// another surface would ignore it and return a different result.
func (q *query) v1Only(name string, given bool) {
	if given && q.surface != SurfaceV1 {
		q.check(notOnSurface(name))
	}
}

// count adds a number from 1 to limit. Zero leaves the number to the server.
func (q *query) count(name, argument string, n, limit int) {
	if n < 0 || n > limit {
		q.reject(argument, "%d is out of range: 1 to %d, or 0 for the default", n, limit)
		return
	}
	if n > 0 {
		q.set(name, strconv.Itoa(n))
	}
}

// plainStrings converts a slice of a string type to []string.
func plainStrings[S ~string](values []S) []string {
	plain := make([]string, len(values))
	for i, value := range values {
		plain[i] = string(value)
	}
	return plain
}
