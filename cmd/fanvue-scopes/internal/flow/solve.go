package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// solve finds what reaches the world, what comes out of it, and the calls that
// follow.
func (a *analysis) solve() *Result {
	r := &Result{}
	into := a.closure(world, true)
	seen := map[[2]*ssa.Function]bool{}
	for _, c := range a.functions {
		var made ssa.Value = c.Fn
		if closure, ok := c.At.(*ssa.MakeClosure); ok && closure.Fn == c.Fn {
			made = closure
		}
		if pair := [2]*ssa.Function{c.Maker, c.Fn}; into.has(a.value(made)) && !seen[pair] {
			seen[pair] = true
			r.Called = append(r.Called, c)
		}
	}
	if a.Library != nil {
		a.handedOut(r, into)
	}
	for _, g := range a.given {
		if into.has(g.at) {
			a.add(world, a.typed(writable, g.of))
		}
	}
	a.invoked(r, into)
	if a.byName != nil {
		a.reflected(r)
	}
	return r
}

// handedOut adds the methods that users of a library can call on what it hands
// out as an interface: those of the interface, or all exported ones if it has
// none and the type is not one of an SDK.
func (a *analysis) handedOut(r *Result, into set) {
	for _, made := range a.interfaces {
		named := namedOf(made.X.Type())
		if !into.has(a.value(made)) || named == nil || named.Obj().Pkg() == nil || a.Standard(named.Obj().Pkg()) {
			continue
		}
		asked, ok := made.Type().Underlying().(*types.Interface)
		if !ok || asked.NumMethods() == 0 && named.Obj().Pkg() != a.Library {
			continue
		}
		for method := range a.Program.MethodSets.MethodSet(made.X.Type()).Methods() {
			object := method.Obj()
			if wanted, _, _ := types.LookupFieldOrMethod(asked, false, object.Pkg(), object.Name()); asked.NumMethods() > 0 && wanted == nil || !object.Exported() {
				continue
			}
			if fn := a.Program.MethodValue(method); fn != nil {
				r.Called = append(r.Called, Call{made.Parent(), fn, made})
			}
		}
	}
}

func namedOf(t types.Type) *types.Named {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	return named
}

// invoked adds the calls of methods of types that reached the world.
func (a *analysis) invoked(r *Result, into set) {
	worldly := map[types.Type]bool{}
	seen := map[types.Type]bool{}
	for _, made := range a.interfaces {
		if into.has(a.value(made)) {
			within(made.X.Type(), seen, func(t types.Type) {
				if _, isInterface := t.Underlying().(*types.Interface); !isInterface {
					worldly[t] = true
				}
			})
		}
	}
	byMethod := map[string][]types.Type{}
	var distinct []types.Type
	for t := range worldly {
		distinct = append(distinct, t)
	}
	for _, t := range distinct {
		for method := range a.Program.MethodSets.MethodSet(t).Methods() {
			id := method.Obj().(*types.Func).Id()
			byMethod[id] = append(byMethod[id], t)
		}
	}
	outOf := a.closure(world, false)
	added := map[Edge]bool{}
	implements := map[[2]types.Type]bool{}
	for _, site := range a.invokes {
		common := site.Common()
		if !outOf.has(a.value(common.Value)) {
			continue
		}
		asked, ok := common.Value.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		callees := map[*ssa.Function]bool{}
		for _, fn := range a.Callees[site] {
			callees[fn] = true
		}
		for _, t := range byMethod[common.Method.Id()] {
			pair := [2]types.Type{t, asked}
			fits, known := implements[pair]
			if !known {
				fits = types.Implements(t, asked)
				implements[pair] = fits
			}
			if !fits {
				continue
			}
			fn := a.Program.LookupMethod(t, common.Method.Pkg(), common.Method.Name())
			if e := (Edge{site, fn}); fn != nil && !added[e] && !callees[fn] {
				added[e] = true
				r.Edges = append(r.Edges, e)
			}
		}
	}
}

// reflected finds the values whose methods may be called by name. In the
// standard library only packages that do so count: others look at values but
// call no methods.
func (a *analysis) reflected(r *Result) {
	r.ByName = a.byName
	target := a.node(key{kind: reflected})
	for _, l := range a.lookups {
		if a.byNameIn[l.pkg] || !a.Standard(l.pkg) {
			a.add(a.value(l.value), target)
		}
	}
	into := a.closure(target, true)
	for _, made := range a.interfaces {
		if into.has(a.value(made)) {
			r.Reflected = append(r.Reflected, made)
		}
	}
}

// set is a set of nodes. Nodes that are made after it are not in it.
type set []bool

func (s set) has(n node) bool { return int(n) < len(s) && s[n] }

// closure returns the nodes from which start can be reached, or that it reaches.
func (a *analysis) closure(start node, backward bool) set {
	from, to := a.from, a.to
	if backward {
		from, to = to, from
	}
	first := make([]int32, a.count+1)
	for _, n := range from {
		first[n]++
	}
	sum := int32(0)
	for i, n := range first {
		first[i] = sum
		sum += n
	}
	next := slices.Clone(first)
	targets := make([]node, len(to))
	for i, n := range from {
		targets[next[n]] = to[i]
		next[n]++
	}
	marked := make(set, a.count)
	marked[start] = true
	stack := []node{start}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, m := range targets[first[n]:first[n+1]] {
			// What is in the world comes out anywhere, but that does not bring
			// it elsewhere.
			if !marked[m] && m != world {
				marked[m] = true
				stack = append(stack, m)
			}
		}
	}
	return marked
}
