package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/cfg"
)

// flow follows the control flow of one function after a call, under the
// assumption that the call failed with an unknown outcome, or that it succeeded.
type flow struct {
	pass   *analysis.Pass
	values *values
	// looks reports whether a function looks at the kind of an error.
	looks func(fn *types.Func) looks

	function ast.Node
	graph    *cfg.CFG
	// tags has the values that cases are compared with.
	tags map[ast.Stmt]ast.Expr

	call   *ast.CallExpr
	inputs *inputs
	failed bool

	seen map[string]bool
	ends ends
}

// looks says what a function looks at in an error.
type looks struct {
	// Outcome: whether the outcome is unknown.
	Outcome bool
	// Kinds: any kind of error of the SDK.
	Kinds bool
}

// ends says where the control flow leads to.
type ends struct {
	// retried reports that the call is attempted once more with the same arguments.
	retried bool
	// returned reports that the function returns the error of the call.
	returned bool
}

// state is what is known at a point of the control flow.
type state struct {
	// errs has the variables that hold the error of the call; after a success, those
	// that hold no error.
	errs map[types.Object]bool
	// known has the variables with a known truth, and those of other types that
	// are known to be not nil.
	known map[types.Object]bool
}

func (s state) clone() state { return state{maps.Clone(s.errs), maps.Clone(s.known)} }

func (s state) key(block *cfg.Block) string {
	var positions []int
	for o := range s.errs {
		positions = append(positions, int(o.Pos()))
	}
	for o, truth := range s.known {
		at := -2 * int(o.Pos())
		if truth {
			at--
		}
		positions = append(positions, at)
	}
	slices.Sort(positions)
	return fmt.Sprint(block.Index, positions)
}

func newFlow(pass *analysis.Pass, v *values, looksAt func(*types.Func) looks, function ast.Node, body *ast.BlockStmt) *flow {
	f := &flow{pass: pass, values: v, looks: looksAt, function: function, tags: map[ast.Stmt]ast.Expr{}}
	f.graph = cfg.New(body, func(call *ast.CallExpr) bool { return mayReturn(pass.TypesInfo, call) })
	ast.Inspect(body, func(n ast.Node) bool {
		if s, ok := n.(*ast.SwitchStmt); ok && s.Tag != nil {
			for _, clause := range s.Body.List {
				f.tags[clause.(*ast.CaseClause)] = s.Tag
			}
		}
		return true
	})
	return f
}

func mayReturn(info *types.Info, call *ast.CallExpr) bool {
	if isBuiltin(info, call, "panic") {
		return false
	}
	fn := calleeOf(info, call)
	if fn == nil {
		return true
	}
	switch fn.FullName() {
	case "os.Exit", "runtime.Goexit", "log.Fatal", "log.Fatalf", "log.Fatalln",
		"(*log.Logger).Fatal", "(*log.Logger).Fatalf", "(*log.Logger).Fatalln":
		return false
	}
	return true
}

// run follows what happens after a call.
func (f *flow) run(call *ast.CallExpr, in *inputs, failed bool) ends {
	f.call, f.inputs, f.failed, f.seen, f.ends = call, in, failed, map[string]bool{}, ends{}
	for _, block := range f.graph.Blocks {
		for i, n := range block.Nodes {
			if block.Live && f.makes(n) {
				s := state{errs: map[types.Object]bool{}, known: map[types.Object]bool{}}
				f.start(n, s)
				if !f.isReturned(n, s) {
					f.follow(block, i+1, s)
				}
				return f.ends
			}
		}
	}
	return f.ends
}

// makes reports whether a node makes the call: itself, not in a closure.
func (f *flow) makes(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if n == f.call {
			found = true
		}
		_, closure := n.(*ast.FuncLit)
		return !found && !closure
	})
	return found
}

// sides returns both sides of an assignment or a declaration.
func sides(n ast.Node) (left, right []ast.Expr) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		left, right = n.Lhs, n.Rhs
	case *ast.ValueSpec:
		right = n.Values
		for _, name := range n.Names {
			left = append(left, name)
		}
	}
	return left, right
}

// start notes what the node that makes the call assigns.
func (f *flow) start(n ast.Node, s state) {
	left, right := sides(n)
	if len(right) != 1 || ast.Unparen(right[0]) != f.call {
		return
	}
	for _, e := range left {
		object := f.object(e)
		if object == nil {
			continue
		}
		if isError(object.Type()) {
			s.errs[object] = true
		} else if !f.failed {
			s.known[object] = true
		}
	}
}

func (f *flow) object(e ast.Expr) types.Object {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	return f.pass.TypesInfo.ObjectOf(id)
}

