// Command benchmarks measures the client beside the same exchange written by
// hand, in one run, and prints a table of ratios. It exits with status 1 if the
// allocations have grown beyond the recorded limits: allocations are stable,
// times depend on the machine.
//
//	go run -C benchmarks . [-rounds n] [-upload MiB] [-only names] [-cpuprofile file]
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
)

func main() {
	log.SetFlags(0)
	if os.Getenv(serverVariable) != "" {
		serve()
		return
	}
	rounds := flag.Int("rounds", 60, "number of `rounds` per exchange; each has a few calls by hand and as many with the client")
	upload := flag.Int("upload", 64, "size of the upload in `MiB`; 1024 is the documented measurement")
	only := flag.String("only", "", "comma-separated parts to run: calls, scopes, goroutines, upload, coldstart; empty means all")
	profile := flag.String("cpuprofile", "", "write a CPU profile of the client's part of the list exchange to `file`, and nothing else")
	flag.Parse()
	server, err := startServer()
	if err != nil {
		log.Fatal(err)
	}
	if *profile != "" {
		err = writeProfile(server, *profile)
	} else {
		err = run(server, *only, *rounds, *upload)
	}
	server.stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run measures the parts that only names and prints them.
func run(server *server, only string, rounds, upload int) error {
	fmt.Printf("%s, %s/%s, GOMAXPROCS %d\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	var problems []error
	for _, part := range []struct {
		name    string
		measure func() error
	}{
		{"calls", func() error { return measureCalls(server, rounds) }},
		{"scopes", measureScopes},
		{"goroutines", measureGoroutines},
		{"upload", func() error { return measureUpload(server, upload) }},
		{"coldstart", measureColdStart},
	} {
		if only != "" && !strings.Contains(","+only+",", ","+part.name+",") {
			continue
		}
		if err := part.measure(); err != nil {
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
