package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// sdkCall is a call of one function of the SDK by another.
type sdkCall struct {
	callee *types.Func
	// view is that of the type which the method is called on; 0 if it is the
	// caller's.
	view sdk.View
	// option is the field that the call depends on.
	option string
}

// sdkReader finds what the functions of the SDK call.
type sdkReader struct {
	*lookup
	p     *sdk.Package
	calls map[*types.Func][]sdkCall
	// names has the names of the operations that variables declare, and mentions
	// the options that mentions of them depend on.
	names    map[*types.Var]string
	mentions map[*types.Func]map[string]string
	// unchecked has the functions that turn the check of scopes off.
	unchecked map[*types.Func]bool
}

// readSDK exports what the exported functions of the SDK perform: the operations
// whose declarations they mention, and those of the functions that they call.
func (l *lookup) readSDK() {
	r := &sdkReader{
		lookup: l, p: sdk.Read(l.pass.Files, l.pass.TypesInfo, l.pass.Pkg),
		calls: map[*types.Func][]sdkCall{}, unchecked: map[*types.Func]bool{},
		names: map[*types.Var]string{}, mentions: map[*types.Func]map[string]string{},
	}
	r.readNames()
	var functions []*types.Func
	for _, file := range l.pass.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil {
				if fn, ok := l.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					r.block(fn, decl.Body.List, "")
					functions = append(functions, fn)
				}
			}
		}
	}
	for _, fn := range functions {
		if !fn.Exported() {
			continue
		}
		performs := &Performs{Own: r.performs(fn, sdk.Own), Creator: r.performs(fn, sdk.Creator)}
		if len(performs.Own) > 0 {
			l.local[fn] = performs
		}
	}
	views := new(Views)
	for name, view := range r.p.Views {
		if view == sdk.Creator {
			views.Creator = append(views.Creator, name.Name())
		}
	}
	slices.Sort(views.Creator)
	l.pass.ExportPackageFact(views)
}

// performs returns what a function performs for the account of a view.
func (r *sdkReader) performs(fn *types.Func, view sdk.View) []Operation {
	var all []Operation
	seen := map[sdkCall]bool{}
	var add func(fn *types.Func, view sdk.View, option string)
	add = func(fn *types.Func, view sdk.View, option string) {
		if seen[sdkCall{fn, view, option}] || r.unchecked[fn] {
			return
		}
		seen[sdkCall{fn, view, option}] = true
		for _, d := range r.p.Performs[fn] {
			option, ok := r.mentioned(fn, d, option)
			if !ok {
				continue
			}
			for _, op := range d.For(view) {
				at := slices.IndexFunc(all, func(other Operation) bool { return other.Name == op.Name })
				if at < 0 {
					all = append(all, Operation{op.Name, op.Scopes, op.Unverified, op.Idempotent, option})
				} else if option == "" {
					all[at].Option = ""
				}
			}
		}
		for _, call := range r.calls[fn] {
			under, through := option, view
			if call.option != "" {
				under = call.option
			}
			if call.view != 0 {
				through = call.view
			}
			add(call.callee, through, under)
		}
	}
	add(fn, view, "")
	return all
}

// readNames finds the variables that declare one operation.
func (r *sdkReader) readNames() {
	for _, file := range r.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Names) != len(spec.Values) {
				return true
			}
			for i, value := range spec.Values {
				v, _ := r.pass.TypesInfo.Defs[spec.Names[i]].(*types.Var)
				ast.Inspect(value, func(n ast.Node) bool {
					literal, ok := n.(*ast.CompositeLit)
					if !ok || v == nil || !isSDKType(r.pass.TypesInfo.TypeOf(literal), r.p.Operation.Name()) {
						return true
					}
					for _, element := range literal.Elts {
						if pair, ok := element.(*ast.KeyValueExpr); ok {
							if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Name" {
								r.names[v], _ = r.values.text(pair.Value)
							}
						}
					}
					return true
				})
			}
			return true
		})
	}
}

// mentioned returns the option that the mention of a declaration depends on; false
// if it is mentioned behind a failure only.
func (r *sdkReader) mentioned(fn *types.Func, d *sdk.Declaration, through string) (option string, ok bool) {
	for _, name := range r.names {
		if name == d.Own.Name {
			option, ok = r.mentions[fn][name]
			if option == "" {
				option = through
			}
			return option, ok
		}
	}
	return through, true
}

