package fanvuetest_test

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// recorder is a test that Start serves, and what the test would print.
type recorder struct {
	cleanups []func()
	errors   []string
	fatal    string
	log      []string
}

func (r *recorder) Helper()                 {}
func (r *recorder) Cleanup(f func())        { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Failed() bool            { return len(r.errors) > 0 || r.fatal != "" }
func (r *recorder) Logf(f string, a ...any) { r.log = append(r.log, fmt.Sprintf(f, a...)) }
func (r *recorder) Errorf(f string, a ...any) {
	r.errors = append(r.errors, fmt.Sprintf(f, a...))
}

func (r *recorder) Fatalf(f string, a ...any) {
	r.fatal = fmt.Sprintf(f, a...)
	runtime.Goexit()
}

// record runs a test as package testing does.
func record(test func(r *recorder)) *recorder {
	r := new(recorder)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, cleanup := range slices.Backward(r.cleanups) {
				cleanup()
			}
		}()
		test(r)
	}()
	<-done
	return r
}

func TestStart(t *testing.T) {
	t.Parallel()
	server, client := fanvuetest.Start(t)
	page, err := client.Chats.List(t.Context(), nil)
	if err != nil || len(page.Data) == 0 {
		t.Fatalf("%d chats, %v", len(page.Data), err)
	}
	scopes, known, err := client.Scopes(t.Context())
	if !known || err != nil || !slices.Equal(scopes, sorted(fanvuetest.AllScopes())) {
		t.Errorf("the client knows the scopes %v, %t, %v", scopes, known, err)
	}
	if server.RequestCount() != 1 {
		t.Errorf("%d requests", server.RequestCount())
	}
}

func sorted(scopes []fanvue.Scope) []fanvue.Scope {
	return slices.DeleteFunc(fanvue.KnownScopes(), func(s fanvue.Scope) bool { return !slices.Contains(scopes, s) })
}

