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

// How many answers of each kind an operation reads. Full ones are several, so
// that every variant is among them.
const (
	randomAnswers = 40
	fullAnswers   = 3
	leastAnswers  = 1
)

// content is what the document says of a successful answer's body.
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

// constant gives every request the same answer.
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

// TestAnswersAreReadWithoutLoss gives each operation answers that the document
// allows, and looks for everything in them in what the call returns.
func TestAnswersAreReadWithoutLoss(t *testing.T) {
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
			}{{fillAll, fullAnswers}, {fillLeast, leastAnswers}, {fillSome, randomAnswers}} {
				generator.fill = some.fill
				for range some.times {
					answer := generator.value(body.schema)
					checkGenerated(t, judge, endpoint{row.Method, row.Path}, body.schema, answer)
					checkRead(t, call, &constant{status: successStatus(operation), content: body}, answer)
					read++
					if t.Failed() {
						return // the others say the same again
					}
				}
			}
		})
	}
	judge.finish(t)
	t.Logf("%d of %d operations have a body and were read, %d answers, %s=%d", count, len(rows), read, seedVariable, seed)
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
func checkGenerated(t *testing.T, judge *judge, at endpoint, schema *openapi3.Schema, answer any) {
	t.Helper()
	judge.check(t, at, schema.VisitJSON(answer, append(schemaOptions(), openapi3.MultiErrors(), openapi3.VisitAsResponse())...))
}

func checkRead(t *testing.T, call call, server *constant, answer any) {
	t.Helper()
	var err error
	if server.body, err = server.encode(answer); err != nil {
		t.Fatal(err)
	}
	client, err := fanvue.NewClient(fanvue.WithAPIKey("test-key"), fanvue.WithMaxRetries(0),
		fanvue.WithHTTPClient(&http.Client{Transport: server}))
	if err != nil {
		t.Fatal(err)
	}
	result, err := call.do(t.Context(), client, anyMade())
	if err != nil {
		t.Errorf("%v\nof the answer %.1000s", err, server.body)
		return
	}
	if problems := differences(call.op, server.schema, answer, wireForm(call.op, result)); len(problems) > 0 {
		t.Errorf("%s\nin the answer %.1000s", strings.Join(problems, "\n"), server.body)
	}
}

// differences compares an answer with the result of the call that got it.
func differences(op fanvue.OperationName, schema *openapi3.Schema, answer, result any) []string {
	if result == nil {
		return nil // TestResponseTypesFitTheDocument looks whether that may be
	}
	for _, path := range deviating(op, isLeftOut) {
		remove(answer, path)
	}
	typ := reflect.TypeOf(result)
	var problems []string
	if isPage(typ) {
		page := reflect.ValueOf(result).Elem()
		if more := page.FieldByName("Next").String() != ""; more != goesOn(answer) {
			problems = append(problems, "another page follows or not: the result says otherwise")
		}
		result = page.FieldByName("Data").Interface()
	}
	if member := carried(op, schema, typ); member != "" {
		answer = answer.(map[string]any)[member]
	}
	value, err := again(result)
	if err != nil {
		return append(problems, err.Error())
	}
	return append(problems, lost("", answer, value)...)
}

// goesOn reports whether another page follows.
func goesOn(answer any) bool {
	envelope, _ := answer.(map[string]any)
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
