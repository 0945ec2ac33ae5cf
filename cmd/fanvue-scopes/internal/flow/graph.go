package flow

import (
	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"
)

// color says how a node is joined to the world.
type color uint8

const (
	in      color = 1 << iota // what it holds flows into the world
	out                       // it holds what comes out of the world
	visible                   // what it holds flows to code that calls methods by name
)

// graph has the flow of values, and keeps up to date what its nodes hold.
type graph struct {
	next, prev [][]node
	colors     []color
	// sets has the numbers of the origins that a node holds, and news those that
	// have not been passed on; queue has the nodes with news.
	sets, news []*intsets.Sparse
	queue      []node
	// holds has the value that a node stands for.
	holds map[node]ssa.Value
	// changed has the nodes that got a color that is not yet handled.
	changed []change
}

type change struct {
	at  node
	got color
}

func newGraph() graph {
	g := graph{holds: map[node]ssa.Value{}}
	for range firstFree {
		g.fresh()
	}
	g.colors[world] = in | out
	g.colors[reflected] = visible
	return g
}

func (g *graph) fresh() node {
	g.next = append(g.next, nil)
	g.prev = append(g.prev, nil)
	g.colors = append(g.colors, 0)
	g.sets = append(g.sets, nil)
	g.news = append(g.news, nil)
	return node(len(g.next) - 1)
}

func (g *graph) has(n node, c color) bool { return g.colors[n]&c != 0 }

// add lets what from holds flow to to.
func (g *graph) add(from, to node) {
	if from == to {
		return
	}
	if set := g.sets[from]; set != nil {
		g.pour(set, to)
	}
	g.next[from] = append(g.next[from], to)
	g.prev[to] = append(g.prev[to], from)
	if g.has(from, out) {
		g.mark(to, out)
	}
	for _, c := range []color{in, visible} {
		if g.has(to, c) {
			g.mark(from, c)
		}
	}
}

// mark gives n a color, and all nodes that get it from n. What is in the world
// comes out anywhere, but that does not bring it elsewhere: the world has its
// colors from the start.
func (g *graph) mark(n node, c color) {
	if g.has(n, c) || n == world {
		return
	}
	stack := []node{n}
	g.colors[n] |= c
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		g.changed = append(g.changed, change{n, c})
		others := g.prev[n]
		if c == out {
			others = g.next[n]
		}
		for _, m := range others {
			if !g.has(m, c) && m != world {
				g.colors[m] |= c
				stack = append(stack, m)
			}
		}
	}
}

// hold adds an origin to what a node holds.
func (g *graph) hold(n node, id int) {
	if g.sets[n] == nil {
		g.sets[n] = &intsets.Sparse{}
	}
	if g.sets[n].Insert(id) {
		g.announce(n)
		g.news[n].Insert(id)
	}
}

// pour adds a set of origins to what a node holds. The world has its colors
// instead.
func (g *graph) pour(set *intsets.Sparse, n node) {
	if n < firstFree {
		return
	}
	if g.sets[n] == nil {
		g.sets[n] = &intsets.Sparse{}
	}
	var more intsets.Sparse
	more.Difference(set, g.sets[n])
	if more.IsEmpty() {
		return
	}
	g.sets[n].UnionWith(&more)
	g.announce(n)
	g.news[n].UnionWith(&more)
}

// announce makes room for the news of a node.
func (g *graph) announce(n node) {
	if g.news[n] == nil {
		g.news[n] = &intsets.Sparse{}
		g.queue = append(g.queue, n)
	}
}
