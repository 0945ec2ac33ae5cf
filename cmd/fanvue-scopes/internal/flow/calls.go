package flow

import (
	"go/types"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"
)

// origin is a function, or the type of an interface value.
type origin struct {
	fn *ssa.Function
	t  types.Type
}

// origin returns the number of an origin.
func (a *analysis) origin(o origin) int {
	id, ok := a.ids[o]
	if !ok {
		id = len(a.origins)
		a.ids[o] = id
		a.origins = append(a.origins, o)
	}
	return id
}

// site is a call of a function value or of an interface method.
type site struct {
	call ssa.CallInstruction
	// linked has the numbers of the callees.
	linked intsets.Sparse
	// left reports that the function or the interface value comes out of the
	// world.
	left bool
	// group is set if there are many callees.
	group *group
}

// group is all calls through one interface method or one function type that
// have many callees. Their arguments and results are not told apart.
type group struct{ linked map[*ssa.Function]bool }

// many is how many callees of a call are told apart.
const many = 16

// call adds the flow of a call: arguments to parameters, results back.
func (a *analysis) call(c ssa.CallInstruction) {
	common := c.Common()
	if builtin, ok := common.Value.(*ssa.Builtin); ok {
		a.builtin(builtin, c)
		return
	}
	if a.lookUp(c) {
		return
	}
	if callee := common.StaticCallee(); callee != nil {
		a.arrive(callee)
		if len(callee.Blocks) == 0 {
			a.outsideCall(c, callee)
			return
		}
		for i, p := range callee.Params {
			a.move(common.Args[i], p)
		}
		for i := range callee.Signature.Results().Len() {
			for _, to := range a.results(c, i) {
				a.add(a.node(key{result, callee, i}), to)
			}
		}
		return
	}
	receiver := a.value(common.Value)
	s := &site{call: c}
	a.sites[receiver] = append(a.sites[receiver], s)
	if a.has(receiver, out) {
		a.leave(s)
	}
	if set := a.sets[receiver]; set != nil {
		for _, id := range set.AppendTo(nil) {
			a.resolve(s, a.origins[id])
		}
	}
}

// resolve finds the function that a call reaches if it goes to an origin.
func (a *analysis) resolve(s *site, o origin) {
	common := s.call.Common()
	switch {
	case common.IsInvoke() && o.t != nil:
		if !a.implements(o.t, s) {
			return
		}
		method := a.Program.MethodSets.MethodSet(o.t).Lookup(common.Method.Pkg(), common.Method.Name())
		if fn := a.methodOf(method); fn != nil {
			a.link(s, fn)
		}
	case !common.IsInvoke() && o.fn != nil:
		if a.typeID(o.fn.Signature) == a.typeID(common.Signature()) {
			a.link(s, o.fn)
		}
	}
}

// link adds a callee of a call.
func (a *analysis) link(s *site, callee *ssa.Function) {
	if !s.linked.Insert(a.origin(origin{fn: callee})) {
		return
	}
	a.found.Callees[s.call] = append(a.found.Callees[s.call], callee)
	a.arrive(callee)
	if len(callee.Blocks) == 0 {
		a.outsideCall(s.call, callee)
		return
	}
	common := s.call.Common()
	if s.group == nil && len(a.found.Callees[s.call]) > many {
		s.group = a.groupOf(common)
		for i, argument := range arguments(common) {
			if a.carries(argument.Type()) {
				a.add(a.value(argument), a.node(key{passed, s.group, i}))
			}
		}
		for i := range common.Signature().Results().Len() {
			for _, to := range a.results(s.call, i) {
				a.add(a.node(key{returned, s.group, i}), to)
			}
		}
	}
	if g := s.group; g != nil {
		if g.linked[callee] {
			return
		}
		g.linked[callee] = true
		for i, p := range callee.Params {
			if a.carries(p.Type()) {
				a.add(a.node(key{passed, g, i}), a.value(p))
			}
		}
		for i := range callee.Signature.Results().Len() {
			a.add(a.node(key{result, callee, i}), a.node(key{returned, g, i}))
		}
		return
	}
	params := callee.Params
	for i, argument := range arguments(common) {
		if i < len(params) {
			a.move(argument, params[i])
		}
	}
	for i := range callee.Signature.Results().Len() {
		for _, to := range a.results(s.call, i) {
			a.add(a.node(key{result, callee, i}), to)
		}
	}
}

