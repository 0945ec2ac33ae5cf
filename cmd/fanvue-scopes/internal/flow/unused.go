package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// What a package variable is initialized with matters only if code that is
// reached uses the variable: a command that is not added to its root runs never.
// So the instructions of a package initializer that only build such a value wait
// for the first use.

// scanInitializer adds the flow of a package initializer.
func (a *analysis) scanInitializer(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if g := a.builds(instr); g != nil && !a.used[g] {
				a.waiting[g] = append(a.waiting[g], instr)
			} else {
				a.instruction(instr)
			}
		}
	}
}

// isInitializer reports whether fn initializes the variables of a package that is
// not an SDK: what an SDK mentions counts.
func (a *analysis) isInitializer(fn *ssa.Function) bool {
	return fn.Synthetic == "package initializer" && !a.Outside.SDK(packageOf(fn))
}

// use notes that a package variable is used.
func (a *analysis) use(g *ssa.Global) {
	if a.used[g] {
		return
	}
	a.used[g] = true
	waiting := a.waiting[g]
	delete(a.waiting, g)
	for _, instr := range waiting {
		a.instruction(instr)
	}
}

// builds returns the package variable whose value an instruction builds; nil if it
// does anything else.
func (a *analysis) builds(instr ssa.Instruction) *ssa.Global {
	switch i := instr.(type) {
	case *ssa.Store:
		return destination(i.Addr, 0)
	case *ssa.MapUpdate:
		return destination(i.Map, 0)
	case *ssa.FieldAddr:
		if g, ok := onlyFor(i, 0); ok && g == nil {
			return destination(i, 0)
		}
	case *ssa.IndexAddr:
		if g, ok := onlyFor(i, 0); ok && g == nil {
			return destination(i, 0)
		}
	}
	return nil
}

// destination returns the package variable for which the memory at an address is
// built, or of which it is a part; nil if it is used for more.
func destination(v ssa.Value, depth int) *ssa.Global {
	switch v := v.(type) {
	case *ssa.Global:
		return v
	case *ssa.FieldAddr:
		return destination(v.X, depth)
	case *ssa.IndexAddr:
		return destination(v.X, depth)
	case *ssa.Slice:
		return destination(v.X, depth)
	case *ssa.Alloc, *ssa.MakeMap:
		g, _ := onlyFor(v, depth)
		return g
	}
	return nil
}

// onlyFor returns the package variable to which all uses of a value lead; nil if
// there are only uses that write to what it points to. It is not ok if the value
// is used for more.
func onlyFor(v ssa.Value, depth int) (found *ssa.Global, ok bool) {
	if depth > 20 {
		return nil, false
	}
	for _, use := range *v.Referrers() {
		var g *ssa.Global
		switch i := use.(type) {
		case *ssa.DebugRef:
			continue
		case *ssa.Store:
			if i.Val != v {
				continue
			}
			g = destination(i.Addr, depth+1)
		case *ssa.MapUpdate:
			if i.Key != v && i.Value != v {
				continue
			}
			g = destination(i.Map, depth+1)
		case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Slice, *ssa.MakeInterface, *ssa.ChangeType, *ssa.UnOp:
			if load, isLoad := i.(*ssa.UnOp); isLoad && load.Op != token.MUL {
				return nil, false
			}
			g, ok = onlyFor(i.(ssa.Value), depth+1)
			if ok && g == nil {
				continue
			}
		}
		if g == nil || found != nil && found != g {
			return nil, false
		}
		found = g
	}
	return found, true
}
