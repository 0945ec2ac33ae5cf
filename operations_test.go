package fanvue_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	rows := operationsByName()
	for _, tc := range operationCases() {
		t.Run(tc.title(), func(t *testing.T) {
			t.Parallel()
			server := newWireServer(t, tc.respond())
			// Just the declared scopes: no call may ask for more of them.
			client := server.client(t, fanvue.WithScopes(rows[tc.op].Scopes...), tc.surfaced())

			got, err := tc.call(t.Context(), client)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got, sameInstant); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
			requests := server.seen()
			if len(requests) != 1 {
				t.Fatalf("%d requests, want 1", len(requests))
			}
			checkOnWire(t, tc, requests[0])
		})
	}
}

func checkOnWire(t *testing.T, tc operationCase, sent wireRequest) {
	t.Helper()
	if sent.method != tc.method {
		t.Errorf("method %s, want %s", sent.method, tc.method)
	}
	if want := opBase + tc.path; sent.path != want {
		t.Errorf("path %s, want %s", sent.path, want)
	}
	if sent.query != tc.query {
		t.Errorf("query %s, want %s", sent.query, tc.query)
	}
	accept := tc.accept
	if accept == "" {
		accept = "application/json"
	}
	want := map[string][]string{
		"X-Fanvue-Api-Version": {"2025-06-26"},
		"X-Fanvue-Api-Key":     {opKey},
		"Accept":               {accept},
		"Content-Type":         nil,
		"Authorization":        nil,
		"Idempotency-Key":      nil,
	}
	if tc.body != "" {
		want["Content-Type"] = []string{"application/json"}
	}
	for name, values := range want {
		if diff := cmp.Diff(values, sent.header[name]); diff != "" {
			t.Errorf("header %s (-want +got):\n%s", name, diff)
		}
	}
	if tc.body == "" || sent.body == "" {
		if tc.body != sent.body {
			t.Errorf("body %q, want %q", sent.body, tc.body)
		}
		return
	}
	if diff := cmp.Diff(decodedJSON(t, tc.body), decodedJSON(t, sent.body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestOperationsAreAllCovered(t *testing.T) {
	t.Parallel()
	rows := operationsByName()
	covered := make(map[fanvue.OperationName]bool)
	titles := make(map[string]bool)
	for _, tc := range operationCases() {
		covered[tc.op] = true
		if titles[tc.title()] {
			t.Errorf("two cases are called %q", tc.title())
		}
		titles[tc.title()] = true
		row, ok := rows[tc.op]
		if !ok {
			t.Errorf("%s: no such operation", tc.op)
		}
		if tc.method != row.Method {
			t.Errorf("%s: the case says %s, the declaration %s", tc.title(), tc.method, row.Method)
		}
	}
	for name := range rows {
		if !covered[name] {
			t.Errorf("%s has no case", name)
		}
	}
}
