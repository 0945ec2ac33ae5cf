package sdk

import (
	"go/ast"
	"go/constant"
	"go/doc"
	"go/types"
	"slices"
	"strings"
)

// reader fills a Package from syntax.
type reader struct {
	*Package
	files []*ast.File
	info  *types.Info
}

// readScopes finds the constants of type Scope, and the table that describes
// them.
func (r *reader) readScopes() {
	scope := r.Types.Scope()
	var constants []*types.Const
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && c.Exported() && r.isNamed(c.Type(), "Scope") {
			constants = append(constants, c)
		}
	}
	slices.SortFunc(constants, func(a, b *types.Const) int { return int(a.Pos() - b.Pos()) })
	for _, c := range constants {
		value := constant.StringVal(c.Val())
		r.Order = append(r.Order, value)
		r.Descriptions[value] = ""
	}
	r.variables(func(_ []*ast.Ident, values []ast.Expr) {
		for _, value := range values {
			ast.Inspect(value, func(n ast.Node) bool {
				item, ok := n.(*ast.CompositeLit)
				if !ok || len(item.Elts) != 2 {
					return true
				}
				s, isScope := r.text(item.Elts[0])
				text, isText := r.text(item.Elts[1])
				if isScope && isText && r.isNamed(r.info.TypeOf(item.Elts[0]), "Scope") {
					r.Descriptions[s] = text
				}
				return true
			})
		}
	})
}

func (r *reader) isNamed(t types.Type, name string) bool {
	named := Named(t)
	return named != nil && named.Obj().Pkg() == r.Types && named.Obj().Name() == name
}

// text returns the constant text of an expression, also of a keyed element.
func (r *reader) text(e ast.Expr) (string, bool) {
	if pair, ok := e.(*ast.KeyValueExpr); ok {
		e = pair.Value
	}
	v := r.info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

// readDeclarations finds the variables that hold an operation, and then those
// that are initialized from such variables, to any depth.
func (r *reader) readDeclarations() {
	literals := map[*ast.CompositeLit]*Declaration{}
	for changed := true; changed; {
		changed = false
		r.variables(func(names []*ast.Ident, values []ast.Expr) {
			for i, value := range values {
				held := names
				if len(names) == len(values) {
					held = names[i : i+1]
				}
				for _, d := range r.held(value, literals) {
					for _, name := range held {
						v, ok := r.info.Defs[name].(*types.Var)
						if ok && !slices.Contains(r.declarations[v], d) {
							r.declarations[v] = append(r.declarations[v], d)
							changed = true
						}
					}
				}
			}
		})
	}
}

// held returns the declarations that an expression contains or refers to.
func (r *reader) held(value ast.Expr, literals map[*ast.CompositeLit]*Declaration) []*Declaration {
	var all []*Declaration
	var calls []*ast.CallExpr
	ast.PreorderStack(value, nil, func(n ast.Node, stack []ast.Node) bool {
		calls = calls[:0]
		for _, outer := range stack {
			if call, ok := outer.(*ast.CallExpr); ok {
				calls = append(calls, call)
			}
		}
		switch n := n.(type) {
		case *ast.Ident:
			if v, ok := r.info.Uses[n].(*types.Var); ok {
				all = append(all, r.declarations[v]...)
			}
		case *ast.CompositeLit:
			if named := Named(r.info.TypeOf(n)); named == nil || named.Obj() != r.Operation {
				return true
			}
			if literals[n] == nil {
				literals[n] = r.declaration(n, calls)
			}
			all = append(all, literals[n])
			return false
		}
		return true
	})
	return all
}

// declaration evaluates the literal of an operation.
func (r *reader) declaration(literal *ast.CompositeLit, calls []*ast.CallExpr) *Declaration {
	d := &Declaration{Own: Operation{Scopes: []string{}}}
	creatorScope, published := "", false
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := pair.Key.(*ast.Ident)
		if key == nil {
			continue
		}
		text, _ := r.text(pair.Value)
		switch key.Name {
		case "Name":
			d.Own.Name = text
		case "Method":
			d.Own.Method = text
		case "Path":
			d.Own.Path = text
		case "CreatorScope":
			creatorScope = text
		case "Idempotent":
			v := r.info.Types[pair.Value].Value
			d.Own.Idempotent = v != nil && v.Kind() == constant.Bool && constant.BoolVal(v)
		case "Scopes":
			if list, ok := pair.Value.(*ast.CompositeLit); ok {
				for _, item := range list.Elts {
					if s, ok := r.text(item); ok {
						d.Own.Scopes = append(d.Own.Scopes, s)
					}
				}
			}
		}
	}
	for _, call := range calls {
		published = published || r.publishes(call)
	}
	d.Own.Unverified = !published
	d.Own.Scopes = r.Sort(d.Own.Scopes)
	if creatorScope != "" {
		variant := d.Own
		variant.Name = r.constant("creatorName", "Creator.") + d.Own.Name
		variant.Path = r.constant("creatorPath", "/creators/{creatorUserUuid}") + d.Own.Path
		variant.Scopes = r.Sort(append(slices.Clone(d.Own.Scopes), creatorScope))
		d.Creator = &variant
	}
	return d
}

