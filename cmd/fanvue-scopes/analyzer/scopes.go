package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Scopes finds calls that are rejected locally because no client of the program
// is made with the scope. It looks at main packages, which see the whole
// program, and reports only if all clients of the program have constant scopes
// and reject calls.
var Scopes = &analysis.Analyzer{
	Name: "fanvuescopes",
	Doc: `find calls whose scope is not among the WithScopes of the program

Such a call is rejected locally each time. The analyzer looks at main packages. It
is silent unless all clients of the program are made with constant scopes, and
enforce them: FromEnv, WithTokenSource, an option that is not known, and a
WithScopeMode or ContextWithScopeMode other than ScopeEnforce silence it. With
several clients, a scope that any of them has counts.`,
	URL:      docsURL,
	Requires: []*analysis.Analyzer{facts, grantFacts},
	Run: func(pass *analysis.Pass) (any, error) {
		own := pass.ResultOf[grantFacts].(*grants)
		if all := own.all; all.Clients && !all.Unknown && pass.Pkg.Name() == "main" {
			reportMissing(pass, pass.ResultOf[facts].(*lookup), own)
		}
		return nil, nil
	},
}

func reportMissing(pass *analysis.Pass, operations *lookup, own *grants) {
	var findings []analysis.Diagnostic
	var add []string
	for _, use := range usesOf(pass, operations) {
		var lines []string
		for _, op := range operations.of(use) {
			missing := own.all.missing(op)
			if len(missing) == 0 {
				continue
			}
			add = append(add, missing...)
			verb := "is"
			if len(missing) > 1 {
				verb = "are"
			}
			lines = append(lines, fmt.Sprintf("%s needs %s, which %s not among the WithScopes of the program", op.Name, strings.Join(missing, " and "), verb))
		}
		slices.Sort(lines)
		for _, line := range lines {
			findings = append(findings, analysis.Diagnostic{Pos: use.Pos(), End: use.End(), Message: line + ": the call is rejected locally"})
		}
	}
	slices.SortFunc(findings, func(a, b analysis.Diagnostic) int { return int(a.Pos - b.Pos) })
	var fixes []analysis.SuggestedFix
	if len(own.options) == 1 {
		fixes = addScopes(own.options[0], sdkOf(pass), add)
	}
	for _, finding := range findings {
		// One fix for all findings: those of several would add a scope twice.
		finding.SuggestedFixes = fixes
		pass.Report(finding)
	}
}

// usesOf returns the calls of a main package into other packages that may
// happen, without those that a comment silences. Calls into the package itself
// lead to others.
func usesOf(pass *analysis.Pass, operations *lookup) []ast.Expr {
	var uses []ast.Expr
	for _, body := range liveBodies(pass, operations.values) {
		file := fileOf(pass, body)
		operations.eachUse(body, func(use ast.Expr, stack []ast.Node) {
			named := use
			if call, ok := use.(*ast.CallExpr); ok {
				named = operations.values.resolve(call.Fun)
			}
			fn, ok := pass.TypesInfo.Uses[nameOf(named)].(*types.Func)
			if !ok || fn.Pkg() == pass.Pkg || operations.isTried(stack) {
				return
			}
			if !isIgnored(pass, file, analysis.Diagnostic{Pos: use.Pos()}) && !slices.Contains(uses, use) {
				uses = append(uses, use)
			}
		})
	}
	return uses
}

func fileOf(pass *analysis.Pass, n ast.Node) *ast.File {
	for _, file := range pass.Files {
		if file.FileStart <= n.Pos() && n.Pos() < file.FileEnd {
			return file
		}
	}
	return nil
}

// sdkOf returns the SDK that the package imports.
func sdkOf(pass *analysis.Pass) *types.Package {
	for _, pkg := range pass.Pkg.Imports() {
		if sdk.Is(pkg) {
			return pkg
		}
	}
	return nil
}

// addScopes returns the fix that adds scopes to WithScopes.
func addScopes(option *ast.CallExpr, pkg *types.Package, missing []string) []analysis.SuggestedFix {
	selector, ok := option.Fun.(*ast.SelectorExpr)
	if !ok || pkg == nil || len(missing) == 0 || len(option.Args) == 0 || option.Ellipsis.IsValid() {
		return nil
	}
	known, text := constants(pkg), ""
	missing = slices.Clone(missing)
	slices.Sort(missing)
	missing = slices.Compact(missing)
	for _, s := range missing {
		if known[s] == "" {
			return nil
		}
		text += ", " + types.ExprString(selector.X) + "." + known[s]
	}
	last := option.Args[len(option.Args)-1].End()
	return []analysis.SuggestedFix{{
		Message:   "Add " + strings.Join(missing, " and ") + " to WithScopes, if the credential has it",
		TextEdits: []analysis.TextEdit{{Pos: last, End: last, NewText: []byte(text)}},
	}}
}
