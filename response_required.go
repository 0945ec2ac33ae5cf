package fanvue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// checkComplete reports what a decoded result lacks that every real response has.
// raw is what it was decoded from. Without required members, a body that reports a
// failure is what is found.
func checkComplete(r result, raw []byte) error {
	requirements := requirementsOf(r)
	if len(requirements) == 0 {
		return findRefusal(raw)
	}
	value := reflect.Indirect(reflect.ValueOf(r))
	for _, required := range requirements {
		if !required.isIn(value) && !hasMember(raw, required.name) {
			if err := findRefusal(raw); err != nil {
				return err
			}
			return fmt.Errorf("it has no %s", strings.ReplaceAll(strings.ReplaceAll(required.name, "?", ""), "|", " or "))
		}
	}
	return nil
}

// allComplete reports whether decoded results show by themselves that they have all
// required members. False means that what they were decoded from must be looked at:
// a number that is 0 may be there or not.
func allComplete[T result](results []T) bool {
	var none T
	requirements, values := requirementsOf(none), reflect.ValueOf(results)
	for i := range results {
		for _, required := range requirements {
			if !required.isIn(values.Index(i)) {
				return false
			}
		}
	}
	return len(requirements) > 0
}

// requirement is a required member, as required names it, with the fields that may
// hold it.
type requirement struct {
	name   string
	fields []fieldPath
}

// fieldPath leads to a field of a struct: an index for each segment of its name.
type fieldPath [][]int

// requirements holds the requirements that requirementsOf has looked up.
var requirements sync.Map // of []requirement by reflect.Type

func requirementsOf(r result) []requirement {
	t := reflect.TypeOf(r)
	if known, ok := requirements.Load(t); ok {
		return known.([]requirement)
	}
	var list []requirement
	for _, name := range r.required() {
		required := requirement{name: name}
		for alternative := range strings.SplitSeq(name, "|") {
			if path := pathOf(t, strings.TrimSuffix(alternative, "?")); path != nil {
				required.fields = append(required.fields, path)
			}
		}
		list = append(list, required)
	}
	requirements.Store(t, list)
	return list
}

// pathOf returns the path to the field of a type that has the JSON name, or nil.
func pathOf(t reflect.Type, name string) fieldPath {
	var path fieldPath
	for segment := range strings.SplitSeq(name, ".") {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return nil
		}
		index, ok := fieldByName(t, segment)
		if !ok {
			return nil
		}
		path, t = append(path, index), t.FieldByIndex(index).Type
	}
	return path
}

// isIn reports whether one of the fields has a value other than zero.
func (r requirement) isIn(value reflect.Value) bool {
	for _, path := range r.fields {
		field := value
		for _, index := range path {
			if field.Kind() == reflect.Pointer {
				if field.IsNil() {
					break
				}
				field = field.Elem()
			}
			field = field.FieldByIndex(index)
		}
		if !field.IsZero() {
			return true
		}
	}
	return false
}

// hasMember reports whether a JSON text has one of the members that name lists. An
// empty text is no id, and null is no value unless name allows it.
func hasMember(raw []byte, name string) bool {
	for alternative := range strings.SplitSeq(name, "|") {
		path, nullable := strings.CutSuffix(alternative, "?")
		value, ok := json.RawMessage(raw), true
		for segment := range strings.SplitSeq(path, ".") {
			if value, ok = memberIn(value, segment); !ok {
				break
			}
		}
		if ok && (nullable || string(value) != "null") && string(value) != `""` {
			return true
		}
	}
	return false
}

// memberIn returns a member of a JSON object. As in encoding/json, its name may
// differ in case.
func memberIn(object json.RawMessage, name string) (json.RawMessage, bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return nil, false
	}
	if value, ok := members[name]; ok {
		return value, true
	}
	for key, value := range members {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return nil, false
}

// fieldByName returns the index of the field that encoding/json decodes the member
// called name into. Embedded structs count as their fields.
func fieldByName(t reflect.Type, name string) ([]int, bool) {
	var embedded [][]int
	for i := range t.NumField() {
		field := t.Field(i)
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && tag == "" && field.Type.Kind() == reflect.Struct:
			if inner, ok := fieldByName(field.Type, name); ok {
				embedded = append(embedded, append([]int{i}, inner...))
			}
		case !field.IsExported() || tag == "-":
		case tag == "" && strings.EqualFold(field.Name, name), strings.EqualFold(tag, name):
			return []int{i}, true
		}
	}
	if len(embedded) == 0 {
		return nil, false
	}
	return embedded[0], true
}
