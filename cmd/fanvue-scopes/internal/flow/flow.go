// Package flow finds the functions that a program reaches, and which functions
// each call may reach.
//
// It lets functions, and the types of interface values, flow through variables,
// fields, elements, parameters and results, and looks at a function only when
// it is reached. Fields are told apart by type and index, elements by type.
//
// Code that is not analyzed is one node, the world: libraries that do not import
// an SDK, functions without a Go body, unsafe pointers, the runtime, reflection.
// What flows into the world may come out of it anywhere. So a function value that
// flows into it is called, with arguments from the world. A method of a type that
// flows into it is called if code outside has an interface with such a method,
// and may be called wherever an interface value comes out of the world.
package flow

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/types/typeutil"
)

// Input is what to analyze.
type Input struct {
	Program *ssa.Program
	// Roots are the functions that the runtime calls.
	Roots []*ssa.Function
	// Open are functions that unknown code calls.
	Open []*ssa.Function
	// Library is the package whose exported fields and variables unknown code
	// uses; nil if there is none.
	Library *types.Package
	Outside Outside
	// AnyByName counts methods as called by name if it is only not known that
	// their values do not get to code that does so.
	AnyByName bool
}

// Outside says what the code does that is not analyzed.
type Outside interface {
	// Analyzed reports whether a package is analyzed.
	Analyzed(*types.Package) bool
	// SDK reports whether a package is an SDK: the functions that its functions
	// mention count as called.
	SDK(*types.Package) bool
	// Calls reports whether the code may call a method through an interface.
	Calls(*types.Func) bool
	// ByName reports whether a package hands what it gets to code that calls
	// methods by name. With nil, it is about any package.
	ByName(*types.Package) bool
	// Own reports whether the methods of a package's types count as called if
	// they may be called by name.
	Own(*types.Package) bool
}

// Call is the call of a function by the world, which got its value from Maker.
type Call struct {
	Maker *ssa.Function
	Fn    *ssa.Function
	At    ssa.Instruction
}

// Given is a value of a type that code gets without its static type: it is
// converted to an interface, or its type is a type argument.
type Given struct {
	Type types.Type
	At   ssa.Instruction
}

// Result is what has been found.
type Result struct {
	// Reached are the functions that are reached.
	Reached map[*ssa.Function]bool
	// Callees has the functions that each call of a function value or of an
	// interface method may reach.
	Callees map[ssa.CallInstruction][]*ssa.Function
	// Called are functions that the world calls.
	Called []Call
	// Reflected are the values whose methods may be called by name.
	Reflected []Given
	// Loose reports that with AnyByName more may be reached.
	Loose bool
	// ByName are the places that look up methods by name or number.
	ByName []ssa.CallInstruction
}

// node is a place that can hold a value.
type node int32

const (
	// world stands for all code that is not analyzed.
	world node = iota
	// reflected stands for what calls methods by name.
	reflected
	firstFree
)

type kind uint8

const (
	cell     kind = iota // of a variable
	field                // of a struct type
	pointee              // of the pointers to a type
	element              // of the slices and arrays of a type
	mapKey               // of the maps of a type
	mapValue             // of the maps of a type
	message              // of the channels of a type
	result               // of a function
	panicked             // the values of all panics
	contents             // what a value of a type holds
	writable             // what code that has a value of a type may change
	passed               // in all calls through an interface method or a function type
	returned             // by them
)

type key struct {
	kind  kind
	of    any // an ssa.Value, or the number of a type
	index int
}

type analysis struct {
	Input
	graph
	found    Result
	pending  []*ssa.Function // reached, and not looked at
	origins  []origin
	ids      map[origin]int
	values   map[ssa.Value]node
	keys     map[key]node
	types    typeutil.Map // to int
	typeIDs  map[types.Type]int
	count    int
	carrying map[int]bool
	expanded map[key]bool
	linked   map[ssa.Value]bool
	bindings map[*ssa.FreeVar]ssa.Value
	opened   map[*ssa.Function]bool
	shared   map[int]bool
	exposed  map[int]bool

	// What happens when a value gets into the world or comes out of it.
	functions map[node][]Call
	given     map[node][]Given
	sites     map[node][]*site

	called   map[[2]*ssa.Function]bool
	worldly  map[types.Type]bool
	made     map[types.Type]bool
	entered  map[int]bool
	methods  map[string][]worldlyMethod
	asked    map[string][]*site
	groups   map[key]*group
	fits     map[[2]types.Type]bool
	reflects map[Given]bool

	// passing reports that reflection makes functions; outbound has the calls of
	// functions that come out of the world.
	passing  bool
	outbound []*site

	// used has the package variables that are used, and waiting what builds the
	// values of others.
	used    map[*ssa.Global]bool
	waiting map[*ssa.Global][]ssa.Instruction
}

