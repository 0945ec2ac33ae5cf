package spelling

import (
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"write:chat", "read:chat", "read:fan", "write:tracking_links"}
	for scope, want := range map[string]string{
		"read:chat":                     "read:chat",
		"raed:chat":                     "read:chat",
		"READ:CHAT":                     "read:chat",
		"read:chats":                    "read:chat",
		"chat:read":                     "read:chat",
		"caht:write":                    "write:chat",
		"write:trackinglinks":           "write:tracking_links",
		"read:fna":                      "read:fan",
		"read:everything":               "",
		"delete:account":                "",
		"":                              "",
		strings.Repeat("read:chat", 10): "",
	} {
		if got, ok := Nearest(scope, slices.Values(known)); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t, want %q", scope, got, ok, want)
		}
	}
}

// Of scopes that differ equally, the first one counts.
func TestNearestOfSeveral(t *testing.T) {
	t.Parallel()
	for _, known := range [][]string{{"read:a", "read:b"}, {"read:b", "read:a"}} {
		if got, _ := Nearest("read:c", slices.Values(known)); got != known[0] {
			t.Errorf("got %q, want %q", got, known[0])
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "axc", 1}, {"abc", "abxc", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 2}} {
		if got := distance(tc.a, tc.b); got != tc.want {
			t.Errorf("%q, %q: got %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}
