package fanvue_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

var longSuites sync.Map // of the top-level tests that were reported

// sample reports whether the test runs a sample of its cases, because of
// -short. Otherwise the test is a long suite, and that it runs is written to
// standard error, so that somebody who waits sees why. The go command shows it
// without -v when it is given no packages, and when a test fails or hangs.
func sample(t testing.TB) bool {
	if testing.Short() {
		return true
	}
	name, _, _ := strings.Cut(t.Name(), "/")
	if _, reported := longSuites.LoadOrStore(name, true); !reported {
		fmt.Fprintf(os.Stderr, "long suite: %s (with -short a sample)\n", name)
	}
	return false
}
