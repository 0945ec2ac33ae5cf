package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// command runs the go command in a directory, and returns what it prints.
func command(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// The tool works with go vet, with facts of other packages and with fixes.
func TestVet(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the tool and vets the SDK with its dependencies")
	}
	dir := t.TempDir()
	tool := filepath.Join(dir, "fanvuevet")
	if out, err := command(t, ".", "build", "-o", tool, "."); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	program := filepath.Join(dir, "program")
	if err := os.CopyFS(program, os.DirFS("../analyzer/testdata")); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, program, "mod", "edit", "-replace", "github.com/fanvue-go/fanvue="+root); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	packages := []string{"./scopes/direct", "./unknown/...", "./iterators", "./resend", "./literals", "./clients"}
	out, err := command(t, program, append([]string{"vet", "-vettool=" + tool}, packages...)...)
	if err == nil {
		t.Error("go vet succeeded")
	}
	for _, want := range []string{
		"scopes/direct/main.go:21:6: Posts.Create needs write:post", // in another package
		"drops the error of the iterator", "Messages.Send is retried", `did you mean "read:chat"`, "NewClient in a request handler",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in %s", want, out)
		}
	}
	if strings.Contains(out, "unknown/") || strings.Contains(out, "right.go") {
		t.Errorf("a finding in a program without mistakes: %s", out)
	}

	out, _ = command(t, program, append([]string{"vet", "-vettool=" + tool, "-fix"}, packages...)...)
	for _, name := range []string{"scopes/direct/main.go", "iterators/iterators.go", "resend/resend.go", "literals/literals.go"} {
		got, err := os.ReadFile(filepath.Join(program, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("../analyzer/testdata", name+".golden"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s after -fix, which printed %s:\n%s", name, out, got)
		}
	}
}
