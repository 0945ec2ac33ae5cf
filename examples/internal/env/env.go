// Package env has what the example programs share: the usage text, and whether
// the environment configures a client.
package env

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/fanvue-go/fanvue"
)

const environment = `
Environment:
  FANVUE_API_KEY       API key
  FANVUE_ACCESS_TOKEN  access token, instead of an API key
  FANVUE_SCOPES        scopes of the credential, separated by spaces; unknown if empty
  FANVUE_API_URL       URL of the API; ` + fanvue.DefaultBaseURL + ` if empty

Without FANVUE_API_KEY and FANVUE_ACCESS_TOKEN, the program uses a fake Fanvue in
memory.
`

// ParseFlags parses the command line, and exits with the usage text unless there
// are as many arguments as wanted. The usage text consists of usage, the flags and
// the environment.
func ParseFlags(usage string, wanted int) {
	flag.Usage = func() {
		out := flag.CommandLine.Output()
		fmt.Fprintf(out, "%s\n\nFlags:\n", strings.TrimSpace(usage))
		flag.PrintDefaults()
		fmt.Fprint(out, environment)
	}
	flag.Parse()
	if flag.NArg() != wanted {
		flag.Usage()
		os.Exit(2)
	}
}

// Configured reports whether the environment has a credential for
// fanvue.FromEnv. Without one, the examples show what they do on a fake server.
func Configured() bool {
	return os.Getenv("FANVUE_API_KEY") != "" || os.Getenv("FANVUE_ACCESS_TOKEN") != ""
}
