package jsonread

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

type (
	inner struct {
		Text  string          `json:"text"`
		Raw   json.RawMessage `json:"raw"`
		Next  *inner          `json:"next"`
		Any   any             `json:"any"`
		Small int8
	}
	deepest struct {
		ID   string `json:"id"`
		Deep string
	}
	base struct {
		deepest
		ID   string `json:"id"`
		Base int    `json:"base"`
	}
	outer struct {
		base
		ID     string            `json:"id"`
		Count  int               `json:"count"`
		Ratio  float64           `json:"ratio,omitempty"`
		Flag   *bool             `json:"flag"`
		Inner  inner             `json:"inner"`
		List   []inner           `json:"list"`
		Names  []string          `json:"names"`
		ByName map[string]inner  `json:"byName"`
		Texts  map[string]string `json:"texts"`
		Bytes  []byte            `json:"bytes"`
		Minus  string            `json:"-"`
		//lint:ignore SA5008 encoding/json names it "-"
		Dash string `json:"-,"`
	}
)

// What package fanvue relies on: responses of the usual spelling are read, and
// everything else is left to encoding/json.
func TestUnmarshal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text string
		want any // nil if it is left to encoding/json
	}{
		{`{"id":"a","count":-7,"flag":null,"names":["x","\u00e9","é"],"unknown":[{"a":"}"}]}`, outer{base: base{}, ID: "a", Count: -7, Names: []string{"x", "é", "é"}}},
		{"\n{ \"base\" : 1 ,\t\"inner\":{\"text\":\"a\"} }\r\n", outer{base: base{Base: 1}, Inner: inner{Text: "a"}}},
		{`{"list":[],"byName":{"k":{"Small":127}},"ratio":2.5}`, outer{List: []inner{}, ByName: map[string]inner{"k": {Small: 127}}, Ratio: 2.5}},
		{`[{"text":"a"},null,{"raw":[1, 2]}]`, []inner{{Text: "a"}, {}, {Raw: json.RawMessage(`[1, 2]`)}}},
		{`"2026-01-02T03:04:05Z"`, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		{`{"id":"a"`, nil},
		{`{"id":"a"}{}`, nil},
		{``, nil},
		{`{"id":7}`, nil},
		{`{"count":"7"}`, nil},
		{`{"count":7.0}`, nil},
		{`{"count":9223372036854775808}`, nil},
		{`{"inner":{"Small":128}}`, nil},
		{`{"flag":1}`, nil},
		{`{"names":{}}`, nil},
		{`{"names":["a"],"names":["b"]}`, nil},
		{`{"ID":"a"}`, nil},
		{`{"i\u0064":"a"}`, nil},
		{`{"é":1}`, nil},
		{`{"id":"a",}`, nil},
		{`{,"id":"a"}`, nil},
		{`{"id":"a" "count":1}`, nil},
		{`{"id" "a"}`, nil},
		{`{"names":["a",]}`, nil},
		{`{"names":["a" "b"]}`, nil},
		{`{"names":["a"}`, nil},
		{`{"texts":{"a":"b",}}`, nil},
		{`{"texts":{"a"}}`, nil},
		{`{"count":01}`, nil},
		{`{"count":-}`, nil},
		{`{"flag":truex}`, nil},
		{`{"flag":nul}`, nil},
		{`{"id":"a` + "\n" + `"}`, nil},
		{`{"id":"\x"}`, nil},
		{`{"unknown":[1,]}`, nil},
		{strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000), nil},
	} {
		into := reflect.New(reflect.TypeFor[outer]())
		if tc.want != nil {
			into = reflect.New(reflect.TypeOf(tc.want))
		}
		if read := Unmarshal([]byte(tc.text), into.Interface()); read != (tc.want != nil) {
			t.Errorf("%.80s is read: %t", tc.text, read)
		} else if read && !reflect.DeepEqual(into.Elem().Interface(), tc.want) {
			t.Errorf("%.80s: got %+v, want %+v", tc.text, into.Elem(), tc.want)
		}
	}
}

