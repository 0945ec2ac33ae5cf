package program

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

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
