package analyzer

import (
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Granted is the fact that says which scopes the clients of a package, and of
// those that it imports, are made with.
type Granted struct {
	Scopes []string
	// Requirements has those that WithOperationScopes sets.
	Requirements []Requirement
	// Unknown reports that some client has scopes that are not constant, or that
	// the local check does not reject.
	Unknown bool
	// Clients reports that clients are made.
	Clients bool
}

// Requirement is what WithOperationScopes sets for an operation.
type Requirement struct {
	Operation string
	Scopes    []string
	// Unknown reports that Scopes is not constant.
	Unknown bool
}

// AFact marks Granted as a fact.
func (*Granted) AFact() {}

// missing returns the scopes that an operation requires and no client has. An
// operation for which a client has another requirement is checked against both.
func (g *Granted) missing(op Operation) []string {
	missing := without(op.Scopes, g.Scopes)
	if op.Unverified {
		missing = nil
	}
	for _, r := range g.Requirements {
		if r.Operation != op.Name {
			continue
		}
		if r.Unknown {
			return nil
		}
		if other := without(r.Scopes, g.Scopes); len(other) < len(missing) || op.Unverified {
			missing = other
		}
	}
	return missing
}

func without(scopes, granted []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(granted, s) })
}

func (g *Granted) add(other *Granted) {
	g.Scopes = append(g.Scopes, other.Scopes...)
	g.Requirements = append(g.Requirements, other.Requirements...)
	g.Unknown = g.Unknown || other.Unknown
	g.Clients = g.Clients || other.Clients
}

// grantFacts finds what clients are made with.
var grantFacts = &analysis.Analyzer{
	Name:       "fanvuegrants",
	Doc:        "find the scopes that Fanvue clients are made with",
	Requires:   []*analysis.Analyzer{facts},
	ResultType: reflect.TypeFor[*grants](),
	FactTypes:  []analysis.Fact{new(Granted)},
	Run: func(pass *analysis.Pass) (any, error) {
		operations := pass.ResultOf[facts].(*lookup)
		if !operations.uses {
			return new(grants), nil
		}
		g := readGrants(pass, operations.values)
		g.all.add(&g.Granted)
		for _, f := range pass.AllPackageFacts() {
			if other, ok := f.Fact.(*Granted); ok && f.Package != pass.Pkg {
				g.all.add(other)
			}
		}
		slices.Sort(g.all.Scopes)
		g.all.Scopes = slices.Compact(g.all.Scopes)
		if g.all.Unknown || g.all.Clients || len(g.all.Scopes)+len(g.all.Requirements) > 0 {
			// Facts of indirect imports may be lost: each package passes them on.
			pass.ExportPackageFact(&g.all)
		}
		return g, nil
	},
}

// grants collects what the clients of a package are made with.
type grants struct {
	Granted
	pass   *analysis.Pass
	values *values
	// all has what the packages that are imported add.
	all Granted
	// options has the calls of WithScopes.
	options []*ast.CallExpr
}

func readGrants(pass *analysis.Pass, v *values) *grants {
	g := &grants{pass: pass, values: v}
	called := map[*ast.Ident]bool{}
	visit(pass, func(n ast.Node, _ []ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sdkFunc(pass.TypesInfo, n) == nil {
				return true
			}
			called[nameOf(n.Fun)] = true
			switch {
			case isSDKFunc(pass.TypesInfo, n, "NewClient"):
				g.Clients = true
				g.client(n, false)
			case isSDKMethod(pass.TypesInfo, n, "Client", "With"):
				g.client(n, true)
			case isSDKFunc(pass.TypesInfo, n, "WithScopes"):
				g.options = append(g.options, n)
			case isSDKFunc(pass.TypesInfo, n, "ContextWithScopeMode"):
				g.mode(n, 1)
			}
		case *ast.Ident:
			// A function that is handed over may make clients anywhere.
			fn, ok := pass.TypesInfo.Uses[n].(*types.Func)
			if !ok || called[n] || !sdk.Is(fn.Pkg()) {
				return true
			}
			switch fn.Name() {
			case "NewClient", "With", "ContextWithScopeMode":
				g.Unknown = true
			}
		}
		return true
	})
	return g
}

// client collects the options of a client, which is derived from another one or
// new.
func (g *grants) client(call *ast.CallExpr, derived bool) {
	calls, known := g.values.options(call.Args, call.Ellipsis.IsValid())
	if !known {
		g.Unknown = true
		return
	}
	constant, other := false, !derived // the scopes, and whether they must be set
	for _, option := range calls {
		switch fn := sdkFunc(g.pass.TypesInfo, option); fn.Name() {
		case "WithScopes":
			scopes, ok := g.list(option, 0)
			g.Scopes = append(g.Scopes, scopes...)
			constant, other = ok && len(scopes) > 0, true
		case "FromEnv":
			constant, other = false, true
		case "WithAPIKey", "WithToken":
			other = true
		case "WithTokenSource": // the scopes of its tokens take precedence
			g.Unknown = true
		case "WithScopeMode":
			g.mode(option, 0)
		case "WithOperationScopes":
			g.requirement(option)
		}
	}
	g.Unknown = g.Unknown || other && !constant
}

// list returns the scopes among the arguments of an option, from the index on.
func (g *grants) list(option *ast.CallExpr, from int) (scopes []string, known bool) {
	if len(option.Args) < from {
		return nil, false
	}
	if option.Ellipsis.IsValid() {
		return g.values.scopes(option.Args[len(option.Args)-1])
	}
	return g.values.scopesIn(option.Args[from:])
}

// mode notes a mode in which missing scopes are not rejected.
func (g *grants) mode(call *ast.CallExpr, at int) {
	if at < len(call.Args) {
		value := g.pass.TypesInfo.Types[g.values.resolve(call.Args[at])].Value
		if value != nil && value.Kind() == constant.Int && constant.Sign(value) == 0 {
			return // ScopeEnforce
		}
	}
	g.Unknown = true
}

func (g *grants) requirement(option *ast.CallExpr) {
	if len(option.Args) == 0 {
		return
	}
	operation, ok := g.values.text(option.Args[0])
	if !ok {
		g.Unknown = true
		return
	}
	scopes, known := g.list(option, 1)
	g.Requirements = append(g.Requirements, Requirement{operation, scopes, !known})
}
