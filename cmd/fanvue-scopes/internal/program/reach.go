package program

import (
	"go/token"

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
	// opened has the functions that code outside calls, and where it gets them.
	opened map[*ssa.Function]token.Pos
	// order lists the states as they were found.
	order []state
	// callers has the calls of every function that is reached; see calls.
	callers map[*ssa.Function][]call
}

// graph is a call graph. The zero graph has static calls only.
type graph struct {
	callees map[ssa.CallInstruction][]*ssa.Function
	// called has the functions that code outside calls, by the function that
	// makes the value.
	called map[*ssa.Function][]edge
}

// edge is a call.
type edge struct {
	site   ssa.CallInstruction // nil for a call by code outside
	callee *ssa.Function
	pos    token.Pos
}

func newGraph(found *flow.Result) *graph {
	g := &graph{callees: found.Callees, called: map[*ssa.Function][]edge{}}
	for _, c := range found.Called {
		g.called[c.Maker] = append(g.called[c.Maker], edge{nil, c.Fn, positionOf(c.At)})
	}
	return g
}

// out calls each for every call that fn makes.
func (g *graph) out(fn *ssa.Function, each func(edge)) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			c, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			for _, callee := range g.targets(c) {
				each(edge{c, callee, c.Pos()})
			}
		}
	}
	for _, e := range g.called[fn] {
		each(e)
	}
}

// targets returns the functions that a call may reach.
func (g *graph) targets(c ssa.CallInstruction) []*ssa.Function {
	if callee := c.Common().StaticCallee(); callee != nil {
		return []*ssa.Function{callee}
	}
	return g.callees[c]
}

// reachFrom follows the calls from the roots of a unit.
func (p *Program) reachFrom(u *unit, g *graph) *reach {
	r := &reach{Program: p, graph: g, arrivals: map[state]arrival{}, opened: map[*ssa.Function]token.Pos{}}
	for _, root := range u.roots {
		r.arrive(state{fn: root}, arrival{pos: root.Pos()})
	}
	for _, root := range u.open {
		r.opened[root] = root.Pos()
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
	r.graph.out(s.fn, func(e edge) {
		var recv ssa.Value
		if e.site == nil {
			r.opened[e.callee] = e.pos
		} else {
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

// calls returns the calls of a function.
func (r *reach) calls(of *ssa.Function) []call {
	if r.callers == nil {
		r.callers = map[*ssa.Function][]call{}
		for fn := range r.reached() {
			r.graph.out(fn, func(e edge) {
				if e.site != nil {
					r.callers[e.callee] = append(r.callers[e.callee], call{fn, e.site})
				}
			})
		}
	}
	return r.callers[of]
}

// reached returns the set of reached functions.
func (r *reach) reached() map[*ssa.Function]bool {
	set := make(map[*ssa.Function]bool, len(r.order))
	for _, s := range r.order {
		set[s.fn] = true
	}
	return set
}
