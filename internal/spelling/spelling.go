// Package spelling finds the scope that a misspelled one was meant to be.
package spelling

import (
	"iter"
	"strings"
)

const (
	// maxDistance is how many letters a scope may differ from a known one to be
	// taken for a misspelling of it. The nearest known scopes of the same kind,
	// read:fan and read:chat, differ in four.
	maxDistance = 3
	// maxLength bounds what is compared, in bytes. Known scopes are shorter.
	maxLength = 40
)

// Nearest returns the known scope that scope is likely to be a misspelling of: the
// first of those that differ least. The two parts of scope may be in the wrong
// order, as in chat:read.
func Nearest(scope string, known iter.Seq[string]) (nearest string, ok bool) {
	if len(scope) > maxLength {
		return "", false
	}
	spelled := strings.ToLower(scope)
	swapped := spelled
	if object, verb, found := strings.Cut(spelled, ":"); found {
		swapped = verb + ":" + object
	}
	least := maxDistance + 1
	for other := range known {
		if d := min(distance(spelled, other), distance(swapped, other)); d < least {
			nearest, least = other, d
		}
	}
	return nearest, least <= maxDistance
}

// distance returns how many bytes have to be inserted, removed or replaced to turn a
// into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
