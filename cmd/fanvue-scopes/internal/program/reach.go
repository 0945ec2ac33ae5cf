package program

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/flow"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// state is a function as it is reached: an SDK function counts apart for the
// caller's own account and for a managed creator.
type state struct {
	fn   *ssa.Function
	view sdk.View
}

// arrival says how a state was first reached.
type arrival struct {
	from state
	pos  token.Pos
}

// call is a call of a function, for the values of its parameters.
type call struct {
	caller *ssa.Function
	site   ssa.CallInstruction
}

// reach is what the entry points of a unit reach.
type reach struct {
	*Program
	graph *graph
	// certain is what plain calls reach; nil in itself. Its paths are preferred.
	certain *reach
	// arrivals has every state, with a shortest way to it.
	arrivals map[state]arrival
	// followed has the functions whose calls are in calls.
	followed map[*ssa.Function]bool
	// order lists the states as they were found.
	order []state
	// calls has the calls of every function that is reached.
	calls map[*ssa.Function][]call
}

// graph is a call graph with the edges that the flow of values through unsafe
// code and reflection adds.
type graph struct {
	calls map[*ssa.Function]*callgraph.Node
	extra map[*ssa.Function][]edge
	// linked has the packages whose functions can be called.
	linked map[*types.Package]bool
	// static leaves out calls of interface methods and of function values.
	static bool
}

// edge is a call that is not in the call graph.
type edge struct {
	site   ssa.CallInstruction // nil for a call by the runtime or by reflection
	callee *ssa.Function
	pos    token.Pos
}

// out calls every for each call that fn makes.
func (g *graph) out(fn *ssa.Function, every func(edge)) {
	each := func(e edge) {
		if pkg := packageOf(e.callee); g.linked == nil || pkg == nil || g.linked[pkg] {
			every(e)
		}
	}
	node := g.calls[fn]
	if node == nil || g.static {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if c, ok := instr.(ssa.CallInstruction); ok && c.Common().StaticCallee() != nil {
					each(edge{c, c.Common().StaticCallee(), c.Pos()})
				}
			}
		}
	} else {
		for _, e := range node.Out {
			pos := token.NoPos
			if e.Site != nil {
				pos = e.Site.Pos()
			}
			each(edge{e.Site, e.Callee.Func, pos})
		}
	}
	for _, e := range g.extra[fn] {
		each(e)
	}
}

// add adds what the flow of values has found. It reports whether that is
// anything new.
func (g *graph) add(found *flow.Result) (added bool) {
	type pair struct {
		caller *ssa.Function
		edge   edge
	}
	known := map[pair]bool{}
	for caller, edges := range g.extra {
		for _, e := range edges {
			known[pair{caller, e}] = true
		}
	}
	add := func(caller *ssa.Function, e edge) {
		if !known[pair{caller, e}] {
			known[pair{caller, e}] = true
			g.extra[caller] = append(slices.Clip(g.extra[caller]), e) // the slice may be shared
			added = true
		}
	}
	for _, c := range found.Called {
		add(c.Maker, edge{nil, c.Fn, positionOf(c.At)})
	}
	for _, e := range found.Edges {
		add(e.Site.Parent(), edge{e.Site, e.Callee, e.Site.Pos()})
	}
	return added
}

// reachFrom follows the calls from roots.
func (p *Program) reachFrom(roots []*ssa.Function, g *graph) *reach {
	r := &reach{Program: p, graph: g, arrivals: map[state]arrival{}, followed: map[*ssa.Function]bool{}, calls: map[*ssa.Function][]call{}}
	for _, root := range roots {
		r.arrive(state{fn: root}, arrival{pos: root.Pos()})
	}
	for i := 0; i < len(r.order); i++ {
		r.follow(r.order[i])
	}
	return r
}

func (r *reach) arrive(s state, a arrival) {
	if s.view == both { // apart, so that each has a path of its own
		r.arrive(state{s.fn, sdk.Own}, a)
		r.arrive(state{s.fn, sdk.Creator}, a)
		return
	}
	if _, known := r.arrivals[s]; !known {
		r.arrivals[s] = a
		r.order = append(r.order, s)
	}
}

