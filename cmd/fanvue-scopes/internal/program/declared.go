package program

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// maxDepth bounds how far a value is followed.
const maxDepth = 40

// evaluation finds the operations that a program declares and hands to
// Client.Call. It follows values backward: through variables, fields, elements,
// parameters and results, regardless of the order in which they are set.
type evaluation struct {
	*reach
	undecided *[]report.Undecided
	sdk       *sdk.Package
	// site is the call that is being looked at.
	site token.Pos
	// visiting has the values on the way, and readingAt the addresses of texts,
	// for recursion.
	visiting  map[ssa.Value]bool
	readingAt map[ssa.Value]bool
	index     *addresses
}

// declared returns the operations that are handed to the SDK.
func (e *evaluation) declared() []report.Use {
	var uses []report.Use
	for _, s := range e.order {
		from := e.sdkOf(s.fn)
		if from == nil || s.fn.Synthetic != "" {
			continue
		}
		at := from.TakesOperation(objectOf(s.fn))
		if at < 0 || s.fn.Parent() != nil {
			continue
		}
		if s.fn.Signature.Recv() != nil {
			at++
		}
		e.sdk, e.visiting, e.readingAt = from, map[ssa.Value]bool{}, map[ssa.Value]bool{}
		if e.index == nil {
			e.index = indexAddresses(e.reached())
		}
		for _, op := range e.parameter(s.fn.Params[at], 0) {
			op.Scopes = from.Sort(append(e.required(op), op.Scopes...))
			use := report.Use{Operation: op, Calls: e.path(s)}
			if !slices.ContainsFunc(uses, func(other report.Use) bool {
				return other.Name == op.Name && slices.Equal(other.Scopes, op.Scopes)
			}) {
				uses = append(uses, use)
			}
		}
	}
	uses = slices.DeleteFunc(slices.Clone(uses), func(use report.Use) bool {
		return slices.ContainsFunc(uses, func(other report.Use) bool { return isPart(use, other) })
	})
	return slices.DeleteFunc(uses, e.isUnknown)
}

// atRunTime stands for a text that is computed at run time.
const atRunTime = "(computed at run time)"

// required returns what the SDK knows to be required by an operation that the
// program declares: the scopes that it lists may be too few.
func (e *evaluation) required(op sdk.Operation) []string {
	var scopes []string
	var known bool
	for method := range strings.SplitSeq(op.Method, " or ") {
		for path := range strings.SplitSeq(op.Path, " or ") {
			some, found := e.sdk.Requirement(method, path)
			scopes, known = append(scopes, some...), known || found
		}
	}
	if !known && (op.Method == atRunTime || op.Path == atRunTime) {
		for name := range strings.SplitSeq(op.Name, " or ") {
			some, _ := e.sdk.RequirementOf(name)
			scopes = append(scopes, some...)
		}
	}
	return scopes
}

// isUnknown reports an operation that lists no scopes for an endpoint that is
// computed at run time as undecided. With a constant endpoint the program says
// that none is required.
func (e *evaluation) isUnknown(use report.Use) bool {
	if len(use.Scopes) > 0 || use.Operation.Method != atRunTime && use.Operation.Path != atRunTime {
		return false
	}
	*e.undecided = append(*e.undecided, report.Undecided{
		Kind: "operation", Position: use.Operation.Position,
		Reason: "the endpoint of the operation is computed at run time, and it lists no scopes: those that it needs are not counted",
	})
	return true
}

// isPart reports whether use is other before its name or more scopes are set.
func isPart(use, other report.Use) bool {
	named := use.Name == "" && other.Name != ""
	if use.Name != other.Name && !named || use.Operation.Path != other.Operation.Path ||
		len(use.Scopes) > len(other.Scopes) || len(use.Scopes) == len(other.Scopes) && !named {
		return false
	}
	for _, s := range use.Scopes {
		if !slices.Contains(other.Scopes, s) {
			return false
		}
	}
	return true
}

// fail gives up on a value: the operation is computed at run time.
func (e *evaluation) fail(v ssa.Value) []sdk.Operation {
	pos := e.site
	if !pos.IsValid() {
		pos = v.Pos()
	}
	*e.undecided = append(*e.undecided, report.Undecided{
		Kind: "operation", Position: e.position(pos),
		Reason: "the operation is computed at run time: its scopes are not counted",
	})
	return nil
}

// parameter returns the operations that the callers of a function give for a
// parameter.
func (e *evaluation) parameter(p *ssa.Parameter, depth int) []sdk.Operation {
	var ops []sdk.Operation
	outer := e.site
	defer func() { e.site = outer }()
	if pos, opened := e.opened[p.Parent()]; opened {
		e.site = pos
		ops = e.fail(p)
	}
	calls := e.calls(p.Parent())
	if len(calls) == 0 && len(ops) == 0 {
		ops = e.fail(p)
	}
	for _, c := range calls {
		argument := argumentFor(c.site, p)
		if argument == nil {
			continue
		}
		if e.sdkOf(c.caller) != nil && c.caller.Synthetic == "" {
			if _, ok := argument.(*ssa.Parameter); !ok {
				continue // an operation of the SDK itself, which counts where it is mentioned
			}
		}
		if c.caller.Synthetic == "" || c.caller.Origin() != nil {
			e.site = c.site.Pos()
		}
		for _, op := range e.value(argument, depth+1) {
			if op.Position == "" {
				op.Position = e.position(e.site)
			}
			ops = append(ops, op)
		}
	}
	return ops
}