// follow follows a block from a node on.
func (f *flow) follow(block *cfg.Block, from int, s state) {
	if from == 0 {
		if key := s.key(block); f.seen[key] || len(f.seen) > 2000 {
			return
		} else {
			f.seen[key] = true
		}
	}
	for i, n := range block.Nodes[min(from, len(block.Nodes)):] {
		isCondition := len(block.Succs) == 2 && from+i == len(block.Nodes)-1
		switch {
		case f.makes(n) || f.recurs(n):
			f.ends.retried = true
			return
		case f.inputs.changedBy(n):
			return
		case f.failed && !isCondition && f.isLook(n, s):
			return
		case f.isReturned(n, s):
			return
		}
		f.assign(n, s)
	}
	if len(block.Succs) == 2 {
		truth, handled := f.condition(block, s)
		for i, next := range block.Succs {
			if handled || truth == yes && i == 1 || truth == no && i == 0 {
				continue
			}
			if loop, ok := next.Stmt.(*ast.RangeStmt); ok && next.Kind == cfg.KindRangeBody && f.inputs.changedByRange(loop) {
				continue
			}
			f.follow(next, 0, s.clone())
		}
		return
	}
	for _, next := range block.Succs {
		f.follow(next, 0, s.clone())
	}
}

// recurs reports whether a node calls the function itself with the same inputs.
func (f *flow) recurs(n ast.Node) bool {
	decl, ok := f.function.(*ast.FuncDecl)
	if !ok {
		return false
	}
	own := f.pass.TypesInfo.Defs[decl.Name]
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found // also in a closure that a timer calls
		}
		if fn := calleeOf(f.pass.TypesInfo, call); fn == nil || types.Object(fn) != own {
			return true
		}
		found = true
		parameters := own.(*types.Func).Signature().Params()
		for i := range min(parameters.Len(), len(call.Args)) {
			if f.inputs.has(parameters.At(i)) && f.object(call.Args[i]) != types.Object(parameters.At(i)) {
				found = false
			}
		}
		return true
	})
	return found
}

// isReturned reports whether a node is a return, and notes whether it returns the
// error.
func (f *flow) isReturned(n ast.Node, s state) bool {
	statement, ok := n.(*ast.ReturnStmt)
	if !ok {
		return false
	}
	if f.makes(n) || slices.ContainsFunc(statement.Results, func(e ast.Expr) bool { return f.mentions(e, s) }) {
		f.ends.returned = true
	}
	if len(statement.Results) == 0 { // named results
		for object := range s.errs {
			if v, ok := object.(*types.Var); ok && f.isResult(v) {
				f.ends.returned = true
			}
		}
	}
	return true
}

func (f *flow) isResult(v *types.Var) bool {
	_, signature, _ := enclosing(f.pass.TypesInfo, []ast.Node{f.function})
	if signature == nil {
		return false
	}
	for result := range signature.Results().Variables() {
		if result == v {
			return true
		}
	}
	return false
}

func (f *flow) isErr(e ast.Expr, s state) bool {
	e = ast.Unparen(e)
	return e == f.call || s.errs[f.object(e)]
}

// mentions reports whether an expression mentions the error.
func (f *flow) mentions(n ast.Node, s state) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && f.isErr(e, s) {
			found = true
		}
		return !found
	})
	return found
}

// assign notes what a node assigns.
func (f *flow) assign(n ast.Node, s state) {
	left, right := sides(n)
	for i, e := range left {
		object := f.object(e)
		if object == nil {
			continue
		}
		var value ast.Expr
		if len(left) == len(right) {
			value = right[i]
		} else if len(right) == 1 && i == len(left)-1 {
			value = right[0] // the error, or ok
		}
		delete(s.known, object)
		switch {
		case value == nil:
			delete(s.errs, object)
		case isError(object.Type()):
			if f.mentions(value, s) || !f.failed && f.pass.TypesInfo.Types[value].IsNil() {
				s.errs[object] = true
			} else {
				delete(s.errs, object)
			}
		default:
			if truth, _ := f.truth(value, s); truth != unknown {
				s.known[object] = truth == yes
			}
		}
	}
}

// isLook reports whether a statement looks at the outcome.
func (f *flow) isLook(n ast.Node, s state) bool {
	if _, ok := n.(*ast.AssignStmt); ok && f.mentions(n, s) {
		found := false
		ast.Inspect(n, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if _, handled := f.truth(call, s); handled {
					found = true
				}
			}
			return !found
		})
		if found {
			return true
		}
	}
	return looksAtOutcome(f.pass.TypesInfo, n) || slices.ContainsFunc(calleesIn(f.pass.TypesInfo, n), func(fn *types.Func) bool {
		return f.looks(fn).Outcome
	})
}
