package analyzer

import (
	"go/ast"
	"go/types"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// forCreator reports whether a method of the SDK is one for a managed creator, by
// the type that it is selected from.
func (l *lookup) forCreator(e ast.Expr, fn *types.Func) bool {
	selector, ok := ast.Unparen(e).(*ast.SelectorExpr)
	var views Views
	if !ok || !sdk.Is(fn.Pkg()) || !l.pass.ImportPackageFact(fn.Pkg(), &views) {
		return false
	}
	selection := l.pass.TypesInfo.Selections[selector]
	if selection == nil {
		return false
	}
	isCreator := func(t types.Type) bool {
		return isSDKType(t, views.Creator...)
	}
	// A struct may embed the service.
	t, path := selection.Recv(), selection.Index()
	found := isCreator(t)
	for _, i := range path[:len(path)-1] {
		named := sdk.Named(t)
		if named == nil {
			break
		}
		fields, ok := named.Underlying().(*types.Struct)
		if !ok || i >= fields.NumFields() {
			break
		}
		t = fields.Field(i).Type()
		found = found || isCreator(t)
	}
	return found
}

// isConverted reports whether a method of the SDK is selected from a type of the
// program with a service as underlying type: which service was converted to it is
// not known.
func (l *lookup) isConverted(e ast.Expr, fn *types.Func) bool {
	selector, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || !sdk.Is(fn.Pkg()) {
		return false
	}
	selection := l.pass.TypesInfo.Selections[selector]
	recv := fn.Signature().Recv()
	if selection == nil || recv == nil || sdk.Named(recv.Type()) == nil || sdk.Named(recv.Type()).Obj().Exported() {
		return false
	}
	t, path := selection.Recv(), selection.Index()
	for _, i := range path[:len(path)-1] {
		named := sdk.Named(t)
		if named != nil && named.Obj().Pkg() == fn.Pkg() {
			return false
		}
		pointer, ok := t.Underlying().(*types.Pointer)
		if ok {
			t = pointer.Elem()
		}
		fields, ok := t.Underlying().(*types.Struct)
		if !ok || i >= fields.NumFields() {
			return false
		}
		t = fields.Field(i).Type()
	}
	return true
}
