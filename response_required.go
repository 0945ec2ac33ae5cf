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
	names := r.required()
	if len(names) == 0 {
		return findRefusal(raw)
	}
	value := reflect.Indirect(reflect.ValueOf(r))
	for _, name := range names {
		if !hasValue(value, name) && !hasMember(raw, name) {
			if err := findRefusal(raw); err != nil {
				return err
			}
			return fmt.Errorf("it has no %s", strings.ReplaceAll(strings.ReplaceAll(name, "?", ""), "|", " or "))
		}
	}
	return nil
}

// allComplete reports whether decoded results show by themselves that they have all
// required members. False means that what they were decoded from must be looked at:
// a number that is 0 may be there or not.
func allComplete[T result](results []T) bool {
	var none T
	names, values := none.required(), reflect.ValueOf(results)
	for i := range results {
		for _, name := range names {
			if !hasValue(values.Index(i), name) {
				return false
			}
		}
	}
	return len(names) > 0
}

// hasValue reports whether one of the members that name lists has a value other
// than zero.
func hasValue(value reflect.Value, name string) bool {
	for alternative := range strings.SplitSeq(name, "|") {
		member := value
		for segment := range strings.SplitSeq(strings.TrimSuffix(alternative, "?"), ".") {
			member = memberOf(member, segment)
		}
		if member.IsValid() && !member.IsZero() {
			return true
		}
	}
	return false
}

// memberOf returns the field of a struct that has the JSON name, or the zero Value.
func memberOf(value reflect.Value, name string) reflect.Value {
	if value.IsValid() && value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if !value.IsValid() || value.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	key := requiredField{value.Type(), name}
	index, ok := requiredFields.Load(key)
	if !ok {
		index, _ = fieldByName(value.Type(), name)
		requiredFields.Store(key, index)
	}
	if len(index.([]int)) == 0 {
		return reflect.Value{}
	}
	return value.FieldByIndex(index.([]int))
}

// requiredFields are the indexes of the fields that were looked up by the names of
// required members, as []int.
var requiredFields sync.Map // of requiredField

type requiredField struct {
	in   reflect.Type
	name string
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
