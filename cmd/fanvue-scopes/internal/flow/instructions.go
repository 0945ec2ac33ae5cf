package flow

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// instruction adds the flow of one instruction.
func (a *analysis) instruction(instr ssa.Instruction) {
	a.operands(instr)
	switch i := instr.(type) {
	case *ssa.Phi:
		for _, edge := range i.Edges {
			a.move(edge, i)
		}
	case *ssa.ChangeType:
		a.move(i.X, i)
		if a.changesFields(i.X.Type(), i.Type()) {
			a.share(i.X.Type())
			a.share(i.Type())
		}
		if a.carries(i.Type()) && (isGeneric(i.X.Type(), nil) || isGeneric(i.Type(), nil)) {
			// A generic function that nothing instantiates calls another. Their
			// type parameters are not told apart.
			a.add(a.value(i.X), world)
			a.add(world, a.value(i))
		}
	case *ssa.ChangeInterface:
		a.move(i.X, i)
	case *ssa.MakeInterface:
		a.hold(a.value(i), a.origin(origin{t: i.X.Type()}))
		a.give(Given{i.X.Type(), i}, a.value(i))
		a.add(a.value(i.X), a.value(i))
	case *ssa.Convert:
		a.convert(i)
	case *ssa.MultiConvert:
		a.move(i.X, i)
	case *ssa.Slice:
		a.move(i.X, i)
	case *ssa.SliceToArrayPointer:
		a.move(i.X, i)
	case *ssa.TypeAssert:
		a.move(i.X, i)
	case *ssa.Extract:
		a.move(i.Tuple, i)
	case *ssa.UnOp:
		switch i.Op {
		case token.MUL:
			if a.carries(i.Type()) {
				a.add(a.place(i.X), a.value(i))
			}
		case token.ARROW:
			a.add(a.typed(message, elementOf(i.X.Type())), a.value(i))
		}
	case *ssa.Store:
		if a.carries(i.Val.Type()) {
			a.add(a.value(i.Val), a.place(i.Addr))
		}
	case *ssa.Field:
		a.add(a.fieldOf(i.X.Type(), i.Field), a.value(i))
	case *ssa.Index:
		if elem := elementOf(i.X.Type()); elem != nil {
			a.add(a.typed(element, elem), a.value(i))
		}
	case *ssa.Lookup:
		if m := mapOf(i.X.Type()); m != nil {
			a.add(a.typed(mapValue, m), a.value(i))
		}
	case *ssa.MapUpdate:
		if m := mapOf(i.Map.Type()); m != nil {
			a.add(a.value(i.Key), a.typed(mapKey, m))
			a.add(a.value(i.Value), a.typed(mapValue, m))
		}
	case *ssa.Send:
		a.add(a.value(i.X), a.typed(message, elementOf(i.Chan.Type())))
	case *ssa.Select:
		for _, s := range i.States {
			elem := a.typed(message, elementOf(s.Chan.Type()))
			if s.Dir == types.SendOnly {
				a.add(a.value(s.Send), elem)
			} else {
				a.add(elem, a.value(i))
			}
		}
	case *ssa.Range:
		a.move(i.X, i)
	case *ssa.Next:
		if source, ok := i.Iter.(*ssa.Range); ok && !i.IsString {
			if m := mapOf(source.X.Type()); m != nil {
				a.add(a.typed(mapKey, m), a.value(i))
				a.add(a.typed(mapValue, m), a.value(i))
			}
		}
	case *ssa.MakeClosure:
		a.make(Call{i.Parent(), i.Fn.(*ssa.Function), i}, a.value(i))
		for n, v := range i.Fn.(*ssa.Function).FreeVars {
			a.move(i.Bindings[n], v)
		}
	case *ssa.Panic:
		a.add(a.value(i.X), a.node(key{kind: panicked}))
	case *ssa.Return:
		for n, v := range i.Results {
			if a.carries(v.Type()) {
				a.add(a.value(v), a.node(key{result, i.Parent(), n}))
			}
		}
	case ssa.CallInstruction:
		a.call(i)
	}
}

func (a *analysis) move(from, to ssa.Value) {
	if _, isConst := from.(*ssa.Const); !isConst && a.carries(to.Type()) {
		a.add(a.value(from), a.value(to))
	}
}

// make notes that a value is a function.
func (a *analysis) make(c Call, at node) {
	a.hold(at, a.origin(origin{fn: c.Fn}))
	a.functions[at] = append(a.functions[at], c)
	if a.has(at, in) {
		a.callByWorld(c)
	}
	if a.has(at, visible) {
		a.showResults(c.Fn)
	}
}

// give notes that code may get a value without its static type.
func (a *analysis) give(g Given, at node) {
	a.given[at] = append(a.given[at], g)
	if a.has(at, in) {
		a.enter(g)
	}
	if a.has(at, visible) {
		a.reflect(g, true)
	} else if a.has(at, in) && a.has(reflected, out) {
		a.reflect(g, a.AnyByName)
	}
}

