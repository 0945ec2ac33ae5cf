package program

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/flow"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// result follows the calls that have been found, and reports what is reached.
func (p *Program) result(u *unit, o *outside, found *flow.Result) report.Unit {
	one := *p
	p = &one
	p.findConverted(found.Reached)
	r := p.reachFrom(u, newGraph(found))
	r.certain = p.reachFrom(u, &graph{})
	unit := report.Unit{Package: strings.TrimSuffix(u.pkg.PkgPath, ".test"), Kind: u.kind, Uses: []report.Use{}, Undecided: []report.Undecided{}}
	seen := map[string]bool{}
	for _, s := range r.order {
		from := p.sdkOf(s.fn)
		if from == nil || s.fn.Synthetic != "" && s.fn.Origin() == nil {
			continue
		}
		for _, d := range from.Performs[objectOf(s.fn)] {
			for _, op := range d.For(s.view) {
				if !seen[op.Name] {
					seen[op.Name] = true
					unit.Uses = append(unit.Uses, report.Use{Operation: op, Calls: r.path(s)})
				}
			}
		}
	}
	e := &evaluation{reach: r, undecided: &unit.Undecided}
	unit.Uses = append(unit.Uses, e.declared()...)
	report.SortUses(unit.Uses)
	p.opaque(u, o, r, found, &unit.Undecided)
	unit.Undecided = slices.DeleteFunc(unit.Undecided, func(u report.Undecided) bool { return p.ignored[lineOf(u.Position)] })
	sortUndecided(&unit)
	return unit
}

func sortUndecided(unit *report.Unit) {
	slices.SortStableFunc(unit.Undecided, func(a, b report.Undecided) int {
		return strings.Compare(a.Kind+a.Position, b.Kind+b.Position)
	})
	unit.Undecided = slices.Compact(unit.Undecided)
}

// path returns how a state is reached, up to the first function of an SDK.
func (r *reach) path(s state) []report.Step {
	if r.certain != nil {
		if _, ok := r.certain.arrivals[s]; ok {
			return r.certain.path(s)
		}
	}
	var states []state
	var calls []token.Pos
	for {
		a := r.arrivals[s]
		states = append(states, s)
		calls = append(calls, a.pos)
		if a.from.fn == nil {
			break
		}
		s = a.from
	}
	slices.Reverse(states)
	slices.Reverse(calls)
	var steps []report.Step
	pos := token.NoPos
	for i, s := range states {
		if calls[i].IsValid() {
			pos = calls[i]
		}
		inSDK := r.sdkOf(s.fn) != nil
		if isWrapper(s.fn) && !(inSDK && i == len(states)-1) {
			continue // it has no code of its own
		}
		steps = append(steps, report.Step{Function: functionName(s.fn, s.view, inSDK), Position: r.position(pos)})
		pos = token.NoPos
		if inSDK {
			break
		}
	}
	return steps
}

func isWrapper(fn *ssa.Function) bool {
	return fn.Synthetic != "" && fn.Origin() == nil && fn.Parent() == nil && fn.Name() != "init"
}

// functionName names a function as Go programmers do.
func functionName(fn *ssa.Function, view sdk.View, inSDK bool) string {
	pkg := packageOf(fn)
	if pkg == nil {
		return fn.String()
	}
	name := strings.TrimSuffix(fn.RelString(pkg), "$bound")
	if !inSDK {
		return pkg.Name() + "." + name
	}
	name = strings.NewReplacer("(", "", ")", "", "*", "").Replace(name)
	service, method, isMethod := strings.Cut(name, ".")
	if isMethod {
		service = strings.TrimSuffix(strings.TrimSuffix(service, "Core"), "Service")
		service = strings.ToUpper(service[:1]) + service[1:]
		if rest, ok := strings.CutPrefix(service, "Creator"); ok && view == sdk.Creator && rest != "" {
			service = rest
		}
		name = service + "." + method
	}
	if view == sdk.Creator {
		name = "Creator." + name
	}
	return pkg.Name() + "." + name
}
