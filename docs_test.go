package fanvue_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// packageFiles parses the package's own sources.
func packageFiles(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// declaredOperations maps the variable of each declaration to its name.
func declaredOperations(files []*ast.File) map[string]fanvue.OperationName {
	constants := map[string]fanvue.OperationName{}
	variables := map[string]fanvue.OperationName{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if value, ok := spec.Values[0].(*ast.BasicLit); ok && strings.HasPrefix(spec.Names[0].Name, "Op") {
				constants[spec.Names[0].Name] = fanvue.OperationName(strings.Trim(value.Value, `"`))
			}
			if strings.HasPrefix(spec.Names[0].Name, "op") {
				ast.Inspect(spec.Values[0], func(n ast.Node) bool {
					if pair, ok := n.(*ast.KeyValueExpr); ok && fmt.Sprint(pair.Key) == "Name" {
						variables[spec.Names[0].Name] = fanvue.OperationName(fmt.Sprint(pair.Value))
					}
					return true
				})
			}
			return true
		})
	}
	for variable, constant := range variables {
		variables[variable] = constants[string(constant)]
	}
	return variables
}

// scopeLine is how a method's comment tells its endpoint and scopes.
func scopeLine(op fanvue.Operation) string {
	line := fmt.Sprintf("Calls %s %s. Scopes: %s", op.Method, op.Path, join(op.Scopes))
	if op.CreatorScope != "" {
		line += "; for a managed creator also " + string(op.CreatorScope)
	}
	line += "."
	if !op.Published {
		line += " Undocumented by Fanvue, seen on " + whereToFind(op) + "."
	}
	return line
}

// whereToFind says which surfaces have an operation.
func whereToFind(op fanvue.Operation) string {
	if len(op.Surfaces) == 0 {
		return "every surface"
	}
	var names []string
	for _, s := range op.Surfaces {
		names = append(names, s.String())
	}
	return strings.Join(names, " and ") + " only"
}

func join(scopes []fanvue.Scope) string {
	if len(scopes) == 0 {
		return "none known"
	}
	var texts []string
	for _, s := range scopes {
		texts = append(texts, string(s))
	}
	return strings.Join(texts, ", ")
}

// normalised sorts the scopes of a comment's line, whose order is free.
func normalised(line string) string {
	return regexp.MustCompile(`Scopes: ([^;.]*)`).ReplaceAllStringFunc(line, func(part string) string {
		scopes := strings.Split(strings.TrimPrefix(part, "Scopes: "), ", ")
		slices.Sort(scopes)
		return "Scopes: " + strings.Join(scopes, ", ")
	})
}

func TestCommentsStateTheDeclaredScopes(t *testing.T) {
	t.Parallel()
	rows := map[fanvue.OperationName]fanvue.Operation{}
	for _, op := range fanvue.Operations() {
		rows[op.Name] = op
	}
	files := packageFiles(t)
	variables := declaredOperations(files)
	documented := map[fanvue.OperationName]bool{}
	for _, file := range files {
		for _, decl := range file.Decls {
			method, ok := decl.(*ast.FuncDecl)
			if !ok || method.Recv == nil || !method.Name.IsExported() {
				continue
			}
			ast.Inspect(method.Body, func(n ast.Node) bool {
				used, ok := n.(*ast.Ident)
				if !ok || variables[used.Name] == "" {
					return true
				}
				op := rows[variables[used.Name]]
				documented[op.Name] = true
				lines := strings.Split(strings.TrimSpace(method.Doc.Text()), "\n")
				if diff := cmp.Diff(normalised(scopeLine(op)), normalised(lines[len(lines)-1])); diff != "" {
					t.Errorf("last line of the comment on %s (-want +got):\n%s", method.Name.Name, diff)
				}
				return true
			})
		}
	}
	for name, op := range rows {
		own := fanvue.OperationName(strings.TrimPrefix(string(name), "Creator."))
		if !documented[name] && !documented[own] {
			t.Errorf("no method is documented for %s (%s %s)", name, op.Method, op.Path)
		}
	}
}

