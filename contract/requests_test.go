package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/fanvue-go/fanvue"
)

// anyUUID stands for what nobody looks up here.
const anyUUID = "0f8fad5b-d9cb-469f-a165-70867728950e"

// captured is a request as the server saw it.
type captured struct {
	*http.Request
	body []byte
}

// captureServer gives every request the same response.
type captureServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests []captured
}

func newCaptureServer(t *testing.T, status int, mediaType string, response []byte) *captureServer {
	t.Helper()
	s := new(captureServer)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading the request: %v", err)
		}
		s.mu.Lock()
		// A copy: the server uses its own beyond the response.
		s.requests = append(s.requests, captured{r.Clone(context.WithoutCancel(r.Context())), body})
		s.mu.Unlock()
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		w.Write(response)
	}))
	t.Cleanup(s.Close)
	return s
}

// doneCall is a call with what it sent and returned.
type doneCall struct {
	call
	at      endpoint
	request captured
	result  any
}

// callAll makes every call, each with the least response that the document
// allows.
func callAll(t *testing.T, doc document) []doneCall {
	t.Helper()
	rows, operations := published(), doc.operations()
	var all []doneCall
	for _, call := range calls() {
		row := rows[call.op]
		at := endpoint{row.Method, row.Path}
		operation, ok := operations[at]
		if !ok {
			t.Errorf("%s is not in the document", call.op)
			continue
		}
		body := successContent(operation)
		server := newCaptureServer(t, successStatus(operation), body.mediaType, minimalResponse(t, body))
		client, err := fanvue.NewClient(fanvue.WithAPIKey("test-key"), fanvue.WithBaseURL(server.URL), fanvue.WithMaxRetries(0))
		if err != nil {
			t.Fatal(err)
		}
		result, err := call.do(t.Context(), client, anyMade())
		if err != nil {
			t.Errorf("%s: %v", call.op, err)
		}
		client.CloseIdleConnections()
		server.Close()
		if len(server.requests) != 1 {
			t.Errorf("%s: %d requests, want 1", call.op, len(server.requests))
			continue
		}
		all = append(all, doneCall{call, at, server.requests[0], wireForm(call.op, result)})
	}
	return all
}

func TestRequestsFitTheDocument(t *testing.T) {
	doc := loadDocument(t)
	judge := newJudge(nil)
	all := callAll(t, doc)
	for _, done := range all {
		checkRequest(t, doc, judge, done.at, done.request)
	}
	judge.finish(t)
	sent := sentInputs(t, all)
	rows := published()
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		if sent[name] == nil {
			t.Errorf("%s was not called", name)
		}
	}
	for _, absent := range absentInputs(doc, sent) {
		t.Error(absent)
	}
	t.Logf("%d of %d operations, %d requests", len(sent), len(rows), len(all))
}

// checkRequest holds one request against the document.
func checkRequest(t *testing.T, doc document, judge *judge, at endpoint, got captured) {
	t.Helper()
	got.Body = io.NopCloser(bytes.NewReader(got.body))
	route, params, err := doc.router.FindRoute(got.Request)
	if err != nil {
		t.Errorf("%s: %s %s is not in the document: %v", at, got.Method, got.URL, err)
		return
	}
	if found := (endpoint{route.Method, route.Path}); found != at {
		t.Errorf("%s: the request is one of %s", at, found)
		return
	}
	judge.check(t, at, openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{
		Request: got.Request, PathParams: params, Route: route, Options: filterOptions(),
	}))
	// The library lets pass what the document does not know.
	known := documentInputs(route.Operation)
	for name := range inputsOf(t, got) {
		if !known[name] {
			t.Errorf("%s: the SDK sends %s, which the document does not know", at, name)
		}
	}
}

// inputsOf names the query parameters and the body's fields of a request.
func inputsOf(t *testing.T, got captured) map[string]bool {
	t.Helper()
	inputs := make(map[string]bool)
	for name := range got.URL.Query() {
		inputs["query "+name] = true
	}
	if len(got.body) > 0 {
		var body any
		if err := json.Unmarshal(got.body, &body); err != nil {
			t.Errorf("%s: %v", got.URL, err)
		}
		noteFields("body", body, inputs)
	}
	return inputs
}

// sentInputs are what the calls sent between them, by operation.
func sentInputs(t *testing.T, all []doneCall) map[fanvue.OperationName]map[string]bool {
	t.Helper()
	sent := make(map[fanvue.OperationName]map[string]bool)
	for _, done := range all {
		if sent[done.op] == nil {
			sent[done.op] = make(map[string]bool)
		}
		maps.Copy(sent[done.op], inputsOf(t, done.request))
	}
	return sent
}

// documentInputs names the query parameters and the body's fields.
func documentInputs(operation *openapi3.Operation) map[string]bool {
	known := make(map[string]bool)
	for _, parameter := range operation.Parameters {
		if parameter.Value.In == openapi3.ParameterInQuery {
			known["query "+parameter.Value.Name] = true
		}
	}
	if operation.RequestBody != nil {
		noteProperties("body", operation.RequestBody.Value.Content.Get("application/json").Schema.Value, known)
	}
	return known
}

func noteProperties(prefix string, schema *openapi3.Schema, known map[string]bool) {
	for name, property := range schema.Properties {
		known[prefix+" "+name] = true
		noteProperties(prefix+" "+name, property.Value, known)
	}
	if schema.Items != nil {
		noteProperties(prefix+" []", schema.Items.Value, known)
	}
}

func noteFields(prefix string, value any, sent map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			sent[prefix+" "+name] = true
			noteFields(prefix+" "+name, inner, sent)
		}
	case []any:
		for _, inner := range v {
			noteFields(prefix+" []", inner, sent)
		}
	}
}

// absentInputs has a line for each operation with parameters and fields that
// the SDK does not know or the calls forgot.
func absentInputs(doc document, sent map[fanvue.OperationName]map[string]bool) []string {
	rows, operations := published(), doc.operations()
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		operation, ok := operations[endpoint{rows[name].Method, rows[name].Path}]
		if !ok {
			continue // reported before
		}
		var absent []string
		for input := range documentInputs(operation) {
			if !sent[name][input] {
				absent = append(absent, input)
			}
		}
		if len(absent) > 0 {
			slices.Sort(absent)
			lines = append(lines, fmt.Sprintf("%s: the document has, and no call sent: %s", name, strings.Join(absent, ", ")))
		}
	}
	return lines
}
