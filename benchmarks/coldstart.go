package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/fanvue-go/fanvue"
)

// measureColdStart builds a program that uses net/http without the package, with
// it imported and with it used, and reports the differences in size and the time
// that the package takes to initialize.
func measureColdStart() error {
	directory, err := os.MkdirTemp("", "coldstart")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	sizes := make(map[string]int64)
	for program, build := range map[string][]string{
		"plain": {"./coldstart/plain"}, "imported": {"-tags", "imported", "./coldstart/plain"}, "sdk": {"./coldstart/sdk"},
	} {
		name := filepath.Join(directory, program)
		if output, err := exec.Command("go", append([]string{"build", "-o", name}, build...)...).CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, output)
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		sizes[program] = info.Size()
	}
	var times []float64
	var allocations int
	for range 20 {
		command := exec.Command(filepath.Join(directory, "sdk"))
		command.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		output, err := command.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, output)
		}
		figures := regexp.MustCompile(`init github.com/fanvue-go/fanvue @.* ([0-9.]+) ms clock, [0-9]+ bytes, ([0-9]+) allocs`).FindSubmatch(output)
		if figures == nil {
			return fmt.Errorf("no figures in %s", output)
		}
		milliseconds, _ := strconv.ParseFloat(string(figures[1]), 64)
		times = append(times, 1000*milliseconds)
		allocations, _ = strconv.Atoi(string(figures[2]))
	}
	added := sizes["imported"] - sizes["plain"]
	fmt.Printf("binary: importing the package adds %.2f MB to %.2f MB, using it %.2f MB; initialization of %d operations: %.0f µs, %d allocations\n\n",
		float64(added)/1e6, float64(sizes["plain"])/1e6, float64(sizes["sdk"]-sizes["plain"])/1e6, len(fanvue.Operations()), slices.Min(times), allocations)
	switch {
	case added > maxAddedBytes:
		return fmt.Errorf("%d bytes more, the limit is %d", added, maxAddedBytes)
	case allocations > maxInitAllocations:
		return fmt.Errorf("%d allocations at initialization, the limit is %d", allocations, maxInitAllocations)
	}
	return nil
}
