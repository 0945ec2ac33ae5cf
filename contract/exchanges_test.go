package contract_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// exchange is a request and the response to it.
type exchange struct {
	request *http.Request
	status  int
	header  http.Header
	body    []byte
}

// recorder passes requests on and keeps the exchanges. One call is under way
// at a time.
type recorder struct {
	next      http.RoundTripper
	exchanges []exchange
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		return nil, err
	}
	r.exchanges = append(r.exchanges, exchange{request, response.StatusCode, response.Header.Clone(), body})
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

func TestResponsesFitTheDocument(t *testing.T) {
	doc := loadDocument(t)
	rows := published()
	operations := doc.operations()
	judge := newJudge(knownDeviations())
	checked := make(map[fanvue.OperationName]bool)
	hasRows := make(map[fanvue.OperationName]bool) // false: lists, all of them empty
	var responses int
	for _, call := range calls() {
		if call.wireOnly {
			continue
		}
		row := rows[call.op]
		at := endpoint{row.Method, row.Path}
		for _, got := range exchangesOf(t, call) {
			responses++
			checked[call.op] = true
			if operation := operations[at]; operation != nil && got.status != successStatus(operation) {
				t.Errorf("%s: status %d, the document says %d", at, got.status, successStatus(operation))
			}
			checkResponse(t, doc, judge, at, got)
			hasRows[call.op] = hasRows[call.op] || !isEmptyList(got.body)
		}
	}
	judge.finish(t)
	for name := range rows {
		if !checked[name] {
			t.Errorf("%s: no response was checked", name)
		} else if !hasRows[name] {
			t.Errorf("%s: every list was empty, so no row was checked", name)
		}
	}
	t.Logf("%d of %d operations, %d responses", len(checked), len(rows), responses)
}

// exchangesOf makes one call on a server of its own: calls change the world.
func exchangesOf(t *testing.T, call call) []exchange {
	t.Helper()
	server := fanvuetest.NewServer(fanvuetest.WithCredential(fanvuetest.APIKey, allScopes()...))
	defer server.Close()
	id := prepare(t, server)
	recorder := &recorder{next: server.HTTPClient().Transport}
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithHTTPClient(&http.Client{Transport: recorder}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := call.do(t.Context(), client, id); err != nil {
		t.Errorf("%s: %v", call.op, err)
	}
	if len(recorder.exchanges) != 1 {
		t.Errorf("%s: %d requests, want 1", call.op, len(recorder.exchanges))
	}
	return recorder.exchanges
}

// allScopes are those that any operation needs.
func allScopes() []fanvue.Scope {
	var scopes []fanvue.Scope
	for _, row := range fanvue.Operations() {
		scopes = append(scopes, row.Scopes...)
	}
	return scopes
}

// prepare adds what the seeded world lacks.
func prepare(t *testing.T, server *fanvuetest.Server) made {
	t.Helper()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	server.Creator(fanvuetest.CreatorUUID).AddFollower(fanvue.User{})
	ctx := t.Context()
	message, err := creator(client).Messages.Send(ctx, fanvuetest.CreatorFanUUID,
		fanvue.MessageParams{Text: "look", MediaUUIDs: []string{creatorMediaUUID}})
	if err != nil {
		t.Fatal(err)
	}
	own, err := client.MassMessages.Send(ctx, massMessageParams(fanvuetest.MediaUUID, fanvuetest.CustomListUUID))
	if err != nil {
		t.Fatal(err)
	}
	managed, err := creator(client).MassMessages.Send(ctx, massMessageParams(creatorMediaUUID, creatorListUUID))
	if err != nil {
		t.Fatal(err)
	}
	// A second one goes out at once, so that there are messages of both kinds.
	sentNow := massMessageParams(fanvuetest.MediaUUID, fanvuetest.CustomListUUID)
	sentNow.ScheduledAt = time.Time{}
	sentNow.IncludedLists = fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListFollowers}}
	if _, err := client.MassMessages.Send(ctx, sentNow); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Media.Grant(ctx, fanvuetest.MediaUUID, grantParams(fanvuetest.BuyerUUID)); err != nil {
		t.Fatal(err)
	}
	return made{
		massMessage: own.UUID, creatorMessage: message.UUID, creatorMassMessage: managed.UUID,
		upload:        begunUpload(t, client.Media.CreateUpload, client.Media.UploadPartURL, server.HTTPClient()),
		creatorUpload: begunUpload(t, creator(client).Media.CreateUpload, creator(client).Media.UploadPartURL, server.HTTPClient()),
	}
}

func checkResponse(t *testing.T, doc document, judge *judge, at endpoint, got exchange) {
	t.Helper()
	route, params, err := doc.router.FindRoute(got.request)
	if err != nil {
		t.Errorf("%s: %s %s is not in the document: %v", at, got.request.Method, got.request.URL, err)
		return
	}
	response := route.Operation.Responses.Status(got.status)
	if isText := response != nil && response.Value.Content.Get("text/plain") != nil; len(got.body) > 0 && !isText {
		var body any
		if err := json.Unmarshal(got.body, &body); err != nil {
			t.Errorf("%s: %v", at, err)
		}
		if response != nil && response.Value.Content.Get("application/json") != nil {
			checkNoOtherFields(t, at, "", response.Value.Content.Get("application/json").Schema.Value, body)
		}
	}
	options := filterOptions()
	judge.check(t, at, openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: got.request, PathParams: params, Route: route, Options: options,
		},
		Status: got.status, Header: got.header, Body: io.NopCloser(bytes.NewReader(got.body)), Options: options,
	}))
}

// checkNoOtherFields finds fields that the document does not have. The library
// lets them pass, and a misspelt optional field is one.
func checkNoOtherFields(t *testing.T, at endpoint, field string, schema *openapi3.Schema, value any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			if schema.Items != nil {
				checkNoOtherFields(t, at, field+"[]", schema.Items.Value, item)
			}
		}
	case map[string]any:
		if len(schema.Properties) == 0 && schema.AdditionalProperties.Schema == nil && len(variants(schema)) == 0 {
			return // free form
		}
		for name, inner := range v {
			if property := findProperty(schema, name); property != nil {
				checkNoOtherFields(t, at, field+"."+name, property, inner)
			} else {
				t.Errorf("%s: %s.%s is not in the document", at, field, name)
			}
		}
	}
}

func variants(schema *openapi3.Schema) openapi3.SchemaRefs {
	return slices.Concat(schema.AllOf, schema.AnyOf, schema.OneOf)
}

// findProperty returns the schema of a field, or nil.
func findProperty(schema *openapi3.Schema, name string) *openapi3.Schema {
	if property := schema.Properties[name]; property != nil {
		return property.Value
	}
	for _, variant := range variants(schema) {
		if property := findProperty(variant.Value, name); property != nil {
			return property
		}
	}
	if schema.AdditionalProperties.Schema != nil {
		return schema.AdditionalProperties.Schema.Value
	}
	return nil
}

// isEmptyList reports whether a response is a list without items.
func isEmptyList(body []byte) bool {
	var envelope struct {
		Data *[]json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &envelope) == nil && envelope.Data != nil {
		return len(*envelope.Data) == 0
	}
	var bare []json.RawMessage
	return json.Unmarshal(body, &bare) == nil && len(bare) == 0 && len(body) > 0
}