func (r *reader) constant(name, otherwise string) string {
	if c, ok := r.Types.Scope().Lookup(name).(*types.Const); ok && c.Val().Kind() == constant.String {
		return constant.StringVal(c.Val())
	}
	return otherwise
}

// publishes reports whether a call is one of a function that marks an operation
// as documented.
func (r *reader) publishes(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	if !ok {
		return false
	}
	fn, ok := r.info.Uses[id].(*types.Func)
	if !ok {
		return false
	}
	found := false
	r.functions(func(decl *ast.FuncDecl, declared *types.Func) {
		if declared != fn || decl.Body == nil {
			return
		}
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			if assign, ok := n.(*ast.AssignStmt); ok && len(assign.Lhs) == 1 {
				if field, ok := assign.Lhs[0].(*ast.SelectorExpr); ok && field.Sel.Name == "Published" {
					found = true
				}
			}
			return true
		})
	})
	return found
}

func (r *reader) functions(each func(*ast.FuncDecl, *types.Func)) {
	for _, file := range r.files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok {
				if fn, ok := r.info.Defs[decl.Name].(*types.Func); ok {
					each(decl, fn)
				}
			}
		}
	}
}

// readPerforms finds the functions that mention a declaration, and what their
// comments say about it.
func (r *reader) readPerforms() {
	described := map[*Declaration]string{}
	r.functions(func(decl *ast.FuncDecl, fn *types.Func) {
		if decl.Body == nil {
			return
		}
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			v, ok := r.info.Uses[id].(*types.Var)
			if !ok {
				return true
			}
			for _, d := range r.declarations[v] {
				if !slices.Contains(r.Performs[fn], d) {
					r.Performs[fn] = append(r.Performs[fn], d)
				}
				_, method, _ := strings.Cut(d.Own.Name, ".")
				if summary := summaryOf(decl); summary != "" && (described[d] == "" && fn.Exported() || fn.Name() == method) {
					described[d] = summary
				}
			}
			return true
		})
	})
	for d, text := range described {
		d.Own.Summary = text
		if d.Creator != nil {
			d.Creator.Summary = text
		}
	}
}

// summaryOf returns the first sentence of a comment, without the name that it
// starts with and without brackets.
func summaryOf(decl *ast.FuncDecl) string {
	text := new(doc.Package).Synopsis(decl.Doc.Text())
	text = strings.TrimSuffix(strings.TrimPrefix(text, decl.Name.Name+" "), ".")
	return strings.NewReplacer("[", "", "]", "").Replace(text)
}

// readViews finds the service types: those whose methods perform operations.
// Those of Client act for the caller's own account, those of any other struct
// for a managed creator.
func (r *reader) readViews() {
	scope := r.Types.Scope()
	for _, name := range scope.Names() {
		owner, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		fields, ok := owner.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for field := range fields.Fields() {
			named := Named(field.Type())
			if !field.Exported() || named == nil || named.Obj().Pkg() != r.Types || named.Obj().Name() == "Client" || !r.isService(named) {
				continue
			}
			view := Creator
			if name == "Client" {
				view = Own
			}
			r.Views[named.Obj()] |= view
		}
	}
}

func (r *reader) isService(named *types.Named) bool {
	methods := types.NewMethodSet(types.NewPointer(named))
	for method := range methods.Methods() {
		if fn, ok := method.Obj().(*types.Func); ok && len(r.Performs[fn]) > 0 {
			return true
		}
	}
	return false
}
