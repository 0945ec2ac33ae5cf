package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Iterators finds code that drops the error of an iterator.
var Iterators = &analysis.Analyzer{
	Name: "fanvueiterators",
	Doc: `find code that drops the error of an iterator of the Fanvue SDK

An iteration that cannot be complete ends with an error. A loop with one variable,
or with a blank second one, takes a part of a list for the whole. So does a
function that is given the iterator and drops the error, and the next function of
iter.Pull2 without the error.`,
	URL:      docsURL,
	Requires: []*analysis.Analyzer{drops},
	Run:      runIterators,
}

// drops finds the functions that drop the errors of iterators.
var drops = &analysis.Analyzer{
	Name:       "fanvuedrops",
	Doc:        "find the functions that drop the errors of iterators that they are given",
	ResultType: reflect.TypeFor[func(*types.Func) []int](),
	FactTypes:  []analysis.Fact{new(Drops)},
	Run: func(pass *analysis.Pass) (any, error) {
		found := readDrops(pass)
		for fn, parameters := range found {
			pass.ExportObjectFact(fn, &Drops{parameters})
		}
		return func(fn *types.Func) []int {
			var fact Drops
			if parameters, ok := found[fn]; ok || !pass.ImportObjectFact(fn, &fact) {
				return parameters
			}
			return fact.Parameters
		}, nil
	},
}

// Drops is the fact that a function drops the errors of iterators that it is
// given.
type Drops struct{ Parameters []int }

// AFact marks Drops as a fact.
func (*Drops) AFact() {}

const dropsError = "drops the error of the iterator: if a page cannot be read, the list looks complete; "

func runIterators(pass *analysis.Pass) (any, error) {
	dropped := pass.ResultOf[drops].(func(*types.Func) []int)
	visit(pass, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if !isIterator(pass.TypesInfo.TypeOf(n.X)) || !isBlank(n.Value) {
				return true
			}
			finding := analysis.Diagnostic{Pos: n.For, End: n.X.End(), Message: "the loop " + dropsError + "use for item, err := range"}
			if fix, ok := addError(pass, n, stack); ok {
				finding.SuggestedFixes = []analysis.SuggestedFix{fix}
			}
			report(pass, stack, finding)
		case *ast.AssignStmt:
			if len(n.Lhs) == 3 && len(n.Rhs) == 1 && isBlank(n.Lhs[1]) {
				if call, ok := n.Rhs[0].(*ast.CallExpr); ok && isNext(pass.TypesInfo.TypeOf(call.Fun)) {
					report(pass, stack, analysis.Diagnostic{Pos: n.Pos(), End: n.End(), Message: "the call " + dropsError + "use item, err, ok :="})
				}
			}
		case *ast.CallExpr:
			checkArguments(pass, n, stack, dropped)
		}
		return true
	})
	return nil, nil
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return e == nil || ok && id.Name == "_"
}

// checkArguments reports an iterator that a call drops the errors of.
func checkArguments(pass *analysis.Pass, call *ast.CallExpr, stack []ast.Node, droppedBy func(*types.Func) []int) {
	if isIterator(pass.TypesInfo.TypeOf(call.Fun)) && len(call.Args) == 1 {
		literal, ok := ast.Unparen(call.Args[0]).(*ast.FuncLit)
		if ok && dropsSecond(literal.Type.Params) {
			report(pass, stack, analysis.Diagnostic{Pos: call.Pos(), End: call.End(), Message: "the function " + dropsError + "use its second parameter"})
		}
		return
	}
	fn := calleeOf(pass.TypesInfo, call)
	if fn == nil {
		return
	}
	parameters := droppedBy(fn)
	for i, argument := range call.Args {
		if slices.Contains(parameters, i) && isIterator(pass.TypesInfo.TypeOf(argument)) {
			report(pass, stack, analysis.Diagnostic{Pos: argument.Pos(), End: argument.End(), Message: fn.Name() + " " + dropsError + "range over it with for item, err := range"})
		}
	}
}

// dropsSecond reports whether the second of two parameters has no name.
func dropsSecond(fields *ast.FieldList) bool {
	var names []string
	for _, field := range fields.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return len(names) < 2 || names[1] == "_"
}

