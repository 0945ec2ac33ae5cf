// Doctor reports what a credential may do: every operation of the API with "may",
// "may not" or "unknown". With -need it exits with status 1 if the credential
// lacks a scope that these operations require, for use before a deployment.
//
//	doctor -need Messages.Send,Chats.List
//
// The scopes are those in FANVUE_SCOPES, or found out with a few reads. Without
// FANVUE_API_KEY or FANVUE_ACCESS_TOKEN it examines a key of a Fanvue in memory.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/examples/internal/env"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const usage = `Doctor reports what a Fanvue credential may do.

usage: doctor [flags]

The credential is FANVUE_API_KEY or FANVUE_ACCESS_TOKEN; without one, doctor
examines a key of a Fanvue in memory. The scopes are those in FANVUE_SCOPES. If
it is empty, or with -detect, doctor finds them out with at most ten requests,
which only read. FANVUE_API_URL is another address of the API.

flags:
  -need operations  exit with status 1 if a scope that these require is missing;
                    for example Messages.Send,Chats.List
  -detect           find the scopes out even if FANVUE_SCOPES is set
  -json             write JSON

exit status:
  0  the credential lacks nothing that is needed
  1  a needed scope is missing
  2  the command line is wrong, or the scopes could not be found out
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr, wantsColor(os.Stdout))
	stop()
	os.Exit(status)
}

// wantsColor reports whether output to file is to have colors: on a terminal
// that can show them, unless NO_COLOR is set.
func wantsColor(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// run is the program. It returns the exit status.
func run(ctx context.Context, args []string, out, errOut io.Writer, color bool) int {
	flags := flag.NewFlagSet("doctor", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage) }
	need := flags.String("need", "", "")
	detect := flags.Bool("detect", false, "")
	asJSON := flags.Bool("json", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(errOut, "doctor: unexpected argument %q; see doctor -h\n", flags.Arg(0))
		return 2
	}
	needed := operationNames(*need)
	if _, err := fanvue.RequiredScopes(needed...); err != nil {
		fmt.Fprintln(errOut, "doctor: -need:", err)
		return 2
	}
	found, err := examine(ctx, *detect, errOut)
	if err != nil {
		fmt.Fprintln(errOut, "doctor:", err)
		return 2
	}
	found.judge(needed)
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(found)
	} else {
		err = found.write(out, color)
	}
	if err != nil {
		fmt.Fprintln(errOut, "doctor:", err)
		return 2
	}
	if len(found.Missing) > 0 {
		return 1
	}
	return 0
}

// operationNames splits a list of names that are separated by commas or spaces.
func operationNames(list string) []fanvue.OperationName {
	var names []fanvue.OperationName
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		names = append(names, fanvue.OperationName(name))
	}
	return names
}

// examine finds out the scopes of the credential in the environment.
func examine(ctx context.Context, detect bool, errOut io.Writer) (*findings, error) {
	configured := fanvue.ParseScopes(os.Getenv("FANVUE_SCOPES"))
	if env.Configured() && len(configured) > 0 && !detect {
		return findingsOf(configured), nil
	}
	var client *fanvue.Client
	var err error
	if env.Configured() {
		client, err = fanvue.NewClient(fanvue.FromEnv())
	} else {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithCredential(fanvuetest.APIKey,
			fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan))
		defer server.Close()
		fmt.Fprintln(errOut, "no credential is set: examining a key of a Fanvue in memory")
		client, err = server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	}
	if err != nil {
		return nil, err
	}
	detection, err := client.DetectScopes(ctx)
	if err != nil {
		return nil, err
	}
	return &findings{Source: "detected", Scopes: detection.Scopes, Calls: detection.Calls}, nil
}
