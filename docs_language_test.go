package fanvue_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// avoided are the words of the glossary in CONTRIBUTING.md, each with what to
// write in its place.
var avoided = []struct {
	words   *regexp.Regexp
	instead string
	// unless are the legitimate uses, in lower case: a word inside one of these
	// phrases does not count.
	unless []string
	// unlessAbout makes every sentence that matches it legitimate.
	unlessAbout *regexp.Regexp
}{
	{words: regexp.MustCompile(`\b(answer(s|ed|ing)?|repl(y|ies|ied|ying))\b`), instead: "response"},
	{words: regexp.MustCompile(`\b(repeat(s|ed|ing|able|edly)?|repetitions?|again)\b`), instead: "retry, attempt", unless: []string{"send it again"}},
	{words: regexp.MustCompile(`\bown account\b`), instead: "the caller's own account", unless: []string{"caller's own account"}},
	{words: regexp.MustCompile(`\bwalk(s|ed|ing)?\b`), instead: "iterate, iteration, iterator"},
	{words: regexp.MustCompile(`\b(tell(s|ing)?|told)\b`), instead: "set, report, return, specify"},
	{words: regexp.MustCompile(`\bhearsay\b`), instead: "unverified"},
	{words: regexp.MustCompile(`\b(unpublished|beyond the published)\b`), instead: "undocumented"},
	{
		words: regexp.MustCompile(`\brefus(e|es|ed|ing|al|als)\b`), instead: `reject; "refused" only for the server`,
		unlessAbout: regexp.MustCompile(`\b(server|fanvue|the api|storage|connection)\b`),
	},
	{words: regexp.MustCompile(`\brows?\b`), instead: "item"},
	{words: regexp.MustCompile(`\b(ask(s|ed|ing)?) for\b`), instead: "requested"},
	{words: regexp.MustCompile(`\b(begin|begins|began|begun|beginning|anew)\b`), instead: "start"},
	{
		words: regexp.MustCompile(`\b(is|are|was|were) no\b`), instead: "is not a, invalid",
		unless: []string{"there is no", "there are no", "there was no", "there were no", "is no longer", "are no longer", "was no longer"},
	},
	{words: regexp.MustCompile(`\b(has it not|for want of|mend(s|ed|ing)?|to be had)\b`), instead: "plain words"},
}

// quoted are values of the API, which no wording can avoid.
var quoted = regexp.MustCompile("`[^`]*`|\"[a-z_.]+\"|\\b[A-Z]+(_[A-Z]+)+\\b")

// languageProblems returns what is wrong with a text, as "word: sentence".
func languageProblems(text string) []string {
	var problems []string
	text = strings.Join(strings.Fields(text), " ")
	for _, sentence := range regexp.MustCompile(`[.:;!?] `).Split(text, -1) {
		checked := strings.ToLower(quoted.ReplaceAllString(sentence, "…"))
		for _, a := range avoided {
			if a.unlessAbout != nil && a.unlessAbout.MatchString(checked) {
				continue
			}
			rest := checked
			for _, phrase := range a.unless {
				rest = strings.ReplaceAll(rest, phrase, "…")
			}
			for _, word := range a.words.FindAllString(rest, -1) {
				problems = append(problems, fmt.Sprintf("%s: %s (write: %s)", word, sentence, a.instead))
			}
		}
	}
	return problems
}

// publicTexts calls found with the documentation of everything exported, and
// with every string literal that is prose: error texts, log messages, output.
func publicTexts(file *ast.File, found func(at token.Pos, text string)) {
	doc := func(group *ast.CommentGroup) {
		if group != nil {
			found(group.Pos(), group.Text())
		}
	}
	doc(file.Doc)
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Name.IsExported() {
				doc(decl.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if spec.Name.IsExported() {
						doc(decl.Doc)
						doc(spec.Doc)
						memberDocs(spec.Type, doc)
					}
				case *ast.ValueSpec:
					if slices.ContainsFunc(spec.Names, (*ast.Ident).IsExported) {
						doc(decl.Doc)
						doc(spec.Doc)
						doc(spec.Comment)
					}
				}
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			return n.Tag == nil // a tag is a literal too
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && strings.Contains(text, " ") {
				found(n.Pos(), text)
			}
		}
		return true
	})
}

// memberDocs calls doc with the comments on exported fields and methods.
func memberDocs(typ ast.Expr, doc func(*ast.CommentGroup)) {
	ast.Inspect(typ, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && (len(field.Names) == 0 || slices.ContainsFunc(field.Names, (*ast.Ident).IsExported)) {
			doc(field.Doc)
			doc(field.Comment)
		}
		return true
	})
}

// moduleFiles returns the sources of the module's packages.
func moduleFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != "." {
			_, other := os.Stat(filepath.Join(path, "go.mod"))
			if other == nil || entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") {
				return filepath.SkipDir
			}
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			names = append(names, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Public text is plain technical English: it avoids the words of the glossary.
func TestLanguage(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, name := range moduleFiles(t) {
		checked++
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		publicTexts(file, func(at token.Pos, text string) {
			for _, problem := range languageProblems(text) {
				t.Errorf("%s:%d: %s", name, files.Position(at).Line, problem)
			}
		})
	}
	if checked < 25 {
		t.Errorf("only %d files were checked", checked)
	}
}

// The guides follow the same rules.
func TestLanguageOfGuides(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile("(?s)```.*?```")
	for _, name := range matching(t, "docs/*.md", "*/README.md") {
		if name == "docs/scopes.md" || name == "docs/reliability.md" || name == "contract/README.md" {
			continue // not yet reworded
		}
		guide, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range languageProblems(code.ReplaceAllString(string(guide), "")) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

func TestLanguageProblems(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		words []string
	}{
		{"The answer is repeated.", []string{"answer", "repeated"}},
		{"It fails. Do it again; tell the\nserver.", []string{"again", "tell"}},
		{"It is on the own account.", []string{"own account"}},
		{"It is on the caller's own account.", nil},
		{"An id that is no UUID.", []string{"is no"}},
		{"If there is no UUID, it is no longer valid.", nil},
		{"The call is refused locally.", []string{"refused"}},
		{"The call is refused by the server.", nil},
		{"AUTOMATED_CHAT_MESSAGE_REPLY and ChatsNotAnswered; a narrow row of `reply`.", []string{"row"}},
		{"Beyond the published API, on hearsay.", []string{"beyond the published", "hearsay"}},
		{"When the day begins, as asked for.", []string{"begins", "asked for"}},
		{"It waits before the next attempt.", nil},
	} {
		var words []string
		for _, problem := range languageProblems(tt.text) {
			word, _, _ := strings.Cut(problem, ":")
			words = append(words, word)
		}
		slices.Sort(words)
		want := slices.Sorted(slices.Values(tt.words))
		if diff := cmp.Diff(want, words); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

// The test must see each kind of text, and none that is private.
func TestPublicTexts(t *testing.T) {
	t.Parallel()
	const source = `// Package p is a package.
package p

// A is a group.
const (
	// B is a constant.
	B = 1 // B is one
	// c is private.
	c = 2
)

// T is a type.
type T struct {
	// F is a field.
	F int ` + "`json:\"f g\"`" + `
	// g is private.
	g int
}

// M is a method.
func (T) M() error {
	// This is private.
	return errors.New("an error text")
}

// f is private.
func f() string { return "word" }
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	publicTexts(file, func(_ token.Pos, text string) { got = append(got, strings.TrimSpace(text)) })
	want := []string{
		"Package p is a package.", "A is a group.", "B is a constant.", "B is one", "T is a type.", "F is a field.",
		"M is a method.", "an error text",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
