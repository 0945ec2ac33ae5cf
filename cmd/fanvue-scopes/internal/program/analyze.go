package program

import (
	"fmt"
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
	unit := p.result(u, o, found)
	if found.Loose {
		input.AnyByName = true
		p.addByName(&unit, p.result(u, o, flow.Analyze(input)), o, found)
	}
	return unit
}

// addByName reports the operations that a unit performs if code that calls
// methods by name gets all values that it might get.
func (p *Program) addByName(unit *report.Unit, wide report.Unit, o *outside, found *flow.Result) {
	for _, use := range wide.Uses {
		if slices.ContainsFunc(unit.Uses, func(other report.Use) bool {
			return other.Name == use.Name && slices.Equal(other.Scopes, use.Scopes)
		}) || len(use.Calls) == 0 {
			continue
		}
		last := use.Calls[len(use.Calls)-1]
		if p.ignored[lineOf(last.Position)] {
			continue
		}
		unit.Undecided = append(unit.Undecided, report.Undecided{
			Kind: "reflect", Position: last.Position,
			Reason: fmt.Sprintf("%s is performed only if code that calls methods by name (%s) gets here: it is not counted", use.Name, p.byName(o, found)),
		})
	}
	sortUndecided(unit)
}
