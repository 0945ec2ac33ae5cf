package analyzer

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Resend finds loops that send the same thing until it succeeds.
var Resend = &analysis.Analyzer{
	Name:     "fanvueresend",
	Doc:      "find loops that retry a send without a look at ErrOutcomeUnknown\n\nA send whose response is lost may have happened: a fan would get the message, and\npay for it, twice. The loop is one that ends when the call succeeds and whose\narguments stay the same.",
	URL:      "https://pkg.go.dev/github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer",
	Requires: []*analysis.Analyzer{facts},
	Run: func(pass *analysis.Pass) (any, error) {
		operations := pass.ResultOf[facts].(*lookup)
		visit(pass, func(n ast.Node, stack []ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if !ok || sdkFunc(pass.TypesInfo, call) == nil {
				return
			}
			var once *Operation
			for _, op := range operations.of(call) {
				if !op.Idempotent {
					once = &op
				}
			}
			if once == nil {
				return
			}
			loop, body, condition := loopOf(stack)
			failure := errorOf(pass, call, stack)
			if loop == nil || failure == nil || looksAtOutcome(pass, loop) {
				return
			}
			for _, argument := range call.Args {
				if mentionsLocal(pass.TypesInfo, argument, loop) {
					return
				}
			}
			success := endOnSuccess(pass, body, condition, failure)
			if !success.found {
				return
			}
			finding := analysis.Diagnostic{
				Pos: call.Pos(), End: call.End(),
				Message: fmt.Sprintf("%s is sent again after any error: it may have happened when the error is ErrOutcomeUnknown; look at that first", once.Name),
			}
			if file, ok := stack[0].(*ast.File); ok && success.after.IsValid() && imports(file, "errors") {
				finding.SuggestedFixes = []analysis.SuggestedFix{{
					Message: "End the loop when the outcome is unknown",
					TextEdits: []analysis.TextEdit{{Pos: success.after, End: success.after, NewText: fmt.Appendf(nil,
						"\nif errors.Is(%s, %s.ErrOutcomeUnknown) {\nbreak // it may have been sent: look before it is sent again\n}", failure.Name(), sdkName(pass.TypesInfo, file))}},
				}}
			}
			report(pass, stack, finding)
		})
		return nil, nil
	},
}

// loopOf returns the innermost loop around the end of a stack, in the same
// function.
func loopOf(stack []ast.Node) (loop ast.Node, body *ast.BlockStmt, condition ast.Expr) {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ForStmt:
			return n, n.Body, n.Cond
		case *ast.RangeStmt:
			return n, n.Body, nil
		case *ast.FuncLit, *ast.FuncDecl:
			return nil, nil, nil
		}
	}
	return nil, nil, nil
}

// errorOf returns the variable that holds the error of a call.
func errorOf(pass *analysis.Pass, call *ast.CallExpr, stack []ast.Node) types.Object {
	assign, ok := stack[len(stack)-1].(*ast.AssignStmt)
	if !ok || len(assign.Rhs) != 1 || assign.Rhs[0] != call {
		return nil
	}
	id, ok := assign.Lhs[len(assign.Lhs)-1].(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	return pass.TypesInfo.ObjectOf(id)
}

// looksAtOutcome reports whether a loop mentions what says that the outcome is
// unknown, or what finds it out.
func looksAtOutcome(pass *analysis.Pass, loop ast.Node) bool {
	found := false
	ast.Inspect(loop, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && strings.Contains(id.Name, "Outcome") {
			found = true
		}
		return true
	})
	return found
}

type success struct {
	found bool
	// after is where a statement can be added; invalid if there is no such
	// place.
	after token.Pos
}

// endOnSuccess reports whether a loop ends when the error is nil.
func endOnSuccess(pass *analysis.Pass, body *ast.BlockStmt, condition ast.Expr, failure types.Object) success {
	if condition != nil && mentions(pass, condition, failure) {
		return success{found: true}
	}
	for i, s := range body.List {
		branch, ok := s.(*ast.IfStmt)
		if !ok {
			continue
		}
		binary, ok := branch.Cond.(*ast.BinaryExpr)
		if !ok || !mentions(pass, binary, failure) {
			continue
		}
		other, _ := branch.Else.(*ast.BlockStmt)
		switch {
		case binary.Op == token.EQL && ends(branch.Body):
			if branch.Init != nil { // the error is not visible after it
				return success{found: true}
			}
			return success{found: true, after: branch.End()}
		case binary.Op == token.NEQ && other != nil && ends(other):
			return success{found: true}
		case binary.Op == token.NEQ && !ends(branch.Body) && slices.ContainsFunc(body.List[i+1:], leaves) && continues(branch.Body):
			return success{found: true}
		}
	}
	return success{}
}

func ends(block *ast.BlockStmt) bool {
	return len(block.List) > 0 && leaves(block.List[len(block.List)-1])
}

func continues(block *ast.BlockStmt) bool {
	if len(block.List) == 0 {
		return false
	}
	branch, ok := block.List[len(block.List)-1].(*ast.BranchStmt)
	return ok && branch.Tok == token.CONTINUE
}

func mentions(pass *analysis.Pass, e ast.Node, object types.Object) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && pass.TypesInfo.Uses[id] == object {
			found = true
		}
		return true
	})
	return found
}
