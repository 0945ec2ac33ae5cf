package analyzer

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/cfg"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// truth is whether a condition holds.
type truth int

const (
	unknown truth = iota
	yes
	no
)

func truthOf(holds bool) truth {
	if holds {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

// condition returns the truth of the condition at the end of a block. It is
// handled if it looks at the outcome.
func (f *flow) condition(block *cfg.Block, s state) (t truth, handled bool) {
	if len(block.Nodes) == 0 || block.Kind == cfg.KindRangeLoop {
		return unknown, false
	}
	condition, ok := block.Nodes[len(block.Nodes)-1].(ast.Expr)
	if !ok {
		return unknown, false
	}
	if next := block.Succs[1]; next.Kind == cfg.KindSwitchNextCase {
		if tag := f.tags[next.Stmt]; tag != nil {
			return f.equal(tag, condition, s)
		}
	}
	return f.truth(condition, s)
}

// truth evaluates a condition.
func (f *flow) truth(e ast.Expr, s state) (t truth, handled bool) {
	e = ast.Unparen(e)
	if value := f.pass.TypesInfo.Types[e].Value; value != nil {
		if value.Kind() == constant.Bool {
			return truthOf(constant.BoolVal(value)), false
		}
		return unknown, false
	}
	switch e := e.(type) {
	case *ast.Ident:
		if holds, ok := s.known[f.object(e)]; ok {
			return truthOf(holds), false
		}
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			t, handled = f.truth(e.X, s)
			return t.not(), handled
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.EQL:
			return f.equal(e.X, e.Y, s)
		case token.NEQ:
			t, handled = f.equal(e.X, e.Y, s)
			return t.not(), handled
		case token.LAND, token.LOR:
			x, handledX := f.truth(e.X, s)
			y, handledY := f.truth(e.Y, s)
			decides := yes
			if e.Op == token.LAND {
				decides = no
			}
			switch {
			case x == decides:
				return decides, handledX
			case y == decides, x == y:
				return y, handledX || handledY
			}
			return unknown, handledX || handledY
		}
	case *ast.CallExpr:
		return f.callTruth(e, s)
	}
	return unknown, false
}

// equal evaluates a comparison.
func (f *flow) equal(x, y ast.Expr, s state) (t truth, handled bool) {
	if f.isErr(y, s) || f.pass.TypesInfo.Types[x].IsNil() {
		x, y = y, x
	}
	isNil := f.pass.TypesInfo.Types[y].IsNil()
	switch {
	case f.isErr(x, s) && isNil:
		return truthOf(!f.failed), false
	case f.isErr(x, s):
		return f.isKind(y)
	case f.failed && f.isClientError(x, y):
		return no, false
	case isNil && s.known[f.object(x)]:
		return no, false
	}
	if t, _ := f.truth(y, s); t != unknown { // x == true, or the case of a switch
		other, handled := f.truth(x, s)
		if t == no {
			other = other.not()
		}
		return other, handled
	}
	return unknown, false
}

// isClientError reports whether a comparison is one of the status with a 4xx, after
// which nothing has happened.
func (f *flow) isClientError(x, y ast.Expr) bool {
	selector, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok || !isSDKType(f.pass.TypesInfo.TypeOf(selector.X), "APIError") {
		return false
	}
	value := f.pass.TypesInfo.Types[y].Value
	if value == nil || value.Kind() != constant.Int {
		return false
	}
	status, exact := constant.Int64Val(value)
	return exact && 400 <= status && status < 500
}

// isKind reports whether an error with an unknown outcome is of a kind: a
// variable, or the type of one.
func (f *flow) isKind(kind ast.Expr) (t truth, handled bool) {
	if !f.failed {
		return no, false
	}
	var name string
	if id := nameOf(kind); id != nil {
		if o := f.pass.TypesInfo.Uses[id]; o != nil && sdk.Is(o.Pkg()) {
			name = o.Name()
		}
	}
	return kindTruth(name)
}

func kindTruth(name string) (t truth, handled bool) {
	switch name {
	case "ErrOutcomeUnknown", "OutcomeUnknownError":
		return unknown, true
	case "", "APIError", "RequestError", "DecodeError": // it may wrap them
		return unknown, false
	}
	return no, false
}

// callTruth evaluates a call that is given the error.
func (f *flow) callTruth(call *ast.CallExpr, s state) (t truth, handled bool) {
	if !slices.ContainsFunc(call.Args, func(e ast.Expr) bool { return f.mentions(e, s) }) {
		return unknown, false
	}
	fn := calleeOf(f.pass.TypesInfo, call)
	if isStd(fn, "errors") && len(call.Args) > 0 && f.isErr(call.Args[0], s) {
		switch {
		case fn.Name() == "Is" && len(call.Args) == 2:
			return f.isKind(call.Args[1])
		case fn.Name() == "As" && len(call.Args) == 2:
			return f.isType(f.pass.TypesInfo.TypeOf(call.Args[1]))
		case fn.Name() == "AsType":
			if results, ok := f.pass.TypesInfo.TypeOf(call).(*types.Tuple); ok && results.Len() > 0 {
				return f.isType(results.At(0).Type())
			}
		}
	}
	if !f.failed || f.pass.TypesInfo.Types[call.Fun].IsType() || isBuiltin(f.pass.TypesInfo, call) {
		return unknown, false
	}
	if fn == nil {
		return unknown, true // a function that is not known may look at it
	}
	if receiver := fn.Signature().Recv(); receiver != nil && types.IsInterface(receiver.Type()) {
		return unknown, true
	}
	at := f.looks(fn)
	return unknown, at.Outcome || at.Kinds
}

func (f *flow) isType(t types.Type) (truth, bool) {
	if !f.failed {
		return no, false
	}
	if named := sdk.Named(t); named != nil && sdk.Is(named.Obj().Pkg()) {
		return kindTruth(named.Obj().Name())
	}
	return unknown, false
}