// Analyze finds what passes through the world.
func Analyze(in Input) *Result {
	a := &analysis{
		Input: in, graph: newGraph(), ids: map[origin]int{},
		found:  Result{Reached: map[*ssa.Function]bool{}, Callees: map[ssa.CallInstruction][]*ssa.Function{}},
		values: map[ssa.Value]node{}, keys: map[key]node{}, typeIDs: map[types.Type]int{},
		carrying: map[int]bool{}, expanded: map[key]bool{}, linked: map[ssa.Value]bool{},
		bindings: map[*ssa.FreeVar]ssa.Value{}, opened: map[*ssa.Function]bool{},
		shared: map[int]bool{}, exposed: map[int]bool{},
		functions: map[node][]Call{}, given: map[node][]Given{}, sites: map[node][]*site{},
		called: map[[2]*ssa.Function]bool{}, worldly: map[types.Type]bool{}, made: map[types.Type]bool{}, entered: map[int]bool{},
		methods: map[string][]worldlyMethod{}, asked: map[string][]*site{}, groups: map[key]*group{},
		fits: map[[2]types.Type]bool{}, reflects: map[Given]bool{},
		used: map[*ssa.Global]bool{}, waiting: map[*ssa.Global][]ssa.Instruction{},
	}
	a.join(a.node(key{kind: panicked}))
	for _, fn := range in.Roots {
		a.arrive(fn)
	}
	for _, fn := range in.Open {
		a.open(fn)
	}
	if in.Library != nil {
		a.openPackage(in.Library)
	}
	a.solve()
	slices.SortStableFunc(a.found.Called, func(x, y Call) int {
		return cmp.Or(cmp.Compare(x.At.Pos(), y.At.Pos()), cmp.Compare(x.Fn.Pos(), y.Fn.Pos()))
	})
	slices.SortFunc(a.found.ByName, func(x, y ssa.CallInstruction) int { return cmp.Compare(x.Pos(), y.Pos()) })
	return &a.found
}

// arrive notes that a function is reached.
func (a *analysis) arrive(fn *ssa.Function) {
	if !a.found.Reached[fn] {
		a.found.Reached[fn] = true
		a.pending = append(a.pending, fn)
	}
}

// scan adds the flow of the body of a function.
func (a *analysis) scan(fn *ssa.Function) {
	a.bind(fn)
	if a.isInitializer(fn) {
		a.scanInitializer(fn)
		return
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			a.instruction(instr)
		}
	}
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
	if a.opened[fn] {
		return
	}
	a.opened[fn] = true
	a.arrive(fn)
	for _, p := range fn.Params {
		if a.carries(p.Type()) {
			a.add(world, a.value(p))
		}
	}
	for i := range fn.Signature.Results().Len() {
		if t := fn.Signature.Results().At(i).Type(); a.carries(t) {
			a.add(a.node(key{result, fn, i}), world)
			a.share(t)
		}
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
				a.use(built.Var(name))
				a.join(a.node(key{cell, built.Var(name), 0}))
				a.share(object.Type())
			}
		case *types.TypeName:
			fields, ok := object.Type().Underlying().(*types.Struct)
			for i := 0; ok && i < fields.NumFields(); i++ {
				if fields.Field(i).Exported() {
					a.join(a.fieldOf(object.Type(), i))
				}
			}
		}
	}
}

// join makes a place one that the world reads and writes.
func (a *analysis) join(n node) {
	a.add(n, world)
	a.add(world, n)
}

// node returns the node of a place.
func (a *analysis) node(k key) node {
	n, ok := a.keys[k]
	if !ok {
		n = a.fresh()
		a.keys[k] = n
	}
	return n
}

// value returns the node of a value.
func (a *analysis) value(v ssa.Value) node {
	n, ok := a.values[v]
	if !ok {
		n = a.fresh()
		a.values[v] = n
		a.holds[n] = v
	}
	return n
}

// fieldOf returns the node of a field.
func (a *analysis) fieldOf(owner types.Type, index int) node {
	return a.node(key{field, a.typeID(owner), index})
}

func (a *analysis) typeID(t types.Type) int {
	if id, ok := a.typeIDs[t]; ok {
		return id
	}
	id, ok := a.types.At(t).(int)
	if !ok {
		id = a.count
		a.count++
		a.types.Set(t, id)
	}
	a.typeIDs[t] = id
	return id
}
