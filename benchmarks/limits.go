package main

// What a call of the client may allocate, and what importing the package may cost.
// The limits are a little above what was measured last, on each toolchain; lower
// them when something gets cheaper. See docs/performance.md.
const (
	maxListAllocations = 230
	maxGetAllocations  = 86
	maxSendAllocations = 96
	maxInitAllocations = 460
	maxAddedBytes      = 1_500_000
)
