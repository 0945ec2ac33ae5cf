package fanvue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue/internal/jsonread"
)

// filled sets every exported field that v has, at every depth.
func filled(v reflect.Value, depth int) {
	switch {
	case v.Type() == reflect.TypeFor[Timestamp]():
		v.Set(reflect.ValueOf(NewTimestamp(time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC))))
		return
	case v.Type() == rawMessageType:
		v.SetBytes([]byte(`{"a":[1]}`))
		return
	case depth == 0:
		return
	}
	switch kind := v.Kind(); {
	case kind == reflect.String:
		v.SetString("a <b> & \u00e9\u2028")
	case kind == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(-7)
	case v.CanUint():
		v.SetUint(7)
	case v.CanFloat():
		v.SetFloat(7.25)
	case kind == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), depth-1)
	case kind == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		filled(v.Index(0), depth-1)
	case kind == reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		filled(key, depth-1)
		filled(value, depth-1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case kind == reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				filled(v.Field(i), depth-1)
			}
		}
	}
}

// respelled returns texts that encoding/json reads like data, or as other values of
// the same types. The usual ones are to be read in one pass.
func respelled(data string) (usual, unusual []string) {
	name := func(change func(string) string) string {
		return names.ReplaceAllStringFunc(data, change)
	}
	nulls := strings.NewReplacer(`:true`, `:null`, `:-7`, `:null`, `:{`, `:null,"unknown":{`).Replace(data)
	usual = []string{
		data, nulls, " \n\t" + data + "\r\n",
		name(func(s string) string { return `"unlike_any":{"a":[1,{"b":null}]},` + s }),
		name(func(s string) string { return s + `null,` + s }),
		strings.ReplaceAll(data, "\u00e9", "\xff\xc3"),
		strings.ReplaceAll(data, "\u00e9", `\ud800\u0000`),
	}
	unusual = []string{
		name(strings.ToUpper), name(strings.ToLower),
		name(func(s string) string { return strings.Replace(s, "U", "_u", 1) }),
		name(func(s string) string { return strings.Replace(s, "a", `\u0061`, 1) }),
	}
	return usual, unusual
}

var names = pattern(`"[A-Za-z]+":`)()

// Every result of the usual spelling is read in one pass: a type that package
// jsonread does not support would be read by encoding/json, and nobody would notice.
// Both read the same.
func TestResultsAreReadInOnePass(t *testing.T) {
	t.Parallel()
	texts := 0
	for _, r := range resultTypes {
		kind := reflect.TypeOf(r)
		if _, custom := reflect.New(kind).Interface().(bodyDecoder); custom || kind.Kind() != reflect.Struct {
			continue
		}
		value := reflect.New(kind)
		filled(value.Elem(), 12)
		data, err := json.Marshal(value.Interface())
		if err != nil {
			t.Fatalf("%s: %v", kind.Name(), err)
		}
		usual, unusual := respelled(string(data))
		for i, text := range append(usual, unusual...) {
			texts++
			got, want := reflect.New(kind), reflect.New(kind)
			read := jsonread.Unmarshal([]byte(text), got.Interface())
			err := json.Unmarshal([]byte(text), want.Interface())
			switch {
			case err != nil && read:
				t.Errorf("%s: %v, of %.300s", kind.Name(), err, text)
			case err != nil:
			case !read && i < len(usual):
				t.Errorf("%s: %.300s is not read in one pass", kind.Name(), text)
			case read && !reflect.DeepEqual(got.Interface(), want.Interface()):
				t.Errorf("%s: %.300s is\n%+v, want\n%+v", kind.Name(), text, got.Elem(), want.Elem())
			}
		}
	}
	if texts < 400 {
		t.Errorf("%d texts", texts)
	}
}

// unnamed returns the fields of a type, at every depth, whose names in JSON are those
// in Go.
func unnamed(t reflect.Type, seen map[reflect.Type]bool) (fields []string) {
	if seen[t] || reflect.PointerTo(t).Implements(unmarshalerType) {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return unnamed(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			field := t.Field(i)
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name == "" && field.IsExported() && !field.Anonymous {
				fields = append(fields, t.Name()+"."+field.Name)
			}
			if field.Tag.Get("json") != "-" {
				fields = append(fields, unnamed(field.Type, seen)...)
			}
		}
	}
	return fields
}

// The API's names start in lower case. Package jsonread reads names in the exact
// spelling only, so a field without a name in JSON is never read in one pass.
func TestFieldsOfResultsHaveNames(t *testing.T) {
	t.Parallel()
	for _, r := range resultTypes {
		kind := reflect.TypeOf(r)
		if _, custom := reflect.New(kind).Interface().(bodyDecoder); custom {
			continue
		}
		for _, field := range unnamed(kind, make(map[reflect.Type]bool)) {
			t.Errorf("%s has no name in JSON", field)
		}
	}
}

