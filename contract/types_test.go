package contract_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fanvue-go/fanvue"
)

// Steps of a path that stand for every item of a list and every key of a map.
const (
	everyRow = "[]"
	everyKey = "{}"
)

// misfit is what a result cannot hold of a response. kind is zero for what no
// deviation excuses.
type misfit struct {
	path, problem string
	kind          deviationKind
}

// TestResponseTypesFitTheDocument compares the types of results with the
// schemas: random responses rarely have every property, and an empty field hides
// that null and zero are not told apart.
func TestResponseTypesFitTheDocument(t *testing.T) {
	doc := loadDocument(t)
	excused := newExcuses(typeDeviations())
	found := responseMisfits(doc, callAll(t, doc))
	for _, name := range slices.Sorted(maps.Keys(found)) {
		for _, m := range found[name] {
			if !excused.covers(name, m) {
				t.Errorf("%s: %s: %s", name, m.path, m.problem)
			}
		}
	}
	excused.finish(t, found)
	t.Logf("%d operations", len(found))
}

// responseMisfits has an entry for every operation that was called.
func responseMisfits(doc document, all []doneCall) map[fanvue.OperationName][]misfit {
	operations := doc.operations()
	found := make(map[fanvue.OperationName][]misfit)
	for _, done := range all {
		if _, again := found[done.op]; !again {
			found[done.op] = misfits(done.op, successContent(operations[done.at]).schema, reflect.TypeOf(done.result))
		}
	}
	return found
}

// misfits are those of the type that an operation gives its response as.
func misfits(op fanvue.OperationName, schema *openapi3.Schema, typ reflect.Type) []misfit {
	switch {
	case schema == nil && typ == nil:
		return nil
	case schema == nil:
		return []misfit{{"", fmt.Sprintf("the document has no body, the result is %s", typ), 0}}
	case typ == nil:
		return []misfit{{"", "the document has a body, the call returns nothing of it", isLeftOut}}
	}
	var all []misfit
	member := carried(op, schema, typ)
	if member == "" {
		return valueMisfits("", schema, rowsOf(typ))
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		switch {
		case name == member:
			all = append(all, valueMisfits(name, schema.Properties[name].Value, rowsOf(typ))...)
		case !isPage(typ) || !slices.Contains(pageMoves, name):
			all = append(all, misfit{name, fmt.Sprintf("%s has no place for it", typ), isLeftOut})
		}
	}
	return all
}

// pageMoves are the members of a list that Page.Next stands for.
var pageMoves = []string{"pagination", "nextCursor"}

// carried is the one member of a response that a result is made of, such as the
// items of a list. It is empty for a result that has all members.
func carried(op fanvue.OperationName, schema *openapi3.Schema, typ reflect.Type) string {
	if len(schema.Properties) == 0 || !isPage(typ) && indirect(typ).Kind() == reflect.Struct {
		return ""
	}
	var members []string
	for name := range schema.Properties {
		if !slices.ContainsFunc(deviating(op, isLeftOut), func(path []string) bool { return len(path) == 1 && path[0] == name }) {
			members = append(members, name)
		}
	}
	if len(members) == 1 {
		return members[0]
	}
	return "data"
}

func isPage(typ reflect.Type) bool {
	typ = indirect(typ)
	return typ.PkgPath() == reflect.TypeFor[fanvue.Client]().PkgPath() && strings.HasPrefix(typ.Name(), "Page[")
}

func rowsOf(typ reflect.Type) reflect.Type {
	if !isPage(typ) {
		return typ
	}
	data, _ := indirect(typ).FieldByName("Data")
	return data.Type
}

func indirect(typ reflect.Type) reflect.Type {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	return typ
}

