package fanvue

import (
	"fmt"
	"strings"
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

// Only the queries of addresses do not count.
func TestTrailIgnoresSignatures(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		first, second string
		same          bool
	}{
		{`["https://a/x?sig=1","b"]`, `["https://a/x?sig=2&t=3","b"]`, true},
		{`["https://a/x?sig=1"]`, `["https://a/y?sig=1"]`, false},
		{`["https://a/x?1","c"]`, `["https://a/x?1","d"]`, false},
		{`["Why? Because."]`, `["Why? Nobody knows."]`, false},
		{`["Why?","https://a/x?1"]`, `["Why?","https://a/x?2"]`, true},
		{`https://a/x?1`, `https://a/x?2`, false},
	} {
		trail := newTrail()
		trail.add("page", []byte(tc.first))
		if trail.add("page", []byte(tc.second)) == tc.same {
			t.Errorf("%s and %s are the same: %t", tc.first, tc.second, !tc.same)
		}
	}
}

// The time is in proportion to the length: a text of question marks would take an
// hour if the end of the text were looked for at each of them.
func TestTrailOfQuestions(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("?", 16<<20), strings.Repeat("http?", 3<<20), strings.Repeat(`http?",`, 2<<20)} {
		trail := newTrail()
		if !trail.add("page", []byte(`["`+text+`"]`)) || trail.add("page", []byte(`["`+text+`"]`)) {
			t.Error("it is not recognized")
		}
	}
}
