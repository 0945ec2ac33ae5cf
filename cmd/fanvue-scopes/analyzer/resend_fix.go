package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// fix returns the fix that ends the retries when the outcome is unknown; none if
// there is no simple place for it.
func (r *resends) fix(call *ast.CallExpr, stack []ast.Node) []analysis.SuggestedFix {
	file, ok := stack[0].(*ast.File)
	assign, isAssign := stack[len(stack)-1].(*ast.AssignStmt)
	if !ok || !isAssign || len(stack) < 2 {
		return nil
	}
	failure, ok := assign.Lhs[len(assign.Lhs)-1].(*ast.Ident)
	name := sdkName(r.pass, file, call.Pos())
	if !ok || failure.Name == "_" || name == "" {
		return nil
	}
	leave, ok := r.leave(failure.Name, stack)
	if !ok {
		return nil
	}
	check := "if errors.Is(" + failure.Name + ", " + name + ".ErrOutcomeUnknown) {\n" + leave + " // it may have been sent\n}"
	edits, ok := importErrors(r.pass, file, call.Pos())
	if !ok {
		return nil
	}
	switch parent := stack[len(stack)-2].(type) {
	case *ast.BlockStmt:
		at := lineEnd(r.pass, assign.End(), parent.Rbrace)
		edits = append(edits, analysis.TextEdit{Pos: at, End: at, NewText: []byte("\n" + check)})
	case *ast.IfStmt:
		condition, ok := parent.Cond.(*ast.BinaryExpr)
		switch {
		case parent.Init != assign || !ok:
			return nil
		case condition.Op == token.NEQ && len(parent.Body.List) > 0:
			at := parent.Body.List[0].Pos()
			edits = append(edits, analysis.TextEdit{Pos: at, End: at, NewText: []byte(check + "\n")})
		case condition.Op == token.EQL && parent.Else == nil:
			edits = append(edits, analysis.TextEdit{Pos: parent.End(), End: parent.End(), NewText: []byte(" else " + check)})
		default:
			return nil
		}
	default:
		return nil
	}
	return []analysis.SuggestedFix{{Message: "Stop when the outcome is unknown", TextEdits: edits}}
}

// leave returns the statement that ends the retries.
func (r *resends) leave(failure string, stack []ast.Node) (string, bool) {
	_, signature, _ := enclosing(r.pass.TypesInfo, stack)
	if text, ok := returnOf(signature, failure); ok {
		return text, true
	}
	for _, n := range slices.Backward(stack) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return "break", true
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.FuncLit, *ast.FuncDecl:
			return "", false
		}
	}
	return "", false
}

// importErrors returns the edits after which code at a position can use the
// package errors. It is not ok if something else has the name.
func importErrors(pass *analysis.Pass, file *ast.File, pos token.Pos) ([]analysis.TextEdit, bool) {
	switch object := lookUp(pass, "errors", pos).(type) {
	case nil:
	case *types.PkgName:
		return nil, object.Imported().Path() == "errors"
	default:
		return nil, false
	}
	for _, decl := range file.Decls {
		if decl, ok := decl.(*ast.GenDecl); ok && decl.Tok == token.IMPORT && decl.Lparen.IsValid() && len(decl.Specs) > 0 {
			at := decl.Specs[0].Pos()
			return []analysis.TextEdit{{Pos: at, End: at, NewText: []byte("\"errors\"\n")}}, true
		}
	}
	return nil, false
}
