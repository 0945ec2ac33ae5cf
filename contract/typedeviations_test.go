package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fanvue-go/fanvue"
)

// typeDeviation is a known difference between a response type and its schema,
// at a path as misfits write it.
type typeDeviation struct {
	op           fanvue.OperationName
	path, reason string
	kind         deviationKind
}

type deviationKind uint8

const (
	// isTime: a time, which the document says is any text.
	isTime deviationKind = iota + 1
	// isNumbered: a map by numbers, where the document has any keys.
	isNumbered
	// isLeftOut: the result does not have it.
	isLeftOut
	// isZeroForNull: null becomes 0, false or an empty struct.
	isZeroForNull
)

func typeDeviations() []typeDeviation {
	const (
		example   = "the document says text, its example is a time"
		described = "the document says text, and describes it as a time"
		hours     = "the document describes the keys as hours, 0 to 23"
	)
	return []typeDeviation{
		{fanvue.OpAppsSubscription, "currentPeriodEnd", example, isTime},
		{fanvue.OpAppsSubscription, "managedCreators.[].currentPeriodEnd", example, isTime},
		{fanvue.OpInsightsEarnings, "data.[].date", described, isTime},
		{fanvue.OpCreatorInsightsEarnings, "data.[].date", described, isTime},
		{fanvue.OpInsightsSpending, "data.[].date", described, isTime},
		{fanvue.OpInsightsEarningsSummary, "averageByHourOfDay", hours, isNumbered},
		{fanvue.OpCreatorInsightsEarningsSummary, "averageByHourOfDay", hours, isNumbered},
	}
}

// deviating are the paths of an operation's response that deviate in one way.
func deviating(op fanvue.OperationName, kind deviationKind) [][]string {
	var paths [][]string
	for _, d := range typeDeviations() {
		if d.op == op && d.kind == kind {
			paths = append(paths, strings.Split(d.path, "."))
		}
	}
	return paths
}

// numberedKeys marks a schema for the generator; OpenAPI has no word for it.
const numberedKeys = "x-numbered-keys"

// sayMore makes the document say what the SDK knows beyond it, so that the
// generator keeps to it.
func sayMore(op fanvue.OperationName, schema *openapi3.Schema) {
	for _, path := range deviating(op, isTime) {
		if found := follow(schema, path); found != nil {
			found.Format = "date-time"
		}
	}
	for _, path := range deviating(op, isNumbered) {
		if found := follow(schema, path); found != nil {
			found.Extensions = map[string]any{numberedKeys: true}
		}
	}
}

// follow returns the schema at a path, or nil.
func follow(schema *openapi3.Schema, path []string) *openapi3.Schema {
	for _, step := range path {
		if step == everyRow && schema.Items != nil {
			schema = schema.Items.Value
		} else {
			schema = findProperty(schema, step)
		}
		if schema == nil {
			return nil
		}
	}
	return schema
}

// excuses notes which known differences occur.
type excuses struct {
	known []typeDeviation
	seen  map[typeDeviation]bool
}

func newExcuses(known []typeDeviation) *excuses {
	return &excuses{known, make(map[typeDeviation]bool)}
}

func (e *excuses) covers(op fanvue.OperationName, m misfit) bool {
	for _, d := range e.known {
		if d.explains(op, m) {
			e.seen[d] = true
			return true
		}
	}
	return false
}

func (d typeDeviation) explains(op fanvue.OperationName, m misfit) bool {
	return d.op == op && d.path == m.path && d.kind == m.kind
}

func isKnown(op fanvue.OperationName, m misfit) bool {
	return slices.ContainsFunc(typeDeviations(), func(d typeDeviation) bool { return d.explains(op, m) })
}

// finish fails the test for a difference that did not occur in an operation
// that was looked at: it must leave the list, or it hides the next defect.
func (e *excuses) finish(t *testing.T, found map[fanvue.OperationName][]misfit) {
	t.Helper()
	for _, d := range e.known {
		_, called := found[d.op]
		switch {
		case e.seen[d]:
			t.Logf("known deviation: %s: %q: %s", d.op, d.path, d.reason)
		case called:
			t.Errorf("%s: %q fits now; remove it from the list (%s)", d.op, d.path, d.reason)
		}
	}
}
