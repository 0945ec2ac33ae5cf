package jsonread

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// plan decodes values of one type.
type plan struct {
	// decode decodes the next value of r into v.
	decode func(r *Reader, v reflect.Value) bool
}

var plans sync.Map // of *plan by reflect.Type

func planOf(t reflect.Type) *plan {
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	made := make(map[reflect.Type]*plan)
	p := newPlan(t, made)
	for t, p := range made {
		// A plan that another goroutine has made meanwhile does the same.
		plans.Store(t, p)
	}
	return p
}

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// newPlan makes the plan of a type and of the types in it. making has those that
// are complete once all are, because types may contain themselves.
func newPlan(t reflect.Type, making map[reflect.Type]*plan) *plan {
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	if p := making[t]; p != nil {
		return p
	}
	p := new(plan)
	making[t] = p
	kind := t.Kind()
	switch {
	case kind == reflect.Pointer:
		p.decode = pointerPlan(newPlan(t.Elem(), making))
	case reflect.PointerTo(t).Implements(unmarshaler):
		p.decode = decodeCustom
	case reflect.PointerTo(t).Implements(textUnmarshaler):
		p.decode = decodeOther
	case kind == reflect.String:
		p.decode = decodeText
	case kind == reflect.Bool:
		p.decode = decodeBool
	case kind >= reflect.Int && kind <= reflect.Int64:
		p.decode = decodeInt
	case kind == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		p.decode = slicePlan(t, newPlan(t.Elem(), making))
	case kind == reflect.Map && t.Key().Kind() == reflect.String && !reflect.PointerTo(t.Key()).Implements(textUnmarshaler):
		p.decode = mapPlan(t, newPlan(t.Elem(), making))
	case kind == reflect.Struct:
		p.decode = structPlan(t, making)
	default:
		p.decode = decodeOther
	}
	return p
}

// null reads the next value if it is null.
func (r *Reader) null() bool {
	if r.next() != 'n' {
		return false
	}
	r.at += len("null")
	return true
}

// decodeOther decodes what encoding/json decodes better.
func decodeOther(r *Reader, v reflect.Value) bool {
	return json.Unmarshal(r.Raw(), v.Addr().Interface()) == nil
}

func decodeCustom(r *Reader, v reflect.Value) bool {
	into, ok := v.Addr().Interface().(json.Unmarshaler)
	return ok && into.UnmarshalJSON(r.Raw()) == nil
}

func decodeText(r *Reader, v reflect.Value) bool {
	switch r.next() {
	case 'n':
		return r.null()
	case '"':
		v.SetString(r.text())
		return true
	}
	return false
}

func decodeBool(r *Reader, v reflect.Value) bool {
	switch r.next() {
	case 't', 'f':
		v.SetBool(len(r.word()) == len("true"))
		return true
	}
	return r.null()
}

func decodeInt(r *Reader, v reflect.Value) bool {
	if r.null() {
		return true
	}
	n, err := strconv.ParseInt(string(r.word()), 10, 64)
	if err != nil || v.OverflowInt(n) {
		return false
	}
	v.SetInt(n)
	return true
}

func pointerPlan(elem *plan) func(*Reader, reflect.Value) bool {
	return func(r *Reader, v reflect.Value) bool {
		if r.null() {
			v.SetZero()
			return true
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		return elem.decode(r, v.Elem())
	}
}

func slicePlan(t reflect.Type, elem *plan) func(*Reader, reflect.Value) bool {
	empty := reflect.MakeSlice(t, 0, 0)
	return func(r *Reader, v reflect.Value) bool {
		switch {
		case r.null():
			v.SetZero()
			return true
		case r.next() != '[' || v.Len() > 0:
			return false
		}
		n := 0
		for r.at++; r.next() != ']'; n++ {
			if n == v.Cap() {
				v.Grow(1)
			}
			v.SetLen(n + 1)
			if !elem.decode(r, v.Index(n)) {
				return false
			}
		}
		r.at++
		if n == 0 {
			v.Set(empty)
		}
		return true
	}
}

func mapPlan(t reflect.Type, elem *plan) func(*Reader, reflect.Value) bool {
	key := t.Key()
	return func(r *Reader, v reflect.Value) bool {
		if r.null() {
			v.SetZero()
			return true
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(t))
		}
		if r.next() != '{' {
			return false
		}
		for r.at++; r.next() != '}'; {
			k, value := reflect.New(key).Elem(), reflect.New(t.Elem()).Elem()
			k.SetString(r.text())
			if !elem.decode(r, value) {
				return false
			}
			v.SetMapIndex(k, value)
		}
		r.at++
		return true
	}
}

// field is a field of a struct, perhaps within embedded ones.
type field struct {
	index []int
	plan  *plan
}

// structFields holds the fields of a struct by their JSON names.
type structFields struct {
	exact  map[string]field
	folded map[string]string // the names, by their lower-case forms
}

// fieldsOf returns the fields of a struct, or false if encoding/json has rules for
// them that are not repeated here.
func fieldsOf(t reflect.Type, making map[reflect.Type]*plan) (structFields, bool) {
	fields := structFields{make(map[string]field), make(map[string]string)}
	type embedded struct {
		t     reflect.Type
		index []int
	}
	// A field hides those of the same name that are embedded more deeply.
	for level := []embedded{{t: t}}; len(level) > 0; {
		var deeper []embedded
		here := make(map[string]bool)
		for _, s := range level {
			for i := range s.t.NumField() {
				f := s.t.Field(i)
				tag := f.Tag.Get("json")
				name, options, _ := strings.Cut(tag, ",")
				index := append(slices.Clip(s.index), i)
				switch {
				case tag == "-":
					continue
				case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
					deeper = append(deeper, embedded{f.Type, index})
					continue
				case f.Anonymous, strings.Contains(options, "string"):
					return fields, false
				case !f.IsExported():
					continue
				case name == "":
					name = f.Name
				}
				lower := strings.ToLower(name)
				known, taken := fields.folded[lower]
				switch {
				case here[lower], taken && known != name:
					return fields, false
				case !taken:
					here[lower] = true
					fields.folded[lower] = name
					fields.exact[name] = field{index, newPlan(f.Type, making)}
				}
			}
		}
		level = deeper
	}
	return fields, true
}

func structPlan(t reflect.Type, making map[reflect.Type]*plan) func(*Reader, reflect.Value) bool {
	fields, ok := fieldsOf(t, making)
	if !ok {
		return decodeOther
	}
	return func(r *Reader, v reflect.Value) bool {
		if r.null() {
			return true
		}
		return r.Members(func(name []byte) bool {
			f, ok := fields.exact[string(name)]
			if !ok {
				_, otherSpelling := fields.folded[strings.ToLower(string(name))]
				r.Raw()
				return !otherSpelling
			}
			if len(f.index) == 1 {
				return f.plan.decode(r, v.Field(f.index[0]))
			}
			return f.plan.decode(r, v.FieldByIndex(f.index))
		})
	}
}