func (a *analysis) groupOf(common *ssa.CallCommon) *group {
	k := key{kind: passed, of: a.typeID(common.Signature())}
	if common.IsInvoke() {
		k = key{kind: passed, of: common.Method}
	}
	if a.groups[k] == nil {
		a.groups[k] = &group{map[*ssa.Function]bool{}}
	}
	return a.groups[k]
}

// arguments returns the arguments of a call. That of the receiver of an interface
// method is the first.
func arguments(common *ssa.CallCommon) []ssa.Value {
	if common.IsInvoke() {
		return append([]ssa.Value{common.Value}, common.Args...)
	}
	return common.Args
}

// results returns the nodes that get a result of a call.
func (a *analysis) results(c ssa.CallInstruction, index int) []node {
	value, ok := c.(*ssa.Call)
	if !ok {
		return nil
	}
	if c.Common().Signature().Results().Len() == 1 {
		if !a.carries(value.Type()) {
			return nil
		}
		return []node{a.value(value)}
	}
	var all []node
	for _, use := range *value.Referrers() {
		if extract, ok := use.(*ssa.Extract); ok && extract.Index == index && a.carries(extract.Type()) {
			all = append(all, a.value(extract))
		}
	}
	return all
}

// outsideCall adds the flow of a call of a function without a body. What it gets
// as a type argument it can make an interface of.
func (a *analysis) outsideCall(c ssa.CallInstruction, callee *ssa.Function) {
	value, _ := c.(*ssa.Call)
	pkg := packageOf(callee)
	inReflect := pkg != nil && pkg.Path() == "reflect"
	for _, t := range callee.TypeArgs() {
		if inReflect && callee.Origin().Name() == "TypeFor" {
			a.enterMade(Given{t, c})
			continue
		}
		at := world
		if value != nil && a.carries(value.Type()) {
			at = a.value(value)
			a.add(at, world)
		}
		a.give(Given{t, c}, at)
	}
	if inReflect && value != nil && follows[callee.Name()] {
		for _, argument := range c.Common().Args {
			if a.carries(argument.Type()) {
				a.add(a.value(argument), world)
				a.add(a.value(argument), a.value(value))
			}
		}
		return
	}
	a.handOver(c, pkg)
}

// follows has the functions and methods of package reflect that return a value
// that is their argument, or a part of it.
var follows = map[string]bool{
	"ValueOf": true, "TypeOf": true, "Indirect": true, "Elem": true, "Field": true, "FieldByName": true,
	"FieldByIndex": true, "Index": true, "Type": true, "Addr": true, "Convert": true,
}

// handOver gives the arguments of a call to the world, which returns anything.
// The code is in pkg; nil if that is not known.
func (a *analysis) handOver(c ssa.CallInstruction, pkg *types.Package) {
	value, _ := c.(*ssa.Call)
	byName := a.Outside.ByName(pkg)
	for _, argument := range c.Common().Args {
		if _, isConst := argument.(*ssa.Const); !isConst && a.carries(argument.Type()) {
			a.add(a.value(argument), world)
			if byName {
				a.add(a.value(argument), reflected)
			}
		}
	}
	if value != nil && a.carries(value.Type()) {
		a.add(world, a.value(value))
	}
}

func (a *analysis) builtin(builtin *ssa.Builtin, c ssa.CallInstruction) {
	common := c.Common()
	value, _ := c.(*ssa.Call)
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
	switch fn.Name() {
	case "Method", "MethodByName", "Methods":
	default:
		return false
	}
	a.add(a.value(receiver), reflected)
	a.add(a.value(receiver), world)
	a.found.ByName = append(a.found.ByName, c)
	if value, ok := c.(*ssa.Call); ok {
		a.add(world, a.value(value))
	}
	return true
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
