package program

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// A method that the caller's own account and a managed creator share is one
// function, on a core type that both service types embed. Code outside the SDK
// cannot name the core type, so it always gets there by selecting the embedded
// field of a service type: directly, in a wrapper for an interface, or where a
// method value is made. That selection says which view it is. Inside the SDK
// the view is that of the caller.

const both = sdk.Own | sdk.Creator

// sdkOf returns the SDK package that a function belongs to; nil if there is
// none. A wrapper belongs to the package of its method.
func (p *Program) sdkOf(fn *ssa.Function) *sdk.Package {
	if object := objectOf(fn); object != nil {
		return p.sdks[object.Pkg()]
	}
	if fn.Pkg != nil {
		return p.sdks[fn.Pkg.Pkg]
	}
	return nil
}

// objectOf returns the declared function that fn is, is an instance or a wrapper
// of, or is inside of.
func objectOf(fn *ssa.Function) *types.Func {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if origin := fn.Origin(); origin != nil {
		fn = origin
	}
	object, _ := fn.Object().(*types.Func)
	if object == nil {
		return nil
	}
	return object.Origin()
}

// receiver returns the type of the receiver of a method, also of its wrappers;
// nil if there is none.
func receiver(fn *ssa.Function) types.Type {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	switch {
	case fn.Signature.Recv() != nil:
		return fn.Signature.Recv().Type()
	case fn.Synthetic == "" || fn.Origin() != nil:
		return nil
	case len(fn.FreeVars) == 1: // a bound method
		return fn.FreeVars[0].Type()
	case len(fn.Params) > 0 && isMethod(fn.Object()): // a method expression
		return fn.Params[0].Type()
	}
	return nil
}

func isMethod(object types.Object) bool {
	fn, ok := object.(*types.Func)
	return ok && fn.Signature().Recv() != nil
}

// viewAt returns the view with which caller, which has the view inherited, calls
// callee with the receiver recv, which may be nil.
func (p *Program) viewAt(caller *ssa.Function, inherited sdk.View, callee *ssa.Function, recv ssa.Value) sdk.View {
	s := p.sdkOf(callee)
	if s == nil {
		return 0
	}
	t := receiver(callee)
	if t != nil {
		if view, ok := p.viewOfType(t); ok {
			return view
		}
	}
	from := p.sdkOf(caller)
	inside := from != nil && caller.Synthetic == ""
	if t == nil || sdk.Named(t) == nil || sdk.Named(t).Obj().Pkg() != s.Types || recv == nil || !p.isCore(t) {
		if inside {
			return inherited
		}
		return 0
	}
	view, decided := p.viewOfValue(recv, 0)
	switch {
	case decided:
		return view
	case inside || callee.Parent() != nil:
		return inherited
	}
	return inherited & both
}

// viewOfType returns the view of a service type, and whether t is one.
func (p *Program) viewOfType(t types.Type) (sdk.View, bool) {
	named := sdk.Named(t)
	if named == nil {
		return 0, false
	}
	if view, ok := p.converted[named.Obj()]; ok {
		return view, true
	}
	s := p.sdks[named.Obj().Pkg()]
	if s == nil {
		return 0, false
	}
	return s.ViewOf(named)
}

// isCore reports whether t is a struct of an SDK that service types embed.
func (p *Program) isCore(t types.Type) bool {
	named := sdk.Named(t)
	s := p.sdks[named.Obj().Pkg()]
	if s == nil {
		return false
	}
	for service := range s.Views {
		fields, ok := service.Type().Underlying().(*types.Struct)
		for i := 0; ok && i < fields.NumFields(); i++ {
			if f := fields.Field(i); f.Embedded() && sdk.Named(f.Type()) != nil && sdk.Named(f.Type()).Obj() == named.Obj() {
				return true
			}
		}
	}
	return false
}

