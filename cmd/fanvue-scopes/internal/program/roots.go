package program

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
)

// unit is one thing to analyze: a program, a test program, or a library.
type unit struct {
	pkg   *packages.Package
	kind  string
	roots []*ssa.Function
	// open are the roots that unknown code calls with arguments of its own: the
	// exported API of a library, and what is exported to C.
	open []*ssa.Function
	// isAPI reports that unknown code uses what the package exports.
	isAPI bool
}

// units returns what the patterns matched. With tests, a package with test files
// is replaced by its test program. A copy of an SDK next to the program is not
// what is asked about, and neither are libraries that are parts of a program.
func (p *Program) units() []*unit {
	parts := p.parts()
	all := slices.DeleteFunc(p.matched(), func(u *unit) bool { return u.kind == "library" && parts[u.pkg] })
	others := slices.DeleteFunc(slices.Clone(all), func(u *unit) bool {
		return p.sdks[u.pkg.Types] != nil || p.isSDKModule(u.pkg.Types)
	})
	if len(others) > 0 {
		return others
	}
	return all
}

// Parts returns the paths of the libraries that the patterns match and that are
// not reported for themselves, because a program imports them. Only those that
// touch an SDK matter.
func (p *Program) Parts() []string {
	var paths []string
	for pkg := range p.parts() {
		if p.checker.touches[pkg] && p.sdks[pkg.Types] == nil && !p.isSDKModule(pkg.Types) {
			paths = append(paths, pkg.PkgPath)
		}
	}
	slices.Sort(paths)
	return paths
}

// parts returns the packages that the patterns match by a wildcard only and that
// a program imports which they match as well.
func (p *Program) parts() map[*packages.Package]bool {
	imported := map[*packages.Package]bool{}
	for _, pkg := range p.initial {
		if pkg.Name == "main" && !strings.HasSuffix(pkg.ID, ".test") {
			packages.Visit([]*packages.Package{pkg}, nil, func(dependency *packages.Package) {
				imported[dependency] = dependency.Name != "main"
			})
		}
	}
	parts := map[*packages.Package]bool{}
	for _, pkg := range p.initial {
		if imported[pkg] && !p.isNamed(pkg) {
			parts[pkg] = true
		}
	}
	return parts
}

// isNamed reports whether a pattern without a wildcard matches a package.
func (p *Program) isNamed(pkg *packages.Package) bool {
	return slices.ContainsFunc(p.config.Patterns, func(pattern string) bool {
		if strings.Contains(pattern, "...") {
			return false
		}
		if pattern == pkg.PkgPath {
			return true
		}
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(p.config.Dir, pattern)
		}
		dir, err := filepath.Abs(pattern)
		return err == nil && (dir == pkg.Dir || filepath.Dir(dir) == pkg.Dir && strings.HasSuffix(dir, ".go"))
	})
}

// matched returns a unit for each package that the patterns matched.
func (p *Program) matched() []*unit {
	var all []*unit
	for _, pkg := range p.initial {
		built := p.prog.Package(pkg.Types)
		if built == nil || pkg.IllTyped {
			continue
		}
		u := &unit{pkg: pkg}
		switch {
		case strings.HasSuffix(pkg.ID, ".test") && pkg.Name == "main":
			u.kind = "test"
			u.roots = []*ssa.Function{built.Func("init"), built.Func("main")}
		case strings.HasSuffix(pkg.ID, ".test]"):
			continue // a part of its test program
		case pkg.Name == "main":
			u.kind = "program"
			u.roots = []*ssa.Function{built.Func("init"), built.Func("main")}
			if isEmpty(built.Func("main")) { // it is built as a plugin or as a C library
				u.isAPI = true
			}
		default:
			u.kind = "library"
			u.roots = []*ssa.Function{built.Func("init")}
			u.isAPI = true
		}
		if u.isAPI {
			u.open = p.exported(built)
		}
		u.open = append(u.open, p.exportedToC(u)...)
		u.roots = append(u.roots, u.open...)
		u.roots = slices.DeleteFunc(u.roots, func(fn *ssa.Function) bool { return fn == nil })
		all = append(all, u)
	}
	return all
}

