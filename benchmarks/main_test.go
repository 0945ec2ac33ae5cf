package main

import (
	"slices"
	"testing"
)

// A mistake in the flags is reported: to measure nothing would look like success.
func TestFlags(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		arguments []string
		ok        bool
	}{
		{nil, true},
		{[]string{"-only", "calls,coldstart", "-calls", "1", "-upload", "1"}, true},
		{[]string{"-only", "call"}, false},
		{[]string{"-only", "calls, scopes"}, false},
		{[]string{"-only", "calls,"}, false},
		{[]string{"-calls", "0"}, false},
		{[]string{"-calls", "-1"}, false},
		{[]string{"-upload", "0"}, false},
		{[]string{"-upload", "1537"}, false},
		{[]string{"calls"}, false},
	} {
		if _, err := parseFlags(tc.arguments); (err == nil) != tc.ok {
			t.Errorf("%q: %v", tc.arguments, err)
		}
	}
	settings, err := parseFlags([]string{"-only", "scopes,upload"})
	if err != nil || !slices.Equal(settings.only, []string{"scopes", "upload"}) || settings.calls != 2000 {
		t.Errorf("got %+v, %v", settings, err)
	}
}
