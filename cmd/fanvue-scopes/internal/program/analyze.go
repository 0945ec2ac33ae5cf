package program

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/flow"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
)

// rounds bounds how often the call graph of a unit is computed. Each round but
// the last adds functions that only unsafe code or reflection calls.
const rounds = 8

// Analyze returns what each program, test program and library of p performs, and
// what concerns all of them.
func (p *Program) Analyze() ([]report.Unit, []report.Undecided) {
	wide := vta.CallGraph(p.functions, nil)
	units := []report.Unit{}
	for _, u := range p.units() {
		units = append(units, p.analyze(u, wide))
	}
	slices.SortStableFunc(units, func(a, b report.Unit) int { return strings.Compare(a.Package, b.Package) })
	return units, p.problems
}

// analyze computes the call graph of a unit until nothing is added to it. The
// graph of fewer functions is more precise, so each round starts from what the
// last one reached.
func (p *Program) analyze(u *unit, wide *callgraph.Graph) report.Unit {
	g := &graph{calls: wide.Nodes, wider: wide.Nodes, extra: map[*ssa.Function][]edge{}}
	roots, called := slices.Clone(u.roots), slices.Clone(u.open)
	r := p.reachFrom(roots, g)
	var found *flow.Result
	for range rounds {
		g.calls = vta.CallGraph(r.reached(), nil).Nodes
		r = p.reachFrom(roots, g)
		input := flow.Input{
			Program: p.prog, Functions: r.reached(), Callees: r.callees(), Open: called, Standard: p.isStandard,
		}
		if u.kind == "library" {
			input.Library = u.pkg.Types
		}
		found = flow.Analyze(input)
		added := false
		for _, fn := range slices.Concat(found.Called, p.methodsByName(found)) {
			if !slices.Contains(called, fn) {
				called = append(called, fn)
				roots = append(roots, fn)
				added = true
			}
		}
		for _, e := range found.Edges {
			if caller := e.Site.Parent(); !slices.Contains(g.extra[caller], edge{e.Site, e.Callee, e.Site.Pos()}) {
				g.extra[caller] = append(g.extra[caller], edge{e.Site, e.Callee, e.Site.Pos()})
				added = true
			}
		}
		if !added {
			break
		}
		r = p.reachFrom(roots, g)
	}
	return p.result(u, r, found)
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