// Types with rules of encoding/json that are not repeated here are left to it.
func TestUnusualTypes(t *testing.T) {
	t.Parallel()
	type a struct{ X int }
	type b struct{ X int }
	for _, into := range []any{
		new(struct {
			N int `json:",string"`
		}),
		new(struct {
			a
			b
		}),
		new(struct{ *a }),
		new(struct{ Ab, AB int }),
		new(struct{ T [2]int }),
		new(map[int]string),
		new(map[time.Time]string),
	} {
		kind := reflect.TypeOf(into).Elem()
		for _, text := range []string{`{"N":"7","X":1,"AB":2,"aB":3,"T":[1,2]}`, `{"7":"x"}`, `{"2026-01-02T03:04:05Z":"x"}`} {
			got, want := reflect.New(kind), reflect.New(kind)
			read, err := Unmarshal([]byte(text), got.Interface()), json.Unmarshal([]byte(text), want.Interface())
			if read != (err == nil) || read && !reflect.DeepEqual(got.Interface(), want.Interface()) {
				t.Errorf("%s: %s: got %+v, %t, want %+v, %v", kind, text, got.Elem(), read, want.Elem(), err)
			}
		}
	}
}

// Rules of encoding/json for single types and for names: whatever is read is what
// encoding/json returns. No result has such a type yet.
func TestRulesOfTypesAndNames(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		into any
		text string
	}{
		{new(json.Number), `"abc"`},
		{new(map[string]json.Number), `{"n":""}`},
		// The letter is an s in another case.
		{new(struct {
			N int "json:\"\u017f\""
		}), `{"s":1}`},
		// A name with a control character is no name.
		{new(struct {
			N int "json:\"a\\x01b\""
		}), `{"N":1}`},
	} {
		kind := reflect.TypeOf(tc.into).Elem()
		got, want := reflect.New(kind), reflect.New(kind)
		if !Unmarshal([]byte(tc.text), got.Interface()) {
			continue
		}
		if err := json.Unmarshal([]byte(tc.text), want.Interface()); err != nil || !reflect.DeepEqual(got.Interface(), want.Interface()) {
			t.Errorf("%s: %s: got %+v, want %+v, %v", kind, tc.text, got.Elem(), want.Elem(), err)
		}
	}
}

// Members are read in any order, whatever the order was before.
func TestOrderOfMembers(t *testing.T) {
	t.Parallel()
	type three struct {
		A  string `json:"a"`
		AB int    `json:"ab"`
		C  bool   `json:"c"`
	}
	for _, text := range []string{
		`{"a":"x","ab":1,"c":true}`,
		`{"a":"x","ab":1,"c":true}`,
		`{"ab":1,"a":"x","c":true}`,
		`{"c":true,"ab":1,"a":"x"}`,
		`{"c":true,"more":{"a":"y"},"ab":1,"a":"x"}`,
		`{ "c" : true, "ab" : 1, "a" : "x" }`,
		`{"c":true,"ab":7,"ab":1,"a":"x"}`,
		`{"c":true,"ab":1,"a":"y","a":"x"}`,
	} {
		var got three
		if want := (three{"x", 1, true}); !Unmarshal([]byte(text), &got) || got != want {
			t.Errorf("%s: got %+v", text, got)
		}
	}
	for _, text := range []string{`{"c":true,"ab"1}`, `{"c":true,"ab`, `{"c":true,"ab":`, `{"c":true"ab":1}`, `{"c":true,"AB":1}`} {
		var got three
		if Unmarshal([]byte(text), &got) {
			t.Errorf("%s: got %+v", text, got)
		}
	}
}

// What is decoded shares no memory with the data, and little among itself.
func TestMemory(t *testing.T) {
	t.Parallel()
	var items []string
	for i := range 200 {
		items = append(items, fmt.Sprintf(`{"text":"text %d","raw":{"n":%d},"any":"%s"}`, i, i, strings.Repeat("x", 50)))
	}
	data := []byte("[" + strings.Join(items, ",") + "]")
	var got, want []inner
	if err := json.Unmarshal(data, &want); err != nil || !Unmarshal(data, &got) {
		t.Fatal("it is not read")
	}
	clear(data)
	if !reflect.DeepEqual(got, want) {
		t.Error("it changes with the data")
	}
	long := strings.Repeat("long", blockLength)
	r := New([]byte(`["short","` + long + `"]`))
	var texts []string
	if _, ok := r.Decode(&texts); !ok || texts[1] != long || r.block.Cap() > 2*blockLength {
		t.Errorf("a block has %d bytes", r.block.Cap())
	}
}

// Goroutines may meet a type that contains itself for the first time.
func TestPlansAreComplete(t *testing.T) {
	t.Parallel()
	type node struct {
		Next *node
		List []node
		Name string
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var got node
			if !Unmarshal([]byte(`{"Next":{"List":[{"Name":"a"}]}}`), &got) || got.Next.List[0].Name != "a" {
				t.Errorf("got %+v", got)
			}
		})
	}
	group.Wait()
}

