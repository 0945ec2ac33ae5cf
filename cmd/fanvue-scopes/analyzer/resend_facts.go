package analyzer

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// errorFacts finds what functions do about errors.
var errorFacts = &analysis.Analyzer{
	Name:       "fanvueerrors",
	Doc:        "find what functions do about the errors of sends",
	Requires:   []*analysis.Analyzer{facts},
	ResultType: reflect.TypeFor[*resends](),
	FactTypes:  []analysis.Fact{new(Errors)},
	Run:        readErrors,
}

// Errors is the fact that says what a function does about errors.
type Errors struct {
	// Looks says what the function looks at in errors.
	Looks looks
	// Sends is the operation of the single send that the function makes with its
	// arguments and whose error it returns; empty if there is none.
	Sends string
	// Fields has the fields of the receiver that the send depends on.
	Fields []string
	// Retries has the parameters that the function calls until they succeed.
	Retries []int
}

// AFact marks Errors as a fact.
func (*Errors) AFact() {}

// resends analyzes a package.
type resends struct {
	pass       *analysis.Pass
	operations *lookup
	// facts imports a fact.
	facts func(types.Object, analysis.Fact) bool
	local map[*types.Func]*Errors
}

func readErrors(pass *analysis.Pass) (any, error) {
	r := &resends{pass: pass, operations: pass.ResultOf[facts].(*lookup), facts: pass.ImportObjectFact, local: map[*types.Func]*Errors{}}
	if len(sources(pass)) == 0 {
		return r, nil
	}
	r.readLooks()
	r.readRetries()
	if r.operations.uses {
		for r.readSends() { // a function may send through another one
		}
	}
	for fn, errors := range r.local {
		pass.ExportObjectFact(fn, errors)
	}
	return r, nil
}

// withPass returns a copy that reports to another pass of the package.
func (r resends) withPass(pass *analysis.Pass) *resends {
	r.pass = pass
	return &r
}

// of returns what is known of a function; never nil.
func (r *resends) of(fn *types.Func) *Errors {
	e := r.local[fn]
	if e == nil {
		e = new(Errors)
		r.facts(fn, e)
	}
	return e
}

func (r *resends) own(fn *types.Func) *Errors {
	if r.local[fn] == nil {
		r.local[fn] = new(Errors)
	}
	return r.local[fn]
}

func (r *resends) flow(function ast.Node, body *ast.BlockStmt) *flow {
	return newFlow(r.pass, r.operations.values, func(fn *types.Func) looks { return r.of(fn).Looks }, function, body)
}

func (r *resends) functions(each func(fn *types.Func, decl *ast.FuncDecl)) {
	for _, file := range sources(r.pass) {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil {
				if fn, ok := r.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					each(fn, decl)
				}
			}
		}
	}
}

// readLooks finds the functions that look at the kind of an error, themselves or
// through others.
func (r *resends) readLooks() {
	if !r.operations.uses {
		return
	}
	callees := map[*types.Func][]*types.Func{}
	r.functions(func(fn *types.Func, decl *ast.FuncDecl) {
		callees[fn] = calleesIn(r.pass.TypesInfo, decl.Body)
		found := looks{
			Outcome: looksAtOutcome(r.pass.TypesInfo, decl.Body),
			Kinds: mentionsSDK(r.pass.TypesInfo, decl.Body, func(o types.Object) bool {
				return strings.HasPrefix(o.Name(), "Err") || strings.HasSuffix(o.Name(), "Error")
			}),
		}
		if found != (looks{}) {
			r.own(fn).Looks = found
		}
	})
	for changed := true; changed; {
		changed = false
		for fn, called := range callees {
			for _, callee := range called {
				through, has := r.of(callee).Looks, r.of(fn).Looks
				all := looks{has.Outcome || through.Outcome, has.Kinds || through.Kinds}
				if all != has {
					r.own(fn).Looks, changed = all, true
				}
			}
		}
	}
}

// readRetries finds the functions that call a parameter until it succeeds.
func (r *resends) readRetries() {
	r.functions(func(fn *types.Func, decl *ast.FuncDecl) {
		parameters := map[types.Object]int{}
		for i := range fn.Signature().Params().Len() {
			if parameter := fn.Signature().Params().At(i); returnsError(parameter.Type()) {
				parameters[parameter] = i
			}
		}
		if len(parameters) == 0 || r.of(fn).Looks.Kinds {
			return
		}
		var f *flow
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				_, closure := n.(*ast.FuncLit)
				return !closure
			}
			id, ok := ast.Unparen(call.Fun).(*ast.Ident)
			if !ok {
				return true
			}
			at, ok := parameters[r.pass.TypesInfo.Uses[id]]
			if !ok {
				return true
			}
			if f == nil {
				f = r.flow(decl, decl.Body)
			}
			in := &inputs{pass: r.pass, values: r.operations.values}
			if f.run(call, in, true).retried && !f.run(call, in, false).retried {
				if own := r.own(fn); !slices.Contains(own.Retries, at) {
					own.Retries = append(own.Retries, at)
				}
			}
			return true
		})
	})
}

func returnsError(t types.Type) bool {
	signature, ok := t.Underlying().(*types.Signature)
	if !ok || signature.Results().Len() == 0 {
		return false
	}
	return isError(signature.Results().At(signature.Results().Len() - 1).Type())
}

