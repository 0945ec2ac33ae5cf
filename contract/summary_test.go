package contract_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fanvue-go/fanvue"
)

// TestSummary says in one place what a new edition of the document asks for.
// It fails for what the SDK lacks, not for what it has beyond the document.
func TestSummary(t *testing.T) {
	doc := loadDocument(t)
	rows, operations := published(), doc.operations()
	declared := make(map[endpoint]bool)
	for _, row := range rows {
		declared[endpoint{row.Method, row.Path}] = true
	}
	t.Logf("the document has %d operations, the SDK %d", len(operations), len(declared))
	report(t, "operations that the SDK lacks", missingOperations(operations, declared))

	all := callAll(t, doc)
	sent, found := sentInputs(t, all), responseMisfits(doc, all)
	var unchecked []string
	for name := range rows {
		if sent[name] == nil {
			unchecked = append(unchecked, string(name))
		}
	}
	report(t, "operations that no call uses, so that nothing below is known of them", unchecked)
	report(t, "parameters and fields of requests that the SDK lacks", absentInputs(doc, sent))
	var properties []string
	for name, some := range found {
		for _, m := range some {
			if m.kind == isLeftOut && !isKnown(name, m) {
				properties = append(properties, fmt.Sprintf("%s: %s", name, m.path))
			}
		}
	}
	report(t, "properties of responses that the SDK lacks", properties)
	t.Logf("known deviations: %d of types, %d of responses", len(typeDeviations()), len(knownDeviations()))

	var beyond []string
	for _, row := range fanvue.Operations() {
		if row.Published {
			continue
		}
		at := endpoint{row.Method, row.Path}
		beyond = append(beyond, fmt.Sprintf("%s: %s", row.Name, at))
		if operations[at] != nil {
			t.Errorf("%s: the document has %s now; declare it as published", row.Name, at)
		}
	}
	t.Log(listed("operations beyond the document", beyond))
}

// report fails the test unless there is nothing to list.
func report(t *testing.T, title string, lines []string) {
	t.Helper()
	if len(lines) > 0 {
		t.Error(listed(title, lines))
		return
	}
	t.Logf("%s: 0", title)
}

func listed(title string, lines []string) string {
	slices.Sort(lines)
	return strings.Join(append([]string{fmt.Sprintf("%s: %d", title, len(lines))}, lines...), "\n  ")
}

// missingOperations are sorted by path, so that what belongs together is.
func missingOperations(operations map[endpoint]*openapi3.Operation, declared map[endpoint]bool) []string {
	var missing []string
	for at := range maps.Keys(operations) {
		if !declared[at] {
			missing = append(missing, at.path+" "+at.method)
		}
	}
	return missing
}
