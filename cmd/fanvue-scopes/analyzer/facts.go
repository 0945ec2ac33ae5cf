package analyzer

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Operation is what the analyzers know of an operation.
type Operation struct {
	Name       string
	Scopes     []string
	Unverified bool
	Idempotent bool
}

// Performs is the fact that a function performs operations: itself, if it is one
// of the SDK, or through plain calls.
type Performs struct {
	Own, Creator []Operation
}

// AFact marks Performs as a fact.
func (*Performs) AFact() {}

// String describes the fact.
func (p *Performs) String() string {
	text := "performs"
	for _, op := range p.Own {
		text += " " + op.Name
	}
	return text
}

// Views is the fact that says which service types of the SDK act for a managed
// creator.
type Views struct{ Creator []string }

// AFact marks Views as a fact.
func (*Views) AFact() {}

// facts computes what functions perform.
var facts = &analysis.Analyzer{
	Name:       "fanvuefacts",
	Doc:        "compute which operations of the Fanvue API functions perform",
	Run:        computeFacts,
	ResultType: reflect.TypeFor[*lookup](),
	FactTypes:  []analysis.Fact{new(Performs), new(Views)},
}

// lookup finds the operations of calls.
type lookup struct {
	pass  *analysis.Pass
	local map[*types.Func]*Performs
}

func computeFacts(pass *analysis.Pass) (any, error) {
	l := &lookup{pass: pass, local: map[*types.Func]*Performs{}}
	if sdk.Is(pass.Pkg) {
		l.readSDK()
	} else {
		l.readCalls()
	}
	for fn, performs := range l.local {
		pass.ExportObjectFact(fn, performs)
	}
	return l, nil
}

// readSDK exports what the methods of the SDK that mention a declaration
// perform. Upload and the like, which decide at run time what they call, are
// left to the program fanvue-scopes.
func (l *lookup) readSDK() {
	p := sdk.Read(l.pass.Files, l.pass.TypesInfo, l.pass.Pkg)
	for fn, declarations := range p.Performs {
		if !fn.Exported() {
			continue
		}
		performs := new(Performs)
		for _, d := range declarations {
			performs.Own = append(performs.Own, operations(d.For(sdk.Own))...)
			performs.Creator = append(performs.Creator, operations(d.For(sdk.Creator))...)
		}
		l.local[fn] = performs
	}
	views := new(Views)
	for name, view := range p.Views {
		if view == sdk.Creator {
			views.Creator = append(views.Creator, name.Name())
		}
	}
	slices.Sort(views.Creator)
	l.pass.ExportPackageFact(views)
}

func operations(from []sdk.Operation) []Operation {
	var all []Operation
	for _, op := range from {
		all = append(all, Operation{op.Name, op.Scopes, op.Unverified, op.Idempotent})
	}
	return all
}

// readCalls finds what the functions of the package perform through plain calls,
// to any depth. Closures count for the function that they are in.
func (l *lookup) readCalls() {
	bodies := map[*types.Func]*ast.FuncDecl{}
	for _, file := range l.pass.Files {
		for _, decl := range file.Decls {
			if decl, ok := decl.(*ast.FuncDecl); ok && decl.Body != nil && !isTest(l.pass, file) {
				if fn, ok := l.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					bodies[fn] = decl
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for fn, decl := range bodies {
			ast.Inspect(decl.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				for _, op := range l.of(call) {
					if l.local[fn] == nil {
						l.local[fn] = new(Performs)
					}
					if !slices.ContainsFunc(l.local[fn].Own, func(other Operation) bool { return other.Name == op.Name }) {
						l.local[fn].Own = append(l.local[fn].Own, op)
						changed = true
					}
				}
				return true
			})
		}
	}
}

// of returns the operations that a call performs.
func (l *lookup) of(call *ast.CallExpr) []Operation {
	fn, _ := typeutil.Callee(l.pass.TypesInfo, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	fn = fn.Origin()
	performs := l.local[fn]
	if performs == nil {
		performs = new(Performs)
		if !l.pass.ImportObjectFact(fn, performs) {
			return nil
		}
	}
	if l.forCreator(call, fn) {
		return performs.Creator
	}
	return performs.Own
}

// forCreator reports whether a call of an SDK method is one for a managed
// creator, by the type that it is called on.
func (l *lookup) forCreator(call *ast.CallExpr, fn *types.Func) bool {
	selector, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	var views Views
	if !sdk.Is(fn.Pkg()) || !l.pass.ImportPackageFact(fn.Pkg(), &views) {
		return false
	}
	named := sdk.Named(orInvalid(l.pass.TypesInfo.TypeOf(selector.X)))
	return named != nil && slices.Contains(views.Creator, named.Obj().Name())
}