// sendOf returns the name of the operation that a call sends and that must not be
// sent twice; empty for other calls.
func (r *resends) sendOf(call *ast.CallExpr) string {
	if inner := r.sendIn(call); inner != nil {
		return r.sendOf(inner)
	}
	if fn := calleeOf(r.pass.TypesInfo, call); fn != nil {
		if send := r.of(fn).Sends; send != "" {
			return send
		}
	}
	if named := r.operations.values.resolve(call.Fun); nameOf(named) != nil {
		fn, ok := r.pass.TypesInfo.Uses[nameOf(named)].(*types.Func)
		if !ok || !sdk.Is(fn.Pkg()) || !returnsError(fn.Signature()) {
			return ""
		}
	}
	// What performs several operations, such as an upload, looks after itself.
	if ops := r.operations.of(call); len(ops) == 1 && !ops[0].Idempotent {
		return ops[0].Name
	}
	return ""
}

// sendIn returns the send of a function literal without parameters that a call
// calls; nil if there is not just one, or its error is not returned.
func (r *resends) sendIn(call *ast.CallExpr) *ast.CallExpr {
	literal, ok := r.operations.values.resolve(call.Fun).(*ast.FuncLit)
	if !ok || literal.Type.Params.NumFields() > 0 || !returnsError(orInvalid(r.pass.TypesInfo.TypeOf(literal))) {
		return nil
	}
	send := r.onlySend(literal.Body)
	if send == nil {
		return nil
	}
	in := r.inputs(send)
	inside := func(p path) bool { return literal.Pos() <= p.root.Pos() && p.root.Pos() < literal.End() }
	if !in.pure || slices.ContainsFunc(in.arguments, inside) || slices.ContainsFunc(in.receivers, inside) ||
		asksTypes(r.pass.TypesInfo, literal.Body) || !r.flow(literal, literal.Body).run(send, in, true).returned {
		return nil
	}
	return send
}

// onlySend returns the send in a body; nil if there are several, or none.
func (r *resends) onlySend(body *ast.BlockStmt) (send *ast.CallExpr) {
	several := false
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !several && r.sendOf(call) != "" {
			if several = send != nil; several {
				send = nil
			} else {
				send = call
			}
			// What a closure sends is its own.
			_, closure := ast.Unparen(call.Fun).(*ast.FuncLit)
			return !closure
		}
		return !several
	})
	return send
}

// readSends finds the functions that hand their arguments to a send, and return
// its error. It reports whether it found any.
func (r *resends) readSends() bool {
	found := false
	r.functions(func(fn *types.Func, decl *ast.FuncDecl) {
		if !returnsError(fn.Signature()) || r.of(fn).Sends != "" {
			return
		}
		call := r.onlySend(decl.Body)
		if call == nil {
			return
		}
		in := r.inputs(call)
		if !in.pure {
			return
		}
		for _, p := range slices.Concat(in.arguments, in.receivers) {
			inside := decl.Body.Pos() <= p.root.Pos() && p.root.Pos() < decl.Body.End()
			if inside || len(r.operations.values.assigned[p.root]) > 1 && p.root.Parent() != r.pass.Pkg.Scope() {
				return
			}
		}
		if r.flow(decl, decl.Body).run(call, in, true).returned {
			own := r.own(fn)
			own.Sends, own.Fields = r.sendOf(call), in.fieldsOf(fn.Signature().Recv())
			found = true
		}
	})
	return found
}

// inputs returns what a send depends on.
func (r *resends) inputs(call *ast.CallExpr) *inputs {
	if inner := r.sendIn(call); inner != nil {
		return r.inputs(inner)
	}
	in := inputsOf(r.pass, r.operations.values, call)
	selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := calleeOf(r.pass.TypesInfo, call)
	if !ok || fn == nil || r.of(fn).Sends == "" || fn.Signature().Recv() == nil {
		return in
	}
	if p, ok := in.pathOf(selector.X); ok {
		in.receivers = nil
		for _, field := range r.of(fn).Fields {
			in.receivers = append(in.receivers, path{p.root, p.fields + field})
		}
	}
	return in
}

// looksAtOutcome reports whether code mentions what says that the outcome is
// unknown, or what finds it out.
func looksAtOutcome(info *types.Info, n ast.Node) bool {
	return mentionsSDK(info, n, func(o types.Object) bool {
		fn, ok := o.(*types.Func)
		return o.Name() == "ErrOutcomeUnknown" || o.Name() == "OutcomeUnknownError" || ok && fn.Name() == "Outcome"
	})
}

func mentionsSDK(info *types.Info, n ast.Node, match func(types.Object) bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if o := info.Uses[id]; o != nil && sdk.Is(o.Pkg()) && match(o) {
				found = true
			}
		}
		return !found
	})
	return found
}

// calleesIn returns the functions that are called in n, or mentioned.
func calleesIn(info *types.Info, n ast.Node) []*types.Func {
	var all []*types.Func
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if fn, ok := info.Uses[id].(*types.Func); ok && fn.Pkg() != nil {
				all = append(all, fn.Origin())
			}
		}
		return true
	})
	return all
}