func (a *analysis) convert(i *ssa.Convert) {
	isUnsafe := func(t types.Type) bool {
		basic, ok := t.Underlying().(*types.Basic)
		return ok && (basic.Kind() == types.UnsafePointer || basic.Kind() == types.Uintptr)
	}
	switch {
	case isUnsafe(i.Type()) && a.carries(i.X.Type()) && !isUnsafe(i.X.Type()):
		a.add(a.value(i.X), world)
	case isUnsafe(i.X.Type()) && a.carries(i.Type()) && !isUnsafe(i.Type()):
		a.add(world, a.value(i))
	case !isUnsafe(i.Type()):
		a.move(i.X, i)
	}
}

// changesFields reports whether a conversion gives the fields of a struct, or what
// a slice, map or channel holds, another identity.
func (a *analysis) changesFields(from, to types.Type) bool {
	for {
		if types.Identical(from, to) || !a.carries(from) {
			return false
		}
		f, isPointer := from.Underlying().(*types.Pointer)
		t, both := to.Underlying().(*types.Pointer)
		if !isPointer || !both {
			break
		}
		from, to = f.Elem(), t.Elem()
	}
	if _, ok := from.Underlying().(*types.Struct); ok {
		return true
	}
	// What they hold differs in the tags of structs.
	return !types.Identical(from.Underlying(), to.Underlying()) && !types.IsInterface(from)
}

// place returns the node of what an address points to.
func (a *analysis) place(address ssa.Value) node {
	switch v := address.(type) {
	case *ssa.FieldAddr:
		return a.fieldOf(elementOf(v.X.Type()), v.Field)
	case *ssa.IndexAddr:
		return a.typed(element, elementOf(v.Type()))
	case *ssa.Alloc:
		return a.node(key{cell, v, 0})
	case *ssa.Global:
		n := a.node(key{cell, v, 0})
		if v.Pkg != nil && !a.Outside.Analyzed(v.Pkg.Pkg) {
			a.join(n)
			a.share(elementOf(v.Type()))
		}
		return n
	case *ssa.FreeVar:
		switch bound := a.bindings[v].(type) {
		case *ssa.Alloc, *ssa.FreeVar:
			return a.place(bound)
		}
	}
	return a.typed(pointee, elementOf(address.Type()))
}

// operands finds the functions and the addresses that an instruction uses as
// values.
func (a *analysis) operands(instr ssa.Instruction) {
	for _, operand := range instr.Operands(nil) {
		if g, ok := (*operand).(*ssa.Global); ok {
			a.use(g)
		}
		switch v := (*operand).(type) {
		case *ssa.Function:
			if c, ok := instr.(ssa.CallInstruction); ok && c.Common().Value == v && !isArgument(c, v) {
				continue
			}
			if a.Outside.SDK(packageOf(instr.Parent())) && a.Outside.SDK(packageOf(v)) {
				a.arrive(v)
			}
			if _, ok := instr.(*ssa.MakeClosure); !ok {
				a.make(Call{instr.Parent(), v, instr}, a.value(v))
			}
		case *ssa.Alloc, *ssa.Global, *ssa.FieldAddr, *ssa.IndexAddr:
			if a.linked[v] || isAddress(instr, v) || !a.carries(elementOf(v.Type())) {
				continue
			}
			a.linked[v] = true
			here, there := a.place(v), a.typed(pointee, elementOf(v.Type()))
			a.add(here, there)
			a.add(there, here)
		}
	}
}

func isArgument(c ssa.CallInstruction, fn *ssa.Function) bool {
	for _, argument := range c.Common().Args {
		if argument == fn {
			return true
		}
	}
	return false
}

// isAddress reports whether an instruction uses v only to get at what it points
// to. A captured variable is known by name.
func isAddress(instr ssa.Instruction, v ssa.Value) bool {
	switch i := instr.(type) {
	case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef:
		return true
	case *ssa.Store:
		return i.Addr == v && i.Val != v
	case *ssa.MakeClosure:
		_, ok := v.(*ssa.Alloc)
		return ok
	}
	return false
}

// elementOf returns the type of what a pointer, slice, array or channel holds.
func elementOf(t types.Type) types.Type {
	switch u := core(t).(type) {
	case *types.Pointer:
		return u.Elem()
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Chan:
		return u.Elem()
	}
	return t
}

func mapOf(t types.Type) *types.Map {
	m, _ := core(t).(*types.Map)
	return m
}

// core returns the underlying type of t, or of the only type that a type
// parameter allows. Bodies of generic functions occur in libraries.
func core(t types.Type) types.Type {
	parameter, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	constraint, ok := parameter.Constraint().Underlying().(*types.Interface)
	if !ok {
		return t.Underlying()
	}
	for embedded := range constraint.EmbeddedTypes() {
		if union, ok := embedded.(*types.Union); ok && union.Len() > 0 {
			return union.Term(0).Type().Underlying()
		}
		if _, ok := embedded.Underlying().(*types.Interface); !ok {
			return embedded.Underlying()
		}
	}
	return t.Underlying()
}