// follow finds the functions that a state leads to.
func (r *reach) follow(s state) {
	first := !r.followed[s.fn]
	r.followed[s.fn] = true
	r.graph.out(s.fn, func(e edge) {
		var recv ssa.Value
		if e.site != nil {
			if first {
				r.calls[e.callee] = append(r.calls[e.callee], call{s.fn, e.site})
			}
			if common := e.site.Common(); !common.IsInvoke() && len(common.Args) > 0 {
				recv = common.Args[0]
			}
		}
		view := r.viewAt(s.fn, s.view, e.callee, recv)
		if bound := s.fn; isBound(bound) && r.sdkOf(bound) != nil {
			// The receiver is the one that the method value was made with.
			view = s.view
			if known, ok := r.viewOfType(receiver(bound)); ok {
				view = known
			}
		}
		if r.isMentioned(e.callee) && r.sdkOf(s.fn) == nil {
			return // it counts with the view of the function that made it
		}
		if isBound(e.callee) {
			view = r.viewOfBound(s, e.callee)
		}
		r.arrive(state{e.callee, view}, arrival{s, e.pos})
	})
	if r.sdkOf(s.fn) == nil || s.fn.Synthetic != "" && s.fn.Origin() == nil {
		return
	}
	// What an SDK function mentions counts as called: a closure that it returns
	// has the view of the function that made it.
	for _, b := range s.fn.Blocks {
		for _, instr := range b.Instrs {
			for _, operand := range instr.Operands(nil) {
				fn, ok := (*operand).(*ssa.Function)
				if !ok || r.sdkOf(fn) == nil {
					continue
				}
				if c, ok := instr.(ssa.CallInstruction); ok && c.Common().Value == fn {
					continue // followed above
				}
				r.arrive(state{fn, r.mentioned(s, fn, instr)}, arrival{s, instr.Pos()})
			}
		}
	}
}

// mentioned returns the view of a function that an SDK function uses as a value.
func (r *reach) mentioned(s state, fn *ssa.Function, instr ssa.Instruction) sdk.View {
	if closure, ok := instr.(*ssa.MakeClosure); ok && isBound(fn) {
		return r.viewAt(s.fn, s.view, fn, closure.Bindings[0])
	}
	return s.view
}

// isMentioned reports whether fn is a closure or a method value that an SDK
// function makes.
func (r *reach) isMentioned(fn *ssa.Function) bool {
	if fn.Parent() != nil {
		return r.sdkOf(fn) != nil
	}
	made := r.bound[fn]
	return made != nil && r.sdkOf(made.Parent()) != nil
}

// isBound reports whether fn is what a method value calls.
func isBound(fn *ssa.Function) bool {
	return fn.Synthetic != "" && fn.Origin() == nil && fn.Parent() == nil && fn.Signature.Recv() == nil && len(fn.FreeVars) == 1
}

// viewOfBound returns the view of a method value. Each place where one is made
// has a function of its own.
func (r *reach) viewOfBound(from state, fn *ssa.Function) sdk.View {
	if r.sdkOf(fn) == nil {
		return 0
	}
	made := r.bound[fn]
	if made == nil {
		return 0
	}
	caller := made.Parent()
	inherited := sdk.View(0)
	if r.sdkOf(caller) != nil {
		inherited = from.view
	}
	return r.viewAt(caller, inherited, fn, made.Bindings[0])
}

// findBound finds where the method values are made.
func (p *Program) findBound() {
	p.bound = map[*ssa.Function]*ssa.MakeClosure{}
	for fn := range p.functions {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if closure, ok := instr.(*ssa.MakeClosure); ok {
					if target := closure.Fn.(*ssa.Function); isBound(target) {
						p.bound[target] = closure
					}
				}
			}
		}
	}
}

// reached returns the set of reached functions.
func (r *reach) reached() map[*ssa.Function]bool {
	set := make(map[*ssa.Function]bool, len(r.order))
	for _, s := range r.order {
		set[s.fn] = true
	}
	return set
}
