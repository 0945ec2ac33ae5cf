package program

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// transparent are the packages of the standard library that are analyzed like
// the program's own: values go through them, and the analysis would lose track.
var transparent = map[string]bool{
	"container/heap": true, "container/list": true, "container/ring": true, "context": true,
	"errors": true, "iter": true, "maps": true, "slices": true, "sort": true, "sync": true, "sync/atomic": true,
	"internal/sync": true,
}

// checker parses and type-checks packages with their dependencies, in parallel.
// It keeps the bodies of functions only in packages that are analyzed: those
// that can see an SDK, the initial ones, and transparent ones. Of others, whose
// code is a black box, it keeps the types and what they can do to a value.
type checker struct {
	fset    *token.FileSet
	sizes   types.Sizes
	initial map[*packages.Package]bool
	slots   chan struct{}

	mu       sync.Mutex
	checked  map[*packages.Package]*checkedPackage
	analyzed map[*packages.Package]bool
	touches  map[*packages.Package]bool
	facts    map[*packages.Package]*facts
}

// checkedPackage is ready when its types are complete.
type checkedPackage struct{ ready chan struct{} }

// check fills the types of pkg and of all that it imports, the syntax and the
// types of expressions of those that are analyzed, and their errors.
func (c *checker) check(pkg *packages.Package) {
	c.mu.Lock()
	known := c.checked[pkg]
	if known == nil {
		known = &checkedPackage{make(chan struct{})}
		c.checked[pkg] = known
		c.mu.Unlock()
		defer close(known.ready)
		c.checkOnce(pkg)
		return
	}
	c.mu.Unlock()
	<-known.ready
}

func (c *checker) checkOnce(pkg *packages.Package) {
	var group sync.WaitGroup
	for _, imported := range pkg.Imports {
		group.Go(func() { c.check(imported) })
	}
	group.Wait()
	if pkg.PkgPath == "unsafe" {
		pkg.Types, pkg.TypesInfo = types.Unsafe, newInfo()
		return
	}
	c.slots <- struct{}{}
	defer func() { <-c.slots }()

	found := newFacts()
	files := c.parse(pkg, found)
	touches := sdk.Declared(files)
	c.mu.Lock()
	for _, imported := range pkg.Imports {
		touches = touches || c.touches[imported]
	}
	isMain := c.initial[pkg] && pkg.Name == "main"
	analyzed := touches || isMain || transparent[pkg.PkgPath] && pkg.Module == nil
	c.touches[pkg], c.analyzed[pkg], c.facts[pkg] = touches, analyzed, found
	c.mu.Unlock()

	config := &types.Config{
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if path == "unsafe" {
				return types.Unsafe, nil
			}
			if imported := pkg.Imports[path]; imported != nil && imported.Types != nil {
				return imported.Types, nil
			}
			return nil, fmt.Errorf("no package %s", path)
		}),
		IgnoreFuncBodies: !analyzed,
		Sizes:            c.sizes,
		Error:            func(err error) { addError(pkg, err) },
	}
	if pkg.Module != nil && pkg.Module.GoVersion != "" {
		config.GoVersion = "go" + pkg.Module.GoVersion
	}
	pkg.Fset, pkg.Types, pkg.TypesSizes = c.fset, types.NewPackage(pkg.PkgPath, pkg.Name), c.sizes
	var info *types.Info
	if analyzed {
		info = newInfo()
		pkg.Syntax, pkg.TypesInfo = files, info
	}
	err := types.NewChecker(config, c.fset, pkg.Types, info).Files(files)
	if err != nil && len(pkg.Errors) == 0 {
		addError(pkg, err)
	}
	pkg.IllTyped = len(pkg.Errors) > 0
	for _, imported := range pkg.Imports {
		pkg.IllTyped = pkg.IllTyped || imported.IllTyped
	}
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Instances:    map[*ast.Ident]types.Instance{},
		Scopes:       map[ast.Node]*types.Scope{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
}

// parse parses the files of a package and collects what their code can do.
func (c *checker) parse(pkg *packages.Package, found *facts) []*ast.File {
	var files []*ast.File
	for _, name := range pkg.CompiledGoFiles {
		source, err := os.ReadFile(name)
		if err != nil {
			addError(pkg, err)
			continue
		}
		file, err := parser.ParseFile(c.fset, name, source, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
		if err != nil {
			addError(pkg, err)
		}
		if file == nil {
			continue
		}
		found.read(file, source)
		files = append(files, file)
	}
	return files
}

// addError notes an error of the parser or of the type checker.
func addError(pkg *packages.Package, err error) {
	var list scanner.ErrorList
	var typed types.Error
	switch {
	case errors.As(err, &list):
		for _, e := range list {
			pkg.Errors = append(pkg.Errors, packages.Error{Pos: e.Pos.String(), Msg: e.Msg, Kind: packages.ParseError})
		}
	case errors.As(err, &typed):
		if strings.HasPrefix(typed.Msg, "could not import") {
			for _, imported := range pkg.Imports {
				if len(imported.Errors) > 0 {
					return // the go command has reported it
				}
			}
		}
		pkg.Errors = append(pkg.Errors, packages.Error{Pos: typed.Fset.Position(typed.Pos).String(), Msg: typed.Msg, Kind: packages.TypeError})
	default:
		pkg.Errors = append(pkg.Errors, packages.Error{Pos: "-", Msg: err.Error()})
	}
}

type importerFunc func(path string) (*types.Package, error)

// Import implements types.Importer.
func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// typecheck type-checks initial packages with their dependencies.
func typecheck(fset *token.FileSet, initial []*packages.Package) *checker {
	c := &checker{
		fset: fset, initial: map[*packages.Package]bool{}, slots: make(chan struct{}, runtime.GOMAXPROCS(0)),
		checked: map[*packages.Package]*checkedPackage{}, analyzed: map[*packages.Package]bool{},
		touches: map[*packages.Package]bool{}, facts: map[*packages.Package]*facts{},
	}
	for _, pkg := range initial {
		c.initial[pkg] = true
		c.sizes = pkg.TypesSizes
	}
	var group sync.WaitGroup
	for _, pkg := range initial {
		group.Go(func() { c.check(pkg) })
	}
	group.Wait()
	return c
}