// exported returns the exported functions of a library and the exported methods
// of the types that its exported API mentions. Methods of types that it hands
// out as interfaces are found by the flow of values.
func (p *Program) exported(pkg *ssa.Package) []*ssa.Function {
	var roots []*ssa.Function
	seen := map[types.Type]bool{}
	var visit func(types.Type)
	visit = func(t types.Type) {
		t = types.Unalias(t)
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Named:
			for argument := range t.TypeArgs().Types() {
				visit(argument)
			}
			if t.Obj().Pkg() != pkg.Pkg {
				return
			}
			if t.TypeParams().Len() == 0 || t.TypeArgs().Len() > 0 {
				for _, recv := range []types.Type{t, types.NewPointer(t)} {
					for method := range p.prog.MethodSets.MethodSet(recv).Methods() {
						if !method.Obj().Exported() || types.IsInterface(t) {
							continue
						}
						if fn := p.prog.MethodValue(method); fn != nil {
							roots = append(roots, fn)
						}
						visit(method.Type())
					}
				}
			} else {
				for method := range t.Methods() {
					if fn := p.prog.FuncValue(method); fn != nil && method.Exported() {
						roots = append(roots, fn)
					}
				}
			}
			visit(t.Underlying())
		case *types.Pointer:
			visit(t.Elem())
		case *types.Slice:
			visit(t.Elem())
		case *types.Array:
			visit(t.Elem())
		case *types.Chan:
			visit(t.Elem())
		case *types.Map:
			visit(t.Key())
			visit(t.Elem())
		case *types.Signature:
			visit(t.Params())
			visit(t.Results())
		case *types.Tuple:
			for v := range t.Variables() {
				visit(v.Type())
			}
		case *types.Struct:
			for f := range t.Fields() {
				if f.Exported() || f.Embedded() {
					visit(f.Type())
				}
			}
		case *types.Interface:
			for method := range t.Methods() {
				visit(method.Type())
			}
		}
	}
	scope := pkg.Pkg.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if !object.Exported() {
			continue
		}
		if fn, ok := object.(*types.Func); ok {
			roots = append(roots, p.prog.FuncValue(fn))
		}
		visit(object.Type())
	}
	return roots
}

// exportedToC returns the functions that C code, a WebAssembly host or a linkname
// directive may call. It looks at the packages of the unit that touch the SDK.
func (p *Program) exportedToC(u *unit) []*ssa.Function {
	var roots []*ssa.Function
	named := map[string]bool{}
	packages.Visit([]*packages.Package{u.pkg}, func(pkg *packages.Package) bool {
		for _, name := range p.checker.facts[pkg].linked() {
			named[name] = true
		}
		return true
	}, func(pkg *packages.Package) {
		built := p.prog.Package(pkg.Types)
		if !p.touches[pkg.Types] || p.sdks[pkg.Types] != nil || built == nil {
			return
		}
		for _, file := range pkg.Syntax {
			for _, decl := range file.Decls {
				decl, ok := decl.(*ast.FuncDecl)
				if !ok || !hasDirective(decl.Doc, "//export ", "//go:wasmexport ", "//go:linkname ") && (decl.Recv != nil || !named[u.symbol(pkg, decl)]) {
					continue
				}
				if fn, ok := pkg.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					roots = append(roots, p.prog.FuncValue(fn))
				}
			}
		}
	})
	return roots
}

// isEmpty reports whether a function does nothing.
func isEmpty(fn *ssa.Function) bool {
	return fn != nil && len(fn.Blocks) == 1 && len(fn.Blocks[0].Instrs) == 1
}

// symbol returns the name of a function for the linker.
func (u *unit) symbol(pkg *packages.Package, fn *ast.FuncDecl) string {
	if pkg == u.pkg && pkg.Name == "main" {
		return "main." + fn.Name.Name
	}
	return pkg.PkgPath + "." + fn.Name.Name
}

func hasDirective(doc *ast.CommentGroup, prefixes ...string) bool {
	if doc == nil {
		return false
	}
	for _, comment := range doc.List {
		for _, prefix := range prefixes {
			if strings.HasPrefix(comment.Text, prefix) {
				return true
			}
		}
	}
	return false
}
