package fanvue_test

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"testing"
)

// TestMain keeps Go 1.25.0 and 1.25.1 on one thread: their runtime allocates the
// record that ties a WaitGroup to a bubble without a lock, and two threads that
// do so at once end with "WaitGroup.Add called from multiple synctest bubbles".
//
// Under the race detector, it fails when the tests took 2 GiB of memory.
func TestMain(m *testing.M) {
	if v := runtime.Version(); v == "go1.25.0" || v == "go1.25.1" {
		runtime.GOMAXPROCS(1)
	}
	code := m.Run()
	if most := peakMemory() >> 20; raceDetector && code == 0 && most >= 2<<10 {
		fmt.Fprintf(os.Stderr, "the tests took %d MiB of memory, less than 2048 are allowed\n", most)
		code = 1
	}
	os.Exit(code)
}

// peakMemory returns the largest resident set of the process, in bytes, on
// systems that report it in /proc, and 0 on others.
func peakMemory() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	peak := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(status)
	if peak == nil {
		return 0
	}
	kilobytes, _ := strconv.Atoi(string(peak[1]))
	return kilobytes << 10
}
