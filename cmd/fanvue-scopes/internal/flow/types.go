package flow

import "go/types"

// typed returns the node of a kind for a type. The nodes contents and writable
// are joined to what a value of the type holds.
func (a *analysis) typed(k kind, t types.Type) node {
	of := key{k, a.typeID(t), 0}
	n := a.node(of)
	if (k == contents || k == writable) && !a.expanded[of] {
		a.expanded[of] = true
		a.expand(k, t, n)
	}
	return n
}

// expand joins n to the places that a value of type t holds.
func (a *analysis) expand(k kind, t types.Type, n node) {
	join := func(place node, held types.Type) {
		if !a.carries(held) {
			return
		}
		if k == contents {
			a.add(place, n)
			a.add(a.typed(k, held), n)
		} else {
			a.add(n, place)
			a.add(n, a.typed(k, held))
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			join(a.fieldOf(t, i), u.Field(i).Type())
		}
	case *types.Pointer:
		join(a.typed(pointee, u.Elem()), u.Elem())
	case *types.Slice:
		join(a.typed(element, u.Elem()), u.Elem())
	case *types.Array:
		join(a.typed(element, u.Elem()), u.Elem())
	case *types.Chan:
		join(a.typed(message, u.Elem()), u.Elem())
	case *types.Map:
		join(a.typed(mapKey, u), u.Key())
		join(a.typed(mapValue, u), u.Elem())
	}
}

// carries reports whether a value of type t can hold a function or an interface.
func (a *analysis) carries(t types.Type) bool {
	id := a.typeID(t)
	if known, ok := a.carrying[id]; ok {
		return known
	}
	a.carrying[id] = true // a recursive type holds pointers, to be on the safe side
	answer := true
	switch u := t.Underlying().(type) {
	case *types.Basic:
		answer = u.Kind() == types.UnsafePointer || u.Kind() == types.Uintptr
	case *types.Struct:
		answer = false
		for f := range u.Fields() {
			answer = answer || a.carries(f.Type())
		}
	case *types.Array:
		answer = a.carries(u.Elem())
	case *types.Slice:
		answer = a.carries(u.Elem())
	case *types.Pointer:
		answer = a.carries(u.Elem())
	case *types.Chan:
		answer = a.carries(u.Elem())
	case *types.Map:
		answer = a.carries(u.Key()) || a.carries(u.Elem())
	case *types.Tuple:
		answer = false
		for v := range u.Variables() {
			answer = answer || a.carries(v.Type())
		}
	}
	a.carrying[id] = answer
	return answer
}

// Within returns the types of what a value of type t holds, and t, as far as
// reflection lets code get at them: not those of unexported fields.
func Within(t types.Type) []types.Type {
	var all []types.Type
	within(t, map[types.Type]bool{}, func(t types.Type) { all = append(all, t) })
	return all
}

// within calls each for what Within returns.
func within(t types.Type, seen map[types.Type]bool, each func(types.Type)) {
	t = types.Unalias(t)
	if seen[t] {
		return
	}
	seen[t] = true
	each(t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			switch {
			case f.Exported():
				within(f.Type(), seen, each)
				each(types.NewPointer(f.Type()))
			case f.Embedded():
				within(f.Type(), seen, func(t types.Type) {
					if !types.Identical(t, f.Type()) {
						each(t)
					}
				})
			}
		}
	case *types.Pointer:
		within(u.Elem(), seen, each)
	case *types.Slice:
		within(u.Elem(), seen, each)
		each(types.NewPointer(u.Elem()))
	case *types.Array:
		within(u.Elem(), seen, each)
		each(types.NewPointer(u.Elem()))
	case *types.Chan:
		within(u.Elem(), seen, each)
	case *types.Map:
		within(u.Key(), seen, each)
		within(u.Elem(), seen, each)
	}
}

// isGeneric reports whether a type mentions a type parameter.
func isGeneric(t types.Type, seen []types.Type) bool {
	t = types.Unalias(t)
	for _, s := range seen {
		if s == t {
			return false
		}
	}
	seen = append(seen, t)
	switch t := t.(type) {
	case *types.TypeParam:
		return true
	case *types.Named:
		for argument := range t.TypeArgs().Types() {
			if isGeneric(argument, seen) {
				return true
			}
		}
	case *types.Pointer:
		return isGeneric(t.Elem(), seen)
	case *types.Slice:
		return isGeneric(t.Elem(), seen)
	case *types.Array:
		return isGeneric(t.Elem(), seen)
	case *types.Chan:
		return isGeneric(t.Elem(), seen)
	case *types.Map:
		return isGeneric(t.Key(), seen) || isGeneric(t.Elem(), seen)
	case *types.Signature:
		return isGeneric(t.Params(), seen) || isGeneric(t.Results(), seen)
	case *types.Tuple:
		for v := range t.Variables() {
			if isGeneric(v.Type(), seen) {
				return true
			}
		}
	case *types.Struct:
		for f := range t.Fields() {
			if isGeneric(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}