// valueMisfits goes through a schema and a type side by side.
func valueMisfits(path string, schema *openapi3.Schema, typ reflect.Type) []misfit {
	var all []misfit
	for _, variant := range variants(schema) {
		all = append(all, valueMisfits(path, variant.Value, typ)...)
	}
	typ = indirect(typ)
	if typ == reflect.TypeFor[fanvue.Timestamp]() && schema.Type.Is(openapi3.TypeString) && !strings.HasPrefix(schema.Format, "date") {
		return append(all, misfit{path, "is any text, the result has a time", isTime})
	}
	if isOpaque(typ) {
		return all
	}
	inner := func(step string, schema *openapi3.Schema, typ reflect.Type) {
		at := strings.TrimPrefix(path+"."+step, ".")
		if isNullable(schema) && !holdsNull(typ) {
			all = append(all, misfit{at, fmt.Sprintf("may be null, which %s cannot hold", typ), isZeroForNull})
		}
		all = append(all, valueMisfits(at, schema, typ)...)
	}
	wrong := func(what string) {
		all = append(all, misfit{path, fmt.Sprintf("is %s, %s is none", what, typ), 0})
	}
	switch {
	case schema.Type.Is(openapi3.TypeArray):
		if typ.Kind() != reflect.Slice {
			wrong("a list")
			break
		}
		inner(everyRow, schema.Items.Value, typ.Elem())
	case schema.AdditionalProperties.Schema != nil:
		if typ.Kind() != reflect.Map {
			wrong("a map")
			break
		}
		if typ.Key().Kind() != reflect.String {
			all = append(all, misfit{path, fmt.Sprintf("has any keys, %s other ones", typ), isNumbered})
		}
		inner(everyKey, schema.AdditionalProperties.Schema.Value, typ.Elem())
	case len(schema.Properties) > 0 && typ.Kind() == reflect.Struct:
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			if field, ok := fieldNamed(typ, name); ok {
				inner(name, schema.Properties[name].Value, field)
			} else {
				all = append(all, misfit{strings.TrimPrefix(path+"."+name, "."), fmt.Sprintf("%s has no such field", typ), isLeftOut})
			}
		}
	case len(schema.Properties) > 0 && typ.Kind() == reflect.Map:
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			inner(name, schema.Properties[name].Value, typ.Elem())
		}
	case len(schema.Properties) > 0:
		wrong("an object")
	case isFreeForm(schema) && !isNullable(schema) && typ.Kind() == reflect.Struct:
		wrong("free form")
	}
	return all
}

// fieldNamed is the type of the field that encoding/json takes for a name: of
// several, the one least deeply embedded.
func fieldNamed(typ reflect.Type, name string) (reflect.Type, bool) {
	var found *reflect.StructField
	for _, field := range reflect.VisibleFields(typ) {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.IsExported() && tag == name && (found == nil || len(field.Index) < len(found.Index)) {
			found = &field
		}
	}
	if found == nil {
		return nil, false
	}
	return found.Type, true
}

func isNullable(schema *openapi3.Schema) bool {
	return schema.Nullable || slices.ContainsFunc(variants(schema), func(variant *openapi3.SchemaRef) bool {
		return isNullable(variant.Value)
	})
}

// holdsNull reports whether a value of that type can be told from null. An
// empty text and a zero time stand for null; 0 and false are values.
func holdsNull(typ reflect.Type) bool {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.String:
		return true
	case reflect.Struct:
		return readsItself(typ)
	}
	return false
}

// isOpaque reports whether a type shows nothing of what it reads.
func isOpaque(typ reflect.Type) bool {
	switch typ.Kind() {
	case reflect.Interface:
		return true
	case reflect.Map:
		return false
	case reflect.Struct:
		isTagged := func(field reflect.StructField) bool { return field.Tag.Get("json") != "" }
		return readsItself(typ) && !slices.ContainsFunc(reflect.VisibleFields(typ), isTagged)
	}
	return readsItself(typ)
}

// readsItself reports whether a type has its own way to read JSON.
func readsItself(typ reflect.Type) bool {
	return reflect.PointerTo(typ).Implements(reflect.TypeFor[json.Unmarshaler]())
}
