package program

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// stored returns the operations that are stored at an address, as a whole and
// field by field.
func (e *evaluation) stored(a ssa.Value, depth int) []sdk.Operation {
	whole, part := e.storedAt(a, depth)
	if part == nil {
		return whole
	}
	return completed(whole, []sdk.Operation{*part})
}

// storedAt returns the operations that are stored at an address as a whole, and
// the fields that are stored there; nil if there are none.
func (e *evaluation) storedAt(a ssa.Value, depth int) (whole []sdk.Operation, part *sdk.Operation) {
	fields, changed := sdk.Operation{Scopes: []string{}, Declared: true}, false
	for _, use := range e.index.uses[a] {
		switch i := use.(type) {
		case *ssa.Store:
			if i.Addr != a {
				return e.fail(a), nil
			}
			whole = append(whole, e.value(i.Val, depth+1)...)
		case *ssa.FieldAddr:
			if set, ok := e.setField(&fields, i, depth); !ok {
				return e.fail(a), nil
			} else if set {
				changed = true
			}
		case *ssa.UnOp, *ssa.DebugRef, *ssa.MakeClosure:
		default:
			if c, ok := use.(ssa.CallInstruction); ok && e.onlyReads(c) {
				continue
			}
			return e.fail(a), nil
		}
	}
	if !changed {
		return whole, nil
	}
	return whole, &fields
}

// onlyReads reports whether a call with the address of an operation leaves it as
// it is. Only functions that are followed anyway do.
func (e *evaluation) onlyReads(c ssa.CallInstruction) bool {
	callee := c.Common().StaticCallee()
	return callee != nil && e.sdkOf(callee) == nil && len(callee.Blocks) > 0 && !writesParameters(callee)
}

// setField notes what is stored in a field of an operation. It reports whether
// anything is, and whether that could be evaluated.
func (e *evaluation) setField(op *sdk.Operation, at *ssa.FieldAddr, depth int) (set, ok bool) {
	name := fieldName(at)
	for _, use := range e.index.uses[at] {
		store, isStore := use.(*ssa.Store)
		if !isStore {
			if _, isLoad := use.(*ssa.UnOp); !isLoad && name == "Scopes" {
				return set, false
			}
			continue
		}
		set = true
		switch name {
		case "Scopes":
			scopes, ok := e.texts(store.Val, depth)
			if !ok {
				return set, false
			}
			changed, ok := e.changedScopes(depth)
			if !ok {
				return set, false
			}
			op.Scopes = append(append(op.Scopes, scopes...), changed...)
		case "Name", "Method", "Path":
			texts, ok := e.texts(store.Val, depth)
			if !ok {
				texts = []string{atRunTime}
			}
			text := strings.Join(texts, " or ")
			switch name {
			case "Name":
				op.Name = text
			case "Method":
				op.Method = text
			case "Path":
				op.Path = text
			}
		}
	}
	return set, true
}

// completed returns operations that are stored as a whole, and what they become
// if fields are set that are stored apart. Which belong together is not known, so
// each name gets all scopes.
func completed(whole, parts []sdk.Operation) []sdk.Operation {
	if len(parts) == 0 {
		return whole
	}
	all := sdk.Operation{Scopes: []string{}, Declared: true}
	var names, methods, paths []string
	for _, part := range parts {
		all.Scopes = append(all.Scopes, part.Scopes...)
		names, methods, paths = appendText(names, part.Name), appendText(methods, part.Method), appendText(paths, part.Path)
	}
	if len(whole) == 0 {
		whole = []sdk.Operation{{Scopes: []string{}, Declared: true}}
	}
	ops := slices.Clone(whole)
	for _, op := range whole {
		op.Scopes = slices.Concat(op.Scopes, all.Scopes)
		op.Method = strings.Join(appendText(methods, op.Method), " or ")
		op.Path = strings.Join(appendText(paths, op.Path), " or ")
		if named := appendText(names, op.Name); len(named) == 0 {
			ops = append(ops, op)
		} else {
			for _, name := range named {
				op.Name = name
				ops = append(ops, op)
			}
		}
	}
	return slices.DeleteFunc(ops, func(op sdk.Operation) bool {
		return op.Name == "" && len(op.Scopes) == 0 && op.Path == "" // the zero Operation, which Call rejects
	})
}

// appendText adds a text that is not empty.
func appendText(texts []string, text string) []string {
	if text == "" || slices.Contains(texts, text) {
		return texts
	}
	return append(texts[:len(texts):len(texts)], text)
}