// argumentFor returns the argument of a call for a parameter.
func argumentFor(site ssa.CallInstruction, p *ssa.Parameter) ssa.Value {
	at := slices.Index(p.Parent().Params, p)
	common := site.Common()
	if common.IsInvoke() {
		at--
	}
	if at < 0 || at >= len(common.Args) {
		return nil
	}
	return common.Args[at]
}

// value returns the operations that v may be.
func (e *evaluation) value(v ssa.Value, depth int) []sdk.Operation {
	if e.visiting[v] {
		return nil
	}
	if depth > maxDepth {
		return e.fail(v)
	}
	e.visiting[v] = true
	defer delete(e.visiting, v)
	switch v := v.(type) {
	case *ssa.Const:
		return nil // the zero Operation, which Call rejects
	case *ssa.Parameter:
		return e.parameter(v, depth)
	case *ssa.ChangeType:
		return e.value(v.X, depth+1)
	case *ssa.Phi:
		var ops []sdk.Operation
		for _, edge := range v.Edges {
			ops = append(ops, e.value(edge, depth+1)...)
		}
		return ops
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return e.address(v.X, depth+1)
		}
	case *ssa.Call:
		return e.results(v, 0, depth)
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			return e.results(c, v.Index, depth)
		}
		if _, ok := v.Tuple.(*ssa.Lookup); ok {
			return e.elements(v, depth)
		}
		if _, ok := v.Tuple.(*ssa.Next); ok {
			return e.elements(v, depth)
		}
	case *ssa.Lookup, *ssa.Index:
		return e.elements(v, depth)
	case *ssa.Field:
		return e.candidates(v, e.index.fields[fieldOf(v.X.Type(), v.Field)], depth)
	}
	return e.fail(v)
}

// results returns the operations that the functions behind a call return.
func (e *evaluation) results(c *ssa.Call, at, depth int) []sdk.Operation {
	var ops []sdk.Operation
	callees := e.graph.targets(c)
	if len(callees) == 0 {
		return e.fail(c)
	}
	for _, callee := range callees {
		if e.sdkOf(callee) != nil || len(callee.Blocks) == 0 {
			return e.fail(c)
		}
		for _, b := range callee.Blocks {
			if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && at < len(r.Results) {
				ops = append(ops, e.value(r.Results[at], depth+1)...)
			}
		}
	}
	return ops
}

// address returns the operations that a pointer may point to.
func (e *evaluation) address(a ssa.Value, depth int) []sdk.Operation {
	switch a := a.(type) {
	case *ssa.Alloc, *ssa.Global:
		return e.stored(a, depth)
	case *ssa.FieldAddr:
		return e.candidates(a, e.index.fields[fieldOf(elementOf(a.X.Type()), a.Field)], depth)
	case *ssa.IndexAddr:
		return e.elements(a, depth)
	case *ssa.FreeVar:
		if bound := e.index.bindings[a]; bound != nil && depth < maxDepth {
			return e.address(bound, depth+1)
		}
	case *ssa.Parameter:
		if _, opened := e.opened[a.Parent()]; opened {
			return e.fail(a)
		}
		var ops []sdk.Operation
		for _, c := range e.calls(a.Parent()) {
			if argument := argumentFor(c.site, a); argument != nil && depth < maxDepth {
				ops = append(ops, e.address(argument, depth+1)...)
			}
		}
		return ops
	}
	return e.fail(a)
}

// elements returns the operations of all slices, arrays and maps of operations.
// They are told apart by type only. Those of the SDK, which Operations returns,
// cannot be told apart at all.
func (e *evaluation) elements(v ssa.Value, depth int) []sdk.Operation {
	if e.index.usesItems(e.Program) {
		return e.fail(v)
	}
	var ops []sdk.Operation
	var some []ssa.Value
	for _, at := range e.index.elements {
		if sameNamed(elementOf(at.Type()), e.sdk.Operation) {
			some = append(some, at)
		}
	}
	for _, update := range e.index.updates {
		if sameNamed(update.Value.Type(), e.sdk.Operation) {
			ops = append(ops, e.value(update.Value, depth+1)...)
		}
	}
	if len(ops) > 0 && len(some) == 0 && !e.index.exposes(e.Program, e.sdk.Operation) {
		return ops
	}
	return append(ops, e.candidates(v, some, depth)...)
}

// candidates returns what is stored at any of several addresses. If nothing is,
// or code that is not analyzed gets a pointer to operations, the value comes from
// where the analysis does not see.
func (e *evaluation) candidates(v ssa.Value, addresses []ssa.Value, depth int) []sdk.Operation {
	if depth > maxDepth {
		return e.fail(v)
	}
	var ops, parts []sdk.Operation
	written := false
	for _, a := range addresses {
		written = written || e.index.isWritten(a)
	}
	if !written || e.index.exposes(e.Program, e.sdk.Operation) {
		ops = e.fail(v)
	}
	for _, a := range addresses {
		if e.index.isWritten(a) && !e.visiting[a] {
			e.visiting[a] = true
			whole, part := e.storedAt(a, depth+1)
			ops = append(ops, whole...)
			if part != nil {
				parts = append(parts, *part)
			}
			delete(e.visiting, a)
		}
	}
	return completed(ops, parts)
}
