package fanvuetest

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/fanvue-go/fanvue"
)

// maxJournal is how many requests the journal of a failed test has.
const maxJournal = 100

// TB is the part of [testing.TB] that [Start] uses, so that this package does not
// import package testing.
type TB interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Start starts a server for a test, and returns it with a client for it. The
// client has the first credential of [WithCredential], or [APIKey], and knows the
// scopes of it; [fanvue.Client.With] derives others.
//
// When the test ends, the server is closed, and the test fails if it injected a
// fault that no request met. If the test failed, its log has the requests that
// the server received. Mistakes in arranging, such as the id of a user whom nobody
// added, end the test instead of panicking, so they must be made by its own
// goroutine.
func Start(t TB, opts ...Option) (*Server, *fanvue.Client) {
	t.Helper()
	cfg := newConfig(opts)
	cfg.fatalf = t.Fatalf
	server := newServer(cfg)
	t.Cleanup(func() {
		t.Helper()
		for _, fault := range server.faults.pending() {
			t.Errorf("fanvuetest: no request met the fault %s", fault)
		}
		if t.Failed() {
			t.Logf("%s", server.journal())
		}
		server.Close()
	})
	client, err := server.Client(fanvue.WithAPIKey(cfg.first), fanvue.WithScopes(cfg.credentials[cfg.first]...))
	if err != nil {
		t.Fatalf("fanvuetest: %v", err)
	}
	return server, client
}

// journal describes the requests that the server received, one in each line.
func (s *Server) journal() string {
	requests := s.Requests()
	count := s.RequestCount()
	var text strings.Builder
	fmt.Fprintf(&text, "fanvuetest: the server received %d requests", count)
	requests = requests[max(len(requests)-maxJournal, 0):]
	if count > len(requests) {
		fmt.Fprintf(&text, "; these are the last %d", len(requests))
	}
	for i, request := range requests {
		address := request.Path
		if query := request.Query.Encode(); query != "" {
			address += "?" + query
		}
		name, status := string(request.Operation), fmt.Sprint(request.Status)
		if name == "" {
			name = "no known operation"
		}
		if request.Status == 0 {
			status = "no response"
		}
		fmt.Fprintf(&text, "\n\t%d. %s %s (%s): %s", count-len(requests)+i+1, request.Method, address, name, status)
	}
	return text.String()
}

// pending returns descriptions of the faults that still wait for a request.
func (q *faultQueue) pending() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	var all []string
	for _, fault := range q.queued {
		if fault.remaining > 0 {
			all = append(all, fault.String())
		}
	}
	return all
}

// String describes what a request would have met.
func (f *queuedFault) String() string {
	name := string(f.Operation)
	if name == "" {
		name = "any operation"
	}
	var what []string
	switch f.Drop {
	case DropBefore:
		what = append(what, "DropBefore")
	case DropAfter:
		what = append(what, "DropAfter")
	case Hang:
		what = append(what, "Hang")
	}
	if f.Status != 0 {
		what = append(what, fmt.Sprintf("Status %d", f.Status))
	}
	if f.Delay > 0 {
		what = append(what, fmt.Sprintf("Delay %s", f.Delay))
	}
	if f.Truncate {
		what = append(what, "Truncate")
	}
	if f.Stall {
		what = append(what, "Stall")
	}
	text := "for " + name
	if len(what) > 0 {
		text += " (" + strings.Join(what, ", ") + ")"
	}
	if f.remaining > 1 {
		text += fmt.Sprintf(", %d more times", f.remaining)
	}
	return text
}

// callerOutside returns the line outside of this package that is being run.
func callerOutside() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "github.com/fanvue-go/fanvue/fanvuetest.") || !more {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
	}
}
