package program

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
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

// changedScopes returns what the program stores in elements of slices of scopes
// that it has as values: they may be those of any operation.
func (e *evaluation) changedScopes(depth int) (all []string, ok bool) {
	for _, at := range e.index.elements {
		index := at.(*ssa.IndexAddr)
		slice, isSlice := index.X.Type().Underlying().(*types.Slice)
		pkg := packageOf(index.Parent())
		if !isSlice || !e.touches[pkg] || e.sdkOf(index.Parent()) != nil || !sameNamed(slice.Elem(), e.sdk.Scope) {
			continue
		}
		texts, ok := e.textsAt(index, depth+1)
		if !ok {
			return nil, false
		}
		all = append(all, texts...)
	}
	return all, true
}

func sameNamed(t types.Type, name *types.TypeName) bool {
	named := sdk.Named(t)
	return named != nil && named.Obj() == name
}

func elementOf(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return u.Elem()
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	}
	return t
}

func fieldName(at *ssa.FieldAddr) string {
	fields, ok := elementOf(at.X.Type()).Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	return fields.Field(at.Field).Name()
}

// writesParameters reports whether a function may change what its pointer
// parameters point to.
func writesParameters(fn *ssa.Function) bool {
	for _, p := range fn.Params {
		if _, ok := p.Type().Underlying().(*types.Pointer); !ok {
			continue
		}
		for _, use := range *p.Referrers() {
			switch i := use.(type) {
			case *ssa.UnOp, *ssa.DebugRef:
			case *ssa.FieldAddr:
				for _, inner := range *i.Referrers() {
					if _, ok := inner.(*ssa.UnOp); !ok {
						return true
					}
				}
			default:
				return true
			}
		}
	}
	return false
}

// texts returns the constant texts that v may be, or the elements of the slice
// that v may be.
func (e *evaluation) texts(v ssa.Value, depth int) ([]string, bool) {
	if depth > maxDepth {
		return nil, false
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			return nil, true
		}
		if v.Value.Kind() == constant.String {
			return []string{constant.StringVal(v.Value)}, true
		}
	case *ssa.ChangeType:
		return e.texts(v.X, depth+1)
	case *ssa.Convert:
		return e.texts(v.X, depth+1)
	case *ssa.Slice:
		return e.textsAt(v.X, depth+1)
	case *ssa.UnOp:
		if at, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			if _, isSlice := at.X.Type().Underlying().(*types.Slice); isSlice {
				return e.texts(at.X, depth+1)
			}
			return e.textsAt(at.X, depth+1)
		}
		if v.Op == token.MUL {
			return e.textsAt(v.X, depth+1)
		}
	case *ssa.Phi:
		var all []string
		for _, edge := range v.Edges {
			texts, ok := e.texts(edge, depth+10)
			if !ok {
				return nil, false
			}
			all = append(all, texts...)
		}
		return all, true
	case *ssa.Parameter:
		if _, opened := e.opened[v.Parent()]; opened {
			return nil, false
		}
		var all []string
		for _, c := range e.calls(v.Parent()) {
			argument := argumentFor(c.site, v)
			if argument == nil {
				return nil, false
			}
			texts, ok := e.texts(argument, depth+5)
			if !ok {
				return nil, false
			}
			all = append(all, texts...)
		}
		return all, len(all) > 0
	case *ssa.Call:
		if builtin, ok := v.Call.Value.(*ssa.Builtin); ok && builtin.Name() == "append" {
			first, ok1 := e.texts(v.Call.Args[0], depth+1)
			second, ok2 := e.texts(v.Call.Args[1], depth+1)
			return append(first, second...), ok1 && ok2
		}
	}
	return nil, false
}

// textsAt returns the constant texts that are stored at an address, or in the
// elements of an array there.
func (e *evaluation) textsAt(a ssa.Value, depth int) ([]string, bool) {
	if e.readingAt[a] { // x = append(x, …)
		return nil, true
	}
	e.readingAt[a] = true
	defer delete(e.readingAt, a)
	switch a := a.(type) {
	case *ssa.Alloc, *ssa.IndexAddr:
	case *ssa.Global:
		if !e.touches[a.Pkg.Pkg] {
			return nil, false
		}
	case *ssa.FieldAddr:
		return e.textsOfField(a, depth)
	case *ssa.FreeVar:
		if bound := e.index.bindings[a]; bound != nil {
			return e.textsAt(bound, depth+1)
		}
		return nil, false
	default:
		return nil, false
	}
	var all []string
	for _, use := range e.index.uses[a] {
		var texts []string
		ok := true
		switch i := use.(type) {
		case *ssa.Store:
			if i.Addr != a {
				return nil, false
			}
			texts, ok = e.texts(i.Val, depth+1)
		case *ssa.IndexAddr:
			texts, ok = e.textsAt(i, depth+1)
		case *ssa.UnOp, *ssa.Slice, *ssa.DebugRef, *ssa.MakeClosure:
		default:
			return nil, false
		}
		if !ok {
			return nil, false
		}
		all = append(all, texts...)
	}
	return all, true
}

// textsOfField returns the constant texts that are stored in a field of one
// variable.
func (e *evaluation) textsOfField(a *ssa.FieldAddr, depth int) ([]string, bool) {
	switch a.X.(type) {
	case *ssa.Alloc, *ssa.Global:
	default:
		return nil, false
	}
	var all []string
	for _, use := range e.index.uses[a.X] {
		same, ok := use.(*ssa.FieldAddr)
		if !ok {
			if _, isLoad := use.(*ssa.UnOp); isLoad {
				continue
			}
			if _, isCapture := use.(*ssa.MakeClosure); isCapture {
				continue
			}
			store, isStore := use.(*ssa.Store)
			if !isStore || store.Addr != a.X || fieldName(a) != "Scopes" {
				return nil, false // it is set elsewhere
			}
			for _, op := range e.value(store.Val, depth+1) {
				all = append(all, op.Scopes...)
			}
			continue
		}
		if same.Field != a.Field {
			continue
		}
		for _, inner := range e.index.uses[same] {
			if store, ok := inner.(*ssa.Store); ok {
				texts, ok := e.texts(store.Val, depth+1)
				if !ok {
					return nil, false
				}
				all = append(all, texts...)
			}
		}
	}
	return all, true
}
