package fanvuetest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

const unknownUUID = "99999999-0000-4000-8000-000000000000"

// exchange is what came back for a request.
type exchange struct {
	status int
	header http.Header
	body   string
}

// newServer is closed at the end of the test.
func newServer(t *testing.T, opts ...fanvuetest.Option) *fanvuetest.Server {
	t.Helper()
	server := fanvuetest.NewServer(opts...)
	t.Cleanup(server.Close)
	return server
}

// newRequest makes a request that passes the checks. Each header is "Name:
// value"; an empty value leaves the header out.
func newRequest(t *testing.T, server *fanvuetest.Server, method, path, body string, headers ...string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Fanvue-API-Key", fanvuetest.APIKey)
	request.Header.Set("X-Fanvue-API-Version", "2025-06-26")
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ":")
		request.Header.Del(name)
		if value = strings.TrimSpace(value); value != "" {
			request.Header.Set(name, value)
		}
	}
	return request
}

// try sends a request that may fail.
func try(t *testing.T, server *fanvuetest.Server, method, path, body string, headers ...string) (exchange, error) {
	t.Helper()
	response, err := server.HTTPClient().Do(newRequest(t, server, method, path, body, headers...))
	if err != nil {
		return exchange{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return exchange{response.StatusCode, response.Header, string(text)}, err
}

// ask sends a request that must be answered.
func ask(t *testing.T, server *fanvuetest.Server, method, path, body string, headers ...string) exchange {
	t.Helper()
	got, err := try(t, server, method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func get(t *testing.T, server *fanvuetest.Server, path string) exchange {
	t.Helper()
	return ask(t, server, http.MethodGet, path, "")
}

// wantExactly compares status and body byte for byte.
func wantExactly(t *testing.T, got exchange, status int, body string) {
	t.Helper()
	if got.status != status || got.body != body {
		t.Errorf("got %d %s\nwant %d %s", got.status, got.body, status, body)
	}
}

// wantJSON compares the body as JSON, whatever the order of its members.
func wantJSON(t *testing.T, got exchange, status int, body string) {
	t.Helper()
	if got.status != status {
		t.Errorf("status %d, want %d; body %s", got.status, status, got.body)
	}
	if diff := cmp.Diff(decode(t, body), decode(t, got.body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return value
}

// dig walks into JSON: a string is a member, a number an index.
func dig(t *testing.T, text string, path ...any) any {
	t.Helper()
	value := decode(t, text)
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, ok := value.(map[string]any)
			if !ok {
				t.Fatalf("no object at %v of %s", step, text)
			}
			value = object[step]
		case int:
			array, ok := value.([]any)
			if !ok || step >= len(array) {
				t.Fatalf("no element %v in %s", step, text)
			}
			value = array[step]
		}
	}
	return value
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
