package analyzer

import (
	"fmt"
	"go/ast"
	"go/types"
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
pay for it, twice. A send is retried if the same call is attempted after an error,
and not after a success: in a loop, through goto or recursion, or
by a function that retries the function that it is given.`,
	URL:      docsURL,
	Requires: []*analysis.Analyzer{facts, errorFacts},
	Run: func(pass *analysis.Pass) (any, error) {
		if pass.ResultOf[facts].(*lookup).uses {
			pass.ResultOf[errorFacts].(*resends).withPass(pass).findResends()
		}
		return nil, nil
	},
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
		if !f.run(call, in, true).retried || f.run(call, in, false).retried {
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
		value := r.operations.values.resolve(argument)
		if literal, ok := value.(*ast.FuncLit); ok {
			r.findInRetried(literal, callee, stack)
		} else if fn, ok := r.pass.TypesInfo.Uses[nameOf(value)].(*types.Func); ok && r.of(fn.Origin()).Sends != "" {
			report(r.pass, stack, analysis.Diagnostic{Pos: argument.Pos(), End: argument.End(), Message: message(r.of(fn.Origin()).Sends)})
		}
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
