// Fanvue-scopes computes the scopes that Go programs need from the operations
// that they can reach.
//
//	fanvue-scopes ./...
//	fanvue-scopes -explain ./cmd/bot
//	fanvue-scopes -check read:chat,write:chat ./cmd/bot
//
// See README.md for what it sees and what it reports as not decided.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/program"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
)

// The exit codes.
const (
	exitOK = iota
	// exitMore: the code needs more than -check allows.
	exitMore
	// exitStrict: with -strict, the code needs less than -check allows, or
	// something is not decided.
	exitStrict
	// exitFailed: wrong arguments, or code that cannot be loaded.
	exitFailed
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are the flags.
type options struct {
	program.Config
	json, html, explain, request, strict bool
	check, diff                          string
}

func run(args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("fanvue-scopes", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.Dir, "C", "", "run in `dir`")
	flags.StringVar(&o.Tags, "tags", "", "build `tags`, separated by commas; GOOS, GOARCH and GOFLAGS apply too")
	flags.BoolVar(&o.Tests, "test", false, "include test files")
	flags.BoolVar(&o.explain, "explain", false, "print a call path for each operation")
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.BoolVar(&o.html, "html", false, "print one HTML page")
	flags.BoolVar(&o.request, "request", false, "print the text of a request for an API key")
	flags.StringVar(&o.check, "check", "", "compare with `scopes`: a list, or a file; exit 1 if the code needs more")
	flags.BoolVar(&o.strict, "strict", false, "with -check, exit 2 if the code needs less or something is not decided")
	flags.StringVar(&o.diff, "diff", "", "print what changed since an earlier -json `file`")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: fanvue-scopes [flags] [packages]\n\nPrints the scopes that Go programs and libraries need.\n\nflags:")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitFailed
	}
	checking := false
	flags.Visit(func(f *flag.Flag) { checking = checking || f.Name == "check" })
	if o.Patterns = flags.Args(); len(o.Patterns) == 0 {
		o.Patterns = []string{"."}
	}
	code, err := o.run(checking, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "fanvue-scopes:", err)
		return exitFailed
	}
	return code
}

func (o *options) run(checking bool, stdout, stderr io.Writer) (int, error) {
	if chosen := o.outputs(checking); len(chosen) > 1 {
		return 0, fmt.Errorf("%s exclude each other", strings.Join(chosen, " and "))
	}
	var allowed []string
	var old *report.Report
	var err error
	if checking {
		if allowed, err = report.ReadScopes(o.check); err != nil {
			return 0, err
		}
	}
	if o.diff != "" {
		if old, err = report.ReadReport(o.diff); err != nil {
			return 0, err
		}
	}
	if o.strict && !checking {
		return 0, errors.New("-strict needs -check")
	}
	p, err := program.Load(o.Config)
	if err != nil {
		return 0, err
	}
	units, undecided := p.Analyze()
	r := report.New(units, undecided, p.SDKs())
	r.Parts = p.Parts()
	if len(p.SDKs()) == 0 && !r.Failed() {
		fmt.Fprintln(stderr, "fanvue-scopes: warning: nothing here imports github.com/fanvue-go/fanvue, or a copy of it")
	}
	code := exitOK
	switch {
	case checking:
		code = o.compare(r, allowed, stdout)
	case old != nil:
		if !r.Diff(stdout, old) && !r.Failed() {
			fmt.Fprintln(stdout, "no change")
		}
	case o.json:
		err = r.WriteJSON(stdout)
	case o.html:
		err = r.WriteHTML(stdout)
	case o.request:
		if !r.Failed() {
			r.WriteRequest(stdout)
			report.WriteUndecided(stderr, r)
		}
	default:
		r.WriteText(stdout, o.explain)
	}
	if err == nil && r.Failed() {
		r.WriteFailures(stderr)
		err = errors.New("some code cannot be analyzed, so the scopes that it needs are missing: correct the errors above")
	}
	return code, err
}

// compare carries out -check.
func (o *options) compare(r *report.Report, allowed []string, stdout io.Writer) int {
	if r.Failed() {
		return exitFailed
	}
	missing, unused := r.Check(stdout, allowed)
	report.WriteUndecided(stdout, r)
	switch {
	case len(missing) > 0:
		return exitMore
	case o.strict && (len(unused) > 0 || r.Undecidable()):
		return exitStrict
	case len(r.Scopes) == 0:
		fmt.Fprintln(stdout, "ok: the code needs no scope")
	default:
		fmt.Fprintf(stdout, "ok: the code needs %s\n", strings.Join(r.Scopes, " "))
	}
	return exitOK
}

// outputs returns the flags that choose what is printed.
func (o *options) outputs(checking bool) []string {
	var chosen []string
	for _, f := range []struct {
		name string
		set  bool
	}{{"-json", o.json}, {"-html", o.html}, {"-request", o.request}, {"-explain", o.explain}, {"-check", checking}, {"-diff", o.diff != ""}} {
		if f.set {
			chosen = append(chosen, f.name)
		}
	}
	return chosen
}
