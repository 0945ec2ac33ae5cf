package analyzer

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// load loads packages of this module, or that it needs, and runs an analyzer.
func load(t *testing.T, a *analysis.Analyzer, patterns ...string) {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedDeps | packages.NeedModule, Dir: ".."}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for action := range graph.All() {
		if action.IsRoot && action.Err != nil {
			t.Errorf("%s: %v", action, action.Err)
		}
	}
}

// What the analyzers take a program of the corpus to perform is what it says about
// itself, or less: nothing is reported that does not happen.
func TestUsesAgreeWithCorpus(t *testing.T) {
	var mu sync.Mutex // packages are analyzed at the same time
	right, missed := 0, 0
	load(t, &analysis.Analyzer{
		Name: "uses", Doc: "compare", Requires: []*analysis.Analyzer{facts},
		Run: func(pass *analysis.Pass) (any, error) {
			if pass.Pkg.Name() != "main" {
				return nil, nil
			}
			dir := pass.Pkg.Path()[strings.LastIndex(pass.Pkg.Path(), "/testdata/")+1:]
			want := wanted(t, filepath.Join("..", dir))
			operations := pass.ResultOf[facts].(*lookup)
			var got []string
			for _, use := range usesOf(pass, operations) {
				for _, op := range operations.of(use) {
					if !slices.Contains(got, op.Name) {
						got = append(got, op.Name)
					}
				}
			}
			for _, name := range got {
				if !slices.Contains(want, name) {
					t.Errorf("%s: %s does not happen", pass.Pkg.Path(), name)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for _, name := range want {
				if slices.Contains(got, name) {
					right++
				} else {
					missed++
				}
			}
			return nil, nil
		},
	}, "./testdata/programs/...", "github.com/fanvue-go/fanvue")
	t.Logf("%d of %d operations are found", right, right+missed)
	if right < missed {
		t.Errorf("only %d of %d operations are found", right, right+missed)
	}
}

// wanted returns the operations that a program needs.
func wanted(t *testing.T, dir string) []string {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "main.go"))
	if err != nil {
		t.Error(err)
		return nil
	}
	defer file.Close()
	var names []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if want, ok := strings.CutPrefix(lines.Text(), "//corpus:want"); ok {
			for name := range strings.FieldsSeq(want) {
				name, _, _ = strings.Cut(name, "(") // the scopes of one that it declares
				names = append(names, name)
			}
		}
	}
	return names
}
