// Package analyzer finds mistakes in programs that use the Fanvue SDK, for go
// vet and for golangci-lint.
//
// Test files are not looked at. A finding is silenced by a comment on its line,
// or alone on the line before it:
//
//	//fanvuevet:ignore the reason
package analyzer

import (
	"go/ast"
	"go/token"
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

const (
	ignore  = "//fanvuevet:ignore"
	docsURL = "https://pkg.go.dev/github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer"
)

// visit calls each for every node of the files that a user cares about: those of
// packages other than the SDK itself, without tests, which provoke mistakes.
// It does not descend into a node for which each returns false.
func visit(pass *analysis.Pass, each func(n ast.Node, stack []ast.Node) bool) {
	for _, file := range sources(pass) {
		ast.PreorderStack(file, nil, each)
	}
}

// sources returns the files of the package, without tests; none for the SDK.
func sources(pass *analysis.Pass) []*ast.File {
	if sdk.Is(pass.Pkg) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(pass.Files), func(file *ast.File) bool {
		return strings.HasSuffix(pass.Fset.Position(file.FileStart).Filename, "_test.go")
	})
}

// report reports a finding, unless a comment says not to.
func report(pass *analysis.Pass, stack []ast.Node, finding analysis.Diagnostic) {
	if file, ok := stack[0].(*ast.File); !ok || !isIgnored(pass, file, finding) {
		pass.Report(finding)
	}
}

func isIgnored(pass *analysis.Pass, file *ast.File, finding analysis.Diagnostic) bool {
	line := pass.Fset.Position(finding.Pos).Line
	for _, group := range file.Comments {
		for _, comment := range group.List {
			reason, ok := strings.CutPrefix(comment.Text, ignore)
			if !ok || reason != "" && reason[0] != ' ' && reason[0] != '\t' {
				continue
			}
			at := pass.Fset.Position(comment.Pos())
			if at.Line == line || at.Line == line-1 && isAlone(pass, file, comment) {
				return true
			}
		}
	}
	return false
}

// isAlone reports whether a comment has a line of its own.
func isAlone(pass *analysis.Pass, file *ast.File, comment *ast.Comment) bool {
	line, alone := pass.Fset.Position(comment.Pos()).Line, true
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File, *ast.Comment, *ast.CommentGroup:
			return true
		}
		if pass.Fset.Position(n.Pos()).Line == line || pass.Fset.Position(n.End()).Line == line {
			alone = false
		}
		return alone && n.Pos() < comment.Pos()
	})
	return alone
}

// calleeOf returns the function that a call calls; nil if it is a value.
func calleeOf(info *types.Info, call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	return fn.Origin()
}

// sdkFunc returns the function of the SDK that a call calls; nil for others.
func sdkFunc(info *types.Info, call *ast.CallExpr) *types.Func {
	fn := calleeOf(info, call)
	if fn == nil || !sdk.Is(fn.Pkg()) {
		return nil
	}
	return fn
}

// isSDKFunc reports whether a call calls a package-level function of the SDK
// with one of the names.
func isSDKFunc(info *types.Info, call *ast.CallExpr, names ...string) bool {
	fn := sdkFunc(info, call)
	return fn != nil && fn.Signature().Recv() == nil && slices.Contains(names, fn.Name())
}

// isSDKMethod reports whether a call calls a method of a type of the SDK.
func isSDKMethod(info *types.Info, call *ast.CallExpr, typeName string, names ...string) bool {
	fn := sdkFunc(info, call)
	if fn == nil || fn.Signature().Recv() == nil || !slices.Contains(names, fn.Name()) {
		return false
	}
	named := sdk.Named(fn.Signature().Recv().Type())
	return named != nil && named.Obj().Name() == typeName
}

// isSDKType reports whether t is a type of the SDK, or a pointer to one. Without
// names, every type will do.
func isSDKType(t types.Type, names ...string) bool {
	if t == nil {
		return false
	}
	named := sdk.Named(t)
	return named != nil && sdk.Is(named.Obj().Pkg()) && (len(names) == 0 || slices.Contains(names, named.Obj().Name()))
}

func isError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

// isStd reports whether a function is of a package of the standard library with
// one of the paths.
func isStd(fn *types.Func, paths ...string) bool {
	return fn != nil && fn.Pkg() != nil && slices.Contains(paths, fn.Pkg().Path())
}

// sdkName returns the name by which code at a position can mention the SDK, which
// the file imports; empty if there is none.
func sdkName(pass *analysis.Pass, file *ast.File, pos token.Pos) string {
	for _, spec := range file.Imports {
		imported := pass.TypesInfo.PkgNameOf(spec)
		if imported == nil || !sdk.Is(imported.Imported()) || imported.Name() == "." || imported.Name() == "_" {
			continue
		}
		if lookUp(pass, imported.Name(), pos) == imported {
			return imported.Name()
		}
	}
	return ""
}

// lookUp returns what a name stands for at a position; nil if nothing has it.
func lookUp(pass *analysis.Pass, name string, pos token.Pos) types.Object {
	scope := pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return nil
	}
	_, object := scope.LookupParent(name, pos)
	return object
}

// enclosing returns the innermost function on the stack: an *ast.FuncDecl or an
// *ast.FuncLit, with its signature and body.
func enclosing(info *types.Info, stack []ast.Node) (ast.Node, *types.Signature, *ast.BlockStmt) {
	for _, n := range slices.Backward(stack) {
		switch fn := n.(type) {
		case *ast.FuncLit:
			signature, _ := info.TypeOf(fn).(*types.Signature)
			return fn, signature, fn.Body
		case *ast.FuncDecl:
			if object, ok := info.Defs[fn.Name].(*types.Func); ok {
				return fn, object.Signature(), fn.Body
			}
		}
	}
	return nil, nil, nil
}

// lineEnd returns the end of the line of pos, behind a comment that it may have,
// if next is on a later line; otherwise pos.
func lineEnd(pass *analysis.Pass, pos, next token.Pos) token.Pos {
	file := pass.Fset.File(pos)
	line := file.Line(pos)
	if file.Line(next) == line {
		return pos
	}
	return file.LineStart(line+1) - 1
}

// returnOf returns the statement that returns the error in the variable name from
// a function with the signature; false if the zero values of the other results
// have no simple form, or there is no error to return.
func returnOf(signature *types.Signature, name string) (string, bool) {
	if signature == nil || signature.Results().Len() == 0 {
		return "", false
	}
	text := "return "
	last := signature.Results().Len() - 1
	for i := range last {
		zero, ok := zeroOf(signature.Results().At(i).Type())
		if !ok {
			return "", false
		}
		text += zero + ", "
	}
	return text + name, isError(signature.Results().At(last).Type())
}

func zeroOf(t types.Type) (string, bool) {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return "", false
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return "nil", true
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return `""`, true
		case u.Info()&types.IsBoolean != 0:
			return "false", true
		case u.Info()&types.IsNumeric != 0:
			return "0", true
		}
	}
	return "", false
}
