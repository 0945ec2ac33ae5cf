package program

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// addresses has the instructions that use an address, over all reached
// functions.
type addresses struct {
	uses     map[ssa.Value][]ssa.Instruction
	fields   map[fieldKey][]ssa.Value
	elements []ssa.Value
	updates  []*ssa.MapUpdate
	bindings map[*ssa.FreeVar]ssa.Value
	statics  []ssa.CallInstruction
	made     []*ssa.MakeInterface
	// exposed has the result of exposes, by type.
	exposed map[*types.TypeName]bool
}

type fieldKey struct {
	owner uint32
	name  string
	index int
}

var hasher = typeutil.MakeHasher()

// fieldOf identifies a field of a struct type.
func fieldOf(owner types.Type, index int) fieldKey {
	return fieldKey{hasher.Hash(owner), types.TypeString(owner, nil), index}
}

func indexAddresses(functions map[*ssa.Function]bool) *addresses {
	x := &addresses{
		uses: map[ssa.Value][]ssa.Instruction{}, fields: map[fieldKey][]ssa.Value{},
		bindings: map[*ssa.FreeVar]ssa.Value{}, exposed: map[*types.TypeName]bool{},
	}
	for _, each := range []func(ssa.Instruction){x.bind, x.add} { // add looks at the bindings
		for fn := range functions {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					each(instr)
				}
			}
		}
	}
	return x
}

// bind remembers which variables closures capture.
func (x *addresses) bind(instr ssa.Instruction) {
	if closure, ok := instr.(*ssa.MakeClosure); ok {
		for n, v := range closure.Fn.(*ssa.Function).FreeVars {
			x.bindings[v] = closure.Bindings[n]
		}
	}
}

func (x *addresses) add(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.FieldAddr:
		owner := elementOf(i.X.Type())
		x.fields[fieldOf(owner, i.Field)] = append(x.fields[fieldOf(owner, i.Field)], i)
	case *ssa.IndexAddr:
		x.elements = append(x.elements, i)
	case *ssa.MapUpdate:
		x.updates = append(x.updates, i)
	case *ssa.MakeInterface:
		x.made = append(x.made, i)
	case ssa.CallInstruction:
		x.statics = append(x.statics, i)
	}
	for _, operand := range instr.Operands(nil) {
		switch v := (*operand).(type) {
		case *ssa.Alloc, *ssa.Global, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.FreeVar:
			x.uses[v] = append(x.uses[v], instr)
			if bound := x.bindings[asFreeVar(v)]; bound != nil {
				x.uses[bound] = append(x.uses[bound], instr)
			}
		}
	}
}

func asFreeVar(v ssa.Value) *ssa.FreeVar {
	free, _ := v.(*ssa.FreeVar)
	return free
}

// isWritten reports whether anything is stored at an address or below it.
func (x *addresses) isWritten(a ssa.Value) bool {
	for _, use := range x.uses[a] {
		switch i := use.(type) {
		case *ssa.Store:
			return true
		case *ssa.FieldAddr:
			if x.isWritten(i) {
				return true
			}
		}
	}
	return false
}

// usesItems reports whether the program calls a function of an SDK that returns
// operations.
func (x *addresses) usesItems(p *Program) bool {
	for _, c := range x.statics {
		callee := c.Common().StaticCallee()
		if callee == nil || p.sdkOf(c.Parent()) != nil {
			continue
		}
		s := p.sdkOf(callee)
		if s == nil {
			continue
		}
		for v := range callee.Signature.Results().Variables() {
			if t := v.Type(); sameNamed(t, s.Operation) || sameNamed(elementOf(t), s.Operation) {
				return true
			}
		}
	}
	return false
}

// exposes reports whether the program hands out pointers, slices or maps through
// which code that is not analyzed can change values of a type: to functions
// without a body, or as interface values.
func (x *addresses) exposes(p *Program, name *types.TypeName) bool {
	if known, ok := x.exposed[name]; ok {
		return known
	}
	exposed := false
	for _, made := range x.made {
		exposed = exposed || p.sdkOf(made.Parent()) == nil && pointsTo(made.X.Type(), name, false, nil)
	}
	for _, c := range x.statics {
		callee := c.Common().StaticCallee()
		if p.sdkOf(c.Parent()) != nil || callee != nil && len(callee.Blocks) > 0 {
			continue
		}
		if _, ok := c.Common().Value.(*ssa.Builtin); ok || callee == nil {
			continue
		}
		for _, argument := range c.Common().Args {
			exposed = exposed || pointsTo(argument.Type(), name, false, nil)
		}
	}
	x.exposed[name] = exposed
	return exposed
}

// pointsTo reports whether a value of type t leads to memory that holds a value of
// a named type.
func pointsTo(t types.Type, name *types.TypeName, through bool, seen []types.Type) bool {
	for _, s := range seen {
		if types.Identical(s, t) {
			return false
		}
	}
	seen = append(seen, t)
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj() == name {
		return through
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return pointsTo(u.Elem(), name, true, seen)
	case *types.Slice:
		return pointsTo(u.Elem(), name, true, seen)
	case *types.Map:
		return pointsTo(u.Key(), name, true, seen) || pointsTo(u.Elem(), name, true, seen)
	case *types.Chan:
		return pointsTo(u.Elem(), name, true, seen)
	case *types.Array:
		return pointsTo(u.Elem(), name, through, seen)
	case *types.Struct:
		for f := range u.Fields() {
			if pointsTo(f.Type(), name, through, seen) {
				return true
			}
		}
	}
	return false
}