// A page in any order and spelling of its members is the same page, whether it is
// read in one pass or not.
func TestPagesAreReadInOnePass(t *testing.T) {
	t.Parallel()
	const items = `[{"uuid":"a","handle":"\u00e9"}, {"uuid":"b"}]`
	for text, whole := range map[string]bool{
		`{"data":` + items + `,"pagination":{"page":1,"hasMore":true}}`:                                  true,
		"\n { \"nextCursor\" : \"x\" ,\t\"data\" :\r\n " + items + ` , "dateFilter":{"sentBefore":1} } `: true,
		`{"total":2,"data":` + items + `,"a":{"data":[]},"nextCursor":null}`:                             true,
		` ` + items + ` `:                        true,
		`{"DATA":` + items + `}`:                 false,
		`{"Total":2,"data":` + items + `}`:       false,
		`{"d\u0061ta":` + items + `}`:            false,
		`{"data":[],"data":` + items + `}`:       false,
		`{"data":` + items + `,"data":null}`:     false,
		`{"data":[{"uuid":"a"},null]}`:           false,
		`{"data":[{"uuid":""}]}`:                 false,
		`{"data":[]}`:                            false,
		`{"data":null,"error":"no"}`:             false,
		`{"data":` + items + `} {}`:              false,
		`{"data":` + items + `,}`:                false,
		`{"data":` + items:                       false,
		`{"nextCursor":"x"}`:                     false,
		`{}`:                                     false,
		``:                                       false,
		`7`:                                      false,
		strings.Repeat(`{"data":`, 20_000) + `1`: false,
	} {
		got := listResponse[Creator]{size: maxPageSize}
		if got.readWhole([]byte(text)) != whole {
			t.Errorf("%.80s is read in one pass: %t", text, !whole)
		}
		if !whole {
			if len(got.items) > 0 || got.Data != nil {
				t.Errorf("%.80s leaves %+v", text, got)
			}
			continue
		}
		var want envelope
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if len(got.items) != 2 || got.items[1].UUID != "b" || got.items[0].Handle != "é" {
			t.Errorf("%.80s: %+v", text, got.items)
		}
		if a, b := fmt.Sprintf("%s", got.envelope), fmt.Sprintf("%s", want); strings.ReplaceAll(a, " ", "") != strings.ReplaceAll(b, " ", "") {
			t.Errorf("%.80s: %s, want %s", text, a, b)
		}
	}
}

// Whatever is read in one pass, encoding/json reads too, and in the same way.
func FuzzOnePass(f *testing.F) {
	f.Add([]byte(`{"data":[{"createdAt":"2025-03-04T10:11:12.000Z","isRead":true,"lastMessage":{"uuid":"m","text":"\u00e9","hasMedia":null},"user":{"uuid":"a"}}],"pagination":{"hasMore":true}}`))
	f.Add([]byte(`{"data":[{"user":{"uuid":"a","UUID":"b","u_uid":"c"}}],"nextCursor":"x","total":41.0}`))
	f.Add([]byte(`[{"user":{"uuid":"a"}},{"user":{"uuid":"\ud800\u0000"},"lastMessageAt":0}]`))
	f.Add([]byte("{\"data\":[{\"user\":{\"uuid\":\"\xff\"},\"unreadMessagesCount\":1e2}]}"))
	f.Add([]byte(`{"user":{"uuid":"a"},"user":{"handle":"b"},"isRead":true,"isRead":null,"lastMessage":{"uuid":"m"},"lastMessage":{"text":"t"}}`))
	f.Add([]byte(`{"lastMessage":{"uuid":"m"},"lastMessage":null,"lastMessageAt":"2026-01-02","lastMessageAt":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, want Chat
		if jsonread.Unmarshal(text, &got) {
			if err := json.Unmarshal(text, &want); err != nil {
				t.Errorf("encoding/json: %v", err)
			} else if !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
		page := listResponse[Chat]{size: maxPageSize}
		if !page.readWhole(text) {
			return
		}
		var slow envelope
		if err := json.Unmarshal(text, &slow); err != nil {
			t.Fatalf("encoding/json: %v", err)
		}
		var items []Chat
		if err := json.Unmarshal(slow.Data, &items); err != nil || !reflect.DeepEqual(page.items, items) {
			t.Errorf("got %+v, want %+v, %v", page.items, items, err)
		}
		moves, problem := page.next(nil, len(items), "size")
		slowMoves, slowProblem := slow.next(nil, len(items), "size")
		if !reflect.DeepEqual(moves, slowMoves) || problem != slowProblem {
			t.Errorf("next %v %q, want %v %q", moves, problem, slowMoves, slowProblem)
		}
	})
}
