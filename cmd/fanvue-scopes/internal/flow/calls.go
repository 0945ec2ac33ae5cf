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
	if common.IsInvoke() {
		a.invokes = append(a.invokes, c)
	}
	a.reflection(c)
	callees := a.Callees[c]
	for _, callee := range callees {
		if len(callee.Blocks) == 0 {
			a.handOver(common, value)
			continue
		}
		params := callee.Params
		if common.IsInvoke() {
			if len(params) == 0 {
				continue
			}
			if _, ok := params[0].Type().Underlying().(*types.Signature); ok {
				a.move(common.Value, params[0])
			}
			params = params[1:]
		}
		for i, argument := range common.Args {
			if i < len(params) {
				a.move(argument, params[i])
			}
		}
		if value != nil && callee.Signature.Results().Len() == 1 {
			a.add(a.node(key{result, callee, 0}), a.value(value))
		}
	}
	if len(callees) == 0 {
		a.handOver(common, value)
	}
}

// handOver gives the arguments of a call to the world, which returns anything.
func (a *analysis) handOver(common *ssa.CallCommon, value *ssa.Call) {
	for _, argument := range common.Args {
		if a.carries(argument.Type()) {
			a.add(a.value(argument), world)
			a.give(argument, world)
		}
	}
	if value != nil && a.carries(value.Type()) {
		a.add(world, a.value(value))
		if _, isTuple := value.Type().(*types.Tuple); !isTuple {
			a.add(world, a.typed(writable, value.Type()))
		}
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
				a.give(argument, world)
			}
		}
	}
}

// reflection notes the values that are given to package reflect, and the calls
// of methods by name or number.
func (a *analysis) reflection(c ssa.CallInstruction) {
	common := c.Common()
	var fn *types.Func
	if common.IsInvoke() {
		fn = common.Method
	} else if callee := common.StaticCallee(); callee != nil {
		fn, _ = callee.Object().(*types.Func)
	}
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "reflect" {
		return
	}
	caller := packageOf(c.Parent())
	if caller == nil || caller.Path() == "reflect" {
		return
	}
	switch fn.Name() {
	case "ValueOf", "TypeOf":
		a.lookups = append(a.lookups, lookup{common.Args[0], caller})
	case "Method", "MethodByName":
		if fn.Signature().Recv() != nil {
			a.byNameIn[caller] = true
			if a.byName == nil || c.Pos() < a.byName.Pos() {
				a.byName = c
			}
		}
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