// viewOfValue finds out from which service type the value of a core type was
// selected. It is not decided for a value that the function was given.
func (p *Program) viewOfValue(v ssa.Value, depth int) (view sdk.View, decided bool) {
	if depth > 20 {
		return both, true
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return p.viewOfValue(v.X, depth+1)
	case *ssa.FieldAddr:
		return p.viewOfOwner(v.X.Type())
	case *ssa.Field:
		return p.viewOfOwner(v.X.Type())
	case *ssa.Parameter, *ssa.FreeVar:
		return 0, false
	case *ssa.Phi:
		for _, edge := range v.Edges {
			one, ok := p.viewOfValue(edge, depth+1)
			if !ok {
				one = both
			}
			view |= one
		}
		return view, true
	case *ssa.Alloc:
		for _, use := range *v.Referrers() {
			if store, ok := use.(*ssa.Store); ok && store.Addr == v {
				one, ok := p.viewOfValue(store.Val, depth+1)
				if !ok {
					return 0, false
				}
				view |= one
			}
		}
		if view == 0 {
			view = both
		}
		return view, true
	}
	return both, true
}

// viewOfOwner returns the view of the struct of which a core value is a field.
// A struct of the SDK that is not a service, such as the state of an upload,
// has the view of the function that uses it.
func (p *Program) viewOfOwner(t types.Type) (sdk.View, bool) {
	if view, ok := p.viewOfType(t); ok {
		return view, true
	}
	if named := sdk.Named(t); named != nil && p.sdks[named.Obj().Pkg()] != nil {
		return 0, false
	}
	return both, true // a type of the program with a service as underlying type
}

// findConverted finds the views of the types to which a unit converts services:
// service types, and types of the program with a service as underlying type. Their
// values act for the account of what is converted.
func (p *Program) findConverted(reached map[*ssa.Function]bool) {
	p.converted = nil
	converted := map[*types.TypeName]sdk.View{}
	for changed := true; changed; {
		changed = false
		for _, c := range p.conversions {
			if !reached[c.in] {
				continue
			}
			before := converted[c.to]
			view := before
			if own, ok := p.viewOfType(c.to.Type()); ok {
				view |= own
			}
			if c.from == nil {
				view = both
			} else if known, ok := converted[c.from]; ok {
				view |= known
			} else if known, ok := p.viewOfType(c.from.Type()); ok {
				view |= known
			} else if !p.isTarget[c.from] {
				view = both
			}
			if view != before {
				converted[c.to] = view
				changed = true
			}
		}
	}
	p.converted = converted
}

// conversion is one of another type to a service type, or to a type with a service
// as underlying type.
type conversion struct {
	to, from *types.TypeName // from is nil if it is not known
	in       *ssa.Function
}

// findConversions finds the conversions of the whole program.
func (p *Program) findConversions() {
	p.isTarget = map[*types.TypeName]bool{}
	add := func(fn *ssa.Function, to, from types.Type) {
		target, source := sdk.Named(to), sdk.Named(from)
		if target == nil || target == source || !p.isLikeService(target) {
			return
		}
		c := conversion{to: target.Obj(), in: fn}
		if source != nil {
			c.from = source.Obj()
		}
		p.conversions = append(p.conversions, c)
		p.isTarget[c.to] = true
	}
	for fn := range p.functions {
		if p.sdkOf(fn) != nil || p.keepsTypes(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch v := instr.(type) {
				case *ssa.ChangeType:
					add(fn, v.Type(), v.X.Type())
				case *ssa.Convert:
					add(fn, v.Type(), v.X.Type())
				}
			}
		}
	}
}

// keepsTypes reports whether fn cannot convert one service type to another: it
// cannot name them, and has one type argument, as the methods of atomic.Pointer.
func (p *Program) keepsTypes(fn *ssa.Function) bool {
	return !p.touches[packageOf(fn)] && len(fn.TypeArgs()) == 1
}

// isLikeService reports whether a type is a service type, or has one as underlying
// type.
func (p *Program) isLikeService(named *types.Named) bool {
	if _, ok := p.viewOfType(named); ok {
		return true
	}
	for _, s := range p.sdks {
		for service := range s.Views {
			if types.Identical(service.Type().Underlying(), named.Underlying()) {
				return true
			}
		}
	}
	return false
}
