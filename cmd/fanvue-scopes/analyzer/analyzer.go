// Package analyzer finds mistakes in programs that use the Fanvue SDK, for go
// vet and for golangci-lint.
package analyzer

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// All returns the analyzers.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{Clients, Iterators, Literals, Resend, Scopes}
}

const ignore = "//fanvuevet:ignore"

// visit calls each for every node of the files that a user cares about: those of
// packages other than the SDK itself, without tests, which provoke mistakes.
func visit(pass *analysis.Pass, each func(n ast.Node, stack []ast.Node)) {
	if sdk.Is(pass.Pkg) {
		return
	}
	for _, file := range pass.Files {
		if isTest(pass, file) {
			continue
		}
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			each(n, stack)
			return true
		})
	}
}

func isTest(pass *analysis.Pass, file *ast.File) bool {
	return strings.HasSuffix(pass.Fset.Position(file.FileStart).Filename, "_test.go")
}

// report reports a finding, unless a comment on its line says not to.
func report(pass *analysis.Pass, stack []ast.Node, finding analysis.Diagnostic) {
	line := pass.Fset.Position(finding.Pos).Line
	if file, ok := stack[0].(*ast.File); ok {
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if strings.HasPrefix(comment.Text, ignore) && pass.Fset.Position(comment.Pos()).Line == line {
					return
				}
			}
		}
	}
	pass.Report(finding)
}

// sdkFunc returns the function of the SDK that a call calls; nil for others.
func sdkFunc(info *types.Info, call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	if fn == nil || !sdk.Is(fn.Pkg()) {
		return nil
	}
	return fn.Origin()
}

// isSDKFunc reports whether a call calls a package-level function of the SDK
// with one of the names.
func isSDKFunc(info *types.Info, call *ast.CallExpr, names ...string) bool {
	fn := sdkFunc(info, call)
	return fn != nil && fn.Signature().Recv() == nil && slices.Contains(names, fn.Name())
}

// mentionsLocal reports whether an expression mentions a variable that is
// declared or assigned inside a node.
func mentionsLocal(info *types.Info, expression ast.Node, inside ast.Node) bool {
	assigned := map[types.Object]bool{}
	ast.Inspect(inside, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				if id := rootOf(left); id != nil {
					assigned[info.ObjectOf(id)] = true
				}
			}
		case *ast.IncDecStmt:
			if id := rootOf(n.X); id != nil {
				assigned[info.ObjectOf(id)] = true
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id := rootOf(e); id != nil {
					assigned[info.ObjectOf(id)] = true
				}
			}
		}
		return true
	})
	found := false
	ast.Inspect(expression, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := info.Uses[id].(*types.Var)
		if ok && !v.IsField() && (assigned[v] || inside.Pos() <= v.Pos() && v.Pos() < inside.End()) {
			found = true
		}
		return true
	})
	return found
}

// rootOf returns the variable that an expression is about.
func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// sdkName returns the name by which the file imports the SDK.
func sdkName(info *types.Info, file *ast.File) string {
	for _, spec := range file.Imports {
		if name := info.PkgNameOf(spec); name != nil && sdk.Is(name.Imported()) {
			return name.Name()
		}
	}
	return ""
}

// imports reports whether a file imports a path under its own name.
func imports(file *ast.File, path string) bool {
	return slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool {
		return spec.Path.Value == `"`+path+`"` && spec.Name == nil
	})
}
