package fanvue_test

import (
	"os"
	"runtime"
	"testing"
)

// TestMain keeps Go 1.25.0 and 1.25.1 on one thread: their runtime allocates the
// record that ties a WaitGroup to a bubble without a lock, and two threads that
// do so at once end with "WaitGroup.Add called from multiple synctest bubbles".
func TestMain(m *testing.M) {
	if v := runtime.Version(); v == "go1.25.0" || v == "go1.25.1" {
		runtime.GOMAXPROCS(1)
	}
	os.Exit(m.Run())
}
