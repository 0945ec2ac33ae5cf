package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Resend finds sends that are retried after any error.
var Resend = &analysis.Analyzer{
	Name: "fanvueresend",
	Doc: `find sends that are retried without a look at ErrOutcomeUnknown

A send whose response is lost may have happened: a fan would get the message, and
pay for it, twice. A send is retried if it is made again with the same arguments
after an error, and not after a success: in a loop, through goto or recursion, or
by a function that retries the function that it is given.`,
	URL:      docsURL,
	Requires: []*analysis.Analyzer{facts, errorFacts},
	Run: func(pass *analysis.Pass) (any, error) {
		if len(sources(pass)) > 0 && usesSDK(pass.Pkg) {
			pass.ResultOf[errorFacts].(*resends).withPass(pass).findResends()
		}
		return nil, nil
	},
}

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
	if usesSDK(pass.Pkg) {
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
	if !usesSDK(r.pass.Pkg) {
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
			if f.run(call, in, true).again && !f.run(call, in, false).again {
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

// readSends finds the functions that hand their arguments to a send, and return
// its error. It reports whether it found any.
func (r *resends) readSends() bool {
	found := false
	r.functions(func(fn *types.Func, decl *ast.FuncDecl) {
		if !returnsError(fn.Signature()) || r.of(fn).Sends != "" {
			return
		}
		var call *ast.CallExpr
		sends := 0
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && r.sendOf(c) != "" {
				call = c
				sends++
			}
			return true
		})
		if sends != 1 {
			return
		}
		in := r.inputs(call)
		if !in.pure {
			return
		}
		for _, p := range slices.Concat(in.arguments, in.receivers) {
			inside := decl.Body.Pos() <= p.root.Pos() && p.root.Pos() < decl.Body.End()
			if inside || len(r.operations.values.assigned[p.root]) > 0 && p.root.Parent() != r.pass.Pkg.Scope() {
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

// findResends reports the sends that are retried.
func (r *resends) findResends() {
	flows := map[ast.Node]*flow{}
	visit(r.pass, func(n ast.Node, stack []ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		r.findRetried(call, stack)
		send := r.sendOf(call)
		function, _, body := enclosing(r.pass.TypesInfo, stack)
		if send == "" || body == nil {
			return true
		}
		in := r.inputs(call)
		if !in.pure || asksTypes(r.pass.TypesInfo, body) {
			return true
		}
		if flows[function] == nil {
			flows[function] = r.flow(function, body)
		}
		f := flows[function]
		if !f.run(call, in, true).again || f.run(call, in, false).again {
			return true
		}
		report(r.pass, stack, analysis.Diagnostic{
			Pos: call.Pos(), End: call.End(),
			Message:        message(send),
			SuggestedFixes: r.fix(call, stack),
		})
		return true
	})
}

func message(send string) string {
	return fmt.Sprintf("%s is retried after any error: it may have happened when the error is ErrOutcomeUnknown; look at that first", send)
}

// asksTypes reports whether a type switch in a body asks for the outcome.
func asksTypes(info *types.Info, body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if s, ok := n.(*ast.TypeSwitchStmt); ok {
			for _, clause := range s.Body.List {
				for _, e := range clause.(*ast.CaseClause).List {
					found = found || looksAtOutcome(info, e)
				}
			}
		}
		return !found
	})
	return found
}

// findRetried reports a function that sends and is given to one that retries it.
func (r *resends) findRetried(call *ast.CallExpr, stack []ast.Node) {
	callee := calleeOf(r.pass.TypesInfo, call)
	if callee == nil || r.of(callee).Looks.Kinds || sdk.Is(callee.Pkg()) {
		return
	}
	for i, argument := range call.Args {
		if !returnsError(orInvalid(r.pass.TypesInfo.TypeOf(argument))) || !r.retries(callee, i) {
			continue
		}
		if mentionsSDK(r.pass.TypesInfo, call, func(o types.Object) bool {
			return strings.HasPrefix(o.Name(), "Err") || strings.HasSuffix(o.Name(), "Error")
		}) || slices.ContainsFunc(calleesIn(r.pass.TypesInfo, call), func(fn *types.Func) bool {
			return fn != callee && (r.of(fn).Looks.Kinds && r.of(fn).Sends == "")
		}) {
			return
		}
		literal, ok := r.operations.values.resolve(argument).(*ast.FuncLit)
		if !ok {
			continue
		}
		r.findInRetried(literal, callee, stack)
	}
}

func orInvalid(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return t
}

// retries reports whether a function retries a parameter: by what it does, or,
// for one of a library, by its name.
func (r *resends) retries(fn *types.Func, parameter int) bool {
	if slices.Contains(r.of(fn).Retries, parameter) {
		return true
	}
	name, pkg := strings.ToLower(fn.Name()), strings.ToLower(fn.Pkg().Name())
	return fn.Pkg() != r.pass.Pkg && (strings.Contains(name, "retry") || strings.Contains(pkg, "retry") || strings.Contains(pkg, "backoff"))
}

// findInRetried reports the send in a function that is retried, if the function
// returns the error as it is.
func (r *resends) findInRetried(literal *ast.FuncLit, callee *types.Func, stack []ast.Node) {
	if asksTypes(r.pass.TypesInfo, literal.Body) || decidesRetry(r.pass.TypesInfo, literal.Body, callee.Pkg()) {
		return
	}
	ast.Inspect(literal.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			inner, closure := n.(*ast.FuncLit)
			return !closure || inner == literal
		}
		send := r.sendOf(call)
		if send == "" {
			return true
		}
		in := r.inputs(call)
		if in.pure && r.flow(literal, literal.Body).run(call, in, true).returned {
			report(r.pass, stack, analysis.Diagnostic{Pos: call.Pos(), End: call.End(), Message: message(send)})
		}
		return true
	})
}

// decidesRetry reports whether a function says itself which errors a retry
// library must not retry, or that it must: some do not retry other errors.
func decidesRetry(info *types.Info, body ast.Node, library *types.Package) bool {
	marks, marked := false, false
	ast.Inspect(body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if o := info.Uses[id]; o != nil && o.Pkg() == library {
			switch {
			case strings.HasPrefix(o.Name(), "Permanent"), strings.HasPrefix(o.Name(), "Unrecoverable"):
				marks = true
			case strings.HasPrefix(o.Name(), "RetryableError"):
				marked = true
			}
		}
		return true
	})
	needsMark := library.Scope().Lookup("RetryableError") != nil
	return marks || needsMark && !marked
}