// block collects the calls of a list of statements. Those behind a failure, which
// try to recover from it, do not count: without their scopes, the function
// returns the error of the failure.
func (r *sdkReader) block(fn *types.Func, list []ast.Stmt, option string) {
	for i, s := range list {
		branch, ok := s.(*ast.IfStmt)
		if !ok {
			r.node(fn, s, option)
			continue
		}
		r.node(fn, branch.Init, option)
		r.node(fn, branch.Cond, option)
		field, positive := r.option(branch.Cond)
		failed, succeeded := r.failure(branch.Cond)
		then, otherwise := option, option
		if field != "" && positive {
			then = field
		} else if field != "" {
			otherwise = field
		}
		if !failed {
			r.block(fn, branch.Body.List, then)
		}
		if branch.Else != nil && !succeeded {
			r.block(fn, []ast.Stmt{branch.Else}, otherwise)
		}
		if leavesFunction(branch.Body) {
			if !succeeded {
				r.block(fn, list[i+1:], otherwise)
			}
			return
		}
	}
}

func leavesFunction(block *ast.BlockStmt) bool {
	if len(block.List) == 0 {
		return false
	}
	_, ok := block.List[len(block.List)-1].(*ast.ReturnStmt)
	return ok
}

// node collects the calls of a node.
func (r *sdkReader) node(fn *types.Func, n ast.Node, option string) {
	if n == nil {
		return
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			r.block(fn, n.List, option)
			return false
		case *ast.IfStmt:
			r.block(fn, []ast.Stmt{n}, option)
			return false
		case *ast.SelectorExpr, *ast.Ident:
			r.reference(fn, n.(ast.Expr), option)
		}
		return true
	})
}

func (r *sdkReader) reference(fn *types.Func, e ast.Expr, option string) {
	info := r.pass.TypesInfo
	id, view := nameOf(e), sdk.View(0)
	if selector, ok := e.(*ast.SelectorExpr); ok {
		if selection := info.Selections[selector]; selection != nil {
			view, _ = r.p.ViewOf(selection.Recv())
		}
	}
	if v, ok := info.Uses[id].(*types.Var); ok && r.names[v] != "" {
		if r.mentions[fn] == nil {
			r.mentions[fn] = map[string]string{}
		}
		if earlier, ok := r.mentions[fn][r.names[v]]; !ok || earlier != "" {
			r.mentions[fn][r.names[v]] = option
		}
	}
	callee, ok := info.Uses[id].(*types.Func)
	if !ok || callee.Pkg() != r.pass.Pkg {
		return
	}
	if callee.Name() == "ContextWithScopeMode" {
		r.unchecked[fn] = true
	}
	call := sdkCall{callee.Origin(), view, option}
	_, isSelector := e.(*ast.SelectorExpr)
	if callee.Signature().Recv() != nil && !isSelector {
		return // counted with its selector
	}
	if !slices.Contains(r.calls[fn], call) {
		r.calls[fn] = append(r.calls[fn], call)
	}
}

// option returns the field that a condition is about, if it is a flag in an
// exported type that callers fill, and whether the flag must be set.
func (r *sdkReader) option(condition ast.Expr) (field string, positive bool) {
	condition, positive = ast.Unparen(condition), true
	if not, ok := condition.(*ast.UnaryExpr); ok && not.Op == token.NOT {
		condition, positive = ast.Unparen(not.X), false
	}
	selector, ok := condition.(*ast.SelectorExpr)
	if !ok || !selector.Sel.IsExported() {
		return "", false
	}
	named := sdk.Named(r.pass.TypesInfo.TypeOf(selector.X))
	if named == nil || named.Obj().Pkg() != r.pass.Pkg || !named.Obj().Exported() {
		return "", false
	}
	return named.Obj().Name() + "." + selector.Sel.Name, positive
}

// failure reports whether a condition holds only after a failure, or only
// without one.
func (r *sdkReader) failure(condition ast.Expr) (failed, succeeded bool) {
	binary, ok := ast.Unparen(condition).(*ast.BinaryExpr)
	if !ok || !isError(r.pass.TypesInfo.TypeOf(binary.X)) || !r.pass.TypesInfo.Types[binary.Y].IsNil() {
		return false, false
	}
	return binary.Op == token.NEQ, binary.Op == token.EQL
}
