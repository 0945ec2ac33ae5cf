package main

// The allocations that a call may take, relative to the exchange by hand, and
// what importing the package may cost. They are a little above what was measured
// last; see docs/performance.md.
const (
	maxListAllocations = 2.00
	maxGetAllocations  = 2.00
	maxSendAllocations = 2.00
	maxInitAllocations = 1000
	maxAddedBytes      = 1_500_000
)