// readDrops finds the functions that range over a parameter with one variable.
// The parameter is an iterator over anything and errors, or over two types that
// the caller decides.
func readDrops(pass *analysis.Pass) map[*types.Func][]int {
	all := map[*types.Func][]int{}
	for _, file := range sources(pass) {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			parameters := map[types.Object]int{}
			for i := range fn.Signature().Params().Len() {
				parameter := fn.Signature().Params().At(i)
				if _, second := yielded(parameter.Type()); second != nil && (isError(second) || isTypeParameter(second)) {
					parameters[parameter] = i
				}
			}
			if len(parameters) == 0 {
				continue
			}
			ast.Inspect(decl.Body, func(n ast.Node) bool {
				loop, ok := n.(*ast.RangeStmt)
				if !ok || !isBlank(loop.Value) {
					return true
				}
				if id, ok := ast.Unparen(loop.X).(*ast.Ident); ok {
					if i, ok := parameters[pass.TypesInfo.Uses[id]]; ok && !slices.Contains(all[fn], i) {
						all[fn] = append(all[fn], i)
					}
				}
				return true
			})
		}
	}
	return all
}

func isTypeParameter(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// yielded returns the two types that an iterator yields; nil for other types.
func yielded(t types.Type) (first, second types.Type) {
	if t == nil {
		return nil, nil
	}
	function, ok := t.Underlying().(*types.Signature)
	if !ok || function.Params().Len() != 1 || function.Results().Len() != 0 {
		return nil, nil
	}
	yield, ok := function.Params().At(0).Type().Underlying().(*types.Signature)
	if !ok || yield.Params().Len() != 2 || yield.Results().Len() != 1 {
		return nil, nil
	}
	return yield.Params().At(0).Type(), yield.Params().At(1).Type()
}

// isIterator reports whether t is an iterator over items of the SDK and errors.
func isIterator(t types.Type) bool {
	first, second := yielded(t)
	return isError(second) && isItem(first)
}

// isItem reports whether t is a type of the SDK, or a list or a pointer to one.
func isItem(t types.Type) bool {
	if list, ok := t.Underlying().(*types.Slice); ok {
		t = list.Elem()
	}
	return isSDKType(t)
}

// isNext reports whether t is the next function of iter.Pull2 over such an
// iterator.
func isNext(t types.Type) bool {
	if t == nil {
		return false
	}
	signature, ok := t.Underlying().(*types.Signature)
	if !ok || signature.Params().Len() != 0 || signature.Results().Len() != 3 {
		return false
	}
	results := signature.Results()
	last, ok := results.At(2).Type().Underlying().(*types.Basic)
	return ok && last.Kind() == types.Bool && isError(results.At(1).Type()) && isItem(results.At(0).Type())
}

// addError returns the fix for a loop in a function that returns an error.
func addError(pass *analysis.Pass, loop *ast.RangeStmt, stack []ast.Node) (analysis.SuggestedFix, bool) {
	name := "err"
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "err" {
			name = "iterErr" // the loop uses another one
		}
		return true
	})
	_, signature, _ := enclosing(pass.TypesInfo, stack)
	leave, ok := returnOf(signature, name)
	if !ok || loop.Key != nil && loop.Tok != token.DEFINE {
		return analysis.SuggestedFix{}, false
	}
	at, check := lineEnd(pass, loop.Body.Lbrace+1, loop.Body.Rbrace), "\nif "+name+" != nil {\n"+leave+"\n}"
	if len(loop.Body.List) > 0 {
		at, check = loop.Body.List[0].Pos(), check[1:]+"\n"
	}
	edits := []analysis.TextEdit{{Pos: at, End: at, NewText: []byte(check)}}
	switch {
	case loop.Key == nil:
		edits = append(edits, analysis.TextEdit{Pos: loop.Range, End: loop.Range, NewText: []byte("_, " + name + " := ")})
	case loop.Value == nil:
		edits = append(edits, analysis.TextEdit{Pos: loop.Key.End(), End: loop.Key.End(), NewText: []byte(", " + name)})
	default:
		edits = append(edits, analysis.TextEdit{Pos: loop.Value.Pos(), End: loop.Value.End(), NewText: []byte(name)})
	}
	return analysis.SuggestedFix{Message: "Return the error of " + types.ExprString(loop.X), TextEdits: edits}, true
}
