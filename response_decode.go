package fanvue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fanvue-go/fanvue/internal/jsonread"
)

// result is a type that responses, or the items of a list, are decoded into.
type result interface {
	// required returns the JSON members that every real response of the type has.
	// A response without one of them is something else, such as an error that was
	// sent with a success status. Names are separated by dots inside an object and
	// by bars where one of several is enough; a question mark allows null.
	required() []string
}

// bodyDecoder is a result that decodes the body of a response itself.
type bodyDecoder interface {
	decodeBody(r *response, op *operation) error
}

const (
	// maxValues is the number of JSON values that a response may hold. It bounds
	// memory: two bytes of JSON can become a struct of hundreds of bytes. The
	// largest documented response has about half as many.
	maxValues = 100_000
	// manyValues is the body length, in bytes, below which counting is not
	// needed.
	manyValues = 2 * maxValues
)

// countValues counts the members and elements in a JSON text.
func countValues(text []byte) int {
	count, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '\\' && quoted:
			i++
		case b == '"':
			quoted = !quoted
		case (b == ',' || b == '{' || b == '[') && !quoted:
			count++
		}
	}
	return count
}

// decode reads a successful response into into, a pointer.
func (r *response) decode(op *operation, into any) *DecodeError {
	if r.broken != nil {
		return r.unreadable(op, r.broken)
	}
	switch body := bytes.TrimSpace(r.body); {
	case len(body) == 0:
		return r.unreadable(op, errors.New("the body is empty"))
	case string(body) == "null":
		return r.unreadable(op, errors.New("the body is null"))
	case len(body) > manyValues && countValues(body) > maxValues:
		return r.unreadable(op, fmt.Errorf("it holds more than %d values", maxValues))
	}
	var err error
	if custom, ok := into.(bodyDecoder); ok {
		err = custom.decodeBody(r, op)
	} else if described, ok := into.(result); ok {
		err = decodeResult(r.body, described)
	} else {
		err = decodeForeign(r.body, into)
	}
	if err != nil {
		return r.unreadable(op, err)
	}
	return nil
}

// checkAccepted checks the response to a call without a result. Its body is
// ignored unless it reports a failure.
func (r *response) checkAccepted(op *operation) *DecodeError {
	if len(r.body) > 0 && looksLikeMarkup(r.Header, string(r.body)) {
		return r.unreadable(op, errors.New("it is a web page, perhaps from something between here and the API"))
	}
	if err := findRefusal(r.body); err != nil {
		return r.unreadable(op, err)
	}
	return nil
}

func (r *response) unreadable(op *operation, err error) *DecodeError {
	return &DecodeError{
		Operation:   op.Name,
		StatusCode:  r.StatusCode,
		ContentType: r.clean(r.Header.Get("Content-Type")),
		Body:        r.cleanBody(),
		Header:      r.cleanHeader(),
		RequestID:   r.requestID(),
		unavailable: op.Idempotent && r.isCut(),
		Err:         secretsOf(r.tokens).Error(err),
	}
}

// part returns r with a part of its body in place of the body.
func (r *response) part(body []byte) *response {
	r.cleanHeader() // once for all parts
	part := *r
	part.body = body
	return &part
}

