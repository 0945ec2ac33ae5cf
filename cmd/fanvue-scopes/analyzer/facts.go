package analyzer

import (
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Operation is what the analyzers know of an operation.
type Operation struct {
	Name       string
	Scopes     []string
	Unverified bool
	Idempotent bool
	// Option is the field of a type of the SDK, such as "UploadOptions.Wait", that
	// makes a method perform the operation; empty if the method always does.
	Option string
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
	FactTypes:  []analysis.Fact{new(Performs), new(Views), new(Uses)},
}

// lookup finds the operations of calls.
type lookup struct {
	pass   *analysis.Pass
	values *values
	local  map[*types.Func]*Performs
	// uses reports that the package uses the SDK.
	uses bool
}

func computeFacts(pass *analysis.Pass) (any, error) {
	l := &lookup{pass: pass, values: &values{info: pass.TypesInfo}, local: map[*types.Func]*Performs{}}
	if sdk.Is(pass.Pkg) {
		l.readSDK()
	} else if usesSDK(pass) {
		l.uses, l.values = true, readValues(pass)
		pass.ExportPackageFact(new(Uses))
		l.readCalls()
	}
	for fn, performs := range l.local {
		pass.ExportObjectFact(fn, performs)
	}
	return l, nil
}

// Uses is the fact that a package imports the SDK, or packages that do. A package
// that is imported does not say so itself: its types may hide the SDK.
type Uses struct{}

// AFact marks Uses as a fact.
func (*Uses) AFact() {}

func usesSDK(pass *analysis.Pass) bool {
	return slices.ContainsFunc(pass.Pkg.Imports(), func(pkg *types.Package) bool {
		return sdk.Is(pkg) || pass.ImportPackageFact(pkg, new(Uses))
	})
}

// readCalls finds what the functions of the package perform through plain calls,
// to any depth. Closures count for the function that they are in.
func (l *lookup) readCalls() {
	type body struct {
		fn    *types.Func
		calls []ast.Expr
	}
	var bodies []body
	for _, file := range sources(l.pass) {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			if fn, ok := l.pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
				b := body{fn: fn}
				l.eachUse(decl.Body, func(use ast.Expr, stack []ast.Node) {
					if !l.isTried(stack) {
						b.calls = append(b.calls, use)
					}
				})
				bodies = append(bodies, b)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, b := range bodies {
			for _, use := range b.calls {
				for _, op := range l.of(use) {
					if l.local[b.fn] == nil {
						l.local[b.fn] = new(Performs)
					}
					if !slices.ContainsFunc(l.local[b.fn].Own, func(other Operation) bool { return other.Name == op.Name }) {
						l.local[b.fn].Own = append(l.local[b.fn].Own, op)
						changed = true
					}
				}
			}
		}
	}
}

// eachUse calls each for the calls under n that can be reached, and for the
// functions that are handed to a call.
func (l *lookup) eachUse(n ast.Node, each func(use ast.Expr, stack []ast.Node)) {
	inspectLive(l.values, n, func(n ast.Node, stack []ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok {
			each(call, stack)
			for _, argument := range call.Args {
				if isFunctionName(l.pass.TypesInfo, argument) {
					each(argument, stack)
				}
			}
		}
	})
}

func isFunctionName(info *types.Info, e ast.Expr) bool {
	fn, _ := info.Uses[nameOf(e)].(*types.Func)
	return fn != nil
}

// nameOf returns the identifier of a function in an expression that names it.
func nameOf(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return nameOf(e.X)
	case *ast.IndexListExpr:
		return nameOf(e.X)
	}
	return nil
}

