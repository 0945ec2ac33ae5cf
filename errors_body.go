package fanvue

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

const (
	// maxMessage is the largest length of an error's Message, in bytes. Its text
	// has a shorter part of it.
	maxMessage = 64 << 10
	// maxDetails is the largest number of details.
	maxDetails = 100
	// maxDetail is the largest length of a detail, in bytes.
	maxDetail = 1 << 10
	// maxItems is the largest number of values to read details from: most may be
	// empty.
	maxItems = 10 * maxDetails
	// maxBodyDepth is the largest nesting of errors.
	maxBodyDepth = 4
)

// errorBody holds what the body of an error contains. The API has no fixed form of
// errors, and gateways have their own, so errorBody reads the common forms: texts,
// lists and maps of texts or objects, and problem details (RFC 9457).
type errorBody struct {
	// clean shortens a text of the server and removes the credential.
	clean func(text string, limit int) string

	message     string
	reason      string // the member error
	nextVersion string
	details     []string
	items       int // the number of values that were read for details
	// codes holds texts for programs, such as "missing_scope".
	codes []string
	// scopes holds the missing scopes or, if the body does not list them, the
	// required ones.
	scopes []Scope
}

// errorMembers holds the members that an error may have, in any capitalization.
type errorMembers struct {
	Error, Message, Errors, NextVersion json.RawMessage

	Title, Detail, Details, Issues, Violations, Code, Type json.RawMessage

	Description   json.RawMessage `json:"error_description"`
	ErrorCode     json.RawMessage `json:"error_code"`
	InvalidParams json.RawMessage `json:"invalid-params"`

	Scope, Scopes, MissingScopes, RequiredScopes json.RawMessage

	MissingScopesSnake  json.RawMessage `json:"missing_scopes"`
	RequiredScopesSnake json.RawMessage `json:"required_scopes"`
}

// read reads a body. It returns false if the body must be shown unchanged: it is
// not JSON, or it is a list of anything but errors.
func (b *errorBody) read(body []byte) bool {
	if !json.Valid(body) {
		return false
	}
	switch body = bytes.TrimSpace(body); body[0] {
	case '{':
		b.readObject(body, 0)
	case '[':
		if b.readDetails("", body, 0); slices.ContainsFunc(b.details, func(detail string) bool { return json.Valid([]byte(detail)) }) {
			b.details = nil // not a list of texts
			return false
		}
	default:
		b.message = b.text(body)
	}
	return true
}

// readObject reads an error that is an object.
func (b *errorBody) readObject(object json.RawMessage, depth int) {
	var m errorMembers
	if json.Unmarshal(object, &m) != nil {
		return
	}
	var inner errorBody
	if isObject(m.Error) && depth < maxBodyDepth {
		inner.clean = b.clean
		inner.readObject(m.Error, depth+1)
		if inner.message == "" && len(inner.details) == 0 {
			inner.message = b.text(m.Error)
		}
		b.reason = cmp.Or(inner.reason, inner.message)
		b.codes, b.scopes = append(b.codes, inner.codes...), inner.scopes
	} else {
		b.reason = join(b.string(m.Error), b.string(m.Description))
	}
	problem := join(b.string(m.Title), b.string(m.Detail))
	b.message = cmp.Or(b.string(m.Message), b.objectText(m.Message), inner.message, b.reason, problem)
	b.nextVersion = b.text(m.NextVersion)
	for _, code := range []json.RawMessage{m.Code, m.ErrorCode, m.Type} {
		if text := b.string(code); text != "" {
			b.codes = append(b.codes, text)
		}
	}
	if isArray(m.Message) {
		b.readDetails("", m.Message, depth)
	}
	b.readDetails("", m.Errors, depth)
	for _, list := range []json.RawMessage{m.Detail, m.Details, m.Issues, m.Violations, m.InvalidParams} {
		if isArray(list) || isObject(list) {
			b.readDetails("", list, depth)
		}
	}
	for _, detail := range inner.details {
		b.add(detail)
	}
	for _, names := range []json.RawMessage{m.MissingScopes, m.MissingScopesSnake, m.RequiredScopes, m.RequiredScopesSnake, m.Scopes, m.Scope} {
		if len(b.scopes) == 0 {
			b.scopes = b.readScopes(names)
		}
	}
}

// objectText returns a message that is an object, unchanged.
func (b *errorBody) objectText(raw json.RawMessage) string {
	if isArray(raw) {
		return ""
	}
	return b.text(raw)
}

