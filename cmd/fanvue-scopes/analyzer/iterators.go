package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Iterators finds loops that drop the error of an iterator.
var Iterators = &analysis.Analyzer{
	Name: "fanvueiterators",
	Doc:  "find loops over an iterator of the Fanvue SDK that drop its error\n\nAn iteration that cannot be complete ends with an error. A loop with one variable\ntakes a part of a list for the whole.",
	URL:  "https://pkg.go.dev/github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer",
	Run: func(pass *analysis.Pass) (any, error) {
		visit(pass, func(n ast.Node, stack []ast.Node) {
			loop, ok := n.(*ast.RangeStmt)
			if !ok || loop.Value != nil || !isIterator(pass.TypesInfo.TypeOf(loop.X)) {
				return
			}
			finding := analysis.Diagnostic{
				Pos: loop.For, End: loop.X.End(),
				Message: "the loop drops the error of the iterator: if a page cannot be read, the list looks complete; use for item, err := range",
			}
			if fix, ok := addError(pass, loop, stack); ok {
				finding.SuggestedFixes = []analysis.SuggestedFix{fix}
			}
			report(pass, stack, finding)
		})
		return nil, nil
	},
}

// isIterator reports whether t is an iterator over items of the SDK and errors.
func isIterator(t types.Type) bool {
	if t == nil {
		return false
	}
	function, ok := t.Underlying().(*types.Signature)
	if !ok || function.Params().Len() != 1 {
		return false
	}
	yield, ok := function.Params().At(0).Type().Underlying().(*types.Signature)
	if !ok || yield.Params().Len() != 2 || !isError(yield.Params().At(1).Type()) {
		return false
	}
	item := sdk.Named(yield.Params().At(0).Type())
	return item != nil && sdk.Is(item.Obj().Pkg())
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// addError returns the fix for a loop in a function that returns just an error.
func addError(pass *analysis.Pass, loop *ast.RangeStmt, stack []ast.Node) (analysis.SuggestedFix, bool) {
	signature := enclosing(pass, stack)
	if signature == nil || signature.Results().Len() != 1 || !isError(signature.Results().At(0).Type()) {
		return analysis.SuggestedFix{}, false
	}
	edits := []analysis.TextEdit{{Pos: loop.Body.Lbrace + 1, End: loop.Body.Lbrace + 1, NewText: []byte("\nif err != nil {\nreturn err\n}")}}
	if loop.Key == nil {
		edits = append(edits, analysis.TextEdit{Pos: loop.Range, End: loop.Range, NewText: []byte("_, err := ")})
	} else {
		if loop.Tok.String() != ":=" {
			return analysis.SuggestedFix{}, false
		}
		edits = append(edits, analysis.TextEdit{Pos: loop.Key.End(), End: loop.Key.End(), NewText: []byte(", err")})
	}
	return analysis.SuggestedFix{Message: fmt.Sprintf("Return the error of %s", types.ExprString(loop.X)), TextEdits: edits}, true
}

// enclosing returns the signature of the innermost function on the stack.
func enclosing(pass *analysis.Pass, stack []ast.Node) *types.Signature {
	for i := len(stack) - 1; i >= 0; i-- {
		switch fn := stack[i].(type) {
		case *ast.FuncLit:
			signature, _ := pass.TypesInfo.TypeOf(fn).(*types.Signature)
			return signature
		case *ast.FuncDecl:
			if object, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func); ok {
				return object.Signature()
			}
		}
	}
	return nil
}