// of returns the operations that a call performs, or a function that is named.
func (l *lookup) of(use ast.Expr) []Operation {
	call, _ := use.(*ast.CallExpr)
	named := use
	if call != nil {
		named = l.values.resolve(call.Fun)
	}
	id := nameOf(named)
	if id == nil {
		return nil
	}
	fn, _ := l.pass.TypesInfo.Uses[id].(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	fn = fn.Origin()
	if call != nil && sdk.Is(fn.Pkg()) {
		if op, ok := l.declared(fn, call); ok {
			return []Operation{op}
		}
	}
	performs := l.local[fn]
	if performs == nil {
		performs = new(Performs)
		if !l.pass.ImportObjectFact(fn, performs) {
			return nil
		}
	}
	all := performs.Own
	if l.isConverted(named, fn) {
		return nil
	}
	if l.forCreator(named, fn) {
		all = performs.Creator
	}
	var ops []Operation
	for _, op := range all {
		if op.Option == "" || call != nil && l.sets(call, op.Option) {
			op.Option = ""
			ops = append(ops, op)
		}
	}
	return ops
}

// declared returns the operation that a caller of Client.Call declares, if its
// name and its scopes are known.
func (l *lookup) declared(fn *types.Func, call *ast.CallExpr) (Operation, bool) {
	operation, ok := fn.Pkg().Scope().Lookup("Operation").(*types.TypeName)
	if !ok {
		return Operation{}, false
	}
	at := (&sdk.Package{Types: fn.Pkg(), Operation: operation}).TakesOperation(fn)
	if at < 0 || at >= len(call.Args) || call.Ellipsis.IsValid() {
		return Operation{}, false
	}
	literal, ok := l.values.resolve(call.Args[at]).(*ast.CompositeLit)
	if !ok {
		return Operation{}, false
	}
	var op Operation
	known := true
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return Operation{}, false
		}
		key, ok := pair.Key.(*ast.Ident)
		if !ok {
			continue
		}
		switch key.Name {
		case "Name":
			op.Name, _ = l.values.text(pair.Value)
		case "Method":
			method, _ := l.values.text(pair.Value)
			op.Idempotent = op.Idempotent || method == "GET"
		case "Idempotent":
			idempotent, ok := l.values.truth(pair.Value)
			op.Idempotent = op.Idempotent || idempotent || !ok
		case "Scopes":
			op.Scopes, known = l.values.scopes(pair.Value)
		}
	}
	return op, known && op.Name != ""
}

// sets reports whether an argument of a call is a literal that sets a field, as
// "UploadOptions.Wait".
func (l *lookup) sets(call *ast.CallExpr, option string) bool {
	typeName, field, _ := strings.Cut(option, ".")
	for _, argument := range call.Args {
		e := l.values.resolve(argument)
		if address, ok := e.(*ast.UnaryExpr); ok {
			e = address.X
		}
		literal, ok := e.(*ast.CompositeLit)
		if !ok || !isSDKType(l.pass.TypesInfo.TypeOf(literal), typeName) {
			continue
		}
		for _, element := range literal.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == field {
				value := l.pass.TypesInfo.Types[pair.Value].Value
				return value != nil && value.Kind() == constant.Bool && constant.BoolVal(value)
			}
		}
	}
	return false
}

// isTried reports whether a call is made only if the credential has the scopes,
// as far as the program checks it: under an if with such a check, or behind one
// that leaves the function; in a library, in any function with one. A check in
// main does not count: it is for a program that must not start without the scopes.
func (l *lookup) isTried(stack []ast.Node) bool {
	isMain := false
	for i, n := range stack {
		switch n := n.(type) {
		case *ast.FuncDecl:
			isMain = n.Recv == nil && n.Name.Name == "main"
		case *ast.IfStmt:
			inside := i+1 < len(stack) && (stack[i+1] == n.Body || stack[i+1] == n.Else)
			if inside && l.checks(n) {
				return true
			}
		case *ast.BlockStmt:
			if i == 0 && l.pass.Pkg.Name() != "main" && handlesScopes(l.pass, n) {
				return true
			}
			for _, s := range n.List {
				if isMain || i+1 < len(stack) && s == stack[i+1] {
					break
				}
				if branch, ok := s.(*ast.IfStmt); ok && l.checks(branch) && leavesFunction(branch.Body) {
					return true
				}
			}
		}
	}
	return false
}

// checks reports whether a condition checks the scopes of the credential.
func (l *lookup) checks(branch *ast.IfStmt) bool {
	found := false
	var search func(n ast.Node, depth int)
	search = func(n ast.Node, depth int) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if value := l.values.resolve(n); value != n && depth < 3 {
					search(value, depth+1)
				}
			case *ast.CallExpr:
				found = found || isSDKMethod(l.pass.TypesInfo, n, "Client", "CheckScopes", "RequireScopes", "Scopes")
			}
			return !found
		})
	}
	if branch.Init != nil {
		search(branch.Init, 0)
	}
	search(branch.Cond, 0)
	return found
}

// handlesScopes reports whether a function asks its errors for a missing scope.
func handlesScopes(pass *analysis.Pass, body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if object := pass.TypesInfo.Uses[id]; object != nil && sdk.Is(object.Pkg()) && strings.Contains(id.Name, "InsufficientScope") {
				found = true
			}
		}
		return !found
	})
	return found
}
