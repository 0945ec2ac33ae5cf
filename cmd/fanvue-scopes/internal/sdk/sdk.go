// Package sdk reads what an SDK package says about itself: which operations it
// declares, which functions perform them, and which types act for the caller's
// own account or for a managed creator.
//
// Everything comes from the source of the package that the analyzed program
// links, whatever its version and its import path are. There is no second
// table.
package sdk

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Operation is one operation of the API as the SDK declares it.
type Operation struct {
	Name   string   `json:"name"`
	Method string   `json:"method,omitempty"`
	Path   string   `json:"path,omitempty"`
	Scopes []string `json:"scopes"`
	// Unverified reports that Fanvue does not document the operation, so its
	// scopes come from integrators.
	Unverified bool `json:"unverified,omitempty"`
	// Summary says in a few words what the operation does.
	Summary string `json:"summary,omitempty"`
	// Idempotent reports that sending the request twice does what sending it
	// once does.
	Idempotent bool `json:"-"`
	// Declared reports that the program declares the operation itself, for
	// Client.Call.
	Declared bool `json:"declared,omitempty"`
	// Position is the call of an operation that the program declares.
	Position string `json:"-"`
}

// Declaration is one package-level variable that holds an operation.
type Declaration struct {
	Own Operation
	// Creator is the variant for managed creators; nil if there is none.
	Creator *Operation
}

// For returns the operations that a call through view performs.
func (d *Declaration) For(view View) []Operation {
	if d.Creator == nil {
		return []Operation{d.Own}
	}
	var ops []Operation
	if view&Creator == 0 || view&Own != 0 {
		ops = append(ops, d.Own)
	}
	if view&Own == 0 || view&Creator != 0 {
		ops = append(ops, *d.Creator)
	}
	return ops
}

// View is the set of accounts that a service may act for.
type View uint8

// The zero View means that nothing is known, which counts as both.
const (
	Own View = 1 << iota
	Creator
)

// Package is one SDK package.
type Package struct {
	Types *types.Package
	// Performs has the operations that a function's body mentions, closures
	// included.
	Performs map[*types.Func][]*Declaration
	// Views has the exported service types.
	Views map[*types.TypeName]View
	// Descriptions has the scopes with a constant, and what they give access to.
	Descriptions map[string]string
	// Order lists the scopes in documented order.
	Order []string
	// Operation is the type Operation, and Scope the type Scope; nil if there is
	// none.
	Operation, Scope *types.TypeName

	declarations map[*types.Var][]*Declaration
}

// marks are fields of the type Operation by which an SDK package is known: a
// copy has another path, and may have another name.
var marks = []string{"Name", "Path", "Scopes", "CreatorScope"}

// Is reports whether pkg is an SDK package: it has a type Client and a struct
// Operation that looks like that of the SDK.
func Is(pkg *types.Package) bool {
	if pkg == nil {
		return false
	}
	operation, ok := pkg.Scope().Lookup("Operation").(*types.TypeName)
	if !ok {
		return false
	}
	fields, ok := operation.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	found := 0
	for f := range fields.Fields() {
		if slices.Contains(marks, f.Name()) {
			found++
		}
	}
	_, isType := pkg.Scope().Lookup("Client").(*types.TypeName)
	return isType && found == len(marks)
}

// Declared is Is for a package that is not type-checked yet.
func Declared(files []*ast.File) bool {
	client, operation := false, false
	for _, file := range files {
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.TYPE {
				continue
			}
			for _, spec := range general.Specs {
				spec := spec.(*ast.TypeSpec)
				fields, isStruct := spec.Type.(*ast.StructType)
				switch {
				case spec.Name.Name == "Client":
					client = true
				case spec.Name.Name == "Operation" && isStruct:
					operation = hasMarks(fields)
				}
			}
		}
	}
	return client && operation
}

func hasMarks(fields *ast.StructType) bool {
	found := 0
	for _, field := range fields.Fields.List {
		for _, name := range field.Names {
			if slices.Contains(marks, name.Name) {
				found++
			}
		}
	}
	return found == len(marks)
}

// Read reads an SDK package from its syntax.
func Read(files []*ast.File, info *types.Info, pkg *types.Package) *Package {
	p := &Package{
		Types:        pkg,
		Performs:     map[*types.Func][]*Declaration{},
		Views:        map[*types.TypeName]View{},
		Descriptions: map[string]string{},
		Operation:    pkg.Scope().Lookup("Operation").(*types.TypeName),
		declarations: map[*types.Var][]*Declaration{},
	}
	p.Scope, _ = pkg.Scope().Lookup("Scope").(*types.TypeName)
	r := &reader{Package: p, files: files, info: info}
	r.readScopes()
	r.readDeclarations()
	r.readPerforms()
	r.readViews()
	return p
}

// ViewOf returns the view of a service type; false if t is not one.
func (p *Package) ViewOf(t types.Type) (View, bool) {
	named := Named(t)
	if named == nil {
		return 0, false
	}
	view, ok := p.Views[named.Origin().Obj()]
	return view, ok
}

// Operations returns every operation of the package, sorted by name.
func (p *Package) Operations() []Operation {
	var all []Operation
	seen := map[*Declaration]bool{}
	for _, list := range p.declarations {
		for _, d := range list {
			if !seen[d] {
				seen[d] = true
				all = append(all, d.For(Own|Creator)...)
			}
		}
	}
	slices.SortFunc(all, func(a, b Operation) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Sort returns scopes without duplicates in documented order, unknown ones last.
func (p *Package) Sort(scopes []string) []string {
	rank := func(s string) int {
		if at := slices.Index(p.Order, s); at >= 0 {
			return at
		}
		return len(p.Order)
	}
	sorted := slices.Clone(scopes)
	slices.SortFunc(sorted, func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(sorted)
}

// Named returns the named type behind t and its pointers; nil if there is none.
func Named(t types.Type) *types.Named {
	for {
		switch u := types.Unalias(t).(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Named:
			return u
		default:
			return nil
		}
	}
}

// TakesOperation returns the index of the parameter through which a caller hands
// an operation of its own to an exported function of the package; -1 if there is
// none.
func (p *Package) TakesOperation(fn *types.Func) int {
	if fn == nil || fn.Pkg() != p.Types || !fn.Exported() {
		return -1
	}
	signature := fn.Signature()
	if recv := signature.Recv(); recv != nil && Named(recv.Type()) != nil && Named(recv.Type()).Obj() == p.Operation {
		return -1
	}
	for i := range signature.Params().Len() {
		if named := Named(signature.Params().At(i).Type()); named != nil && named.Obj() == p.Operation {
			return i
		}
	}
	return -1
}

// variables calls each for the initialized variables of the package, to find those that
// hold operations.
func (r *reader) variables(each func(names []*ast.Ident, values []ast.Expr)) {
	for _, file := range r.files {
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.VAR {
				continue
			}
			for _, spec := range general.Specs {
				if value, ok := spec.(*ast.ValueSpec); ok && len(value.Values) > 0 {
					each(value.Names, value.Values)
				}
			}
		}
	}
}
