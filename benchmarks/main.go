// Command benchmarks measures the client beside the same exchange written by
// hand, in one run, and prints a table of ratios. It exits with status 1 if the
// allocations, or what importing the package adds to a program, have grown beyond
// the recorded limits: they are stable, while times depend on the machine.
//
//	go run -C benchmarks . [-calls n] [-upload MiB] [-only parts] [-cpuprofile file]
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	if os.Getenv(serverVariable) != "" {
		serve()
		return
	}
	settings, err := parseFlags(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2)
	}
	server, err := startServer()
	if err != nil {
		log.Fatal(err)
	}
	if settings.profile != "" {
		err = writeProfile(server, settings.profile)
	} else {
		err = run(server, settings)
	}
	server.stop()
	if err != nil {
		log.Fatal(err)
	}
}

// settings are the values of the flags.
type settings struct {
	calls, upload int
	only          []string // the parts to run; empty means all
	profile       string
}

// maxUpload is the size of the largest file that the API accepts, in MiB.
const maxUpload = 1536

// parts are what can be measured, in order.
var parts = []struct {
	name    string
	measure func(*server, settings) error
}{
	{"calls", func(server *server, s settings) error { return measureCalls(server, s.calls) }},
	{"scopes", func(*server, settings) error { return measureScopes() }},
	{"goroutines", func(*server, settings) error { return measureGoroutines() }},
	{"upload", func(server *server, s settings) error { return measureUpload(server, s.upload) }},
	{"coldstart", func(*server, settings) error { return measureColdStart() }},
}

// parseFlags reads the command line. It prints what is wrong with it.
func parseFlags(arguments []string) (settings, error) {
	var s settings
	var names []string
	for _, part := range parts {
		names = append(names, part.name)
	}
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.IntVar(&s.calls, "calls", 2000, "`number` of calls per exchange: as many by hand as with the client, in turns")
	flags.IntVar(&s.upload, "upload", 64, fmt.Sprintf("size of the upload in `MiB`, 1 to %d; 1024 is the documented measurement", maxUpload))
	only := flags.String("only", "", "comma-separated `parts` to run: "+strings.Join(names, ", ")+"; empty means all")
	flags.StringVar(&s.profile, "cpuprofile", "", "write a CPU profile of the client's part of the list exchange to `file`, and nothing else")
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	if *only != "" {
		s.only = strings.Split(*only, ",")
	}
	problem := ""
	switch {
	case flags.NArg() > 0:
		problem = fmt.Sprintf("%q is not a flag", flags.Arg(0))
	case s.calls < 1:
		problem = fmt.Sprintf("-calls is %d, at least 1 is required", s.calls)
	case s.upload < 1 || s.upload > maxUpload:
		problem = fmt.Sprintf("-upload is %d, 1 to %d are allowed", s.upload, maxUpload)
	}
	for _, name := range s.only {
		if !slices.Contains(names, name) {
			problem = fmt.Sprintf("-only has %q, which is not one of %s", name, strings.Join(names, ", "))
		}
	}
	if problem != "" {
		log.Print(problem)
		return s, errors.New(problem)
	}
	return s, nil
}

// run measures the parts of the settings and prints them.
func run(server *server, s settings) error {
	fmt.Printf("%s, %s/%s, GOMAXPROCS %d\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	var problems []error
	for _, part := range parts {
		if len(s.only) > 0 && !slices.Contains(s.only, part.name) {
			continue
		}
		if err := part.measure(server, s); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", part.name, err))
		}
	}
	return errors.Join(problems...)
}

// writeProfile profiles the client while it lists pages.
func writeProfile(server *server, name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	exchanges, err := newExchanges(server)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	for range 5000 {
		if err := exchanges[0].client(); err != nil {
			return err
		}
	}
	return nil
}