func TestStartWithOptions(t *testing.T) {
	t.Parallel()
	server, client := fanvuetest.Start(t, fanvuetest.Empty(),
		fanvuetest.WithCredential("first", fanvue.ScopeReadChat), fanvuetest.WithCredential("second", fanvue.ScopeReadSelf))
	page, err := client.Chats.List(t.Context(), nil)
	if err != nil || len(page.Data) != 0 {
		t.Errorf("%v, %v", page, err)
	}
	if key := server.Requests()[0].Header.Get("X-Fanvue-API-Key"); key != "first" {
		t.Errorf("the credential is %q", key)
	}
	if _, err := client.Self.Get(t.Context()); !errors.Is(err, fanvue.ErrInsufficientScope) || server.RequestCount() != 1 {
		t.Errorf("the client does not know its scopes: %v", err)
	}
	second, err := client.With(fanvue.WithAPIKey("second"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Self.Get(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestStartInMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := fanvuetest.Start(t, fanvuetest.InMemory())
		server.Inject(fanvuetest.Fault{Status: 429, Header: map[string][]string{"Retry-After": {"30"}}})
		start := time.Now()
		if _, err := client.Self.Get(t.Context()); err != nil || time.Since(start) < 30*time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}

func TestStartCloses(t *testing.T) {
	t.Parallel()
	var server *fanvuetest.Server
	r := record(func(r *recorder) {
		var client *fanvue.Client
		server, client = fanvuetest.Start(r)
		if _, err := client.Self.Get(t.Context()); err != nil {
			r.Errorf("%v", err)
		}
	})
	if r.Failed() || len(r.log) != 0 {
		t.Errorf("a test that passed: %+v", r)
	}
	if _, err := server.HTTPClient().Get(server.URL); err == nil {
		t.Error("the server still runs")
	}
}

func TestStartReportsFaultsThatWereNotMet(t *testing.T) {
	t.Parallel()
	r := record(func(r *recorder) {
		server, client := fanvuetest.Start(r)
		server.Inject(
			fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter},
			fanvuetest.Fault{Operation: fanvue.OpSelfGet, Status: 403},
			fanvuetest.Fault{Operation: fanvue.OpChatsList, Status: 503, Times: 3},
			fanvuetest.Fault{Operation: fanvue.OpChatsList, Lasting: true, Body: "x"},
		)
		_, _ = client.Self.Get(t.Context())
		page, _ := client.Chats.List(t.Context(), &fanvue.ChatListOptions{Size: 2})
		_ = page
	})
	want := []string{
		"fanvuetest: no request met the fault for Messages.Send (DropAfter)",
	}
	if !slices.Equal(r.errors, want) {
		t.Errorf("got %q", r.errors)
	}
	journal := strings.Join(r.log, "\n")
	for _, line := range []string{"the server received 5 requests", "1. GET /users/me (Self.Get): 403", "2. GET /chats?size=2 (Chats.List): 503", "5. GET /chats?size=2 (Chats.List): 200"} {
		if !strings.Contains(journal, line) {
			t.Errorf("the journal lacks %q:\n%s", line, journal)
		}
	}
	if strings.Contains(journal, fanvuetest.APIKey) {
		t.Errorf("the credential is in the journal:\n%s", journal)
	}
}

func TestStartBoundsTheJournal(t *testing.T) {
	t.Parallel()
	r := record(func(r *recorder) {
		server, _ := fanvuetest.Start(r, fanvuetest.WithRateLimit(10_000, time.Minute))
		for range 130 {
			resp, err := server.HTTPClient().Get(server.URL + "/nothing")
			if err != nil {
				r.Fatalf("%v", err)
			}
			resp.Body.Close()
		}
		r.Errorf("wrong")
	})
	journal := strings.Join(r.log, "\n")
	if n := strings.Count(journal, "\n"); n != 100 || !strings.Contains(journal, "received 130 requests; these are the last 100") || !strings.Contains(journal, "\t130. GET /nothing (no known operation): ") {
		t.Errorf("%d lines:\n%s", n, journal)
	}
}

// A mistake in arranging ends the test, and names the line of the test.
func TestStartMakesMistakesFatal(t *testing.T) {
	t.Parallel()
	mistakes := map[string]func(*fanvuetest.Server){
		"there is no managed creator": func(s *fanvuetest.Server) { s.Creator(unknownUUID) },
		"does not know a user":        func(s *fanvuetest.Server) { s.Me().Receive(unknownUUID, "hi") },
		"Fault.Status 99":             func(s *fanvuetest.Server) { s.Inject(fanvuetest.Fault{Status: 99}) },
		"there is no operation":       func(s *fanvuetest.Server) { s.Inject(fanvuetest.Fault{Operation: "Chats.Lst", Status: 500}) },
		"a rate limit of 0":           func(s *fanvuetest.Server) { s.SetRateLimit(0, time.Second) },
		"has no message":              func(s *fanvuetest.Server) { s.Me().Purchase(fanvuetest.FanUUID, unknownUUID) },
		"Handle: the operation":       func(s *fanvuetest.Server) { s.Handle(fanvue.Operation{}, nil) },
	}
	for want, mistake := range mistakes {
		after := false
		r := record(func(r *recorder) {
			server, _ := fanvuetest.Start(r)
			mistake(server)
			after = true
		})
		if after || !strings.HasPrefix(r.fatal, "server_start_test.go:") || !strings.Contains(r.fatal, ": fanvuetest: ") || !strings.Contains(r.fatal, want) {
			t.Errorf("%s: ended %t, %q", want, !after, r.fatal)
		}
		// The server is not left locked.
		if len(r.log) != 1 {
			t.Errorf("%s: the journal is %q", want, r.log)
		}
	}
}

// A program that starts a fake server must not get the flags of package testing.
func TestPackageTestingIsNotImported(t *testing.T) {
	t.Parallel()
	// What the standard library imports by itself is its own choice.
	deps, err := exec.Command("go", "list", "-deps", "-f", `{{if not .Standard}}{{join .Imports "\n"}}{{end}}`, ".").Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	if slices.Contains(strings.Fields(string(deps)), "testing") {
		t.Error("fanvuetest imports testing")
	}
}
