package analyzer_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer"
)

// findings runs all analyzers over the packages of a module, and returns what they
// report. Dependencies outside of the patterns come from export data: what they do
// does not matter here.
func findings(t *testing.T, dir string, patterns ...string) []string {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedDeps | packages.NeedModule, Dir: dir}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) == 0 {
		t.Fatalf("%v: no packages", patterns)
	}
	graph, err := checker.Analyze(analyzer.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for action := range graph.All() {
		if action.Err != nil && action.IsRoot {
			t.Errorf("%s: %v", action, action.Err)
		}
		for _, d := range action.Diagnostics {
			all = append(all, action.Package.Fset.Position(d.Pos).String()+": "+action.Analyzer.Name+": "+d.Message)
		}
	}
	return all
}

// The corpus of programs and this repository have no findings, but those that
// comments silence and that of an example, which shows a rejected call.
func TestNoFalsePositives(t *testing.T) {
	for _, module := range []struct {
		name, dir string
		patterns  []string
		slow      bool
	}{
		{"corpus", "..", []string{"./testdata/programs/...", "./...", "github.com/fanvue-go/fanvue"}, false},
		{"repository", "../../..", []string{"./..."}, false},
		{"fanvueotel", "../../../fanvueotel", []string{"./...", "github.com/fanvue-go/fanvue"}, true},
		{"contract", "../../../contract", []string{"./...", "github.com/fanvue-go/fanvue"}, true},
	} {
		t.Run(module.name, func(t *testing.T) {
			if module.slow && testing.Short() {
				t.Skip("has few files that use the SDK")
			}
			intended := 0
			for _, line := range findings(t, module.dir, module.patterns...) {
				if strings.Contains(line, "examples/first/main.go") && strings.Contains(line, "fanvuescopes: ") {
					intended++
					continue
				}
				t.Error(line)
			}
			if wanted := module.name == "repository"; (intended == 1) != wanted {
				t.Errorf("%d findings in examples/first", intended)
			}
		})
	}
}
