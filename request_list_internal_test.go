package fanvue

import (
	"fmt"
	"testing"
)

// A circle is found whatever its length, and the memory stays the same.
func TestTrail(t *testing.T) {
	t.Parallel()
	for _, circle := range []int{1, 2, 3, maxTrail - 1, maxTrail, maxTrail + 1, 3*maxTrail + 7} {
		for _, before := range []int{0, 1, 5 * maxTrail} {
			trail, steps := newTrail(), 0
			for ; trail.add("page", fmt.Append(nil, min(steps, before+(steps-before)%circle))); steps++ {
				if steps > before+8*(circle+maxTrail) {
					t.Fatalf("a circle of %d after %d is not found", circle, before)
				}
			}
			if steps < before+circle {
				t.Errorf("a circle of %d after %d is found after %d steps", circle, before, steps)
			}
			if circle < maxTrail && steps != before+circle {
				t.Errorf("a circle of %d after %d is found after %d steps only", circle, before, steps)
			}
			if len(trail.latest) > maxTrail || len(trail.order) > maxTrail {
				t.Errorf("it keeps %d and %d hashes", len(trail.latest), len(trail.order))
			}
		}
	}
	trail := newTrail()
	trail.add("page", []byte("x"))
	if !trail.add("token", []byte("x")) {
		t.Error("a page is taken for a token")
	}
}
