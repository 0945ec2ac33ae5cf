package fanvue

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// invalid returns the error for an argument that cannot be sent. It is the only
// way to build an [*ArgumentError]; [operation.reject] adds the operation.
func invalid(argument, format string, args ...any) *ArgumentError {
	return &ArgumentError{Argument: argument, Reason: fmt.Sprintf(format, args...)}
}

// reject returns problem as the error of a call of op.
func (op *operation) reject(problem *ArgumentError) error {
	problem.Operation = op.Name
	return problem
}

// validate rejects what cannot be a valid call.
func (r *request) validate() error {
	if problem := r.findProblem(); problem != nil {
		return r.op.reject(problem)
	}
	return nil
}

func (r *request) findProblem() *ArgumentError {
	if r.options != nil {
		if problem := r.options.validate(r.client.header); problem != nil {
			return problem
		}
	}
	names := r.op.placeholders()
	if len(names) != len(r.path) {
		return invalid("path", "%q has %d placeholders, %d values were given", r.op.Path, len(names), len(r.path))
	}
	for i, value := range r.path {
		if problem := checkPathValue(names[i], value); problem != nil {
			return problem
		}
	}
	if r.query.problem != nil {
		return r.query.problem
	}
	if body, ok := r.body.(requestBody); ok {
		if problem := body.validate(); problem != nil {
			return problem
		}
	}
	return checkSurfaceFields(r.body, r.surface())
}

// checkSurfaceFields rejects a field of a body that surface lacks and would
// ignore. Such a field declares where it is known: `surface:"v1"`.
func checkSurfaceFields(body any, surface Surface) *ArgumentError {
	fields := reflect.Indirect(reflect.ValueOf(body))
	if fields.Kind() != reflect.Struct {
		return nil
	}
	for i := range fields.NumField() {
		field := fields.Type().Field(i)
		if only, ok := field.Tag.Lookup("surface"); ok && Surface(only) != surface && !fields.Field(i).IsZero() {
			return notOnSurface(field.Name)
		}
	}
	return nil
}

// notOnSurface returns the error for an option or a field that only the newer
// surface is known to have.
func notOnSurface(argument string) *ArgumentError {
	return invalid(argument, "is supported on SurfaceV1 only; another surface would ignore it")
}

// checkID rejects what cannot be an id anywhere.
func checkID(argument, id string) *ArgumentError {
	switch id {
	case "":
		return invalid(argument, "must not be empty")
	case ".", "..":
		return invalid(argument, "%q is not a valid id", id)
	}
	return nil
}

// checkPathValue rejects a value that could change the path. Ids are UUIDs or
// slugs: none has a slash. It would be escaped, but a proxy between here and the
// API may decode it. A name may have one; the placeholder tells which it is.
func checkPathValue(placeholder, value string) *ArgumentError {
	if problem := checkID(placeholder, value); problem != nil || strings.HasSuffix(placeholder, "Name") {
		return problem
	}
	for _, r := range value {
		if r == '/' || r == '\\' || unicode.IsControl(r) {
			return invalid(placeholder, "%.80q is not a valid id: it contains %q", value, r)
		}
	}
	return nil
}

// nothingToSell is the error for a price without media.
func nothingToSell() *ArgumentError {
	return invalid("Price", "requires media: there is nothing to sell otherwise")
}

// checkContent checks what messages of every kind have in common.
func checkContent(text string, media []string, price Cents) *ArgumentError {
	if problem := checkText("Text", text); problem != nil {
		return problem
	}
	switch {
	case utf8.RuneCountInString(text) > maxMessageText:
		return invalid("Text", "is longer than %d characters", maxMessageText)
	case price != 0 && price < minMessagePrice:
		return invalid("Price", "%d cents are below the minimum of %d; amounts are in cents, not dollars", price, minMessagePrice)
	}
	return checkItems("MediaUUIDs", media)
}

// checkItems rejects a list that contains an empty id.
func checkItems(argument string, ids []string) *ArgumentError {
	if at := slices.Index(ids, ""); at >= 0 {
		return invalid(argument, "item %d is empty", at+1)
	}
	return nil
}

// checkIDs rejects a list of ids that is empty or too long, or contains an empty
// id.
func checkIDs(argument string, ids []string, limit int) *ArgumentError {
	if len(ids) == 0 || len(ids) > limit {
		return invalid(argument, "%d ids were given, 1 to %d are allowed", len(ids), limit)
	}
	return checkItems(argument, ids)
}

// checkLength rejects a text that is empty, too long or not valid UTF-8.
func checkLength(argument, text string, most int) *ArgumentError {
	if n := utf8.RuneCountInString(text); n < 1 || n > most {
		return invalid(argument, "has %d characters, 1 to %d are allowed", n, most)
	}
	return checkText(argument, text)
}

// checkText rejects a text that is not valid UTF-8.
func checkText(argument, text string) *ArgumentError {
	if !utf8.ValidString(text) {
		return invalid(argument, "is not valid UTF-8; JSON cannot carry it unchanged")
	}
	return nil
}
