package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/report"
)

// examples has the scopes that the examples of the repository need.
var examples = map[string][]string{
	"autoreply":  {"read:chat", "write:chat"},
	"cli":        {"read:self"},
	"doctor":     {},
	"export":     {"read:fan", "read:creator"},
	"first":      {"read:chat", "write:chat"},
	"quickstart": {"read:self", "read:chat", "write:chat", "read:fan", "read:creator"},
	"signin":     {"read:self", "read:chat", "read:fan"},
	"upload":     {"write:chat", "read:media", "write:media"},
}

func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestExamples(t *testing.T) {
	args := []string{"-C", "../..", "-json"}
	for name := range examples {
		args = append(args, "./examples/"+name)
	}
	code, stdout, stderr := command(t, args...)
	if code != exitOK || stderr != "" {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	var r report.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Units) != len(examples) {
		t.Errorf("%d programs, want %d", len(r.Units), len(examples))
	}
	for _, unit := range r.Units {
		name := unit.Package[strings.LastIndex(unit.Package, "/")+1:]
		want := slices.Sorted(slices.Values(examples[name]))
		var got []string
		for _, use := range unit.Uses {
			got = append(got, use.Scopes...)
			if len(use.Calls) < 2 || !strings.HasPrefix(use.Calls[0].Function, "main.") {
				t.Errorf("%s: %s: the path does not start in main: %v", name, use.Name, use.Calls)
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s needs %v, want %v", name, got, want)
		}
		if len(unit.Undecided) > 0 {
			t.Errorf("%s: not decided: %v", name, unit.Undecided)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-json", "-html"}, "-json and -html exclude each other"},
		{[]string{"-check", "missing.json"}, "missing.json"},
		{[]string{"-diff", "missing.json"}, "missing.json"},
		{[]string{"-nonsense"}, "usage"},
		{[]string{"-strict"}, "-strict needs -check"},
		{[]string{"-C", "missing"}, "missing: no such file or directory"},
		{[]string{"-C", "..", "./..."}, "no packages match ./..."},
		{[]string{"./missing"}, "missing: directory not found"},
	} {
		code, stdout, stderr := command(t, test.args...)
		if code != exitFailed || stdout != "" || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, %q, %q", test.args, code, stdout, stderr)
		}
	}
	if code, _, _ := command(t, "-h"); code != exitOK {
		t.Errorf("-h: exit code %d", code)
	}
}

// Code that does not compile is reported with its position, and fails.
func TestBrokenCode(t *testing.T) {
	code, stdout, stderr := command(t, "-C", "testdata/broken", ".")
	if code != exitFailed || stdout != "" || !strings.Contains(stderr, "main.go:6:2: declared and not used") || !strings.Contains(stderr, "cannot be analyzed, so") {
		t.Errorf("exit code %d, %s, %s", code, stdout, stderr)
	}
}

// The exit codes of -check, on a program that needs read:self.
func TestCheck(t *testing.T) {
	const program = "./testdata/programs/direct"
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-check", "read:self"}, exitOK, "ok: the code needs read:self"},
		{[]string{"-check", "read:chat"}, exitMore, "main.go:14:43: Self.Get needs read:self"},
		{[]string{"-check", ""}, exitMore, "Self.Get needs read:self"},
		{[]string{"-check", "read:chat,read:self"}, exitOK, "warning: read:chat is allowed and not needed"},
		{[]string{"-check", "read:chat,read:self", "-strict"}, exitStrict, "warning"},
	} {
		code, stdout, stderr := command(t, append(test.args, program)...)
		if code != test.code || !strings.Contains(stdout, test.want) {
			t.Errorf("%v: exit code %d, want %d; %s%s", test.args, code, test.code, stdout, stderr)
		}
	}
}
