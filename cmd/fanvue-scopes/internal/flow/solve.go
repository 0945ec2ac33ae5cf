package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// worldlyMethod is a method of a type that is in the world.
type worldlyMethod struct {
	recv types.Type
	fn   *ssa.Function
}

// solve handles what is reached, what gets into the world and what comes out of
// it, and where functions and types get, until there is nothing new.
func (a *analysis) solve() {
	for {
		switch {
		case len(a.pending) > 0:
			fn := a.pending[len(a.pending)-1]
			a.pending = a.pending[:len(a.pending)-1]
			a.scan(fn)
		case len(a.changed) > 0:
			c := a.changed[len(a.changed)-1]
			a.changed = a.changed[:len(a.changed)-1]
			a.recolored(c)
		case len(a.queue) > 0:
			n := a.queue[0]
			a.queue = a.queue[1:]
			news := a.news[n]
			a.news[n] = nil
			for _, to := range a.next[n] {
				a.pour(news, to)
			}
			if sites := a.sites[n]; len(sites) > 0 {
				for _, id := range news.AppendTo(nil) {
					for _, s := range sites {
						a.resolve(s, a.origins[id])
					}
				}
			}
		default:
			return
		}
	}
}

// recolored handles a node that got a color.
func (a *analysis) recolored(c change) {
	if v := a.holds[c.at]; v != nil {
		if c.got == visible {
			a.expose(v.Type())
		} else {
			a.share(v.Type())
		}
	}
	switch c.got {
	case in:
		for _, f := range a.functions[c.at] {
			a.callByWorld(f)
		}
		for _, g := range a.given[c.at] {
			a.enter(g)
			if a.has(reflected, out) {
				a.reflect(g, a.AnyByName)
			}
		}
	case visible:
		for _, f := range a.functions[c.at] {
			a.showResults(f.Fn)
		}
		for _, g := range a.given[c.at] {
			a.reflect(g, true)
		}
	case out:
		for _, s := range a.sites[c.at] {
			a.leave(s)
		}
		if c.at == reflected {
			for at := range node(len(a.colors)) {
				for _, g := range a.given[at] {
					if a.has(at, in) {
						a.reflect(g, a.AnyByName)
					}
				}
			}
		}
	}
}

// share lets the world read and write what a value of type t holds.
func (a *analysis) share(t types.Type) {
	if id := a.typeID(t); !a.shared[id] && a.carries(t) {
		a.shared[id] = true
		a.add(a.typed(contents, t), world)
		a.add(world, a.typed(writable, t))
	}
}

// expose lets code that calls methods by name read what a value of type t holds.
func (a *analysis) expose(t types.Type) {
	if id := a.typeID(t); !a.exposed[id] && a.carries(t) {
		a.exposed[id] = true
		a.add(a.typed(contents, t), reflected)
	}
}

// callByWorld notes a call by the world.
func (a *analysis) callByWorld(c Call) {
	pair := [2]*ssa.Function{c.Maker, c.Fn}
	if len(c.Fn.Blocks) == 0 || a.called[pair] {
		return
	}
	a.called[pair] = true
	a.found.Called = append(a.found.Called, c)
	a.open(c.Fn)
	for _, p := range c.Fn.Params {
		a.enterMade(Given{p.Type(), c.At})
		if isReflectValues(p.Type()) && !a.passing {
			a.passing = true
			for _, s := range a.outbound {
				a.passArguments(s)
			}
		}
	}
	for i := range c.Fn.Signature.Results().Len() {
		at := a.node(key{result, c.Fn, i})
		a.add(at, world)
		if t := c.Fn.Signature.Results().At(i).Type(); !types.IsInterface(t) {
			a.give(Given{t, c.At}, at)
		}
	}
}

// showResults lets code that calls methods by name see what a function returns.
func (a *analysis) showResults(fn *ssa.Function) {
	for i := range fn.Signature.Results().Len() {
		a.add(a.node(key{result, fn, i}), reflected)
	}
}

// enter handles a value of a type that gets into the world.
func (a *analysis) enter(g Given) {
	if a.Library != nil {
		a.handOut(g)
	}
	within(g.Type, a.worldly, func(t types.Type) {
		a.enterType(t, g.At)
		if _, ok := t.Underlying().(*types.Pointer); !ok {
			a.enterType(types.NewPointer(t), g.At) // reflection can make one
		}
	})
}

// enterMade handles a type of which reflection can make a value: the zero value,
// which of the types of an SDK does nothing.
func (a *analysis) enterMade(g Given) {
	within(g.Type, a.made, func(t types.Type) {
		if named := namedOf(t); named != nil && a.Outside.SDK(named.Obj().Pkg()) {
			return
		}
		a.enterType(t, g.At)
		if _, ok := t.Underlying().(*types.Pointer); !ok {
			a.enterType(types.NewPointer(t), g.At)
		}
	})
}

