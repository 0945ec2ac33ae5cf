//go:build unix

package program_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/program"
)

// real is a program that other people wrote, and the version that is tested.
const real = "github.com/prometheus/prometheus@v0.305.0"

// realHandler is added to the program, and realRoute calls it.
const (
	realHandler = `package web

import (
	"fmt"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

func fanvueHandler(client *fanvue.Client) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		counts, err := client.Chats.UnreadCounts(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprintln(w, counts)
	}
}

func fanvueRoute(router interface{ Get(string, http.HandlerFunc) }) {
	if client, err := fanvue.NewClient(fanvue.WithAPIKey("key")); err == nil {
		router.Get("/-/unread", fanvueHandler(client))
	}
}
`
	realRoute = "\tfanvueRoute(router)\n"
	realPlace = "\trouter.Get(\"/-/healthy\", func("
)

// A large program that other people wrote gets a handler that calls the SDK. It
// needs the module proxy.
func TestRealProgram(t *testing.T) {
	if os.Getenv("FANVUE_SCOPES_REAL") == "" {
		t.Skip("set FANVUE_SCOPES_REAL=1 to download and analyze " + real)
	}
	dir := t.TempDir()
	run := func(name string, args ...string) []byte {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir = dir
		output, err := command.Output()
		if err != nil {
			t.Fatalf("%s %v: %v, %s", name, args, err, output)
		}
		return output
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(run("go", "mod", "download", "-json", real), &module); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(module.Dir)); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	// The files of the module cache are read-only, and so are their copies.
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	routes, err := os.ReadFile(filepath.Join(dir, "web/web.go"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(routes), realPlace) != 1 {
		t.Fatalf("web.go has not one %q", realPlace)
	}
	write("web/web.go", strings.Replace(string(routes), realPlace, realRoute+realPlace, 1))
	write("web/fanvue.go", realHandler)
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		write(name, string(text))
	}
	run("go", "mod", "edit", "-require=github.com/fanvue-go/fanvue@v0.0.0", "-replace=github.com/fanvue-go/fanvue="+root)
	run("go", "list", "-mod=mod", "-deps", "./cmd/prometheus") // downloads what it needs

	own, all := 0, 0
	files := run("go", "list", "-mod=mod", "-deps", "-f", "{{range .GoFiles}}{{$.Dir}}/{{.}}\n{{end}}", "./cmd/prometheus")
	for name := range strings.FieldsSeq(string(files)) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(text), "\n")
		all += lines
		if strings.HasPrefix(name, dir) {
			own += lines
		}
	}
	before, _ := usage(t)
	start := time.Now()
	p, err := program.Load(program.Config{Dir: dir, Patterns: []string{"./cmd/prometheus"}, Env: append(os.Environ(), "GOFLAGS=-mod=mod")})
	if err != nil {
		t.Fatal(err)
	}
	units, undecided := p.Analyze()
	elapsed := time.Since(start)
	after, memory := usage(t)
	t.Logf("%s, %d lines, %d with all that it imports: %.1f s, %.1f s of processor time, %d MiB at most", real, own, all, elapsed.Seconds(), (after - before).Seconds(), memory>>20)
	if len(undecided) > 0 || len(units) != 1 {
		t.Fatalf("%d units, %v", len(units), undecided)
	}
	if got := names(units[0].Uses); !slices.Equal(got, []string{"Chats.UnreadCounts"}) {
		t.Errorf("operations %v, want Chats.UnreadCounts", got)
	}
	if len(units[0].Undecided) > 0 {
		t.Errorf("not decided: %v", units[0].Undecided)
	}
	checkUsage(t, after-before, memory)
}
