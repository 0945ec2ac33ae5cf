package jsonread

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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
	case reflect.PointerTo(t).Implements(textUnmarshaler), t == reflect.TypeFor[json.Number]():
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
func (r *Reader) null() bool { return r.next() == 'n' && r.word("null") }

// decodeOther decodes what encoding/json decodes better.
func decodeOther(r *Reader, v reflect.Value) bool {
	raw, ok := r.Raw()
	return ok && json.Unmarshal(raw, v.Addr().Interface()) == nil
}

func decodeCustom(r *Reader, v reflect.Value) bool {
	raw, ok := r.Raw()
	if !ok {
		return false
	}
	into, ok := v.Addr().Interface().(json.Unmarshaler)
	return ok && into.UnmarshalJSON(raw) == nil
}

func decodeText(r *Reader, v reflect.Value) bool {
	if r.null() {
		return true
	}
	text, ok := r.text()
	if ok {
		v.SetString(text)
	}
	return ok
}

func decodeBool(r *Reader, v reflect.Value) bool {
	switch r.next() {
	case 't':
		v.SetBool(true)
		return r.word("true")
	case 'f':
		v.SetBool(false)
		return r.word("false")
	}
	return r.null()
}

func decodeInt(r *Reader, v reflect.Value) bool {
	if r.null() {
		return true
	}
	number, ok := r.number()
	if !ok {
		return false
	}
	n, err := strconv.ParseInt(string(number), 10, 64)
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
		if r.null() {
			v.SetZero()
			return true
		}
		if v.Len() > 0 || !r.begin('[') {
			return false
		}
		n := 0
		for ; r.more(']', n); n++ {
			if n == v.Cap() {
				v.Grow(1)
			}
			v.SetLen(n + 1)
			if !elem.decode(r, v.Index(n)) {
				return false
			}
		}
		if n == 0 {
			v.Set(empty)
		}
		return r.end(']')
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
		if !r.begin('{') {
			return false
		}
		for n := 0; r.more('}', n); n++ {
			k, value := reflect.New(key).Elem(), reflect.New(t.Elem()).Elem()
			name, ok := r.text()
			if !ok || !r.take(':') || !elem.decode(r, value) {
				return false
			}
			k.SetString(name)
			v.SetMapIndex(k, value)
		}
		return r.end('}')
	}
}

// field is a field of a struct, perhaps within embedded ones.
type field struct {
	key   string // the name in quotes, and the colon
	index []int
	plan  *plan
	// follower is the field whose member came after this one's the last time.
	// Servers write the members in the same order each time, so that looking
	// whether it is there is faster than reading a name and looking it up.
	follower atomic.Pointer[field]
}

// structFields holds the fields of a struct by their JSON names.
type structFields struct {
	exact  map[string]*field
	folded map[string]string // the names, by their lower-case forms
	// before stands for a field before the first one.
	before field
}

// next reads the name of the next member, which comes after that of previous. It
// returns nil for a member without a field, which it reads.
func (s *structFields) next(r *Reader, previous *field) (f *field, ok bool) {
	if f = previous.follower.Load(); f != nil && r.next() == '"' && r.word(f.key) {
		return f, true
	}
	name, plain, ok := r.name()
	if !ok || !plain {
		return nil, false
	}
	if f = s.exact[string(name)]; f != nil {
		previous.follower.Store(f)
		return f, true
	}
	_, otherSpelling := s.folded[strings.ToLower(string(name))]
	return nil, !otherSpelling && r.skip()
}

// fieldsOf returns the fields of a struct, or false if encoding/json has rules for
// them that are not repeated here.
func fieldsOf(t reflect.Type, making map[reflect.Type]*plan) (*structFields, bool) {
	fields := &structFields{exact: make(map[string]*field), folded: make(map[string]string)}
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
					return nil, false
				case !f.IsExported():
					continue
				case name == "":
					name = f.Name
				}
				if !isPlainName(name) {
					return nil, false
				}
				lower := strings.ToLower(name)
				known, taken := fields.folded[lower]
				switch {
				case here[lower], taken && known != name:
					return nil, false
				case !taken:
					here[lower] = true
					fields.folded[lower] = name
					fields.exact[name] = &field{key: `"` + name + `":`, index: index, plan: newPlan(f.Type, making)}
				}
			}
		}
		level = deeper
	}
	return fields, true
}

// isPlainName reports whether encoding/json takes a name as it is and compares it
// with others by the case of its ASCII letters.
func isPlainName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
	})
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
		if !r.begin('{') {
			return false
		}
		previous := &fields.before
		for n := 0; r.more('}', n); n++ {
			f, ok := fields.next(r, previous)
			switch {
			case !ok:
				return false
			case f == nil:
				continue
			case len(f.index) == 1:
				ok = f.plan.decode(r, v.Field(f.index[0]))
			default:
				ok = f.plan.decode(r, v.FieldByIndex(f.index))
			}
			if !ok {
				return false
			}
			previous = f
		}
		return r.end('}')
	}
}
