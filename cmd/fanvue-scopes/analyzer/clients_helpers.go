package analyzer

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Makes is the fact that each call of a function makes a client and returns it.
type Makes struct{}

// AFact marks Makes as a fact.
func (*Makes) AFact() {}

// makers finds the functions that make clients.
var makers = &analysis.Analyzer{
	Name:       "fanvuemakers",
	Doc:        "find the functions that make Fanvue clients",
	ResultType: reflect.TypeFor[func(*ast.CallExpr) string](),
	FactTypes:  []analysis.Fact{new(Makes)},
	Run: func(pass *analysis.Pass) (any, error) {
		found := map[*types.Func]bool{}
		// made returns the name of the function that a call makes a client with;
		// empty if it makes none.
		made := func(call *ast.CallExpr) string {
			fn := calleeOf(pass.TypesInfo, call)
			if isSDKFunc(pass.TypesInfo, call, "NewClient") || fn != nil && (found[fn] || pass.ImportObjectFact(fn, new(Makes))) {
				return fn.Name()
			}
			return ""
		}
		for changed := true; changed; { // a function may call another one
			changed = false
			for _, file := range sources(pass) {
				for _, decl := range file.Decls {
					decl, ok := decl.(*ast.FuncDecl)
					if !ok || decl.Body == nil {
						continue
					}
					if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok && !found[fn] && makesClient(pass, decl, made) {
						found[fn], changed = true, true
						pass.ExportObjectFact(fn, new(Makes))
					}
				}
			}
		}
		return made, nil
	},
}

// makesClient reports whether a function makes a client and returns nothing else.
func makesClient(pass *analysis.Pass, decl *ast.FuncDecl, made func(*ast.CallExpr) string) bool {
	var clients []types.Object
	makes, guarded, other := false, false, false
	inspect := func(each func(n ast.Node, stack []ast.Node)) {
		ast.PreorderStack(decl, nil, func(n ast.Node, stack []ast.Node) bool {
			each(n, stack)
			_, closure := n.(*ast.FuncLit)
			return !closure
		})
	}
	inspect(func(n ast.Node, stack []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || made(call) == "" {
			return
		}
		makes, guarded = true, guarded || isGuarded(stack)
		if assign, ok := stack[len(stack)-1].(*ast.AssignStmt); ok && len(assign.Rhs) == 1 {
			if id, ok := assign.Lhs[0].(*ast.Ident); ok {
				clients = append(clients, pass.TypesInfo.ObjectOf(id))
			}
		}
	})
	if !makes || guarded {
		return false
	}
	returned := false
	inspect(func(n ast.Node, _ []ast.Node) {
		statement, ok := n.(*ast.ReturnStmt)
		if !ok || len(statement.Results) == 0 {
			return
		}
		first := ast.Unparen(statement.Results[0])
		id, _ := first.(*ast.Ident)
		call, _ := first.(*ast.CallExpr)
		switch {
		case call != nil && made(call) != "":
			returned = true
		case id == nil:
			other = true
		case pass.TypesInfo.Types[id].IsNil():
		default:
			object := pass.TypesInfo.ObjectOf(id)
			isOwn := object != nil && decl.Pos() <= object.Pos() && object.Pos() < decl.End()
			if isOwn && slices.Contains(clients, object) {
				returned = true
			} else {
				other = true
			}
		}
	})
	return returned && !other
}
