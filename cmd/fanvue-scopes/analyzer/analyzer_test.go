package analyzer_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer"
)

// The findings and the fixes, against the golden files.
func TestFindings(t *testing.T) {
	for name, a := range map[string]*analysis.Analyzer{
		"clients": analyzer.Clients, "iterators": analyzer.Iterators, "literals": analyzer.Literals,
		"resend": analyzer.Resend, "scopes": analyzer.Scopes,
	} {
		t.Run(name, func(t *testing.T) {
			analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), a, "./"+name)
		})
	}
}

// With scopes that are known at run time only, nothing is reported.
func TestUnknownScopes(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), analyzer.Scopes, "./scopesunknown")
}
