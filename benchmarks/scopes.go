package main

import (
	"fmt"
	"os/exec"
	"regexp"
)

// measureScopes runs the benchmark of the local scope check, which is a private
// function of the package.
func measureScopes() error {
	output, err := exec.Command("go", "test", "-C", "..", "-run", "^$", "-bench", "^BenchmarkScopeCheckAllowed$", "-benchmem", ".").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, output)
	}
	figures := regexp.MustCompile(`([0-9.]+) ns/op.* ([0-9]+) allocs/op`).FindSubmatch(output)
	if figures == nil {
		return fmt.Errorf("no figures in %s", output)
	}
	fmt.Printf("scope check of an allowed call: %s ns, %s allocations\n\n", figures[1], figures[2])
	if string(figures[2]) != "0" {
		return fmt.Errorf("%s allocations, the limit is 0", figures[2])
	}
	return nil
}
