package analyzer

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
	"github.com/fanvue-go/fanvue/internal/spelling"
)

// Literals finds constant scopes that the SDK does not know.
var Literals = &analysis.Analyzer{
	Name: "fanvueliterals",
	Doc:  "find scopes that the Fanvue SDK does not know\n\nA misspelled scope is accepted and never granted.",
	URL:  docsURL,
	Run: func(pass *analysis.Pass) (any, error) {
		visit(pass, func(n ast.Node, stack []ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && isSDKFunc(pass.TypesInfo, call, "ParseScopes") && len(call.Args) == 1 {
				checkScopes(pass, stack, call.Args[0], sdkFunc(pass.TypesInfo, call).Pkg(), false)
				return true
			}
			e, ok := n.(ast.Expr)
			if !ok || pass.TypesInfo.Types[e].Value == nil || !isSDKType(pass.TypesInfo.TypeOf(e), "Scope") {
				return true
			}
			if id := nameOf(e); id != nil {
				if object, ok := pass.TypesInfo.Uses[id].(*types.Const); ok && isSDKType(object.Type(), "Scope") {
					return false // where it is declared
				}
			}
			checkScopes(pass, stack, e, sdk.Named(pass.TypesInfo.TypeOf(e)).Obj().Pkg(), true)
			return false
		})
		return nil, nil
	},
}

// systemScopes are requested at a sign-in besides those of the API.
var systemScopes = map[string]bool{"openid": true, "offline_access": true, "offline": true}

// scopesOf splits a list of scopes as ParseScopes does.
func scopesOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

// checkScopes reports the unknown scopes of a constant. One that is a single
// scope is replaced by a constant of the SDK.
func checkScopes(pass *analysis.Pass, stack []ast.Node, e ast.Expr, pkg *types.Package, one bool) {
	value := pass.TypesInfo.Types[e].Value
	if value == nil || value.Kind() != constant.String {
		return
	}
	text, known := constant.StringVal(value), constants(pkg)
	scopes := scopesOf(text)
	if one {
		scopes = []string{text}
	}
	for _, scope := range scopes {
		if _, ok := known[scope]; ok || scope == "" || systemScopes[scope] {
			continue
		}
		finding := analysis.Diagnostic{Pos: e.Pos(), End: e.End(), Message: fmt.Sprintf("%q is not a scope that the SDK knows", scope)}
		if near := nearest(scope, known); near != "" {
			finding.Message += fmt.Sprintf("; did you mean %q?", near)
			replacement := strconv.Quote(respell(text, known))
			if file, ok := stack[0].(*ast.File); ok && one {
				if name := sdkName(pass, file, e.Pos()); name != "" {
					replacement = name + "." + known[near]
				}
			}
			finding.SuggestedFixes = []analysis.SuggestedFix{{
				Message:   "Replace it with " + replacement,
				TextEdits: []analysis.TextEdit{{Pos: e.Pos(), End: e.End(), NewText: []byte(replacement)}},
			}}
		}
		report(pass, stack, finding)
	}
}

// respell returns a list of scopes with the nearest known ones for those that are
// not known.
func respell(text string, known map[string]string) string {
	for _, scope := range scopesOf(text) {
		near := nearest(scope, known)
		if _, ok := known[scope]; ok || near == "" || systemScopes[scope] {
			continue
		}
		isPart := func(r byte) bool { return r != ',' && !unicode.IsSpace(rune(r)) }
		for at := 0; at+len(scope) <= len(text); at++ {
			after := at + len(scope)
			if text[at:after] == scope && (at == 0 || !isPart(text[at-1])) && (after == len(text) || !isPart(text[after])) {
				text = text[:at] + near + text[after:]
			}
		}
	}
	return text
}

// constants returns the names of the constants for the known scopes.
func constants(pkg *types.Package) map[string]string {
	names := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok || !c.Exported() || c.Val().Kind() != constant.String {
			continue
		}
		if named := sdk.Named(c.Type()); named != nil && named.Obj().Name() == "Scope" && named.Obj().Pkg() == pkg {
			names[constant.StringVal(c.Val())] = name
		}
	}
	return names
}

// nearest returns the known scope that differs least; empty if all differ much.
func nearest(scope string, known map[string]string) string {
	near, _ := spelling.Nearest(scope, slices.Values(slices.Sorted(maps.Keys(known))))
	return near
}
