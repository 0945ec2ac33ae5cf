package fanvue

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

const (
	// maxMessage is the longest message of an error, in bytes. Texts of errors
	// have less of it.
	maxMessage = 64 << 10
	// maxDetails is how many details an error has.
	maxDetails = 100
	// maxDetail is how long one may be, in bytes.
	maxDetail = 1 << 10
	// maxItems is how many values are looked at for details: most may be empty.
	maxItems = 10 * maxDetails
	// maxBodyDepth is how deep errors may lie in one another.
	maxBodyDepth = 4
)

// errorBody collects what the body of an error says. The API has no envelope of
// its own, and gateways have theirs, so that it reads what is common: texts,
// lists and maps of texts or objects, and problem details (RFC 9457).
type errorBody struct {
	// clean makes a text of the server's fit to be kept.
	clean func(text string, limit int) string

	message     string
	reason      string // the member called error
	nextVersion string
	details     []string
	items       int // that were looked at for details
	// codes are texts for programs, such as "missing_scope".
	codes []string
	// scopes are the names in members that list the missing scopes or, without
	// such a member, the required ones.
	scopes []Scope
}

// errorMembers are the members that an error may have, by any capitalisation.
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

// read reads a body. It returns false if the body has to be shown as it stands:
// it is not JSON, or a list of something else than errors.
func (b *errorBody) read(body []byte) bool {
	if !json.Valid(body) {
		return false
	}
	switch body = bytes.TrimSpace(body); body[0] {
	case '{':
		b.readObject(body, 0)
	case '[':
		if b.readDetails("", body, 0); slices.ContainsFunc(b.details, func(detail string) bool { return json.Valid([]byte(detail)) }) {
			b.details = nil // no list of texts: it is shown as it stands
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

// objectText returns a message that is an object as it stands.
func (b *errorBody) objectText(raw json.RawMessage) string {
	if isArray(raw) {
		return ""
	}
	return b.text(raw)
}

// readDetails reads a text, an item, a list of items, or a map from fields to
// them. It stops when there are enough details, and reads no more than it
// needs: a body may have hundreds of thousands.
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

// embedded returns the JSON in a string: some validation messages are a list
// of errors in a text. It is nil for every other value, and for JSON that has
// no message to read.
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

// item returns the text of an object that describes one error, with where the
// error is in front; empty if the object has no message.
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
		_ = json.Unmarshal(m.Source, &source) // what cannot be read is left out
	}
	for _, where := range []json.RawMessage{m.Loc, m.Path, m.Field, m.Param, m.Property, m.Pointer, source.Pointer, source.Parameter, m.Name} {
		if place := b.place(where); place != "" {
			return join(place, text)
		}
	}
	return text
}

// place reads where an error is: a name, or the steps of a path.
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

// string reads a JSON string; every other value is empty.
func (b *errorBody) string(raw json.RawMessage) string {
	var text string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return b.clean(text, maxMessage)
}

// text reads a JSON string, and any other value but null as it stands.
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

// join puts a colon between two texts, if both have words, and once if they are
// the same.
func join(first, second string) string {
	if first == "" || second == "" || first == second {
		return cmp.Or(first, second)
	}
	return first + ": " + second
}
