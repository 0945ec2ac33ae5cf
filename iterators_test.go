package fanvue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// listMethod is a method that returns one page, with the iterator beside it.
type listMethod struct {
	list, all reflect.Value
	args      []reflect.Value // between the context and the options
}

// serviceOf returns the service that an operation's name begins with, and the
// rest of the name.
func serviceOf(c *fanvue.Client, name fanvue.OperationName) (service reflect.Value, method string) {
	view := reflect.ValueOf(c).Elem()
	parts := strings.Split(string(name), ".")
	if parts[0] == "Creator" {
		view = reflect.ValueOf(c.Creator(creatorID))
		parts = parts[1:]
	}
	return view.FieldByName(parts[0]), parts[1]
}

// iteratorName is the name of the iterator over what the list method returns.
func iteratorName(method string) string {
	return "All" + strings.TrimPrefix(method, "List")
}

func listMethodOf(t *testing.T, c *fanvue.Client, name fanvue.OperationName) listMethod {
	t.Helper()
	service, method := serviceOf(c, name)
	m := listMethod{list: service.MethodByName(method), all: service.MethodByName(iteratorName(method))}
	if !m.all.IsValid() {
		t.Fatalf("%s has no %s", name, iteratorName(method))
	}
	if diff := cmp.Diff(inputs(m.list.Type()), inputs(m.all.Type())); diff != "" {
		t.Fatalf("the arguments of %s and its iterator (-list +all):\n%s", name, diff)
	}
	for i := 1; i < m.all.Type().NumIn()-1; i++ {
		m.args = append(m.args, reflect.ValueOf(fanID).Convert(m.all.Type().In(i)))
	}
	return m
}

func inputs(function reflect.Type) (types []string) {
	for i := range function.NumIn() {
		types = append(types, function.In(i).String())
	}
	return types
}

// in are the arguments of a call with these options, of which nil is none.
func (m listMethod) in(ctx context.Context, options reflect.Value) []reflect.Value {
	if !options.IsValid() {
		options = reflect.Zero(m.all.Type().In(m.all.Type().NumIn() - 1))
	}
	return slices.Concat([]reflect.Value{reflect.ValueOf(ctx)}, m.args, []reflect.Value{options})
}

// page returns the error of the method for one page.
func (m listMethod) page(ctx context.Context, options reflect.Value) error {
	err, _ := m.list.Call(m.in(ctx, options))[1].Interface().(error)
	return err
}

// items returns what the iterator yields.
func (m listMethod) items(ctx context.Context, options reflect.Value) (items []any, err error) {
	for item, failure := range m.all.Call(m.in(ctx, options))[0].Seq2() {
		if failure, ok := failure.Interface().(error); ok {
			return items, failure
		}
		items = append(items, item.Interface())
	}
	return items, nil
}

