package contract_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fanvue-go/fanvue"
)

// How many responses of each kind an operation reads. Full ones are several, so
// that every variant is among them.
const (
	randomResponses = 40
	fullResponses   = 3
	leastResponses  = 1
)

// content is what the document says of a successful response's body.
type content struct {
	mediaType string
	schema    *openapi3.Schema // nil for no body
}

func successContent(operation *openapi3.Operation) content {
	for mediaType, body := range operation.Responses.Status(successStatus(operation)).Value.Content {
		return content{mediaType, body.Schema.Value}
	}
	return content{}
}

func (c content) encode(value any) ([]byte, error) {
	if text, ok := value.(string); ok && !strings.Contains(c.mediaType, "json") {
		return []byte(text), nil
	}
	return json.Marshal(value)
}

// constant gives every request the same response.
type constant struct {
	status int
	content
	body []byte
}

func (c *constant) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		request.Body.Close()
	}
	return &http.Response{
		StatusCode: c.status, Header: http.Header{"Content-Type": {c.mediaType}}, Request: request,
		ContentLength: int64(len(c.body)), Body: io.NopCloser(bytes.NewReader(c.body)),
	}, nil
}

// TestResponsesAreReadWithoutLoss gives each operation responses that the document
// allows, and looks for everything in them in what the call returns.
func TestResponsesAreReadWithoutLoss(t *testing.T) {
	doc := loadDocument(t)
	seed := randomSeed(t)
	rows, operations := published(), doc.operations()
	judge := newJudge([]deviation{datesWithTime()})
	var count, read int
	for _, call := range onePerOperation() {
		row := rows[call.op]
		operation, ok := operations[endpoint{row.Method, row.Path}]
		if !ok {
			continue // TestRequestsFitTheDocument reports it
		}
		body := successContent(operation)
		if body.schema == nil {
			continue
		}
		count++
		sayMore(call.op, body.schema)
		t.Run(string(call.op), func(t *testing.T) {
			generator := newGenerator(seed, call.op)
			for _, some := range []struct {
				fill
				times int
			}{{fillAll, fullResponses}, {fillLeast, leastResponses}, {fillSome, randomResponses}} {
				generator.fill = some.fill
				for range some.times {
					response := generator.value(body.schema)
					checkGenerated(t, judge, endpoint{row.Method, row.Path}, body.schema, response)
					checkRead(t, call, &constant{status: successStatus(operation), content: body}, response)
					read++
					if t.Failed() {
						return // the others say the same again
					}
				}
			}
		})
	}
	judge.finish(t)
	t.Logf("%d of %d operations have a body and were read, %d responses, %s=%d", count, len(rows), read, seedVariable, seed)
}

// onePerOperation takes calls that are special only for want of another.
func onePerOperation() []call {
	at := make(map[fanvue.OperationName]int)
	var some []call
	for _, call := range calls() {
		i, ok := at[call.op]
		switch {
		case !ok:
			at[call.op] = len(some)
			some = append(some, call)
		case some[i].wireOnly && !call.wireOnly:
			some[i] = call
		}
	}
	return some
}

// checkGenerated keeps the generator honest.
func checkGenerated(t *testing.T, judge *judge, at endpoint, schema *openapi3.Schema, response any) {
	t.Helper()
	judge.check(t, at, schema.VisitJSON(response, append(schemaOptions(), openapi3.MultiErrors(), openapi3.VisitAsResponse())...))
}

func checkRead(t *testing.T, call call, server *constant, response any) {
	t.Helper()
	var err error
	if server.body, err = server.encode(response); err != nil {
		t.Fatal(err)
	}
	client, err := fanvue.NewClient(fanvue.WithAPIKey("test-key"), fanvue.WithMaxRetries(0),
		fanvue.WithHTTPClient(&http.Client{Transport: server}))
	if err != nil {
		t.Fatal(err)
	}
	result, err := call.do(t.Context(), client, anyMade())
	if err != nil {
		t.Errorf("%v\nof the response %.1000s", err, server.body)
		return
	}
	if problems := differences(call.op, server.schema, response, wireForm(call.op, result)); len(problems) > 0 {
		t.Errorf("%s\nin the response %.1000s", strings.Join(problems, "\n"), server.body)
	}
}

// differences compares a response with the result of the call that got it.
func differences(op fanvue.OperationName, schema *openapi3.Schema, response, result any) []string {
	if result == nil {
		return nil // TestResponseTypesFitTheDocument looks whether that may be
	}
	for _, path := range deviating(op, isLeftOut) {
		remove(response, path)
	}
	typ := reflect.TypeOf(result)
	var problems []string
	if isPage(typ) {
		page := reflect.ValueOf(result).Elem()
		if more := page.FieldByName("Next").String() != ""; more != goesOn(response) {
			problems = append(problems, "another page follows or not: the result says otherwise")
		}
		result = page.FieldByName("Data").Interface()
	}
	if member := carried(op, schema, typ); member != "" {
		response = response.(map[string]any)[member]
	}
	value, err := again(result)
	if err != nil {
		return append(problems, err.Error())
	}
	return append(problems, lost("", response, value)...)
}

// goesOn reports whether another page follows.
func goesOn(response any) bool {
	envelope, _ := response.(map[string]any)
	if cursor, _ := envelope["nextCursor"].(string); cursor != "" {
		return true
	}
	pagination, _ := envelope["pagination"].(map[string]any)
	return pagination["hasMore"] == true
}

// remove follows a path as misfits write it.
func remove(value any, path []string) {
	step, rest := path[0], path[1:]
	switch v := value.(type) {
	case []any:
		for _, row := range v {
			remove(row, rest)
		}
	case map[string]any:
		if len(rest) == 0 {
			delete(v, step)
			return
		}
		for name, inner := range v {
			if name == step || step == everyKey {
				remove(inner, rest)
			}
		}
	}
}