func TestEveryOperationHasAConstant(t *testing.T) {
	t.Parallel()
	values := map[fanvue.OperationName]bool{}
	for _, file := range packageFiles(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && fmt.Sprint(spec.Type) == "OperationName" && len(spec.Values) == 1 {
				name := fanvue.OperationName(strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`))
				values[name] = true
				if want := "Op" + strings.ReplaceAll(string(name), ".", ""); spec.Names[0].Name != want {
					t.Errorf("the constant of %s is called %s, want %s", name, spec.Names[0].Name, want)
				}
			}
			return true
		})
	}
	for _, op := range fanvue.Operations() {
		if !values[op.Name] {
			t.Errorf("%s has no constant", op.Name)
		}
		delete(values, op.Name)
	}
	for name := range values {
		t.Errorf("the constant %s names no operation", name)
	}
}

// A field with a unit, a bound or a meaning of null cannot be told from its
// type: pointers, times and money must say what they mean.
func TestFieldsThatNeedACommentHaveOne(t *testing.T) {
	t.Parallel()
	for _, file := range packageFiles(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() {
				return true
			}
			structure, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			for _, field := range structure.Fields.List {
				_, pointer := field.Type.(*ast.StarExpr)
				kind := fmt.Sprint(field.Type)
				if (pointer || kind == "Cents" || kind == "Timestamp") && len(field.Names) > 0 && field.Names[0].IsExported() && field.Doc == nil {
					t.Errorf("%s.%s says nothing of its unit or of nil", spec.Name.Name, field.Names[0].Name)
				}
			}
			return true
		})
	}
}

var update = flag.Bool("update", false, "write docs/operations.md from the declarations")

// operationsDocument is docs/operations.md, made from the declarations.
func operationsDocument() string {
	var doc strings.Builder
	doc.WriteString(`# Operations and their scopes

All scopes of an item are required together. A call for a managed creator, through ` + "`client.Creator(uuid)`" + `, also requires the scope in the fourth column. The last column marks what Fanvue does not document and says on which surface it was seen. The scopes of these are unverified: a missing one is logged, and the call is sent.

This file is generated: ` + "`go test -run TestOperationsDocument -update .`" + `

| operation | endpoint | scopes | for a managed creator also | undocumented |
| --- | --- | --- | --- | --- |
`)
	for _, op := range fanvue.Operations() {
		if strings.HasPrefix(string(op.Name), "Creator.") && !strings.Contains(string(op.Name), ".Account") && !strings.Contains(string(op.Name), ".Online") {
			continue
		}
		extra := ""
		if op.CreatorScope != "" {
			extra = "`" + string(op.CreatorScope) + "`"
		}
		undocumented := ""
		if !op.Published {
			undocumented = whereToFind(op)
		}
		fmt.Fprintf(&doc, "| `%s` | `%s %s` | `%s` | %s | %s |\n", op.Name, op.Method, op.Path, strings.ReplaceAll(join(op.Scopes), ", ", "` `"), extra, undocumented)
	}
	return doc.String()
}

func TestOperationsDocument(t *testing.T) {
	t.Parallel()
	const name = "docs/operations.md"
	if *update {
		if err := os.WriteFile(name, []byte(operationsDocument()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	document, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(operationsDocument(), string(document)); diff != "" {
		t.Errorf("%s differs from Operations() (-want +got); write it with: go test -run TestOperationsDocument -update .\n%s", name, diff)
	}
	// The rows that README shows are of this table.
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^(\\| `[A-Z].*) \\|$").FindAllStringSubmatch(string(readme), -1)
	if len(rows) != 3 {
		t.Errorf("README.md shows %d operations, want 3", len(rows))
	}
	for _, row := range rows {
		if !strings.Contains(string(document), row[1]) {
			t.Errorf("README.md shows an operation that is not in %s: %s", name, row[1])
		}
	}
}

// A snippet of the documents is part of an example, word for word.
func TestSnippetsAreCompiled(t *testing.T) {
	t.Parallel()
	var source []byte
	for _, name := range matching(t, "example*_test.go", "guide_*_test.go", "*/example*_test.go", "fanvueotel/prometheus_test.go", "examples/*/main.go") {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, file...)
	}
	compiled := squeeze(string(source))
	for _, name := range matching(t, "README.md", "*/README.md", "docs/*.md") {
		document, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(document), -1)
		if len(snippets) == 0 && name != "docs/operations.md" && name != "contract/README.md" {
			t.Errorf("%s has no Go snippet", name)
		}
		for _, snippet := range snippets {
			if !strings.Contains(compiled, squeeze(snippet[1])) {
				t.Errorf("this snippet of %s is in no example:\n%s", name, snippet[1])
			}
		}
	}
}

// matching returns the files that match one of the patterns. Each pattern must
// match one.
func matching(t *testing.T, patterns ...string) []string {
	t.Helper()
	var names []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Errorf("no file matches %s (%v)", pattern, err)
		}
		for _, name := range found {
			names = append(names, filepath.ToSlash(name))
		}
	}
	return names
}

// Each promise names the tests that keep it: each item of a table whose last
// column is called test.
func TestPromisesHaveTests(t *testing.T) {
	t.Parallel()
	var sources strings.Builder
	for _, pattern := range []string{"*_test.go", "oauth/*_test.go", "examples/*/*_test.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(source)
		}
	}
	for name, least := range map[string]int{"docs/reliability.md": 10, "docs/credentials.md": 10} {
		document, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		promises, inTable := 0, false
		for line := range strings.SplitSeq(string(document), "\n") {
			switch {
			case !strings.HasPrefix(line, "| "):
				inTable = false
				continue
			case strings.HasSuffix(line, "| test |"):
				inTable = true
				continue
			case !inTable || strings.HasPrefix(line, "| ---"):
				continue
			}
			promises++
			tests := regexp.MustCompile("`(Test[A-Za-z0-9]+)`").FindAllStringSubmatch(line, -1)
			if len(tests) == 0 {
				t.Errorf("%s: no test keeps this promise: %s", name, line)
			}
			for _, test := range tests {
				if !strings.Contains(sources.String(), "func "+test[1]+"(") {
					t.Errorf("%s: there is no %s, which should keep this promise: %s", name, test[1], line)
				}
			}
		}
		if promises < least {
			t.Errorf("%s: %d promises were found, want the whole table", name, promises)
		}
	}
}

// squeeze drops the indentation, which differs inside a function.
func squeeze(code string) string {
	var lines []string
	for line := range strings.SplitSeq(code, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
