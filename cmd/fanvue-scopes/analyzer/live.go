package analyzer

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// inspectLive calls each for the nodes under n, without the branches that
// constant conditions make unreachable.
func inspectLive(v *values, n ast.Node, each func(n ast.Node, stack []ast.Node)) {
	dead := map[ast.Node]bool{}
	ast.PreorderStack(n, nil, func(n ast.Node, stack []ast.Node) bool {
		if dead[n] {
			return false
		}
		switch n := n.(type) {
		case *ast.IfStmt:
			if holds, known := v.truth(n.Cond); known && holds && n.Else != nil {
				dead[n.Else] = true
			} else if known && !holds {
				dead[n.Body] = true
			}
		case *ast.AssignStmt:
			deadClosures(v.info, n, dead)
		case *ast.SwitchStmt:
			deadCases(v, n, dead)
		case *ast.ForStmt:
			if n.Cond != nil {
				if holds, known := v.truth(n.Cond); known && !holds {
					dead[n.Body] = true
				}
			}
		}
		each(n, stack)
		return true
	})
}

// deadClosures marks the closures that make a function which is discarded.
func deadClosures(info *types.Info, n *ast.AssignStmt, dead map[ast.Node]bool) {
	for i, right := range n.Rhs {
		if len(n.Lhs) != len(n.Rhs) || !isBlank(n.Lhs[i]) {
			continue
		}
		if _, ok := orInvalid(info.TypeOf(right)).Underlying().(*types.Signature); !ok {
			continue
		}
		made := []ast.Expr{right}
		if call, ok := right.(*ast.CallExpr); ok {
			made = call.Args
		}
		for _, e := range made {
			if _, ok := e.(*ast.FuncLit); ok {
				dead[e] = true
			}
		}
	}
}

// deadCases marks the cases of a switch over a constant that differ from it.
func deadCases(v *values, n *ast.SwitchStmt, dead map[ast.Node]bool) {
	if n.Tag == nil {
		return
	}
	tag := v.info.Types[n.Tag].Value
	if tag == nil {
		return
	}
	for _, clause := range n.Body.List {
		clause := clause.(*ast.CaseClause)
		differs := len(clause.List) > 0
		for _, e := range clause.List {
			value := v.info.Types[e].Value
			if value == nil || value.Kind() != tag.Kind() || constant.Compare(value, token.EQL, tag) {
				differs = false
			}
		}
		if differs {
			dead[clause] = true
		}
	}
}

// liveBodies returns the bodies of a main package that main, init functions and
// initializers may reach. A method that an interface has may be reached if its type
// is mentioned.
func liveBodies(pass *analysis.Pass, v *values) []ast.Node {
	bodies := map[types.Object][]ast.Node{}
	var roots []ast.Node
	inInterfaces := interfaceMethods(pass)
	for _, file := range sources(pass) {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
				switch {
				case decl.Body == nil || !ok && decl.Name.Name != "init":
				case !ok || decl.Recv == nil && (fn.Name() == "main" || fn.Name() == "init"):
					roots = append(roots, decl)
				default:
					bodies[fn] = append(bodies[fn], decl)
					if receiver := fn.Signature().Recv(); receiver != nil && inInterfaces[fn.Name()] {
						if named := sdk.Named(receiver.Type()); named != nil {
							object := types.Object(named.Origin().Obj())
							bodies[object] = append(bodies[object], decl)
						}
					}
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					spec, ok := spec.(*ast.ValueSpec)
					switch {
					case !ok || isDiscarded(spec):
					case calls(pass.TypesInfo, spec):
						roots = append(roots, spec)
					default: // it does nothing until a variable is used
						for _, name := range spec.Names {
							object := pass.TypesInfo.Defs[name]
							bodies[object] = append(bodies[object], spec)
						}
					}
				}
			}
		}
	}
	seen := map[ast.Node]bool{}
	var live []ast.Node
	for len(roots) > 0 {
		root := roots[len(roots)-1]
		roots = roots[:len(roots)-1]
		if seen[root] {
			continue
		}
		seen[root] = true
		live = append(live, root)
		inspectLive(v, root, func(n ast.Node, _ []ast.Node) {
			if id, ok := n.(*ast.Ident); ok {
				object := pass.TypesInfo.Uses[id]
				if fn, ok := object.(*types.Func); ok {
					object = fn.Origin()
				}
				if object != nil && !reflect.ValueOf(object).IsNil() {
					roots = append(roots, bodies[object]...)
				}
			}
		})
	}
	return live
}

// calls reports whether a declaration calls a function when it is initialized.
func calls(info *types.Info, spec *ast.ValueSpec) bool {
	found := false
	for _, value := range spec.Values {
		ast.Inspect(value, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.CallExpr:
				found = found || !info.Types[n.Fun].IsType()
			case *ast.UnaryExpr:
				found = found || n.Op == token.ARROW
			}
			return !found
		})
	}
	return found
}

// interfaceMethods returns the names of the methods of the interfaces in a package
// and in those that it imports.
func interfaceMethods(pass *analysis.Pass) map[string]bool {
	names := map[string]bool{"Error": true}
	add := func(t types.Type) {
		if t == nil {
			return
		}
		if i, ok := t.Underlying().(*types.Interface); ok {
			for method := range i.Methods() {
				names[method.Name()] = true
			}
		}
	}
	for _, pkg := range pass.Pkg.Imports() {
		for _, name := range pkg.Scope().Names() {
			if typeName, ok := pkg.Scope().Lookup(name).(*types.TypeName); ok {
				add(typeName.Type())
			}
		}
	}
	for _, value := range pass.TypesInfo.Types { // those without a name as well
		if value.IsType() {
			add(value.Type)
		}
	}
	return names
}

// isDiscarded reports whether a declaration only mentions names, as var _ = f
// does.
func isDiscarded(spec *ast.ValueSpec) bool {
	for i, name := range spec.Names {
		if name.Name != "_" || i >= len(spec.Values) {
			return false
		}
		if _, ok := spec.Values[i].(*ast.Ident); !ok {
			return false
		}
	}
	return true
}
