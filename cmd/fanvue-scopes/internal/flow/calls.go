package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// call adds the flow of a call: arguments to parameters, results back.
func (a *analysis) call(c ssa.CallInstruction) {
	common := c.Common()
	value, _ := c.(*ssa.Call)
	if builtin, ok := common.Value.(*ssa.Builtin); ok {
		a.builtin(builtin, common, value)
		return
	}
	callees := a.Callees[c]
	static := common.StaticCallee()
	if static == nil {
		receiver := a.value(common.Value)
		a.sites[receiver] = append(a.sites[receiver], c)
		if a.has(receiver, out) {
			a.leave(c)
		}
	} else if len(callees) == 0 {
		callees = []*ssa.Function{static}
	}
	if a.lookUp(c) {
		return
	}
	for _, callee := range callees {
		if len(callee.Blocks) == 0 {
			a.outsideCall(c, value, callee)
		} else {
			a.enterCallee(c, callee)
		}
	}
	if len(callees) == 0 {
		a.handOver(c, value, nil)
	}
}

// enterCallee adds the flow of a call of one function.
func (a *analysis) enterCallee(c ssa.CallInstruction, callee *ssa.Function) {
	common := c.Common()
	params := callee.Params
	if common.IsInvoke() {
		if len(params) == 0 {
			return
		}
		a.move(common.Value, params[0])
		params = params[1:]
	}
	for i, argument := range common.Args {
		if i < len(params) {
			a.move(argument, params[i])
		}
	}
	if value, ok := c.(*ssa.Call); ok {
		if results := callee.Signature.Results(); results.Len() == 1 {
			a.add(a.node(key{result, callee, 0}), a.value(value))
		} else if results.Len() > 1 {
			for _, use := range *value.Referrers() {
				if extract, ok := use.(*ssa.Extract); ok && a.carries(extract.Type()) {
					a.add(a.node(key{result, callee, extract.Index}), a.value(extract))
				}
			}
		}
	}
}

// outsideCall adds the flow of a call of a function without a body. What it gets
// as a type argument it can make an interface of.
func (a *analysis) outsideCall(c ssa.CallInstruction, value *ssa.Call, callee *ssa.Function) {
	for _, t := range callee.TypeArgs() {
		at := world
		if value != nil && a.carries(value.Type()) {
			at = a.value(value)
			a.add(at, world)
		}
		a.give(Given{t, c}, at)
	}
	pkg := packageOf(callee)
	if pkg != nil && pkg.Path() == "reflect" && value != nil && follows[callee.Name()] {
		for _, argument := range c.Common().Args {
			if a.carries(argument.Type()) {
				a.add(a.value(argument), world)
				a.add(a.value(argument), a.value(value))
			}
		}
		return
	}
	a.handOver(c, value, pkg)
}

// follows has the functions and methods of package reflect that return a value
// that is their argument, or a part of it.
var follows = map[string]bool{
	"ValueOf": true, "TypeOf": true, "Indirect": true, "Elem": true, "Field": true, "FieldByName": true,
	"FieldByIndex": true, "Index": true, "Type": true, "Addr": true, "Convert": true,
}

// handOver gives the arguments of a call to the world, which returns anything.
// The code is in pkg; nil if that is not known.
func (a *analysis) handOver(c ssa.CallInstruction, value *ssa.Call, pkg *types.Package) {
	byName := a.Outside.ByName(pkg)
	for _, argument := range c.Common().Args {
		if _, isConst := argument.(*ssa.Const); !isConst && a.carries(argument.Type()) {
			a.add(a.value(argument), world)
			if byName {
				a.add(a.value(argument), reflected)
				a.noteByName(c)
			}
		}
	}
	if value != nil && a.carries(value.Type()) {
		a.add(world, a.value(value))
	}
}

func (a *analysis) builtin(builtin *ssa.Builtin, common *ssa.CallCommon, value *ssa.Call) {
	if value == nil {
		return
	}
	switch builtin.Name() {
	case "append":
		a.move(common.Args[0], value)
	case "recover":
		a.add(a.node(key{kind: panicked}), a.value(value))
	case "min", "max", "ssa:wrapnilchk":
		a.move(common.Args[0], value)
	case "Add", "Slice", "SliceData", "String", "StringData":
		a.add(world, a.value(value))
		for _, argument := range common.Args {
			if a.carries(argument.Type()) {
				a.add(a.value(argument), world)
			}
		}
	}
}

// lookUp handles the calls that look up a method by name or number, and
// reports whether c is one.
func (a *analysis) lookUp(c ssa.CallInstruction) bool {
	common := c.Common()
	var fn *types.Func
	var receiver ssa.Value
	if common.IsInvoke() {
		fn, receiver = common.Method, common.Value
	} else if callee := common.StaticCallee(); callee != nil && len(common.Args) > 0 {
		fn, _ = callee.Object().(*types.Func)
		receiver = common.Args[0]
	}
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "reflect" || fn.Signature().Recv() == nil {
		return false
	}
	if fn.Name() != "Method" && fn.Name() != "MethodByName" {
		return false
	}
	a.add(a.value(receiver), reflected)
	a.add(a.value(receiver), world)
	a.noteByName(c)
	if value, ok := c.(*ssa.Call); ok {
		a.add(world, a.value(value))
	}
	return true
}

func (a *analysis) noteByName(c ssa.CallInstruction) {
	if !a.handedTo[c] {
		a.handedTo[c] = true
		a.found.ByName = append(a.found.ByName, c)
	}
}

func packageOf(fn *ssa.Function) *types.Package {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if fn.Origin() != nil {
		fn = fn.Origin()
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg
	}
	if object := fn.Object(); object != nil {
		return object.Pkg()
	}
	return nil
}
