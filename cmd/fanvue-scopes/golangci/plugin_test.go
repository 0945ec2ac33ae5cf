package golangci_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/golangci"
)

// build returns the analyzers of the registered plugin, as golangci-lint gets them.
func build(t *testing.T, settings any) ([]*analysis.Analyzer, error) {
	t.Helper()
	create, err := register.GetPlugin(golangci.Name)
	if err != nil {
		t.Fatal(err)
	}
	plugin, err := create(settings)
	if err != nil {
		return nil, err
	}
	if mode := plugin.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %q, the analyzers need types", mode)
	}
	return plugin.BuildAnalyzers()
}

func TestPlugin(t *testing.T) {
	analyzers, err := build(t, nil)
	if err != nil || !slices.Equal(analyzers, analyzer.All()) {
		t.Fatalf("analyzers %v, error %v", analyzers, err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedDeps | packages.NeedModule, Dir: "../analyzer/testdata"},
		"./iterators", "./scopes/direct", "./scopeslib", "github.com/fanvue-go/fanvue")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze(analyzers, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for action := range graph.All() {
		found[action.Analyzer.Name] += len(action.Diagnostics)
	}
	if found["fanvueiterators"] == 0 || found["fanvuescopes"] == 0 {
		t.Errorf("findings %v, want some of iterators and scopes", found)
	}
}

func TestSettings(t *testing.T) {
	analyzers, err := build(t, map[string]any{"disable": []any{"fanvueclients", "fanvueresend"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(analyzers) != len(analyzer.All())-2 || slices.Contains(analyzers, analyzer.Clients) || slices.Contains(analyzers, analyzer.Resend) {
		t.Errorf("analyzers %v", analyzers)
	}
	for _, test := range []struct {
		settings map[string]any
		want     string
	}{
		{map[string]any{"disable": []any{"clients"}}, `"clients" is not an analyzer`},
		{map[string]any{"enable": []any{"fanvueclients"}}, `unknown field "enable"`},
	} {
		if _, err := build(t, test.settings); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: error %v, want %s", test.settings, err, test.want)
		}
	}
}
