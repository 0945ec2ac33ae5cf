package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
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

// captureServer gives every request the same answer.
type captureServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests []captured
}

func newCaptureServer(t *testing.T, status int, answer []byte) *captureServer {
	t.Helper()
	s := new(captureServer)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading the request: %v", err)
		}
		s.mu.Lock()
		// A copy: the server uses its own beyond the answer.
		s.requests = append(s.requests, captured{r.Clone(context.WithoutCancel(r.Context())), body})
		s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write(answer)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestRequestsFitTheDocument(t *testing.T) {
	doc := loadDocument(t)
	rows := published()
	operations := doc.operations()
	judge := newJudge(nil)
	sent := make(map[fanvue.OperationName]map[string]bool) // parameters and fields, by operation
	for _, call := range calls() {
		row := rows[call.op]
		at := endpoint{row.Method, row.Path}
		operation, ok := operations[at]
		if !ok {
			t.Errorf("%s is not in the document", call.op)
			continue
		}
		server := newCaptureServer(t, successStatus(operation), minimalAnswer(t, operation))
		client, err := fanvue.NewClient(fanvue.WithAPIKey("test-key"), fanvue.WithBaseURL(server.URL), fanvue.WithMaxRetries(0))
		if err != nil {
			t.Fatal(err)
		}
		if err := call.do(t.Context(), client, made{anyUUID, anyUUID, anyUUID}); err != nil {
			t.Errorf("%s: %v", call.op, err)
		}
		client.CloseIdleConnections()
		server.Close()
		if len(server.requests) != 1 {
			t.Errorf("%s: %d requests, want 1", call.op, len(server.requests))
			continue
		}
		if sent[call.op] == nil {
			sent[call.op] = make(map[string]bool)
		}
		checkRequest(t, doc, judge, at, server.requests[0], sent[call.op])
	}
	judge.finish(t)
	checkEverythingWasSent(t, rows, operations, sent)
	t.Logf("%d of %d operations, %d requests", len(sent), len(rows), len(calls()))
}

// checkRequest holds one request against the document and notes what it had.
func checkRequest(t *testing.T, doc document, judge *judge, at endpoint, got captured, sent map[string]bool) {
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
	for name := range got.URL.Query() {
		sent["query "+name] = true
	}
	if len(got.body) > 0 {
		var body any
		if err := json.Unmarshal(got.body, &body); err != nil {
			t.Errorf("%s: %v", at, err)
		}
		noteFields("body", body, sent)
	}
	for name := range sent {
		if !known[name] {
			t.Errorf("%s: the SDK sends %s, which the document does not know", at, name)
		}
	}
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
}

func noteFields(prefix string, value any, sent map[string]bool) {
	fields, _ := value.(map[string]any)
	for name, inner := range fields {
		sent[prefix+" "+name] = true
		noteFields(prefix+" "+name, inner, sent)
	}
}

// checkEverythingWasSent finds operations that no call uses, and parameters
// and fields that the SDK does not know or the calls forgot.
func checkEverythingWasSent(t *testing.T, rows map[fanvue.OperationName]fanvue.Operation,
	operations map[endpoint]*openapi3.Operation, sent map[fanvue.OperationName]map[string]bool,
) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		if sent[name] == nil {
			t.Errorf("%s was not called", name)
			continue
		}
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
			t.Errorf("%s: the document has, and no call sent: %s", name, strings.Join(absent, ", "))
		}
	}
}
