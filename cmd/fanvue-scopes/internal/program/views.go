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
	s := p.sdks[named.Obj().Pkg()]
	if s == nil {
		return 0, false
	}
	if p.converted[named.Obj()] {
		return both, true
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

// findConverted finds the service types to which a unit converts others: their
// values may act for either account.
func (p *Program) findConverted(reached map[*ssa.Function]bool) {
	p.converted = map[*types.TypeName]bool{}
	for _, c := range p.conversions {
		if reached[c.in] {
			p.converted[c.to] = true
		}
	}
}

// conversion is one of another type to a service type.
type conversion struct {
	to *types.TypeName
	in *ssa.Function
}

// findConversions finds the conversions of the whole program.
func (p *Program) findConversions() {
	add := func(fn *ssa.Function, to, from types.Type) {
		target, source := sdk.Named(to), sdk.Named(from)
		if target == nil || target == source {
			return
		}
		if _, ok := p.viewOfType(target); ok {
			p.conversions = append(p.conversions, conversion{target.Obj(), fn})
		}
	}
	for fn := range p.functions {
		if p.sdkOf(fn) != nil {
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
