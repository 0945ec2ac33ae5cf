package analyzer

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Clients finds clients that are made more often than needed.
var Clients = &analysis.Analyzer{
	Name: "fanvueclients",
	Doc: `find Fanvue clients that are made in a loop or in a request handler

Each client has connections of its own and keeps to the rate limit by itself. One
for each credential is right: a client whose options depend on a variable of the
loop or of the handler is not reported, and neither is one that is made until it
succeeds, or once.`,
	URL:      docsURL,
	Requires: []*analysis.Analyzer{facts, makers},
	Run: func(pass *analysis.Pass) (any, error) {
		c := &clients{pass, pass.ResultOf[facts].(*lookup).values}
		made := pass.ResultOf[makers].(func(*ast.CallExpr) string)
		visit(pass, func(n ast.Node, stack []ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := made(call)
			if name == "" {
				return true
			}
			where := c.repeated(call, stack)
			if where == inLoop && name != "NewClient" && calleeOf(pass.TypesInfo, call).Pkg() != pass.Pkg {
				return true // what another package makes may be meant for each iteration
			}
			if where != "" {
				report(pass, stack, analysis.Diagnostic{
					Pos: call.Pos(), End: call.End(),
					Message: name + " in " + where + ": each client opens connections and counts the rate limit for itself; make one client before it and share it",
				})
			}
			return true
		})
		return nil, nil
	},
}

// Where a call runs many times.
const (
	inLoop    = "a loop"
	inHandler = "a request handler"
)

type clients struct {
	pass   *analysis.Pass
	values *values
}

// repeated returns what makes a call run many times with the same options; empty
// if it runs once.
func (c *clients) repeated(call *ast.CallExpr, stack []ast.Node) string {
	in := inputsOf(c.pass, c.values, call)
	at := ast.Node(call)
	for {
		function, signature, body := enclosing(c.pass.TypesInfo, stack)
		if function == nil || body == nil {
			return ""
		}
		inner := stack[slices.Index(stack, function):]
		if in.pure && !isGuarded(inner) && c.loops(function, body, at, in) {
			return inLoop
		}
		if isHandler(signature) && !isGuarded(inner) && !c.dependsOn(call, signature, body) {
			return inHandler
		}
		// A closure that is called where it stands runs as often as what is around
		// it.
		outer := stack[:slices.Index(stack, function)]
		if len(outer) == 0 {
			return ""
		}
		calling, ok := outer[len(outer)-1].(*ast.CallExpr)
		if !ok || ast.Unparen(calling.Fun) != function {
			return ""
		}
		at, stack = calling, outer
	}
}

// loops reports whether a call that succeeded is followed by the same one. The call is the one of the client, or of a closure around it.
func (c *clients) loops(function ast.Node, body *ast.BlockStmt, at ast.Node, in *inputs) bool {
	f := newFlow(c.pass, c.values, func(*types.Func) looks { return looks{} }, function, body)
	made, ok := at.(*ast.CallExpr)
	return ok && f.run(made, in, false).retried
}

// isGuarded reports whether the last node of a stack is under a condition that
// makes it run once: a comparison with nil, or a value that was not found.
func isGuarded(stack []ast.Node) bool {
	for i, n := range stack {
		branch, ok := n.(*ast.IfStmt)
		if !ok || i+1 >= len(stack) || stack[i+1] != branch.Body {
			continue
		}
		switch condition := ast.Unparen(branch.Cond).(type) {
		case *ast.BinaryExpr:
			if id, ok := condition.Y.(*ast.Ident); ok && condition.Op == token.EQL && id.Name == "nil" {
				return true
			}
		case *ast.UnaryExpr:
			if condition.Op == token.NOT {
				return true
			}
		}
	}
	return false
}

// isHandler reports whether a function handles requests: it is given one.
func isHandler(signature *types.Signature) bool {
	if signature == nil || signature.Recv() != nil && isTransport(signature) {
		return false
	}
	for parameter := range signature.Params().Variables() {
		switch t := parameter.Type(); types.TypeString(t, nil) {
		case "*net/http.Request":
			return true
		default:
			if isFrameworkContext(t) {
				return true
			}
		}
	}
	return false
}

// isTransport reports whether a method has the shape of RoundTrip: it sends
// requests.
func isTransport(signature *types.Signature) bool {
	return signature.Results().Len() == 2 && types.TypeString(signature.Results().At(0).Type(), nil) == "*net/http.Response"
}

// isFrameworkContext reports whether t is what a web framework gives its handlers.
func isFrameworkContext(t types.Type) bool {
	named := sdk.Named(t)
	if named == nil || named.Obj().Pkg() == nil {
		return false
	}
	switch named.Obj().Pkg().Name() {
	case "gin", "echo", "fiber":
		return named.Obj().Name() == "Context" || named.Obj().Name() == "Ctx"
	}
	return false
}

// dependsOn reports whether the options of a call depend on the parameters of a
// handler, or on anything that the handler computes.
func (c *clients) dependsOn(call *ast.CallExpr, signature *types.Signature, body *ast.BlockStmt) bool {
	parameters := map[types.Object]bool{}
	for parameter := range signature.Params().Variables() {
		parameters[parameter] = true
	}
	depends := false
	var search func(n ast.Node, depth int)
	search = func(n ast.Node, depth int) {
		ast.Inspect(n, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok || depends {
				return !depends
			}
			v, ok := c.pass.TypesInfo.ObjectOf(id).(*types.Var)
			if !ok || v.IsField() {
				return true
			}
			if parameters[v] {
				depends = true
			}
			if body.Pos() <= v.Pos() && v.Pos() < body.End() {
				assigned := c.values.assigned[v]
				if len(assigned) != 1 || assigned[0] == nil || depth > 8 {
					depends = true
				} else {
					search(assigned[0], depth+1)
				}
			}
			return true
		})
	}
	search(call.Fun, 0)
	for _, argument := range call.Args {
		search(argument, 0)
	}
	return depends
}
