package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestPlayInMemory(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := playInMemory(t.Context(), &out, "Hello from the test"); err != nil {
		t.Fatal(err)
	}
	told := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"1. Who am I?", `@ava.rivers "Hello from the test"`, "23 subscribers",
		"(rejected locally, nothing was sent)", "requests that the server saw: 0",
		`(refused by the server: 403 "Insufficient scopes")`, "requests that the server saw: 1;",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not told in:\n%s", want, out.String())
		}
	}
}

// Against the real API the tour only reads, and a missing scope skips a step.
func TestTourWithoutPermissionToWrite(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithScopes(fanvue.ScopeReadSelf, fanvue.ScopeReadChat))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&tour{client: client, out: &out, text: "never sent"}).run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, request := range server.Requests() {
		if request.Method != "GET" || request.Query.Get("markAsRead") == "true" {
			t.Errorf("%s %s is more than reading", request.Method, request.Path)
		}
	}
	if skipped := strings.Count(out.String(), "skipped:"); skipped != 2 {
		t.Errorf("%d steps were skipped, want the subscribers and the creators:\n%s", skipped, out.String())
	}
}
