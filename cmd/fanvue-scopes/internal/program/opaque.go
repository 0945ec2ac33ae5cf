package program

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/flow"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// looksAt reports whether code of a package matters for what cannot be decided:
// it is analyzed itself, or it can see an SDK.
func (p *Program) looksAt(pkg *types.Package) bool {
	return pkg != nil && p.touches[pkg] && p.sdks[pkg] == nil && !p.isSDKModule(pkg)
}

// isSDKModule reports whether a package belongs to the module of an SDK that is
// not the one under analysis.
func (p *Program) isSDKModule(pkg *types.Package) bool {
	for s := range p.sdks {
		if strings.HasPrefix(pkg.Path(), s.Path()+"/internal/") {
			return true
		}
	}
	return false
}

// opaque reports what the analysis cannot see through.
func (p *Program) opaque(u *unit, o *outside, r *reach, found *flow.Result, undecided *[]report.Undecided) {
	add := func(kind, position, format string, args ...any) {
		*undecided = append(*undecided, report.Undecided{Kind: kind, Position: position, Reason: fmt.Sprintf(format, args...)})
	}
	for _, given := range found.Reflected {
		for _, t := range flow.Within(given.Type) {
			named := sdk.Named(t)
			if named == nil || p.sdks[named.Obj().Pkg()] == nil {
				continue
			}
			if _, isService := p.viewOfType(named); isService || named.Obj().Name() == "Client" {
				add("reflect", p.position(positionOf(given.At)), "a %s may reach code that calls methods by name (%s): operations that are called so are not counted",
					types.TypeString(named, (*types.Package).Name), p.byName(o, found))
				break
			}
		}
	}
	for fn := range r.reached() {
		p.opaqueCalls(fn, add)
	}
	packages.Visit([]*packages.Package{u.pkg}, nil, func(pkg *packages.Package) {
		if pkg.Types == nil {
			return
		}
		if p.looksAt(pkg.Types) {
			p.opaqueFiles(pkg, add)
		}
		if pkg.Name == "fanvue" && p.sdks[pkg.Types] == nil && len(pkg.GoFiles) > 0 {
			add("copy", p.relative(pkg.GoFiles[0])+":1:1", "package %s has the name of the SDK and does not declare operations as the SDK does: those that it performs are not counted", pkg.PkgPath)
		}
	})
}

// byName says where methods are called by name.
func (p *Program) byName(o *outside, found *flow.Result) string {
	var places []string
	for _, c := range found.ByName {
		places = append(places, p.position(positionOf(c)))
	}
	for _, path := range o.callers {
		places = append(places, "package "+path)
	}
	slices.Sort(places)
	places = slices.Compact(places)
	if len(places) > 3 {
		places = append(places[:3], "…")
	}
	return strings.Join(places, ", ")
}

// opaqueCalls reports plugins, conversions of unsafe pointers and replaced
// requirements.
func (p *Program) opaqueCalls(fn *ssa.Function, add func(kind, position, format string, args ...any)) {
	if p.sdkOf(fn) != nil {
		return
	}
	pkg := packageOf(fn)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if i, ok := instr.(*ssa.Convert); ok && isUnsafePointer(i.Type()) != isUnsafePointer(i.X.Type()) && p.looksAt(pkg) && p.isSource(positionOf(i)) {
				add("unsafe", p.position(positionOf(i)), "an unsafe pointer is converted: calls that depend on it may be missing")
			}
			for _, operand := range instr.Operands(nil) {
				mentioned, ok := (*operand).(*ssa.Function)
				if !ok {
					continue
				}
				object := objectOf(mentioned)
				switch {
				case object == nil || object.Pkg() == nil:
				case object.Pkg().Path() == "plugin" && object.Name() == "Open":
					add("plugin", p.position(positionOf(instr)), "a plugin is loaded: the operations that it performs are not counted")
				case p.sdks[object.Pkg()] != nil && object.Name() == "WithOperationScopes":
					add("requirement", p.position(positionOf(instr)), "WithOperationScopes replaces what an operation requires: the scopes reported are those that the SDK declares")
				}
			}
		}
	}
}

// opaqueFiles reports cgo, linkname directives and functions without a body.
func (p *Program) opaqueFiles(pkg *packages.Package, add func(kind, position, format string, args ...any)) {
	for _, file := range pkg.OtherFiles {
		if strings.HasSuffix(file, ".s") {
			add("assembly", p.relative(file)+":1:1", "assembly code: the calls that it makes are not counted")
		}
	}
	for _, name := range pkg.GoFiles {
		for _, imported := range importsC(name) {
			add("cgo", p.relative(name)+fmt.Sprintf(":%d:%d", imported.Line, imported.Column), "C code: the Go functions that are exported to it count as called, calls through pointers that it gets do not")
		}
	}
	for _, file := range pkg.Syntax {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Body == nil && p.isSource(fn.Pos()) && !hasDirective(fn.Doc, "//go:linkname ") {
				add("assembly", p.position(fn.Pos()), "%s has no Go body: the calls that it makes are not counted", fn.Name.Name)
			}
		}
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if strings.HasPrefix(comment.Text, "//go:linkname ") && p.isSource(comment.Pos()) {
					add("linkname", p.position(comment.Pos()), "a linkname directive joins functions that the analysis sees apart")
				}
			}
		}
	}
}

// isSource reports whether a position is in a file that a person wrote.
func (p *Program) isSource(pos token.Pos) bool {
	return p.sources[p.fset.Position(pos).Filename]
}

func isUnsafePointer(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.UnsafePointer
}

// packageOf returns the package of a function, of the function that it is an
// instance of, or that it is inside of.
func packageOf(fn *ssa.Function) *types.Package {
	if object := objectOf(fn); object != nil {
		return object.Pkg()
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg
	}
	return nil
}
