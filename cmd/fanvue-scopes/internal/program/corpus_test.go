package program_test

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/program"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
)

const corpus = "../../testdata/programs"

// expectation is what a program of the corpus says about itself: its operations
// in "//corpus:want", those that it declares with their scopes in parentheses, and in
// "//corpus:undecided" the kinds of what cannot be decided.
type expectation struct {
	want      []string
	undecided []string
}

func readCorpus(t *testing.T) map[string]expectation {
	t.Helper()
	all := map[string]expectation{}
	err := filepath.WalkDir(corpus, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != "main.go" {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		var e expectation
		found := false
		for lines := bufio.NewScanner(file); lines.Scan(); {
			if want, ok := strings.CutPrefix(lines.Text(), "//corpus:want"); ok {
				e.want, found = strings.Fields(want), true
			}
			if kinds, ok := strings.CutPrefix(lines.Text(), "//corpus:undecided"); ok {
				e.undecided = strings.Fields(kinds)
			}
		}
		if !found {
			return fmt.Errorf("%s does not say what it needs", path)
		}
		dir, err := filepath.Rel(corpus, filepath.Dir(path))
		all[filepath.ToSlash(dir)] = e
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func names(uses []report.Use) []string {
	all := []string{}
	for _, use := range uses {
		name := use.Name
		if use.Declared {
			name += "(" + strings.Join(use.Scopes, ",") + ")"
		}
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func kinds(undecided []report.Undecided) []string {
	all := []string{}
	for _, u := range undecided {
		all = append(all, u.Kind)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// analyze analyzes some of the corpus, by directory.
func analyze(t *testing.T, config program.Config, dirs ...string) map[string]report.Unit {
	t.Helper()
	config.Dir = corpus
	for _, dir := range dirs {
		config.Patterns = append(config.Patterns, "./"+dir)
	}
	p, err := program.Load(config)
	if err != nil {
		t.Fatal(err)
	}
	units, undecided := p.Analyze()
	for _, u := range undecided {
		t.Errorf("%s: %s: %s", u.Kind, u.Position, u.Reason)
	}
	all := map[string]report.Unit{}
	for _, u := range units {
		_, dir, _ := strings.Cut(u.Package, "testdata/programs/")
		all[dir] = u
	}
	return all
}

// The programs of the corpus have known operations. None may be missing, and
// hardly any may be too many.
func TestCorpus(t *testing.T) {
	expected := readCorpus(t)
	if len(expected) < 40 {
		t.Errorf("the corpus has %d programs, at least 40 are wanted", len(expected))
	}
	var dirs []string
	for dir := range expected {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	units := analyze(t, program.Config{}, dirs...)
	right, missing, tooMany := 0, 0, 0
	for _, dir := range dirs {
		want := slices.Sorted(slices.Values(expected[dir].want))
		got := names(units[dir].Uses)
		for _, name := range want {
			if slices.Contains(got, name) {
				right++
			} else {
				missing++
				t.Errorf("%s: %s is missing", dir, name)
			}
		}
		for _, name := range got {
			if !slices.Contains(want, name) {
				tooMany++
				t.Logf("%s: %s is too many", dir, name)
			}
		}
		if got := kinds(units[dir].Undecided); !slices.Equal(got, expected[dir].undecided) && len(got)+len(expected[dir].undecided) > 0 {
			t.Errorf("%s: undecided %v, want %v", dir, units[dir].Undecided, expected[dir].undecided)
		}
		for _, u := range units[dir].Undecided {
			if !strings.Contains(u.Position, ":") {
				t.Errorf("%s: undecided without a position: %+v", dir, u)
			}
		}
	}
	recall := float64(right) / float64(right+missing)
	precision := float64(right) / float64(right+tooMany)
	t.Logf("%d programs, %d operations: recall %.3f, precision %.3f", len(dirs), right+missing, recall, precision)
	if recall < 1 || precision < 0.95 {
		t.Errorf("recall %.3f, precision %.3f; want 1 and at least 0.95", recall, precision)
	}
}

// Build tags and test files change what is analyzed.
func TestTagsAndTests(t *testing.T) {
	for _, test := range []struct {
		config program.Config
		want   []string
	}{
		{program.Config{Tags: "extra"}, []string{"Posts.List", "Self.Get"}},
		{program.Config{Env: append(os.Environ(), "GOOS=windows", "CGO_ENABLED=0")}, []string{"Self.Get", "Vault.Folders"}},
	} {
		if got := names(analyze(t, test.config, "buildtags")["buildtags"].Uses); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v, want %v", test.config, got, test.want)
		}
	}
	p, err := program.Load(program.Config{Dir: corpus, Patterns: []string{"./buildtags"}, Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	units, _ := p.Analyze()
	for _, u := range units {
		want := []string{"Self.Get"}
		if u.Kind == "test" {
			want = []string{"Media.List"}
		}
		if got := names(u.Uses); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", u.Kind, got, want)
		}
	}
}

// A copy of the SDK that the patterns match is analyzed only if nothing else is.
func TestCopyOfTheSDK(t *testing.T) {
	for pattern, want := range map[string]string{"copied/...": "copied", "copied/api": "copied/api"} {
		units := analyze(t, program.Config{}, pattern)
		if _, ok := units[want]; !ok || len(units) != 1 {
			t.Errorf("%s: %v, want only %s", pattern, units, want)
		}
	}
}

// A library that a program imports is a part of it, unless it is named.
func TestPartsOfAProgram(t *testing.T) {
	for _, test := range []struct {
		patterns []string
		want     []string
		parts    int
	}{
		{[]string{"parts/..."}, []string{"parts", "parts/other"}, 1},
		{[]string{"parts/internal/..."}, []string{"parts/internal/chats"}, 0},
		{[]string{"parts", "parts/internal/chats"}, []string{"parts", "parts/internal/chats"}, 0},
		{[]string{"parts/...", "parts/internal/chats"}, []string{"parts", "parts/internal/chats", "parts/other"}, 0},
	} {
		var patterns []string
		for _, pattern := range test.patterns {
			patterns = append(patterns, "./"+pattern)
		}
		p, err := program.Load(program.Config{Dir: corpus, Patterns: patterns})
		if err != nil {
			t.Fatal(err)
		}
		units, _ := p.Analyze()
		var got []string
		for _, u := range units {
			_, dir, _ := strings.Cut(u.Package, "testdata/programs/")
			got = append(got, dir)
			if want := []string{"Chats.List"}; dir == "parts" && !slices.Equal(names(u.Uses), want) {
				t.Errorf("%v: the program performs %v, want %v", test.patterns, names(u.Uses), want)
			}
		}
		if !slices.Equal(got, test.want) || len(p.Parts()) != test.parts {
			t.Errorf("%v: %v and %d parts, want %v and %d", test.patterns, got, len(p.Parts()), test.want, test.parts)
		}
	}
}
