package analyzer

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Granted is the fact that says which scopes the clients of a package are made
// with.
type Granted struct {
	Scopes []string
	// Unknown reports that some client has scopes that are not constant, or that
	// the local check is off.
	Unknown bool
	// Clients reports that the package makes clients.
	Clients bool
}

// AFact marks Granted as a fact.
func (*Granted) AFact() {}

// Scopes finds calls that are rejected locally because no client of the program
// is made with the scope. It looks at main packages, which see the whole
// program, and reports only if all clients of the program have constant scopes.
var Scopes = &analysis.Analyzer{
	Name:      "fanvuescopes",
	Doc:       "find calls whose scope is not among the WithScopes of the program\n\nSuch a call is rejected locally each time. The analyzer looks at main packages; it\nis silent unless all clients of the program are made with constant scopes.",
	URL:       "https://pkg.go.dev/github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer",
	Requires:  []*analysis.Analyzer{facts},
	FactTypes: []analysis.Fact{new(Granted)},
	Run:       runScopes,
}

func runScopes(pass *analysis.Pass) (any, error) {
	if sdk.Is(pass.Pkg) {
		return nil, nil
	}
	own, option := granted(pass)
	if pass.Pkg.Name() != "main" {
		if own.Unknown || own.Clients {
			pass.ExportPackageFact(own)
		}
		return nil, nil
	}
	all := *own
	for _, f := range pass.AllPackageFacts() {
		if other, ok := f.Fact.(*Granted); ok && f.Package != pass.Pkg {
			all.Scopes = append(all.Scopes, other.Scopes...)
			all.Unknown = all.Unknown || other.Unknown
			all.Clients = all.Clients || other.Clients
		}
	}
	if all.Unknown || !all.Clients {
		return nil, nil
	}
	operations := pass.ResultOf[facts].(*lookup)
	visit(pass, func(n ast.Node, stack []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		fn := calleeOf(pass, call)
		if fn == nil || fn.Pkg() == pass.Pkg {
			return // the calls inside of it are reported
		}
		for _, op := range operations.of(call) {
			var missing []string
			for _, s := range op.Scopes {
				if !op.Unverified && !slices.Contains(all.Scopes, s) {
					missing = append(missing, s)
				}
			}
			if len(missing) == 0 {
				continue
			}
			finding := analysis.Diagnostic{
				Pos: call.Pos(), End: call.End(),
				Message: fmt.Sprintf("%s needs %s, which is not among the WithScopes of the program: the call is rejected locally", op.Name, strings.Join(missing, " and ")),
			}
			if option != nil {
				finding.SuggestedFixes = addScopes(option, sdkOf(pass), missing)
			}
			report(pass, stack, finding)
		}
	})
	return nil, nil
}

func calleeOf(pass *analysis.Pass, call *ast.CallExpr) *types.Func {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		fn, _ := pass.TypesInfo.Uses[fun].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := pass.TypesInfo.Uses[fun.Sel].(*types.Func)
		return fn
	}
	return nil
}

// granted collects the constant scopes of a package. It returns the call of
// WithScopes too, if there is one and no other.
func granted(pass *analysis.Pass) (*Granted, *ast.CallExpr) {
	g := new(Granted)
	var options []*ast.CallExpr
	visit(pass, func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch {
			case isSDKFunc(pass.TypesInfo, n, "NewClient"):
				g.Clients = true
				has := slices.ContainsFunc(n.Args, func(e ast.Expr) bool {
					option, ok := e.(*ast.CallExpr)
					return ok && isSDKFunc(pass.TypesInfo, option, "WithScopes")
				})
				g.Unknown = g.Unknown || !has || n.Ellipsis.IsValid()
			case isSDKFunc(pass.TypesInfo, n, "WithScopes"):
				options = append(options, n)
				g.Unknown = g.Unknown || n.Ellipsis.IsValid()
				for _, argument := range n.Args {
					value := pass.TypesInfo.Types[argument].Value
					if value == nil || value.Kind() != constant.String {
						g.Unknown = true
						continue
					}
					g.Scopes = append(g.Scopes, constant.StringVal(value))
				}
			}
		case *ast.Ident:
			// What takes precedence over the scopes, or turns the check off.
			fn, ok := pass.TypesInfo.Uses[n].(*types.Func)
			if ok && sdk.Is(fn.Pkg()) && slices.Contains([]string{
				"WithTokenSource", "WithScopeMode", "ContextWithScopeMode", "WithOperationScopes",
			}, fn.Name()) {
				g.Unknown = true
			}
		}
	})
	if len(options) == 1 && len(options[0].Args) > 0 {
		return g, options[0]
	}
	return g, nil
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
	if !ok || pkg == nil {
		return nil
	}
	known, text := constants(pkg), ""
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