func TestReader(t *testing.T) {
	t.Parallel()
	r := New([]byte(` { "a" : [1, {"b":"]","\u0063":[]}] , "c":-1.5e3,"d":"x\"y","e": null , "f":{} } `))
	if r.Kind() != '{' || r.AtEnd() {
		t.Fatal("it is not read")
	}
	var got []string
	ok := r.Members(func(name []byte) bool {
		text, ok := r.Raw()
		got = append(got, string(name)+"="+string(text))
		return ok
	})
	want := []string{`a=[1, {"b":"]","\u0063":[]}]`, `c=-1.5e3`, `d="x\"y"`, `e=null`, `f={}`}
	if !ok || !r.AtEnd() || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	for _, text := range []string{`[]`, `7`, `null`, ``, `{"\u0061":1}`, `{"a":1`, `{"a":1,}`, `{,}`, `{"a"1}`} {
		r := New([]byte(text))
		if r.Members(func([]byte) bool { _, ok := r.Raw(); return ok }) {
			t.Errorf("%s has members", text)
		}
	}
}

// Raw takes what encoding/json takes for one value, up to a depth.
func FuzzRaw(f *testing.F) {
	for _, text := range []string{
		` [true,false,null,"a\"\u00e9\ud83d\n",-0.5e+07,{"a":{},"b":[]}] `, `"12345678\\"`, `"1234567\u12G4"`, `"1234567` + "\x1f" + `"`, `"é12345678é"`, `"` + "\xff" + `"`,
		`[1,]`, `[,1]`, `[1 2]`, `{"a":1,}`, `{"a" 1}`, `{1:2}`, `01`, `-`, `1.`, `.5`, `1e`, `+1`, `1e+`, `-01`, `tru`, `truex`, `nul`, `"a`, `"\`, `"\u00`, `"\x"`, `[}`, `{]`, `]`, ``, ` `, `1 2`, "\ufeff1",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r := New(text)
		raw, ok := r.Raw()
		ok = ok && r.AtEnd()
		valid := json.Valid(text)
		if deep := bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) > maxDepth; ok != valid && !(valid && deep) {
			t.Errorf("it is read: %t, valid: %t", ok, valid)
		}
		if ok && !bytes.Equal(raw, bytes.Trim(text, " \t\r\n")) {
			t.Errorf("got %q", raw)
		}
	})
}

func FuzzUnmarshal(f *testing.F) {
	for _, text := range []string{
		`{"id":"a","count":-7,"ratio":1.5e3,"flag":true,"inner":{"text":"é\n","raw":[1, 2],"next":{"Small":127}},"list":[{"any":{"a":[1]}},null],"names":["a","b"]}`,
		`{"byName":{"a":{"text":"x"},"a":null},"texts":{"k":"v","\u006b":null},"bytes":"aGk=","-":"dash"}`,
		`{"ID":"a","Count":1,"id":"b","inner":{"TEXT":"x"},"list":[],"names":null,"flag":null}`,
		`{"list":[{"text":"a"}],"list":[{"raw":1}],"inner":{"next":{"text":"a"}},"inner":{"next":{"any":1}},"count":1,"count":null}`,
		"{\"id\":\"\xff\",\"names\":[\"\\ud800\",\"\xc3\xa9\"], \"unknown\" : {\"a\":[1,{\"b\":\"}\\\"\"}]} }",
		`{"-":"0"}`, `{"base":1,"id":"a","Deep":"b"}`, `{"deep":"b"}`, `null`, ` 7 `, `"text"`, `[]`, `{}`, `{"count":1e2}`, `{"count":128,"inner":{"Small":128}}`, `{"id":7}`, `{"flag":"true"}`, `{"count":-0}`, `{"count":9223372036854775808}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, into := range []any{new(outer), new([]outer), new(map[string]outer), new(string), new(*int), new([]any)} {
			kind := reflect.TypeOf(into).Elem()
			got, want := reflect.New(kind), reflect.New(kind)
			if !Unmarshal(text, got.Interface()) {
				continue
			}
			if err := json.Unmarshal(text, want.Interface()); err != nil {
				t.Errorf("%s: encoding/json: %v", kind, err)
			} else if !reflect.DeepEqual(got.Interface(), want.Interface()) {
				t.Errorf("%s: got %+v, want %+v", kind, got.Elem(), want.Elem())
			}
		}
	})
}
