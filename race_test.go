//go:build race

package fanvue_test

// The race detector makes a run ten times as slow.
func init() { raceDetector = true }
