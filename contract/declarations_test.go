package contract_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

func TestDeclarationsAreInTheDocument(t *testing.T) {
	doc := loadDocument(t)
	operations := doc.operations()
	declared := make(map[endpoint]bool)
	for name, row := range published() {
		at := endpoint{row.Method, row.Path}
		if declared[at] {
			t.Errorf("%s: another operation declares %s too", name, at)
		}
		declared[at] = true
		operation, ok := operations[at]
		if !ok {
			t.Errorf("%s: the document has no %s", name, at)
			continue
		}
		var scopes []string
		for _, scope := range row.Scopes {
			scopes = append(scopes, string(scope))
		}
		slices.Sort(scopes)
		want, err := documentScopes(operation)
		if err != nil {
			t.Errorf("%s: %v", at, err)
		} else if !slices.Equal(want, scopes) {
			t.Errorf("%s: the SDK declares scopes %q, the document %q", name, scopes, want)
		}
	}
	t.Logf("%d of %d operations of the document", len(declared), len(operations))
}

// documentScopes reads x-scopes, sorted. An operation without it is an error:
// it would look like one that needs no scope.
func documentScopes(operation *openapi3.Operation) ([]string, error) {
	value, ok := operation.Extensions["x-scopes"]
	if !ok {
		return nil, fmt.Errorf("the document says no x-scopes")
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var scopes []string
	if err := json.Unmarshal(text, &scopes); err != nil {
		return nil, fmt.Errorf("x-scopes is no list of strings: %w", err)
	}
	slices.Sort(scopes)
	return scopes, nil
}
