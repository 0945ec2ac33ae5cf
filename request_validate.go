package fanvue

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// invalid returns the error for an invalid argument or option. The reason continues
// a sentence that starts with the argument. [operation.reject] adds the operation.
func invalid(argument, format string, args ...any) *ArgumentError {
	return &ArgumentError{Argument: argument, Reason: fmt.Sprintf(format, args...)}
}

// reject returns the error for a call of op that problem makes impossible. It does
// not change problem, which all loops over an iterator share.
func (op *operation) reject(problem *ArgumentError) error {
	rejected := *problem
	rejected.Operation = op.Name
	return &rejected
}

// validate rejects a request with an invalid argument.
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
	if problem := r.checkPath(); problem != nil {
		return problem
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

// checkPath rejects values of placeholders.
func (r *request) checkPath() *ArgumentError {
	if len(r.path) == 0 && !r.op.hasPlaceholders() {
		return nil
	}
	values := r.path
	for name := range r.op.placeholders() {
		if len(values) == 0 {
			return invalid("path", "%q has more placeholders than the %d values that were given", r.op.Path, len(r.path))
		}
		if problem := checkPathValue(name, values[0]); problem != nil {
			return problem
		}
		values = values[1:]
	}
	if len(values) > 0 {
		return invalid("path", "%q has fewer placeholders than the %d values that were given", r.op.Path, len(r.path))
	}
	return nil
}

// checkSurfaceFields rejects a field of a body that surface would ignore. The tag
// `surface:"v1"` declares which surface has a field.
func checkSurfaceFields(body any, surface Surface) *ArgumentError {
	fields := reflect.Indirect(reflect.ValueOf(body))
	if fields.Kind() != reflect.Struct {
		return nil
	}
	for _, field := range surfaceFieldsOf(fields.Type()) {
		if field.only != surface && !fields.Field(field.index).IsZero() {
			return notOnSurface(field.name)
		}
	}
	return nil
}

// surfaceField is a field of a body that only one surface has.
type surfaceField struct {
	index int
	name  string
	only  Surface
}

// surfaceFields holds the fields that surfaceFieldsOf has looked up.
var surfaceFields sync.Map // of []surfaceField by reflect.Type

func surfaceFieldsOf(t reflect.Type) []surfaceField {
	if known, ok := surfaceFields.Load(t); ok {
		return known.([]surfaceField)
	}
	var list []surfaceField
	for i := range t.NumField() {
		field := t.Field(i)
		if only, ok := field.Tag.Lookup("surface"); ok {
			list = append(list, surfaceField{i, field.Name, Surface(only)})
		}
	}
	surfaceFields.Store(t, list)
	return list
}

// notOnSurface returns the error for an option or a field that only SurfaceV1 is
// known to have.
func notOnSurface(argument string) *ArgumentError {
	return invalid(argument, "is supported on SurfaceV1 only; another surface would ignore it")
}

// checkID rejects a value that cannot be an id.
func checkID(argument, id string) *ArgumentError {
	switch id {
	case "":
		return invalid(argument, "must not be empty")
	case ".", "..":
		return invalid(argument, "%q is not a valid id", id)
	}
	return nil
}

// checkPathValue rejects a value that could change the path. An id is a UUID or a
// slug and has no slash. A slash would be escaped, but a proxy in front of the API
// may decode it. A name may have one; its placeholder ends in Name.
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

// nothingToSell returns the error for a price without media.
func nothingToSell() *ArgumentError {
	return invalid("Price", "requires media: there is nothing to sell otherwise")
}

// checkContent checks the text, media and price of a message or a post.
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
		return invalid(argument, "is not valid UTF-8, which JSON requires")
	}
	return nil
}
