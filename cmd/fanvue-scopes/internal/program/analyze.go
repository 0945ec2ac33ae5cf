package program

import (
	"go/types"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/flow"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
)

// refinements is how often the call graph of a unit is made more precise.
const refinements = 2

// Analyze returns what each program, test program and library of p performs, and
// what concerns all of them.
func (p *Program) Analyze() ([]report.Unit, []report.Undecided) {
	wide := p.widest()
	all := p.units()
	units := make([]report.Unit, len(all))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, u := range all {
		slots <- struct{}{}
		group.Go(func() {
			units[i] = p.analyze(u, wide)
			<-slots
		})
	}
	group.Wait()
	slices.SortStableFunc(units, func(a, b report.Unit) int { return strings.Compare(a.Package, b.Package) })
	return units, p.problems
}

// start is what the analyses of all units start from.
type start struct {
	*graph
	found *flow.Result
}

// widest returns the call graph of all functions, dead ones included.
func (p *Program) widest() start {
	g := &graph{calls: vta.CallGraph(p.functions, nil).Nodes, extra: map[*ssa.Function][]edge{}}
	all := &reach{Program: p}
	for fn := range p.functions {
		all.order = append(all.order, state{fn: fn})
	}
	found := p.flow(&unit{outside: p.newOutside(p.initial...)}, all.with(g))
	g.add(found)
	return start{g, found}
}

// analyze finds what a unit reaches. It starts with too much and refines it:
// the call graph of fewer functions is more precise. It stops as soon as all
// that is left is reached by plain calls, or nothing more goes away.
func (p *Program) analyze(u *unit, wide start) report.Unit {
	linked := p.linked(u)
	u.outside = p.newOutside(u.pkg)
	one := *p
	p = &one
	p.findConverted(linked)
	certain := p.reachFrom(u.roots, &graph{static: true, linked: linked})
	g := &graph{calls: wide.calls, extra: maps.Clone(wide.extra), linked: linked}
	r := p.reachFrom(u.roots, g)
	found := wide.found.Within(r.reached())
	if len(u.open) > 0 { // code that is not part of the program calls it
		found = p.flow(u, r.with(g))
		g.add(found)
		r = p.reachFrom(u.roots, g)
	}
	for range refinements {
		before := r.performed()
		if len(found.Reflected) == 0 && maps.Equal(before, certain.performed()) {
			break
		}
		g = &graph{calls: vta.CallGraph(r.reached(), nil).Nodes, extra: map[*ssa.Function][]edge{}, linked: linked}
		// The flow is that of all functions that may be reached, so one pass is
		// enough.
		found = p.flow(u, r.with(g))
		g.add(found)
		r = p.reachFrom(u.roots, g)
		if len(found.Reflected) == 0 && maps.Equal(before, r.performed()) {
			break
		}
	}
	r.certain = certain
	return p.result(u, r, found)
}

// linked returns the packages that are linked into a unit.
func (p *Program) linked(u *unit) map[*types.Package]bool {
	set := map[*types.Package]bool{}
	packages.Visit([]*packages.Package{u.pkg}, nil, func(pkg *packages.Package) { set[pkg.Types] = true })
	return set
}

// flow finds the calls of reached functions that the call graph misses.
func (p *Program) flow(u *unit, r *reach) *flow.Result {
	input := flow.Input{
		Program: p.prog, Functions: r.reached(), Callees: r.callees(), Outside: u.outside,
		Open: slices.Clone(u.open),
	}
	if u.kind == "library" {
		input.Library = u.pkg.Types
	}
	return flow.Analyze(input)
}

// performed returns the functions of an SDK that are reached and perform
// operations, or take them.
func (r *reach) performed() map[state]bool {
	set := map[state]bool{}
	for _, s := range r.order {
		if from := r.sdkOf(s.fn); from != nil {
			object := objectOf(s.fn)
			if len(from.Performs[object]) > 0 {
				set[s] = true
			}
			if from.TakesOperation(object) >= 0 {
				set[state{fn: s.fn, view: 255}] = true
			}
		}
	}
	return set
}

// with returns r with the calls of another graph.
func (r *reach) with(g *graph) *reach {
	other := &reach{Program: r.Program, graph: g, arrivals: r.arrivals, order: r.order, calls: map[*ssa.Function][]call{}}
	for fn := range r.reached() {
		g.out(fn, func(e edge) {
			if e.site != nil {
				other.calls[e.callee] = append(other.calls[e.callee], call{fn, e.site})
			}
		})
	}
	return other
}

// callees returns the functions that each reached call may reach.
func (r *reach) callees() map[ssa.CallInstruction][]*ssa.Function {
	all := map[ssa.CallInstruction][]*ssa.Function{}
	for callee, calls := range r.calls {
		for _, c := range calls {
			all[c.site] = append(all[c.site], callee)
		}
	}
	return all
}
