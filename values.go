package fanvue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// Timestamp is a point in time as the API writes it. It reads both forms that
// occur, RFC 3339 and a plain date (taken as midnight UTC). The zero value
// stands for null: every field of this type says what null means there.
type Timestamp struct {
	time.Time
}

// NewTimestamp wraps t for use in parameters.
func NewTimestamp(t time.Time) Timestamp { return Timestamp{t} }

// MarshalJSON writes RFC 3339 in UTC with milliseconds, or null for the zero
// value. A year that RFC 3339 does not have, before 0 or after 9999, is an
// error.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	if year := t.UTC().Year(); year < 0 || year > 9999 {
		return nil, fmt.Errorf("time in year %d cannot be written", year)
	}
	return t.UTC().AppendFormat(nil, `"2006-01-02T15:04:05.000Z07:00"`), nil
}

// UnmarshalJSON reads RFC 3339, a plain date, or null. An empty text counts as
// null.
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return fmt.Errorf("time %s is neither RFC 3339 nor YYYY-MM-DD", quoted(string(data)))
	}
	if text == "" {
		*t = Timestamp{}
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if parsed, err := time.Parse(layout, text); err == nil {
			*t = Timestamp{parsed}
			return nil
		}
	}
	return fmt.Errorf("time %q is neither RFC 3339 nor YYYY-MM-DD", quoted(text))
}

// quoted is as much of a value as an error shows: not the signature of an
// address that came in its place.
func quoted(value string) string { return withoutQuery(oneLine(clip(value, 40))) }

// Cents is an amount of money in US cents: 999 is 9.99 dollars.
type Cents int64

// String formats the amount in dollars, such as "$9.99".
func (c Cents) String() string {
	sign, amount := "", uint64(c)
	if c < 0 {
		sign, amount = "-", -uint64(c)
	}
	return fmt.Sprintf("%s$%d.%02d", sign, amount/100, amount%100)
}

// UnmarshalJSON reads a whole number of cents; null leaves the value alone. A
// fraction is an error: it would be dollars by mistake.
func (c *Cents) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	whole, err := strconv.ParseInt(string(data), 10, 64)
	if err != nil {
		return fmt.Errorf("amount %s is not a whole number of cents", quoted(string(data)))
	}
	*c = Cents(whole)
	return nil
}

// Opt is a value in an update that may be absent (the zero value: leave it as
// it is), null (clear it) or set. Make one with [Value] or [Null].
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

// Get returns the value and whether there is one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == optValue }

// IsNull reports whether o clears the value.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// IsZero reports whether o is absent; encoding/json's omitzero asks it.
func (o Opt[T]) IsZero() bool { return o.state == optAbsent }

// MarshalJSON writes the value, or null. A value that is a nil slice is an
// empty list: null would mean something else.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != optValue {
		return []byte("null"), nil
	}
	if v := reflect.ValueOf(o.value); v.Kind() == reflect.Slice && v.IsNil() {
		return []byte("[]"), nil
	}
	return encodeJSON(o.value)
}

// UnmarshalJSON reads null or a value.
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
