package analyzer

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Literals finds scopes in string literals that the SDK does not know.
var Literals = &analysis.Analyzer{
	Name: "fanvueliterals",
	Doc:  "find scopes that the Fanvue SDK does not know\n\nA misspelled scope is accepted and never granted.",
	URL:  "https://pkg.go.dev/github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer",
	Run: func(pass *analysis.Pass) (any, error) {
		visit(pass, func(n ast.Node, stack []ast.Node) {
			switch n := n.(type) {
			case *ast.BasicLit:
				if named := sdk.Named(orInvalid(pass.TypesInfo.TypeOf(n))); n.Kind == token.STRING && named != nil && named.Obj().Name() == "Scope" && sdk.Is(named.Obj().Pkg()) {
					checkLiteral(pass, stack, n, named.Obj().Pkg(), true)
				}
			case *ast.CallExpr:
				if !isSDKFunc(pass.TypesInfo, n, "ParseScopes") || len(n.Args) != 1 {
					return
				}
				if literal, ok := n.Args[0].(*ast.BasicLit); ok {
					checkLiteral(pass, stack, literal, sdkFunc(pass.TypesInfo, n).Pkg(), false)
				}
			}
		})
		return nil, nil
	},
}

func orInvalid(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return t
}

// checkLiteral reports the unknown scopes of a literal. A literal that is one
// scope gets a fix.
func checkLiteral(pass *analysis.Pass, stack []ast.Node, literal *ast.BasicLit, pkg *types.Package, one bool) {
	value := pass.TypesInfo.Types[literal].Value
	if value == nil || value.Kind() != constant.String {
		return
	}
	known := constants(pkg)
	for _, scope := range strings.FieldsFunc(constant.StringVal(value), func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		if _, ok := known[scope]; ok {
			continue
		}
		finding := analysis.Diagnostic{Pos: literal.Pos(), End: literal.End(), Message: fmt.Sprintf("%q is not a scope that the SDK knows", scope)}
		if near := nearest(scope, known); near != "" {
			finding.Message += fmt.Sprintf("; did you mean %q?", near)
			text := `"` + strings.ReplaceAll(constant.StringVal(value), scope, near) + `"`
			if file, ok := stack[0].(*ast.File); ok && one {
				if name := sdkName(pass.TypesInfo, file); name != "" && name != "." {
					text = name + "." + known[near]
				}
			}
			finding.SuggestedFixes = []analysis.SuggestedFix{{
				Message:   "Replace it with " + text,
				TextEdits: []analysis.TextEdit{{Pos: literal.Pos(), End: literal.End(), NewText: []byte(text)}},
			}}
		}
		report(pass, stack, finding)
	}
}

// constants returns the names of the constants for the known scopes.
func constants(pkg *types.Package) map[string]string {
	names := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok || !c.Exported() || c.Val().Kind() != constant.String {
			continue
		}
		if named := sdk.Named(c.Type()); named != nil && named.Obj().Name() == "Scope" && named.Obj().Pkg() == pkg {
			names[constant.StringVal(c.Val())] = name
		}
	}
	return names
}

// nearest returns the known scope that differs least; empty if all differ much.
func nearest(scope string, known map[string]string) string {
	best, least := "", 4
	for other := range known {
		if d := distance(strings.ToLower(scope), other); d < least || d == least && best != "" && other < best {
			best, least = other, d
		}
	}
	return best
}

// distance returns the number of changes that make a into b.
func distance(a, b string) int {
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		previous := last[0]
		last[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost = 1 + min(previous, last[j], last[j+1])
			}
			previous, last[j+1] = last[j+1], cost
		}
	}
	return last[len(b)]
}
