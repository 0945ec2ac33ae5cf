// Package program finds the operations that Go programs perform.
//
// It loads a program with everything that it depends on, follows the calls from
// its entry points, and reports what cannot be decided. See [Program.Analyze].
package program

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/sdk"
)

// Config says what to load.
type Config struct {
	// Dir is where the patterns are resolved; empty means the current directory.
	Dir string
	// Patterns are those of the go command.
	Patterns []string
	// Tags are build tags, separated by commas.
	Tags string
	// Tests includes test files.
	Tests bool
	// Env is the environment of the go command; nil means the process's own.
	Env []string
}

// Program is what has been loaded: one or more programs and libraries.
type Program struct {
	config   Config
	initial  []*packages.Package
	all      map[*types.Package]*packages.Package
	prog     *ssa.Program
	fset     *token.FileSet
	sdks     map[*types.Package]*sdk.Package
	problems []report.Undecided
	// touches has the packages that import an SDK package, directly or not, and
	// the initial packages.
	touches map[*types.Package]bool
	// sources has the files that people wrote: cgo adds others.
	sources map[string]bool
	// ignored has the lines with a comment that ignores findings, as file:line: what is not
	// decided there is not reported.
	ignored map[string]bool
	// checker knows what the packages can do that are not analyzed.
	checker *checker
	// functions has every function of the program.
	functions   map[*ssa.Function]bool
	conversions []conversion
	// converted has the types to which a unit converts services, and the accounts
	// that their values act for; isTarget has those of the whole program.
	converted map[*types.TypeName]sdk.View
	isTarget  map[*types.TypeName]bool
	// bound has where the function of a method value is made.
	bound map[*ssa.Function]*ssa.MakeClosure
}

// Load loads, type-checks and builds what the patterns match. Errors in the code
// are not errors of Load: they are reported as undecided.
func Load(config Config) (*Program, error) {
	loading := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypesSizes | packages.NeedModule,
		Dir: config.Dir, Tests: config.Tests, Env: config.Env,
	}
	if config.Tags != "" {
		loading.BuildFlags = []string{"-tags=" + config.Tags}
	}
	if config.Dir != "" {
		if _, err := os.Stat(config.Dir); err != nil {
			return nil, err
		}
	}
	initial, err := packages.Load(loading, config.Patterns...)
	if err != nil {
		return nil, fromGo(err)
	}
	if len(initial) == 0 {
		return nil, fmt.Errorf("no packages match %s", strings.Join(config.Patterns, " "))
	}
	p := &Program{
		config: config, initial: initial, fset: token.NewFileSet(),
		all: map[*types.Package]*packages.Package{}, sdks: map[*types.Package]*sdk.Package{},
		touches: map[*types.Package]bool{}, sources: map[string]bool{}, ignored: map[string]bool{},
	}
	p.add(typecheck(p.fset, initial))
	if len(p.problems) > 0 {
		p.compareRelease()
	}
	p.build()
	return p, nil
}

// compareRelease reports that the go command is newer than this program, which may
// be why it cannot read code.
func (p *Program) compareRelease() {
	command := exec.Command("go", "env", "GOVERSION")
	command.Dir, command.Env = p.config.Dir, p.config.Env
	output, err := command.Output()
	release := strings.TrimSpace(string(output))
	if err == nil && isNewer(release, runtime.Version()) {
		p.problems = append(p.problems, report.Undecided{Kind: "load", Reason: fmt.Sprintf(
			"the code is for %s, and fanvue-scopes was built with %s: install it again with the newer release", release, runtime.Version())})
	}
}

func isNewer(release, than string) bool {
	return version.Compare(version.Lang(release), version.Lang(than)) > 0
}

// fromGo returns what the go command says, without how it was run.
func fromGo(err error) error {
	if _, text, ok := strings.Cut(err.Error(), "stderr: "); ok && strings.TrimSpace(text) != "" {
		return errors.New(strings.TrimSpace(text))
	}
	return err
}

// add takes over what has been type-checked.
func (p *Program) add(c *checker) {
	packages.Visit(p.initial, nil, func(pkg *packages.Package) {
		for _, problem := range pkg.Errors {
			p.problems = append(p.problems, report.Undecided{
				Kind: "load", Position: p.relative(problem.Pos), Reason: problem.Msg,
			})
		}
		if pkg.Types == nil {
			return
		}
		p.all[pkg.Types] = pkg
		if c.analyzed[pkg] && sdk.Is(pkg.Types) && !pkg.IllTyped {
			p.sdks[pkg.Types] = sdk.Read(pkg.Syntax, pkg.TypesInfo, pkg.Types)
		}
		for _, name := range pkg.GoFiles {
			p.sources[name] = true
		}
		p.touches[pkg.Types] = c.touches[pkg] || c.initial[pkg]
		for _, file := range pkg.Syntax {
			p.findIgnored(file)
		}
	})
	p.checker = c
}

// findIgnored finds the lines that end in a comment //fanvue-scopes:ignore.
func (p *Program) findIgnored(file *ast.File) {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if strings.HasPrefix(comment.Text, "//fanvue-scopes:ignore") {
				p.ignored[lineOf(p.position(comment.Pos()))] = true
			}
		}
	}
}

// lineOf returns a position without its column.
func lineOf(position string) string {
	return position[:max(0, strings.LastIndex(position, ":"))]
}

// build builds the SSA form of the packages that are analyzed, and finds their
// functions.
func (p *Program) build() {
	p.prog = ssa.NewProgram(p.fset, ssa.InstantiateGenerics)
	packages.Visit(p.initial, nil, func(pkg *packages.Package) {
		switch {
		case pkg.Types == nil || pkg.IllTyped && pkg.TypesInfo != nil:
		case pkg.TypesInfo == nil:
			p.prog.CreatePackage(pkg.Types, nil, nil, true)
		default:
			p.prog.CreatePackage(pkg.Types, pkg.Syntax, pkg.TypesInfo, true)
		}
	})
	p.prog.Build()
	p.functions = ssautil.AllFunctions(p.prog)
	for fn := range p.functions {
		prune(fn)
	}
	// Without the dead blocks there are fewer.
	p.functions = ssautil.AllFunctions(p.prog)
	p.findConversions()
	p.findBound()
}

// relative shortens a position to one below the directory of the analysis.
func (p *Program) relative(position string) string {
	dir := p.config.Dir
	if dir == "" {
		dir = "."
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return position
	}
	if rest, ok := strings.CutPrefix(position, absolute+string(filepath.Separator)); ok {
		return filepath.ToSlash(rest)
	}
	return position
}

// position formats a position.
func (p *Program) position(pos token.Pos) string {
	if !pos.IsValid() {
		return ""
	}
	at := p.fset.Position(pos)
	return p.relative(fmt.Sprintf("%s:%d:%d", at.Filename, at.Line, at.Column))
}

// SDKs returns the SDK packages that the program links.
func (p *Program) SDKs() []*sdk.Package {
	var all []*sdk.Package
	for _, s := range p.sdks {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *sdk.Package) int { return strings.Compare(a.Types.Path(), b.Types.Path()) })
	return all
}
