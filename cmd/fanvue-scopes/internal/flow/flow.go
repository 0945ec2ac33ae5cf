// Package flow finds the calls that a call graph misses because values pass
// through code without types: unsafe pointers, functions without a Go body, the
// runtime, reflection.
//
// All such code is one node, the world. What flows into it may come out of it
// anywhere. So a function value that flows into the world is called, and a
// method of a type that flows into it may be called wherever an interface value
// comes out of it. The flow is coarse: fields are told apart by type and index,
// elements by type.
package flow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// Input is what to analyze.
type Input struct {
	Program *ssa.Program
	// Functions are those that are reached.
	Functions map[*ssa.Function]bool
	// Callees has the functions that each call may reach.
	Callees map[ssa.CallInstruction][]*ssa.Function
	// Open are functions that unknown code calls.
	Open []*ssa.Function
	// Library is the package whose exported fields and variables unknown code
	// uses; nil for a program.
	Library *types.Package
	// Standard reports whether a package is one of the standard library.
	Standard func(*types.Package) bool
}

// Edge is a call that goes through the world.
type Edge struct {
	Site   ssa.CallInstruction
	Callee *ssa.Function
}

// Call is the call of a function by the world, which got its value from Maker.
type Call struct {
	Maker *ssa.Function
	Fn    *ssa.Function
	At    ssa.Instruction
}

// Result is what has been found.
type Result struct {
	// Called are functions whose values flow into the world.
	Called []Call
	Edges  []Edge
	// Reflected are the values whose methods may be called by name.
	Reflected []*ssa.MakeInterface
	// ByName is a place that calls methods by name; nil if there is none.
	ByName ssa.CallInstruction
}

// Within returns the part of r that concerns functions.
func (r *Result) Within(functions map[*ssa.Function]bool) *Result {
	part := &Result{ByName: r.ByName}
	for _, made := range r.Reflected {
		if functions[made.Parent()] {
			part.Reflected = append(part.Reflected, made)
		}
	}
	return part
}

// node is a place that can hold a value.
type node int32

// world stands for all code without types.
const world node = 0

type kind uint8

const (
	cell      kind = iota // of a variable
	field                 // of a struct type
	pointee               // of the pointers to a type
	element               // of the slices and arrays of a type
	mapKey                // of the maps with keys of a type
	mapValue              // of the maps with values of a type
	message               // of the channels of a type
	result                // of a function
	panicked              // the values of all panics
	contents              // what a value of a type holds
	writable              // what code that has a value of a type may change
	reflected             // what reflection by name looks at
)

type key struct {
	kind  kind
	of    any // an ssa.Value, or the number of a type
	index int
}

type analysis struct {
	Input
	nodes    map[any]node
	from, to []node
	count    node
	types    typeutil.Map // to int
	typeByID []types.Type
	carrying map[int]bool
	expanded map[key]bool
	linked   map[ssa.Value]bool
	bindings map[*ssa.FreeVar]ssa.Value

	functions  []Call // function values
	interfaces []*ssa.MakeInterface
	invokes    []ssa.CallInstruction
	given      []given
	lookups    []lookup
	byName     ssa.CallInstruction
	byNameIn   map[*types.Package]bool
}

// given is a value whose contents the world can change if it gets there.
type given struct {
	at node
	of types.Type
}

// lookup is a value that is given to package reflect.
type lookup struct {
	value ssa.Value
	pkg   *types.Package
}

// Analyze finds what passes through the world.
func Analyze(in Input) *Result {
	a := &analysis{
		Input: in, nodes: map[any]node{}, count: 1,
		carrying: map[int]bool{}, expanded: map[key]bool{}, linked: map[ssa.Value]bool{},
		bindings: map[*ssa.FreeVar]ssa.Value{}, byNameIn: map[*types.Package]bool{},
	}
	for fn := range in.Functions {
		a.bind(fn)
	}
	for fn := range in.Functions {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				a.instruction(instr)
			}
		}
	}
	for _, fn := range in.Open {
		a.open(fn)
	}
	if in.Library != nil {
		a.openPackage(in.Library)
	}
	return a.solve()
}

// bind remembers which variables closures capture.
func (a *analysis) bind(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if closure, ok := instr.(*ssa.MakeClosure); ok {
				for i, v := range closure.Fn.(*ssa.Function).FreeVars {
					a.bindings[v] = closure.Bindings[i]
				}
			}
		}
	}
}

// open lets unknown code call fn.
func (a *analysis) open(fn *ssa.Function) {
	for _, p := range fn.Params {
		a.add(world, a.value(p))
		a.add(world, a.typed(writable, p.Type()))
		a.add(a.typed(contents, p.Type()), world)
	}
	for i := range fn.Signature.Results().Len() {
		a.add(a.node(key{result, fn, i}), world)
		a.add(a.typed(contents, fn.Signature.Results().At(i).Type()), world)
	}
}

// openPackage lets unknown code use the exported variables of a library, and the
// exported fields of its types.
func (a *analysis) openPackage(pkg *types.Package) {
	built := a.Program.Package(pkg)
	for _, name := range pkg.Scope().Names() {
		switch object := pkg.Scope().Lookup(name).(type) {
		case *types.Var:
			if object.Exported() {
				variable := a.node(key{cell, built.Var(name), 0})
				a.add(variable, world)
				a.add(world, variable)
				a.add(a.typed(contents, object.Type()), world)
			}
		case *types.TypeName:
			fields, ok := object.Type().Underlying().(*types.Struct)
			for i := 0; ok && i < fields.NumFields(); i++ {
				if fields.Field(i).Exported() {
					f := a.node(key{field, a.typeID(object.Type()), i})
					a.add(f, world)
					a.add(world, f)
				}
			}
		}
	}
}

// node returns the node of a key or a value.
func (a *analysis) node(of any) node {
	n, ok := a.nodes[of]
	if !ok {
		n = a.count
		a.count++
		a.nodes[of] = n
	}
	return n
}

func (a *analysis) value(v ssa.Value) node { return a.node(v) }

// add lets what from holds flow to to.
func (a *analysis) add(from, to node) {
	a.from = append(a.from, from)
	a.to = append(a.to, to)
}

func (a *analysis) typeID(t types.Type) int {
	if id, ok := a.types.At(t).(int); ok {
		return id
	}
	id := len(a.typeByID)
	a.types.Set(t, id)
	a.typeByID = append(a.typeByID, t)
	return id
}
