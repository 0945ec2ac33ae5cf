package analyzer

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// values resolves variables that have one value for the whole program.
type values struct {
	info *types.Info
	// assigned has the values that are assigned to a variable; nil for one that
	// is not known.
	assigned map[*types.Var][]ast.Expr
}

func readValues(pass *analysis.Pass) *values {
	v := &values{info: pass.TypesInfo, assigned: map[*types.Var][]ast.Expr{}}
	for _, file := range sources(pass) {
		v.read(file)
	}
	return v
}

func (v *values) assign(left, right ast.Expr) {
	if variable := v.variable(left); variable != nil {
		v.assigned[variable] = append(v.assigned[variable], right)
		return
	}
	// A part of the variable changes.
	if root := rootOf(left); root != nil {
		if variable := v.variable(root); variable != nil {
			v.assigned[variable] = append(v.assigned[variable], nil)
		}
	}
}

// variable returns the variable that an expression names; nil for fields.
func (v *values) variable(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	variable, _ := v.info.ObjectOf(id).(*types.Var)
	return variable
}

func (v *values) read(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				var right ast.Expr
				if len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE) {
					right = n.Rhs[i]
				}
				v.assign(left, right)
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				var right ast.Expr
				if len(n.Names) == len(n.Values) {
					right = n.Values[i]
				}
				v.assign(name, right)
			}
		case *ast.IncDecStmt:
			v.assign(n.X, nil)
		case *ast.RangeStmt:
			for _, left := range []ast.Expr{n.Key, n.Value} {
				if left != nil {
					v.assign(left, nil)
				}
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				v.assign(n.X, nil)
			}
		case *ast.FuncDecl:
			v.parameters(n.Recv)
		case *ast.FuncType:
			v.parameters(n.Params)
			v.parameters(n.Results)
		case *ast.CallExpr:
			v.readCall(n)
		}
		return true
	})
}

// parameters notes that callers set variables.
func (v *values) parameters(fields *ast.FieldList) {
	if fields == nil {
		return
	}
	for _, field := range fields.List {
		for _, name := range field.Names {
			v.assign(name, nil)
		}
	}
}

// readCall notes the slices that a function may change.
func (v *values) readCall(call *ast.CallExpr) {
	fn := calleeOf(v.info, call)
	if v.info.Types[call.Fun].IsType() || isBuiltin(v.info, call) || sdkFunc(v.info, call) != nil || isStd(fn, "slices", "strings", "fmt", "log", "log/slog") {
		return
	}
	for _, argument := range call.Args {
		variable := v.variable(argument)
		if variable == nil {
			continue
		}
		if _, ok := variable.Type().Underlying().(*types.Slice); ok {
			v.assigned[variable] = append(v.assigned[variable], nil)
		}
	}
}

func isBuiltin(info *types.Info, call *ast.CallExpr, names ...string) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	builtin, ok := info.Uses[id].(*types.Builtin)
	return ok && (len(names) == 0 || slices.Contains(names, builtin.Name()))
}

// resolve returns the expression that is the value of e: that of a variable
// which is assigned once. Others may assign exported variables.
func (v *values) resolve(e ast.Expr) ast.Expr {
	for range 10 {
		e = ast.Unparen(e)
		variable := v.variable(e)
		if variable == nil || variable.IsField() || variable.Exported() && variable.Parent() == variable.Pkg().Scope() {
			return e
		}
		assigned := v.assigned[variable]
		if len(assigned) != 1 || assigned[0] == nil {
			return e
		}
		e = assigned[0]
	}
	return e
}

// text returns the constant text of an expression.
func (v *values) text(e ast.Expr) (string, bool) {
	value := v.info.Types[v.resolve(e)].Value
	if value == nil || value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(value), true
}

// truth returns the value of a condition, and whether it is known.
func (v *values) truth(e ast.Expr) (value, known bool) {
	e = v.resolve(e)
	if c := v.info.Types[e].Value; c != nil && c.Kind() == constant.Bool {
		return constant.BoolVal(c), true
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			value, known = v.truth(e.X)
			return !value, known
		}
	case *ast.BinaryExpr:
		x, knownX := v.truth(e.X)
		y, knownY := v.truth(e.Y)
		switch e.Op {
		case token.LAND:
			return x && y, knownX && knownY || knownX && !x || knownY && !y
		case token.LOR:
			return x || y, knownX && knownY || knownX && x || knownY && y
		}
	}
	return false, false
}

// scopes returns the scopes in a list, if they are known.
func (v *values) scopes(e ast.Expr) (scopes []string, known bool) {
	switch e := v.resolve(e).(type) {
	case *ast.Ident:
		return nil, e.Name == "nil"
	case *ast.CompositeLit:
		return v.scopesIn(e.Elts)
	case *ast.CallExpr:
		switch {
		case v.info.Types[e.Fun].IsType() && len(e.Args) == 1:
			return v.scopes(e.Args[0])
		case isSDKFunc(v.info, e, "ParseScopes") && len(e.Args) == 1:
			text, ok := v.text(e.Args[0])
			return scopesOf(text), ok
		case isBuiltin(v.info, e, "append") && len(e.Args) > 0:
			scopes, known = v.scopes(e.Args[0])
			var more []string
			var ok bool
			if e.Ellipsis.IsValid() {
				more, ok = v.scopes(e.Args[1])
			} else {
				more, ok = v.scopesIn(e.Args[1:])
			}
			return append(slices.Clip(scopes), more...), known && ok
		}
	}
	return nil, false
}

func (v *values) scopesIn(items []ast.Expr) (scopes []string, known bool) {
	for _, item := range items {
		if pair, ok := item.(*ast.KeyValueExpr); ok {
			item = pair.Value
		}
		text, ok := v.text(item)
		if !ok {
			return nil, false
		}
		scopes = append(scopes, text)
	}
	return scopes, true
}

// options returns the calls that make the options of a client, in order, if they
// are known.
func (v *values) options(items []ast.Expr, spread bool) (calls []*ast.CallExpr, known bool) {
	for i, item := range items {
		item = v.resolve(item)
		if spread && i == len(items)-1 {
			more, ok := v.optionList(item)
			return append(calls, more...), ok
		}
		call, ok := item.(*ast.CallExpr)
		if !ok || sdkFunc(v.info, call) == nil {
			return nil, false
		}
		calls = append(calls, call)
	}
	return calls, true
}

func (v *values) optionList(e ast.Expr) (calls []*ast.CallExpr, known bool) {
	switch e := v.resolve(e).(type) {
	case *ast.Ident:
		return nil, e.Name == "nil"
	case *ast.CompositeLit:
		return v.options(e.Elts, false)
	case *ast.CallExpr:
		if !isBuiltin(v.info, e, "append") || len(e.Args) == 0 {
			return nil, false
		}
		first, ok := v.optionList(e.Args[0])
		more, okMore := v.options(e.Args[1:], e.Ellipsis.IsValid())
		return append(slices.Clip(first), more...), ok && okMore
	}
	return nil, false
}

// rootOf returns the variable that an expression is about.
func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}
