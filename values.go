package fanvue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Timestamp is a point in time in the API's format. It decodes RFC 3339, a plain
// date (midnight UTC), and the variants that servers are known to send: see
// [Timestamp.UnmarshalJSON]. The zero value stands for null; the
// documentation of each field says what that means.
type Timestamp struct {
	time.Time
}

// NewTimestamp returns t as a Timestamp. Parameters take a [time.Time]; this is for
// tests and for servers that make up responses.
func NewTimestamp(t time.Time) Timestamp { return Timestamp{t} }

// MarshalJSON encodes t in RFC 3339 in UTC with milliseconds, or as null if it is
// zero. A year before 0 or after 9999 is an error: RFC 3339 has none.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	if year := t.UTC().Year(); year < 0 || year > 9999 {
		return nil, fmt.Errorf("time in year %d cannot be written", year)
	}
	return t.UTC().AppendFormat(nil, `"2006-01-02T15:04:05.000Z07:00"`), nil
}

// UnmarshalJSON decodes RFC 3339, a plain date, or null. An empty string counts as
// null. It also decodes a time with a space for the T, without a zone (UTC), with a
// zone such as +0000, +00 or UTC, without seconds, or with the leap second 60, and
// seconds or milliseconds since 1970, as a number or as a
// string.
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	if n := len(data) - 1; n > len(time.DateOnly) && data[0] == '"' && data[n] == '"' {
		// What almost every time looks like.
		if parsed, err := time.Parse(time.RFC3339Nano, string(data[1:n])); err == nil {
			*t = Timestamp{parsed}
			return nil
		}
	}
	text := string(data)
	if text == "null" || text == `""` {
		*t = Timestamp{}
		return nil
	}
	var parsed time.Time
	var ok bool
	if !strings.HasPrefix(text, `"`) {
		parsed, ok = parseEpoch(text)
	} else if json.Unmarshal(data, &text) == nil {
		parsed, ok = parseTime(text)
	}
	if !ok {
		return fmt.Errorf("time %s is neither RFC 3339 nor YYYY-MM-DD", quotedJSON(data))
	}
	*t = Timestamp{parsed}
	return nil
}

// parseTime reads a time that is written as text.
func parseTime(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if parsed, err := time.Parse(layout, text); err == nil {
			return parsed, true
		}
	}
	if len(text) >= minEpochDigits {
		if parsed, ok := parseEpoch(text); ok {
			return parsed, true
		}
	}
	if len(text) < len("2006-01-02 15:04") {
		return time.Time{}, false
	}
	date, clock := text[:len(time.DateOnly)], text[len(time.DateOnly):]
	if clock[0] != 'T' && clock[0] != 't' && clock[0] != ' ' {
		return time.Time{}, false
	}
	clock, zone := splitZone(clock[1:])
	leap := time.Duration(0)
	if before, after, ok := strings.Cut(clock, ":60"); ok && len(before) == len("15:04") {
		clock, leap = before+":59"+after, time.Second
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		for _, zoneLayout := range []string{"Z07:00", "Z0700", "Z07"} {
			if parsed, err := time.Parse(time.DateOnly+" "+layout+zoneLayout, date+" "+clock+zone); err == nil {
				return parsed.Add(leap), true
			}
		}
	}
	return time.Time{}, false
}

// splitZone splits the zone off the time of a day. A time without one is in UTC.
func splitZone(clock string) (rest, zone string) {
	at := strings.IndexAny(clock, "Zz+- ")
	if at < 0 {
		return clock, "Z"
	}
	rest, zone = clock[:at], strings.TrimPrefix(clock[at:], " ")
	switch zone {
	case "z", "UTC", "GMT":
		zone = "Z"
	}
	return rest, zone
}

const (
	// Numbers below epochSeconds are seconds since 1970, up to the year 2286.
	// Those from minEpochMilliseconds to maxEpochMilliseconds, 1973 to 2286, are
	// milliseconds. The numbers between could be either.
	epochSeconds         = 1e10
	minEpochMilliseconds = 1e11
	maxEpochMilliseconds = 1e13
	// minEpochDigits keeps 2025 and 20250626 from being read as numbers of
	// seconds when they come as text.
	minEpochDigits = 9
)

// parseEpoch reads a time that is written as a number. Fractions are kept to the
// nanosecond.
func parseEpoch(text string) (time.Time, bool) {
	number, ok := parseDecimal(text)
	if !ok {
		return time.Time{}, false
	}
	whole, fraction, ok := number.split()
	if !ok {
		return time.Time{}, false
	}
	switch magnitude := max(whole, -whole); {
	case magnitude < epochSeconds:
		return time.Unix(whole, fraction).UTC(), true
	case magnitude >= minEpochMilliseconds && magnitude < maxEpochMilliseconds:
		return time.UnixMilli(whole).Add(time.Duration(fraction / 1e3)).UTC(), true
	}
	return time.Time{}, false
}

// quotedJSON is as much of a JSON value as an error shows, in quotes if it is a
// text.
func quotedJSON(data []byte) string {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return quoted(string(data))
	}
	return strconv.Quote(quoted(text))
}

// quoted is as much of a value as an error shows: not the signature of an
// address that came in its place.
func quoted(value string) string { return withoutQuery(oneLine(clip(value, 40))) }

// Opt is a field of an update. It is absent, null or a value: absent, the zero Opt,
// leaves the field unchanged, null clears it. Use [Value] or [Null] to make one.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	optAbsent optState = iota
	optNull
	optValue
)

// Value returns an Opt that sets v.
func Value[T any](v T) Opt[T] { return Opt[T]{value: v, state: optValue} }

// Null returns an Opt that clears the value.
func Null[T any]() Opt[T] { return Opt[T]{state: optNull} }

// Get returns the value, and reports whether o has one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == optValue }

// IsNull reports whether o clears the value.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// IsZero reports whether o is absent. The omitzero option of encoding/json calls
// it.
func (o Opt[T]) IsZero() bool { return o.state == optAbsent }

// MarshalJSON encodes the value, or null. A nil slice is encoded as an empty list,
// because null means something else, and a [time.Time] as a [Timestamp] is.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != optValue {
		return []byte("null"), nil
	}
	if v := reflect.ValueOf(o.value); v.Kind() == reflect.Slice && v.IsNil() {
		return []byte("[]"), nil
	}
	if t, ok := any(o.value).(time.Time); ok {
		return NewTimestamp(t).MarshalJSON()
	}
	return encodeJSON(o.value)
}

// UnmarshalJSON decodes null or a value.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*o = Null[T]()
		return nil
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Value(v)
	return nil
}