// enterType handles a type whose values are in the world.
func (a *analysis) enterType(t types.Type, at ssa.Instruction) {
	id := a.typeID(t)
	if types.IsInterface(t) || a.entered[id] {
		return
	}
	a.entered[id] = true
	for method := range a.Program.MethodSets.MethodSet(t).Methods() {
		object := method.Obj().(*types.Func)
		if object.Signature().TypeParams() != nil {
			continue
		}
		fn := a.methodOf(method)
		if fn == nil {
			continue
		}
		if a.Outside.Calls(object) {
			a.callByWorld(Call{at.Parent(), fn, at})
		}
		m := worldlyMethod{t, fn}
		a.methods[object.Id()] = append(a.methods[object.Id()], m)
		for _, s := range a.asked[object.Id()] {
			a.meet(s, m)
		}
	}
}

// leave handles a call of a function, or of a method of an interface value, that
// comes out of the world.
func (a *analysis) leave(s *site) {
	if s.left {
		return
	}
	s.left = true
	a.handOver(s.call, nil)
	if common := s.call.Common(); !common.IsInvoke() {
		a.outbound = append(a.outbound, s)
		if a.passing {
			a.passArguments(s)
		}
	} else {
		id := common.Method.Id()
		a.asked[id] = append(a.asked[id], s)
		for _, m := range a.methods[id] {
			a.meet(s, m)
		}
	}
}

// passArguments handles a call of a function that reflection may have made: it
// gets the arguments without their static types.
func (a *analysis) passArguments(s *site) {
	for _, argument := range s.call.Common().Args {
		if !types.IsInterface(argument.Type()) {
			a.enter(Given{argument.Type(), s.call})
		}
	}
}

// isReflectValues reports whether t is the type of the arguments of a function
// that reflection makes.
func isReflectValues(t types.Type) bool {
	slice, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	named := namedOf(slice.Elem())
	return named != nil && named.Obj().Name() == "Value" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "reflect"
}

// meet notes that a call may be one of a method of a type that is in the world.
func (a *analysis) meet(s *site, m worldlyMethod) {
	if a.implements(m.recv, s) {
		a.link(s, m.fn)
	}
}

// implements reports whether a type has the methods of the interface that a call
// goes through.
func (a *analysis) implements(t types.Type, s *site) bool {
	asked, ok := s.call.Common().Value.Type().Underlying().(*types.Interface)
	if !ok {
		return false
	}
	pair := [2]types.Type{t, asked}
	fits, known := a.fits[pair]
	if !known {
		fits = types.Implements(t, asked)
		a.fits[pair] = fits
	}
	if !fits && (isGeneric(t, nil) || isGeneric(s.call.Common().Value.Type(), nil)) {
		// Their type parameters are those of different functions.
		method := s.call.Common().Method
		fits = a.Program.MethodSets.MethodSet(t).Lookup(method.Pkg(), method.Name()) != nil
	}
	return fits
}

// methodOf returns the function of a method. That of a generic type which nothing
// instantiates is the generic one.
func (a *analysis) methodOf(method *types.Selection) *ssa.Function {
	if fn := a.Program.MethodValue(method); fn != nil {
		return fn
	}
	if types.IsInterface(method.Recv()) {
		return nil
	}
	return a.Program.FuncValue(method.Obj().(*types.Func).Origin())
}

// handOut calls the methods that users of a library can call on what it hands
// out as an interface: those of the interface, or all exported ones if it has
// none and the type is one of the library.
func (a *analysis) handOut(g Given) {
	named := namedOf(g.Type)
	made, ok := g.At.(*ssa.MakeInterface)
	if !ok || made.X.Type() != g.Type || named == nil || !a.Outside.Analyzed(named.Obj().Pkg()) {
		return
	}
	asked, ok := made.Type().Underlying().(*types.Interface)
	if !ok || asked.NumMethods() == 0 && named.Obj().Pkg() != a.Library {
		return
	}
	for method := range a.Program.MethodSets.MethodSet(g.Type).Methods() {
		object := method.Obj()
		if wanted, _, _ := types.LookupFieldOrMethod(asked, false, object.Pkg(), object.Name()); asked.NumMethods() > 0 && wanted == nil || !object.Exported() {
			continue
		}
		if fn := a.methodOf(method); fn != nil {
			a.callByWorld(Call{g.At.Parent(), fn, g.At})
		}
	}
}

func namedOf(t types.Type) *types.Named {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	return named
}

// reflect handles a value whose methods may be called by name. If what comes out
// of the world is looked at by name, that is all that went into the world; then
// they do not count as called, unless that is asked for.
func (a *analysis) reflect(g Given, counts bool) {
	known, before := a.reflects[g]
	if !before {
		a.found.Reflected = append(a.found.Reflected, g)
	}
	if before && (known || !counts) {
		return
	}
	a.reflects[g] = counts
	if !counts {
		a.found.Loose = true
		return
	}
	within(g.Type, map[types.Type]bool{}, func(t types.Type) {
		named := namedOf(t)
		if named == nil || !a.Outside.Own(named.Obj().Pkg()) || types.IsInterface(t) {
			return
		}
		for method := range a.Program.MethodSets.MethodSet(t).Methods() {
			object := method.Obj().(*types.Func)
			if !object.Exported() || object.Signature().TypeParams() != nil || !a.Outside.Own(object.Pkg()) {
				continue
			}
			if fn := a.methodOf(method); fn != nil {
				a.callByWorld(Call{g.At.Parent(), fn, g.At})
				a.showResults(fn)
			}
		}
	})
}