// trimStart removes white space and byte order marks.
func trimStart(body string) string {
	return strings.TrimLeftFunc(body, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' })
}

// findRefusal returns the failure that a body with a success status reports, or
// nil. Bodies that report one have an error, a false success, or an HTTP status.
func findRefusal(body []byte) error {
	text := trimStart(string(body[:min(len(body), maxErrorBody)]))
	if !strings.HasPrefix(text, "{") {
		return nil
	}
	var members struct {
		Error, Errors, Success, OK, Status, StatusCode, Message json.RawMessage
	}
	if json.Unmarshal([]byte(text), &members) != nil {
		return nil
	}
	says := func(value json.RawMessage) error {
		return fmt.Errorf("the body reports a failure in spite of the status: %s", withoutQuery(clip(oneLine(plainText(value)), 200)))
	}
	for _, value := range []json.RawMessage{members.Error, members.Errors} {
		if !isNothing(value) {
			return says(value)
		}
	}
	for _, value := range []json.RawMessage{members.Success, members.OK} {
		if text := plainText(value); strings.EqualFold(text, "false") || text == "0" {
			return says(members.Message)
		}
	}
	for _, value := range []json.RawMessage{members.StatusCode, members.Status} {
		if status, err := strconv.Atoi(string(value)); err == nil && status >= 400 && status < 600 {
			return says(members.Message)
		}
	}
	return nil
}

// plainText returns a JSON string, or any other JSON value as it is written. It
// is empty for null.
func plainText(raw json.RawMessage) string {
	var text string
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	return text
}

// isNothing reports whether a JSON value is empty: absent, null, false, zero, or
// without elements.
func isNothing(value json.RawMessage) bool {
	if len(value) > 64 {
		return false
	}
	switch text := string(bytes.Join(bytes.Fields(value), nil)); text {
	case "", "null", "false", "0", `""`, "[]", "{}":
		return true
	}
	return false
}

// decodeResult decodes a result that must have all that it requires. into is a
// pointer to the zero value.
func decodeResult(data []byte, into result) error {
	if err := decodeNew(data, into); err != nil {
		return err
	}
	return checkComplete(into, data)
}

// decodeNew is decodeJSON for a pointer to the zero value.
func decodeNew(data []byte, into any) error {
	if jsonread.Unmarshal(data, into) {
		return nil
	}
	reflect.ValueOf(into).Elem().SetZero()
	return decodeJSON(data, into)
}

// decodeForeign decodes into a type of the caller's, who knows encoding/json. A body
// that reports a failure is not a result if it has no member of the type.
func decodeForeign(data []byte, into any) error {
	if err := decodeJSON(data, into); err != nil {
		return err
	}
	t := reflect.TypeOf(into).Elem()
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(unmarshalerType) {
		return nil
	}
	refusal := findRefusal(data)
	var members map[string]json.RawMessage
	if refusal == nil || json.Unmarshal(data, &members) != nil {
		return nil
	}
	for name := range members {
		if _, ok := fieldByName(t, name); ok {
			return nil
		}
	}
	return refusal
}

// decodeJSON decodes data into into, a pointer. If encoding/json cannot decode
// data, numbers and booleans are read in every spelling with a single meaning,
// such as in a string. This takes longer, so it comes second.
func decodeJSON(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	if err == nil || errors.As(err, new(*json.SyntaxError)) {
		return err
	}
	t := reflect.TypeOf(into)
	if respelled := respell(data, t, maxTypeDepth); !bytes.Equal(respelled, data) {
		data, err = respelled, json.Unmarshal(respelled, into)
	}
	if err == nil || errors.As(err, new(*json.UnmarshalTypeError)) {
		return err // which has the path
	}
	if path := pathTo(err, data, t, maxTypeDepth); path != "" {
		return fmt.Errorf("%s: %w", strings.TrimPrefix(path, "."), err)
	}
	return err
}

// pathTo returns the path to the innermost part of data that cannot be decoded into a
// value of type t because of err, such as .events[1].at; empty if it is data itself.
func pathTo(err error, data json.RawMessage, t reflect.Type, depth int) string {
	if depth == 0 || reflect.PointerTo(t).Implements(unmarshalerType) {
		return ""
	}
	fails := func(part json.RawMessage, t reflect.Type) bool {
		because := json.Unmarshal(part, reflect.New(t).Interface())
		return because != nil && because.Error() == err.Error()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return pathTo(err, data, t.Elem(), depth-1)
	case reflect.Slice, reflect.Array:
		var elements []json.RawMessage
		if json.Unmarshal(data, &elements) != nil {
			return ""
		}
		for i, element := range elements {
			if fails(element, t.Elem()) {
				return fmt.Sprintf("[%d]%s", i, pathTo(err, element, t.Elem(), depth-1))
			}
		}
	case reflect.Map, reflect.Struct:
		var members map[string]json.RawMessage
		if json.Unmarshal(data, &members) != nil {
			return ""
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			inner, ok := memberType(t, name)
			if !ok || !fails(members[name], inner) {
				continue
			}
			step := "." + name
			if t.Kind() == reflect.Map {
				step = fmt.Sprintf("[%q]", quoted(name))
			}
			return step + pathTo(err, members[name], inner, depth-1)
		}
	}
	return ""
}

// memberType returns the type of the value that encoding/json decodes the member
// called name into. t is a map or a struct, which may have none for it.
func memberType(t reflect.Type, name string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true
	}
	index, ok := fieldByName(t, name)
	if !ok {
		return nil, false
	}
	return t.FieldByIndex(index).Type, true
}

// maxTypeDepth bounds the nesting of the types that respell and pathTo go into. No
// type of this package comes close.
const maxTypeDepth = 20

// respell returns data with numbers and booleans in the form that encoding/json
// expects for a value of type t. It does not change what it cannot read.
func respell(data json.RawMessage, t reflect.Type, depth int) json.RawMessage {
	if depth == 0 || len(data) == 0 || t == rawMessageType {
		return data
	}
	switch t.Kind() {
	case reflect.Pointer:
		return respell(data, t.Elem(), depth-1)
	case reflect.Slice, reflect.Array:
		var elements []json.RawMessage
		if json.Unmarshal(data, &elements) != nil || elements == nil {
			return data
		}
		for i, element := range elements {
			elements[i] = respell(element, t.Elem(), depth-1)
		}
		return encoded(elements, data)
	case reflect.Map, reflect.Struct:
		var members map[string]json.RawMessage
		if json.Unmarshal(data, &members) != nil || members == nil {
			return data
		}
		for name, member := range members {
			if inner, ok := memberType(t, name); ok {
				members[name] = respell(member, inner, depth-1)
			}
		}
		return encoded(members, data)
	}
	if reflect.PointerTo(t).Implements(unmarshalerType) {
		return data
	}
	switch kind := t.Kind(); {
	case kind >= reflect.Int && kind <= reflect.Uint64:
		if digits, ok := wholeNumber(data); ok {
			return json.RawMessage(digits)
		}
	case kind == reflect.Float32 || kind == reflect.Float64:
		var text string
		if json.Unmarshal(data, &text) == nil {
			if _, ok := parseDecimal(text); ok {
				return json.RawMessage(text)
			}
		}
	case kind == reflect.Bool:
		switch string(data) {
		case `"true"`, "1":
			return json.RawMessage("true")
		case `"false"`, "0":
			return json.RawMessage("false")
		}
	}
	return data
}

var (
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
	rawMessageType  = reflect.TypeFor[json.RawMessage]()
)

func encoded(v any, otherwise json.RawMessage) json.RawMessage {
	data, err := encodeJSON(v)
	if err != nil {
		return otherwise
	}
	return data
}
