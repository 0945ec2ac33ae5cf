//go:build unix

package program_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/program"
)

const (
	largePackages  = 35
	largeFunctions = 50 // of a package, with 20 lines each
)

// writeLarge writes a program of 50,000 lines. Each package has services behind
// an interface, closures in maps and calls of the next package; the last one
// calls the SDK.
func writeLarge(t *testing.T, dir string) (lines int) {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".go") {
			lines += strings.Count(text, "\n")
		}
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	write("go.sum", string(sums))
	write("go.mod", fmt.Sprintf(`module large

go 1.26.0

require github.com/fanvue-go/fanvue v0.0.0

replace github.com/fanvue-go/fanvue => %s
`, root))
	write("main.go", `package main

import (
	"context"

	"github.com/fanvue-go/fanvue"

	"large/p0"
)

func main() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key"))
	if err == nil {
		p0.Run(context.Background(), client, nil)
	}
}
`)
	for i := range largePackages {
		write(fmt.Sprintf("p%d/p.go", i), largePackage(i))
	}
	return lines
}

func largePackage(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package p%d\n\nimport (\n\t\"context\"\n\t\"errors\"\n\t\"fmt\"\n\t\"strings\"\n\n\t\"github.com/fanvue-go/fanvue\"\n", i)
	next := "_, _ = client.Chats.List(ctx, nil)"
	if i+1 < largePackages {
		fmt.Fprintf(&b, "\n\t\"large/p%d\"\n", i+1)
		next = fmt.Sprintf("p%d.Run(ctx, client, append(texts, fmt.Sprint(len(texts))))", i+1)
	}
	fmt.Fprintf(&b, `)

// Worker does a part of the work.
type Worker interface {
	Work(ctx context.Context, text string) (string, error)
}

type service struct {
	name  string
	steps map[string]func(string) (string, error)
	inner Worker
}

var workers = map[string]Worker{}

// Run works with everything, and then calls the next package.
func Run(ctx context.Context, client *fanvue.Client, texts []string) {
	for name, worker := range workers {
		if _, err := worker.Work(ctx, name); err != nil {
			continue
		}
	}
	%s
}
`, next)
	for f := range largeFunctions {
		fmt.Fprintf(&b, `
func init() { workers["w%[1]d"] = &worker%[1]d{service{name: "w%[1]d", steps: map[string]func(string) (string, error){"a": step%[1]d}}} }

type worker%[1]d struct{ service }

func (w *worker%[1]d) Work(ctx context.Context, text string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("%%s: %%w", w.name, err)
	}
	for name, step := range w.steps {
		result, err := step(name + text)
		if err != nil {
			return "", errors.Join(err, errors.New(name))
		}
		text += result
	}
	if w.inner != nil {
		return w.inner.Work(ctx, text)
	}
	return strings.ToUpper(text), nil
}
`, f)
		fmt.Fprintf(&b, `
func step%[1]d(text string) (string, error) {
	parts := strings.Fields(text)
	if len(parts) == %[1]d {
		return "", errors.New("no parts")
	}
	return strings.Join(parts, "-"), nil
}
`, f)
	}
	return b.String()
}

// usage returns the processor time and the largest memory of the process.
func usage(t *testing.T) (time.Duration, int64) {
	t.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), int64(r.Maxrss) << 10
}

// A program of 50,000 lines is analyzed within the limits of checkUsage.
func TestLargeProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("analyzes 50,000 lines")
	}
	dir := t.TempDir()
	lines := writeLarge(t, dir)
	before, _ := usage(t)
	start := time.Now()
	p, err := program.Load(program.Config{Dir: dir, Patterns: []string{"."}, Env: append(os.Environ(), "GOFLAGS=-mod=mod")})
	if err != nil {
		t.Fatal(err)
	}
	units, undecided := p.Analyze()
	elapsed := time.Since(start)
	after, memory := usage(t)
	t.Logf("%d lines: %.1f s, %.1f s of processor time, %d MiB at most", lines, elapsed.Seconds(), (after - before).Seconds(), memory>>20)
	if len(undecided) > 0 || len(units) != 1 {
		t.Fatalf("%d units, %v", len(units), undecided)
	}
	if got := names(units[0].Uses); len(got) != 1 || got[0] != "Chats.List" {
		t.Errorf("operations %v, want Chats.List", got)
	}
	if lines < 50_000 {
		t.Errorf("%d lines are fewer than 50,000", lines)
	}
	checkUsage(t, after-before, memory)
}

// checkUsage checks the limits: 30 seconds and 4 GiB. The processor time does not
// depend on what else the machine does.
func checkUsage(t *testing.T, processor time.Duration, memory int64) {
	t.Helper()
	if processor > 30*time.Second {
		t.Errorf("%v of processor time, at most 30 seconds are allowed", processor)
	}
	if memory > 4<<30 {
		t.Errorf("%d bytes of memory, at most 4 GiB are allowed", memory)
	}
}
