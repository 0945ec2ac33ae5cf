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

// solve handles what gets into the world and what comes out of it, until there
// is nothing new.
func (a *analysis) solve() {
	for len(a.changed) > 0 {
		c := a.changed[len(a.changed)-1]
		a.changed = a.changed[:len(a.changed)-1]
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
				a.reach(f)
			}
			for _, g := range a.given[c.at] {
				a.enter(g)
				if a.has(reflected, out) {
					a.reflect(g)
				}
			}
		case visible:
			for _, g := range a.given[c.at] {
				a.reflect(g)
			}
		case out:
			if c.at == reflected {
				for at, all := range a.given {
					for _, g := range all {
						if a.has(at, in) {
							a.reflect(g)
						}
					}
				}
			}
			for _, site := range a.sites[c.at] {
				a.leave(site)
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

// reach notes a call by the world.
func (a *analysis) reach(c Call) {
	pair := [2]*ssa.Function{c.Maker, c.Fn}
	if len(c.Fn.Blocks) == 0 || a.called[pair] {
		return
	}
	a.called[pair] = true
	a.found.Called = append(a.found.Called, c)
	a.open(c.Fn)
}

// enter handles a value of a type that gets into the world.
func (a *analysis) enter(g Given) {
	if a.Library != nil {
		a.handOut(g)
	}
	within(g.Type, a.worldly, func(t types.Type) {
		if types.IsInterface(t) {
			return
		}
		for method := range a.Program.MethodSets.MethodSet(t).Methods() {
			object := method.Obj().(*types.Func)
			if object.Signature().TypeParams() != nil {
				continue
			}
			fn := a.Program.MethodValue(method)
			if fn == nil {
				continue
			}
			if a.Outside.Calls(object) {
				a.reach(Call{g.At.Parent(), fn, g.At})
			}
			m := worldlyMethod{t, fn}
			a.methods[object.Id()] = append(a.methods[object.Id()], m)
			for _, site := range a.asked[object.Id()] {
				a.meet(site, m)
			}
		}
	})
}

// leave handles a call of a function, or of a method of an interface value, that
// comes out of the world.
func (a *analysis) leave(site ssa.CallInstruction) {
	value, _ := site.(*ssa.Call)
	a.handOver(site, value, nil)
	if common := site.Common(); common.IsInvoke() {
		id := common.Method.Id()
		a.asked[id] = append(a.asked[id], site)
		for _, m := range a.methods[id] {
			a.meet(site, m)
		}
	}
}

// meet notes that a call may be one of a method of a type that is in the world.
func (a *analysis) meet(site ssa.CallInstruction, m worldlyMethod) {
	asked, ok := site.Common().Value.Type().Underlying().(*types.Interface)
	e := Edge{site, m.fn}
	if !ok || a.joined[e] {
		return
	}
	pair := [2]types.Type{m.recv, asked}
	fits, known := a.fits[pair]
	if !known {
		fits = types.Implements(m.recv, asked)
		a.fits[pair] = fits
	}
	if !fits {
		return
	}
	a.joined[e] = true
	for _, callee := range a.Callees[site] {
		if callee == m.fn {
			return
		}
	}
	a.found.Edges = append(a.found.Edges, e)
	a.scan(m.fn)
	a.enterCallee(site, m.fn)
}

// handOut calls the methods that users of a library can call on what it hands
// out as an interface: those of the interface, or all exported ones if it has
// none and the type is one of the library.
func (a *analysis) handOut(g Given) {
	named := namedOf(g.Type)
	made, ok := g.At.(*ssa.MakeInterface)
	if !ok || named == nil || !a.Outside.Analyzed(named.Obj().Pkg()) {
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
		if fn := a.Program.MethodValue(method); fn != nil {
			a.reach(Call{g.At.Parent(), fn, g.At})
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

// reflect finds the values whose methods may be called by name. If what comes
// out of the world gets there, that is all that went into the world.
func (a *analysis) reflect(g Given) {
	if a.reflects[g] {
		return
	}
	a.reflects[g] = true
	a.found.Reflected = append(a.found.Reflected, g)
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
			if fn := a.Program.MethodValue(method); fn != nil {
				a.reach(Call{g.At.Parent(), fn, g.At})
			}
		}
	})
}