// sizeName returns the parameter with which the list is asked for a size.
func (m listMethod) sizeName(t *testing.T, server *wireServer) string {
	t.Helper()
	options := m.required(t.Context())
	options.Elem().FieldByName("Size").SetInt(2)
	if err := m.page(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	sent := server.seen()
	for _, name := range []string{"size", "limit"} {
		if slices.Contains(strings.Split(sent[len(sent)-1].query, "&"), name+"=2") {
			return name
		}
	}
	t.Fatalf("no size in %s", sent[len(sent)-1].query)
	return ""
}

// required returns options in which just the fields have a value that must have
// one.
func (m listMethod) required(ctx context.Context) reflect.Value {
	options := reflect.New(m.all.Type().In(m.all.Type().NumIn() - 1).Elem())
	for i := range options.Elem().NumField() {
		var problem *fanvue.ArgumentError
		if errors.As(m.page(ctx, options), &problem) && problem.Argument == options.Elem().Type().Field(i).Name {
			fill(options.Elem().Field(i), i)
		}
	}
	return options
}

// filled returns options in which each field has a value that the method accepts
// beside the others. Where a page starts is left alone.
func (m listMethod) filled(ctx context.Context) reflect.Value {
	options := m.required(ctx)
	for i := range options.Elem().NumField() {
		field := options.Elem().Field(i)
		if name := options.Elem().Type().Field(i).Name; name == "After" {
			continue
		} else if name == "Size" {
			field.SetInt(2)
			continue
		}
		if !field.IsZero() {
			continue // required
		}
		fill(field, i)
		if err := m.page(ctx, options); errors.Is(err, fanvue.ErrValidation) {
			field.SetZero() // not for this account, or not beside the others
		}
	}
	return options
}

func fill(field reflect.Value, i int) {
	switch field.Kind() {
	case reflect.Bool:
		field.SetBool(true)
	case reflect.String:
		field.SetString("a b")
	case reflect.Int, reflect.Int64:
		field.SetInt(11)
	case reflect.Slice:
		field.Set(reflect.MakeSlice(field.Type(), 1, 1))
		fill(field.Index(0), i)
	case reflect.Pointer:
		field.Set(reflect.New(field.Type().Elem()))
		fill(field.Elem(), i)
	case reflect.Struct:
		day := time.Date(2026, 3, 1+i, 0, 0, 0, 0, time.UTC)
		for _, value := range []any{day, fanvue.NewTimestamp(day)} {
			if reflect.TypeOf(value) == field.Type() {
				field.Set(reflect.ValueOf(value))
				return
			}
		}
		panic(fmt.Sprintf("no value for a %s", field.Type()))
	default:
		panic(fmt.Sprintf("no value for a %s", field.Type()))
	}
}

// isPage reports whether a case returns a page of a list.
func isPage(tc operationCase) bool {
	return tc.want != nil && strings.HasPrefix(fmt.Sprintf("%T", tc.want), "*fanvue.Page[")
}

// pageMove is a way in which a response says that there is more: how the first two
// responses say it, the parameter with which the next page is requested and its
// values, and how the last response says that there is no more.
type pageMove struct {
	name      string
	more      [2]string
	parameter string
	values    [2]string
	none      string
}

var moves = []pageMove{
	{
		"by number", [2]string{`"pagination":{"page":1,"size":2,"hasMore":true}`, `"pagination":{"page":2,"size":2,"hasMore":true}`},
		"page", [2]string{"2", "3"}, `"pagination":{"page":3,"size":1,"hasMore":false}`,
	},
	{"by cursor", [2]string{`"nextCursor":"c/2 +="`, `"nextCursor":"c/3 +="`}, "cursor", [2]string{"c/2 +=", "c/3 +="}, `"nextCursor":null`},
}

// TestIterators derives its cases from those of the operations: the iterator
// sends what the method for one page sends, 50 items a page unless the caller
// chooses a size, with the same filters for the further pages, and yields what the
// pages hold. The same holds with a page requested ahead.
func TestIterators(t *testing.T) {
	t.Parallel()
	cases := caseOf(t)
	for _, name := range sortedNames(cases) {
		tc := cases[name]
		if !isPage(tc) {
			continue
		}
		for _, move := range moves {
			for _, options := range []string{"without options", "with options"} {
				for _, prefetch := range []int{0, 8} {
					t.Run(fmt.Sprintf("%s/%s/%s/%d ahead", name, move.name, options, prefetch), func(t *testing.T) {
						t.Parallel()
						testIterator(t, tc, move, options == "with options", prefetch)
					})
				}
			}
		}
	}
}

func TestEveryIteratorHasACase(t *testing.T) {
	t.Parallel()
	cases := caseOf(t)
	client := newWireServer(t, nil).client(t)
	found := 0
	for prefix, view := range map[string]reflect.Value{"": reflect.ValueOf(client).Elem(), "Creator.": reflect.ValueOf(client.Creator(creatorID))} {
		for i := range view.NumField() {
			service := view.Type().Field(i)
			for j := range service.Type.NumMethod() {
				method := service.Type.Method(j).Name
				if !service.IsExported() || !strings.HasPrefix(method, "All") {
					continue
				}
				found++
				list := strings.TrimPrefix(method, "All")
				if list == "" {
					list = "List"
				}
				name := fanvue.OperationName(prefix + service.Name + "." + list)
				if !isPage(cases[name]) {
					t.Errorf("%s%s.%s: %s has no case with a page", prefix, service.Name, method, name)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("found %d iterators, want at least 50", found)
	}
}

func sortedNames(cases map[fanvue.OperationName]operationCase) (names []fanvue.OperationName) {
	for name := range cases {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func testIterator(t *testing.T, tc operationCase, next pageMove, withOptions bool, prefetch int) {
	var envelope struct{ Data []json.RawMessage }
	if err := json.Unmarshal([]byte(tc.response), &envelope); err != nil || len(envelope.Data) == 0 {
		t.Fatalf("the case has no items: %v", err)
	}
	page := func(move string, items ...json.RawMessage) string {
		data, _ := json.Marshal(items)
		return `{"data":` + string(data) + `,` + move + `}`
	}
	data := envelope.Data
	bodies := []string{page(next.more[0], data...), page(next.more[1], slices.Concat(data, data)...), page(next.none, slices.Concat(data, data, data)...)}
	wantItems := reflect.ValueOf(tc.want).Elem().FieldByName("Data")
	var want []any
	for range 1 + 2 + 3 {
		for i := range wantItems.Len() {
			want = append(want, wantItems.Index(i).Interface())
		}
	}

	// One request by the method for one page; then the iterator's.
	var served []string
	server := newWireServer(t, func(w http.ResponseWriter, r *http.Request) {
		body := page(next.none)
		if len(served) > 0 {
			body, served = served[0], served[1:]
		}
		respondJSON(http.StatusOK, body)(w, r)
	})
	method := listMethodOf(t, server.client(t, tc.surfaced(), fanvue.WithPrefetch(prefetch)), tc.op)
	sizeName := method.sizeName(t, server)
	var options reflect.Value // nil
	if required := method.required(t.Context()); !required.Elem().IsZero() {
		options = required
	}
	if withOptions {
		options = method.filled(t.Context())
	}
	if err := method.page(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	before := len(server.seen())
	served = bodies
	got, err := method.items(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, sameInstant); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}

	requests := server.seen()
	first := requests[before-1] // of the method for one page
	query, err := url.ParseQuery(first.query)
	if err != nil {
		t.Fatal(err)
	}
	if !withOptions {
		query.Set(sizeName, "50")
	}
	wantRequests := []string{first.method + " " + first.path + "?" + query.Encode()}
	for _, value := range next.values {
		query.Set(next.parameter, value)
		wantRequests = append(wantRequests, first.method+" "+first.path+"?"+query.Encode())
	}
	var sent []string
	for _, r := range requests[before:] {
		sent = append(sent, r.method+" "+r.path+"?"+r.query)
	}
	if diff := cmp.Diff(wantRequests, sent); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