// readDetails reads a text, an item, a list of items, or a map from fields to
// items. It stops when there are enough details: a body may have hundreds of
// thousands.
func (b *errorBody) readDetails(field string, raw json.RawMessage, depth int) {
	if b.items++; depth > maxBodyDepth || len(b.details) >= maxDetails || b.items > maxItems {
		return
	}
	if inner := b.embedded(raw); inner != nil {
		b.readDetails(field, inner, depth+1)
		return
	}
	if isObject(raw) {
		if text := b.item(raw); text != "" {
			b.add(join(field, text))
			return
		}
		if field != "" || depth > 0 {
			b.add(join(field, b.text(raw)))
			return
		}
	}
	if !isArray(raw) && !isObject(raw) {
		if text := b.text(raw); text != "" {
			b.add(join(field, text))
		}
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return
	}
	for decoder.More() && len(b.details) < maxDetails && b.items <= maxItems {
		name := field
		if isObject(raw) {
			key, err := decoder.Token()
			if err != nil {
				return
			}
			name, _ = key.(string)
		}
		var item json.RawMessage
		if decoder.Decode(&item) != nil {
			return
		}
		b.readDetails(name, item, depth+1)
	}
}

func (b *errorBody) add(detail string) {
	if detail = b.clean(detail, maxDetail); detail != "" && len(b.details) < maxDetails {
		b.details = append(b.details, detail)
	}
}

// embedded returns the JSON in a JSON string: some validation messages are a
// string that contains a list of errors. It is nil for every other value, and for
// JSON without a message.
func (b *errorBody) embedded(raw json.RawMessage) json.RawMessage {
	var text string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return nil
	}
	inner := json.RawMessage(strings.TrimSpace(text))
	switch {
	case !json.Valid(inner):
	case isObject(inner) && b.item(inner) != "":
		return inner
	case isArray(inner):
		return inner
	}
	return nil
}

// item returns the text of an object that describes one error, after the place of
// the error; empty if the object has no message.
func (b *errorBody) item(raw json.RawMessage) string {
	var m struct {
		Message, Msg, Detail, Reason, Description, Title, Error json.RawMessage

		Loc, Path, Field, Param, Name, Property, Pointer, Source, Code, Type json.RawMessage
	}
	if json.Unmarshal(raw, &m) != nil {
		return ""
	}
	text := cmp.Or(b.string(m.Message), b.string(m.Msg), b.string(m.Detail), b.string(m.Reason),
		b.string(m.Description), b.string(m.Title), b.string(m.Error))
	if text == "" {
		return ""
	}
	if code := b.string(m.Code); code != "" && len(b.codes) < maxDetails {
		b.codes = append(b.codes, code)
	}
	var source struct{ Pointer, Parameter json.RawMessage }
	if isObject(m.Source) {
		_ = json.Unmarshal(m.Source, &source) // optional
	}
	for _, where := range []json.RawMessage{m.Loc, m.Path, m.Field, m.Param, m.Property, m.Pointer, source.Pointer, source.Parameter, m.Name} {
		if place := b.place(where); place != "" {
			return join(place, text)
		}
	}
	return text
}

// place reads the place of an error: a name, or the steps of a path.
func (b *errorBody) place(raw json.RawMessage) string {
	var steps []json.RawMessage
	if !isArray(raw) {
		return b.string(raw)
	}
	if json.Unmarshal(raw[:min(len(raw), maxDetail)], &steps) != nil {
		return ""
	}
	names := make([]string, 0, len(steps))
	for _, step := range steps {
		if name := b.text(step); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ".")
}

// readScopes reads names of scopes: a list, or a text that ParseScopes splits.
func (b *errorBody) readScopes(raw json.RawMessage) []Scope {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		list = []string{b.string(raw)}
	}
	var scopes []Scope
	for _, text := range list[:min(len(list), maxNamedScopes)] {
		scopes = append(scopes, ParseScopes(b.clean(text, maxDetail))...)
	}
	return scopes[:min(len(scopes), maxNamedScopes)]
}

// string reads a JSON string; it returns "" for every other value.
func (b *errorBody) string(raw json.RawMessage) string {
	var text string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return b.clean(text, maxMessage)
}

// text reads a JSON string; it returns any other value but null unchanged.
func (b *errorBody) text(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	if raw[0] == '"' {
		return b.string(raw)
	}
	return b.clean(string(raw), maxMessage)
}

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }
func isArray(raw json.RawMessage) bool  { return len(raw) > 0 && raw[0] == '[' }

// join joins two texts with a colon. It returns one of them if the other is empty
// or the same.
func join(first, second string) string {
	if first == "" || second == "" || first == second {
		return cmp.Or(first, second)
	}
	return first + ": " + second
}
