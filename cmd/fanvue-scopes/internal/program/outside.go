package program

import (
	"go/types"

	"golang.org/x/tools/go/packages"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// outside is the code that is not analyzed: libraries that do not import an SDK
// cannot call it, except through values that they get.
type outside struct {
	// analyzed has the packages that are analyzed.
	analyzed map[*types.Package]bool
	// touches has the packages that import an SDK: others cannot name their types.
	touches map[*types.Package]bool
	// sdks has the SDK packages.
	sdks map[*types.Package]*sdk.Package
	// methods has the methods that the interfaces of packages have that do not
	// import an SDK, and whether they are those of generic code.
	methods map[shape]bool
	// byName has the packages that call methods by name, or import such a
	// package.
	byName map[*types.Package]bool
	// callers has the paths of those that call methods by name themselves.
	callers []string
}

// newOutside describes the code outside of some packages and their dependencies.
func (p *Program) newOutside(pkgs ...*packages.Package) *outside {
	c := p.checker
	o := &outside{
		analyzed: map[*types.Package]bool{}, touches: map[*types.Package]bool{}, sdks: p.sdks,
		methods: map[shape]bool{}, byName: map[*types.Package]bool{},
	}
	packages.Visit(pkgs, nil, func(pkg *packages.Package) {
		if pkg.Types == nil {
			return
		}
		o.analyzed[pkg.Types], o.touches[pkg.Types] = c.analyzed[pkg], c.touches[pkg]
		found := c.facts[pkg]
		if found == nil || c.touches[pkg] {
			return
		}
		for method, generic := range found.methods {
			o.methods[method] = o.methods[method] || generic
		}
		if found.byName && pkg.PkgPath != "reflect" {
			o.byName[pkg.Types] = true
			o.callers = append(o.callers, pkg.PkgPath)
		}
		for _, imported := range pkg.Imports {
			o.byName[pkg.Types] = o.byName[pkg.Types] || o.byName[imported.Types]
		}
	})
	return o
}

// Analyzed reports whether the bodies of a package's functions are known.
func (o *outside) Analyzed(pkg *types.Package) bool { return pkg == nil || o.analyzed[pkg] }

// ByName reports whether a package hands what it gets to code that calls methods
// by name; with nil, whether any package does.
func (o *outside) ByName(pkg *types.Package) bool {
	if pkg == nil {
		return len(o.callers) > 0
	}
	return o.byName[pkg]
}

// Calls reports whether code outside may call a method: it has an interface with
// such a method. Types that it cannot name occur there only as type arguments.
func (o *outside) Calls(method *types.Func) bool {
	signature := method.Signature()
	generic, ok := o.methods[shape{method.Name(), signature.Params().Len(), signature.Results().Len()}]
	if !ok || !method.Exported() && o.touches[method.Pkg()] {
		return false
	}
	return generic || !o.hides(signature.Params(), nil) && !o.hides(signature.Results(), nil)
}

// SDK reports whether a package is an SDK.
func (o *outside) SDK(pkg *types.Package) bool { return o.sdks[pkg] != nil }

// Own reports whether a package is one of the program: those of an SDK do not
// count, or all of its operations would.
func (o *outside) Own(pkg *types.Package) bool { return o.touches[pkg] && o.sdks[pkg] == nil }

// hides reports whether a type mentions one that code outside cannot name.
func (o *outside) hides(t types.Type, seen []types.Type) bool {
	t = types.Unalias(t)
	for _, s := range seen {
		if s == t {
			return false
		}
	}
	seen = append(seen, t)
	switch t := t.(type) {
	case *types.Named:
		if o.touches[t.Obj().Pkg()] {
			return true
		}
		for argument := range t.TypeArgs().Types() {
			if o.hides(argument, seen) {
				return true
			}
		}
	case *types.Pointer:
		return o.hides(t.Elem(), seen)
	case *types.Slice:
		return o.hides(t.Elem(), seen)
	case *types.Array:
		return o.hides(t.Elem(), seen)
	case *types.Chan:
		return o.hides(t.Elem(), seen)
	case *types.Map:
		return o.hides(t.Key(), seen) || o.hides(t.Elem(), seen)
	case *types.Signature:
		return o.hides(t.Params(), seen) || o.hides(t.Results(), seen)
	case *types.Tuple:
		for v := range t.Variables() {
			if o.hides(v.Type(), seen) {
				return true
			}
		}
	}
	return false
}
