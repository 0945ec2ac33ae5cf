package analyzer

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Clients finds clients that are made again and again.
var Clients = &analysis.Analyzer{
	Name: "fanvueclients",
	Doc:  "find Fanvue clients that are made in a loop or in a request handler\n\nEach client has connections of its own and keeps to the rate limit by itself. One\nfor each credential is right: a client whose options depend on a variable of the\nloop or of the handler is not reported.",
	URL:  "https://pkg.go.dev/github.com/fanvue-go/fanvue/cmd/fanvue-scopes/analyzer",
	Run: func(pass *analysis.Pass) (any, error) {
		visit(pass, func(n ast.Node, stack []ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isSDKFunc(pass.TypesInfo, call, "NewClient") {
				return
			}
			where, inside := repeated(pass, stack)
			if where == "" {
				return
			}
			for _, argument := range call.Args {
				if mentionsLocal(pass.TypesInfo, argument, inside) {
					return
				}
			}
			report(pass, stack, analysis.Diagnostic{
				Pos: call.Pos(), End: call.End(),
				Message: "NewClient in " + where + ": each client opens connections and counts the rate limit for itself; make one client before it and share it",
			})
		})
		return nil, nil
	},
}

// repeated returns what makes the code at the end of a stack run many times.
func repeated(pass *analysis.Pass, stack []ast.Node) (where string, inside ast.Node) {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if !endsLoop(stack[i+1:]) {
				return "a loop", n
			}
		case *ast.FuncLit:
			signature, _ := pass.TypesInfo.TypeOf(n).(*types.Signature)
			if isHandler(signature) {
				return "a request handler", n
			}
			return "", nil
		case *ast.FuncDecl:
			if fn, ok := pass.TypesInfo.Defs[n.Name].(*types.Func); ok && isHandler(fn.Signature()) {
				return "a request handler", n
			}
			return "", nil
		}
	}
	return "", nil
}

// endsLoop reports whether the block inside a loop that a stack leads to leaves
// the loop at its end, so that the code runs once.
func endsLoop(stack []ast.Node) bool {
	for _, n := range stack {
		if block, ok := n.(*ast.BlockStmt); ok && len(block.List) > 0 && leaves(block.List[len(block.List)-1]) {
			return true
		}
	}
	return false
}

// leaves reports whether a statement leaves a loop.
func leaves(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok.String() == "break" || s.Tok.String() == "goto"
	}
	return false
}

func isHandler(signature *types.Signature) bool {
	if signature == nil || signature.Params().Len() != 2 {
		return false
	}
	return signature.Params().At(0).Type().String() == "net/http.ResponseWriter" &&
		signature.Params().At(1).Type().String() == "*net/http.Request"
}
