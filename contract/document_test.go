package contract_test

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/fanvue-go/fanvue"
)

const pathVariable = "FANVUE_OPENAPI"

// document is the OpenAPI document and what finds operations in it.
type document struct {
	*openapi3.T
	router routers.Router
}

// loadDocument skips the test when no document is given: it is not ours to
// publish, so it is not in the repository.
func loadDocument(t *testing.T) document {
	t.Helper()
	path := os.Getenv(pathVariable)
	if path == "" {
		t.Skipf("no OpenAPI document; run: %s=/path/to/openapi.yaml go test ./...", pathVariable)
	}
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = nil // the requests go to a server on loopback
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return document{doc, router}
}

// endpoint is a method and a path template.
type endpoint struct{ method, path string }

func (e endpoint) String() string { return e.method + " " + e.path }

func (d document) operations() map[endpoint]*openapi3.Operation {
	all := make(map[endpoint]*openapi3.Operation)
	for path, item := range d.Paths.Map() {
		for method, operation := range item.Operations() {
			all[endpoint{method, path}] = operation
		}
	}
	return all
}

// published returns the operations that the SDK declares as published, by name.
func published() map[fanvue.OperationName]fanvue.Operation {
	rows := make(map[fanvue.OperationName]fanvue.Operation)
	for _, row := range fanvue.Operations() {
		if row.Published {
			rows[row.Name] = row
		}
	}
	return rows
}

// successStatus is what the document responses when all is well.
func successStatus(operation *openapi3.Operation) int {
	var found []int
	for code := range operation.Responses.Map() {
		if status, err := strconv.Atoi(code); err == nil && status/100 == 2 {
			found = append(found, status)
		}
	}
	if len(found) == 0 {
		return http.StatusOK
	}
	return slices.Min(found)
}
