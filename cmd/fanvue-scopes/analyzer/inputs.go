package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// inputs has the variables that decide what a call does: those in its arguments,
// and those that it is called on. Contexts do not count.
type inputs struct {
	pass   *analysis.Pass
	values *values
	// arguments and receivers have what the call depends on, as paths.
	arguments, receivers []path
	// pure reports that the arguments have the same value while the variables have.
	pure bool
}

// path is a variable and fields of it.
type path struct {
	root   *types.Var
	fields string // each with a dot before it
}

// overlaps reports whether an assignment to one path changes the other.
func (p path) overlaps(other path) bool {
	a, b := p.fields+".", other.fields+"."
	return p.root == other.root && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

func inputsOf(pass *analysis.Pass, v *values, call *ast.CallExpr) *inputs {
	in := &inputs{pass: pass, values: v, pure: true}
	for _, argument := range call.Args {
		if !isContext(pass.TypesInfo.TypeOf(argument)) {
			in.arguments = in.collect(in.arguments, argument, 0)
		}
	}
	in.receivers = in.collect(in.receivers, call.Fun, 0)
	return in
}

func isContext(t types.Type) bool {
	named := sdk.Named(t)
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" && named.Obj().Name() == "Context"
}

// collect adds what an expression depends on.
func (in *inputs) collect(paths []path, e ast.Expr, depth int) []path {
	if !in.isPure(e) {
		in.pure = false
		return paths
	}
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.KeyValueExpr:
			if _, ok := n.Key.(*ast.Ident); !ok {
				paths = in.collect(paths, n.Key, depth)
			}
			paths = in.collect(paths, n.Value, depth)
			return false
		case *ast.SelectorExpr, *ast.Ident:
			p, ok := in.pathOf(n.(ast.Expr))
			if !ok {
				return true
			}
			if isContext(p.root.Type()) {
				return false
			}
			// A variable that always has the same value depends on what that does.
			assigned := in.values.assigned[p.root]
			if depth < 8 && len(assigned) == 1 && assigned[0] != nil && p.root.Parent() != in.pass.Pkg.Scope() && in.isPure(assigned[0]) {
				paths = in.collect(paths, assigned[0], depth+1)
				return false
			}
			paths = append(paths, p)
			return false
		}
		return true
	})
	return paths
}

// pathOf returns the path that an expression names.
func (in *inputs) pathOf(e ast.Expr) (path, bool) {
	fields := ""
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, ok := in.pass.TypesInfo.ObjectOf(x).(*types.Var)
			if !ok || v.IsField() {
				return path{}, false
			}
			return path{v, fields}, true
		case *ast.SelectorExpr:
			v, ok := in.pass.TypesInfo.Uses[x.Sel].(*types.Var)
			if !ok {
				return path{}, false
			}
			if !v.IsField() { // of another package
				return path{v, fields}, true
			}
			fields = "." + x.Sel.Name + fields
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr: // any element
			fields, e = "", x.X
		default:
			return path{}, false
		}
	}
}

// isPure reports whether evaluating an expression twice gives the same value, as
// far as its variables have the same values.
func (in *inputs) isPure(e ast.Expr) bool {
	pure := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				pure = false
			}
		case *ast.CallExpr:
			if !in.isPureCall(n) {
				pure = false
			}
		}
		return pure
	})
	return pure
}

func (in *inputs) isPureCall(call *ast.CallExpr) bool {
	info := in.pass.TypesInfo
	if info.Types[call.Fun].IsType() || isBuiltin(info, call) {
		return true
	}
	fn := calleeOf(info, call)
	if fn == nil {
		return false
	}
	return sdk.Is(fn.Pkg()) || isStd(fn, "strings", "strconv", "fmt", "errors", "slices", "maps", "log/slog", "path", "path/filepath", "bytes", "cmp") ||
		slices.Contains([]string{"os.Getenv", "os.LookupEnv", "os.Hostname"}, fn.FullName()) ||
		fn.Name() == "String" && fn.Signature().Params().Len() == 0
}

// fieldsOf returns the fields of a variable that the call depends on, each with a
// dot before it.
func (in *inputs) fieldsOf(v *types.Var) []string {
	var fields []string
	for _, p := range slices.Concat(in.arguments, in.receivers) {
		if v != nil && p.root == v && !slices.Contains(fields, p.fields) {
			fields = append(fields, p.fields)
		}
	}
	return fields
}

// has reports whether the call depends on a variable.
func (in *inputs) has(v *types.Var) bool {
	depends := func(p path) bool { return p.root == v }
	return slices.ContainsFunc(in.arguments, depends) || slices.ContainsFunc(in.receivers, depends)
}

// changedByRange reports whether an iteration of a loop changes an input.
func (in *inputs) changedByRange(loop *ast.RangeStmt) bool {
	return loop.Key != nil && in.assigns(loop.Key) || loop.Value != nil && in.assigns(loop.Value)
}

func (in *inputs) assigns(left ast.Expr) bool {
	p, ok := in.pathOf(left)
	return ok && (slices.ContainsFunc(in.arguments, p.overlaps) || slices.ContainsFunc(in.receivers, p.overlaps))
}

// changedBy reports whether a node may change an input.
func (in *inputs) changedBy(n ast.Node) bool {
	changed := false
	isArgument := func(e ast.Expr) bool {
		p, ok := in.pathOf(e)
		return ok && slices.ContainsFunc(in.arguments, p.overlaps)
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			changed = changed || slices.ContainsFunc(n.Lhs, in.assigns)
		case *ast.ValueSpec:
			for _, name := range n.Names {
				changed = changed || in.assigns(name)
			}
		case *ast.IncDecStmt:
			changed = changed || in.assigns(n.X)
		case *ast.UnaryExpr:
			changed = changed || n.Op == token.AND && isArgument(n.X)
		case *ast.CallExpr:
			changed = changed || in.changedByCall(n, isArgument)
		}
		return !changed
	})
	return changed
}

// changedByCall reports whether a call may change an argument through a pointer.
func (in *inputs) changedByCall(call *ast.CallExpr, isArgument func(ast.Expr) bool) bool {
	if in.isPureCall(call) {
		return false
	}
	if selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if selection := in.pass.TypesInfo.Selections[selector]; selection != nil && isArgument(selector.X) {
			fn, ok := selection.Obj().(*types.Func)
			if !ok || fn.Signature().Recv() == nil {
				return true
			}
			if _, pointer := fn.Signature().Recv().Type().(*types.Pointer); pointer || types.IsInterface(fn.Signature().Recv().Type()) {
				return true
			}
		}
	}
	return slices.ContainsFunc(call.Args, func(e ast.Expr) bool {
		t := in.pass.TypesInfo.TypeOf(e)
		if t == nil || !isArgument(e) {
			return false
		}
		switch t.Underlying().(type) {
		case *types.Pointer, *types.Map, *types.Slice:
			return true
		}
		return false
	})
}
