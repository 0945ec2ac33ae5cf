package analyzer_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer"
)

// The findings and the fixes, against the comments and the golden files. A file
// without comments is one without findings.
func TestFindings(t *testing.T) {
	for _, test := range []struct {
		analyzer *analysis.Analyzer
		patterns []string
	}{
		{analyzer.Clients, []string{"./clients"}},
		{analyzer.Iterators, []string{"./iterators", "./helperlib"}},
		{analyzer.Literals, []string{"./literals", "./shadowed"}},
		{analyzer.Resend, []string{"./resend", "./resendhidden", "./retryshadowed"}},
		{analyzer.Scopes, []string{"./scopes/...", "./unknown/..."}},
	} {
		t.Run(test.analyzer.Name, func(t *testing.T) {
			analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), test.analyzer, test.patterns...)
		})
	}
}

// The names are part of configurations.
func TestNames(t *testing.T) {
	var names []string
	for _, a := range analyzer.All() {
		names = append(names, a.Name)
	}
	want := []string{"fanvueclients", "fanvueiterators", "fanvueliterals", "fanvueresend", "fanvuescopes"}
	if !slices.Equal(names, want) {
		t.Errorf("the analyzers are %v, want %v", names, want)
	}
}
