package program

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/flow"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
)

// Analyze returns what each program, test program and library of p performs, and
// what concerns all of them.
func (p *Program) Analyze() ([]report.Unit, []report.Undecided) {
	all := p.units()
	units := make([]report.Unit, len(all))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, u := range all {
		slots <- struct{}{}
		group.Go(func() {
			units[i] = p.analyze(u)
			<-slots
		})
	}
	group.Wait()
	slices.SortStableFunc(units, func(a, b report.Unit) int { return strings.Compare(a.Package, b.Package) })
	return units, p.problems
}

// analyze finds what a unit reaches.
func (p *Program) analyze(u *unit) report.Unit {
	o := p.newOutside(u.pkg)
	input := flow.Input{Program: p.prog, Roots: u.roots, Open: u.open, Outside: o}
	if u.isAPI {
		input.Library = u.pkg.Types
	}
	found := flow.Analyze(input)
	one := *p
	one.findConverted(found.Reached)
	r := one.reachFrom(u, newGraph(found))
	r.certain = one.reachFrom(u, &graph{})
	return one.result(u, o, r, found)
}
