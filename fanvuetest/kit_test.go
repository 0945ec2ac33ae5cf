package fanvuetest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// newClient returns a client of the default account.
func newClient(t *testing.T, server *fanvuetest.Server, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	client, err := server.Client(append([]fanvue.Option{fanvue.WithAPIKey(fanvuetest.APIKey)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// collect reads a list to its end.
func collect[T any](t *testing.T, list func(func(T, error) bool)) []T {
	t.Helper()
	var items []T
	for item, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, item)
	}
	return items
}

func newClientOf(t *testing.T, server *fanvuetest.Server, key string, surface fanvue.Surface) *fanvue.Client {
	t.Helper()
	client, err := server.Client(fanvue.WithAPIKey(key), fanvue.WithSurface(surface))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

const unknownUUID = "99999999-0000-4000-8000-000000000000"

// result is the response to a request.
type result struct {
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
func try(t *testing.T, server *fanvuetest.Server, method, path, body string, headers ...string) (result, error) {
	t.Helper()
	response, err := server.HTTPClient().Do(newRequest(t, server, method, path, body, headers...))
	if err != nil {
		return result{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return result{response.StatusCode, response.Header, string(text)}, err
}

// ask sends a request that must get a response.
func ask(t *testing.T, server *fanvuetest.Server, method, path, body string, headers ...string) result {
	t.Helper()
	got, err := try(t, server, method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func get(t *testing.T, server *fanvuetest.Server, path string) result {
	t.Helper()
	return ask(t, server, http.MethodGet, path, "")
}

// wantExactly compares status and body byte for byte.
func wantExactly(t *testing.T, got result, status int, body string) {
	t.Helper()
	if got.status != status || got.body != body {
		t.Errorf("got %d %s\nwant %d %s", got.status, got.body, status, body)
	}
}

// wantJSON compares the body as JSON, whatever the order of its members.
func wantJSON(t *testing.T, got result, status int, body string) {
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

// dig returns a part of JSON: a string is a member, a number an index.
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

// column reads one member of each item of a list.
func column(t *testing.T, body, name string) []string {
	t.Helper()
	var values []string
	for i := range dig(t, body, "data").([]any) {
		values = append(values, dig(t, body, "data", i, name).(string))
	}
	return values
}

// atNoon runs a test on a server that was made at a known instant, so that
// whole responses can be compared.
func atNoon(t *testing.T, test func(t *testing.T, server *fanvuetest.Server)) {
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory()) // on 2000-01-01, as in every bubble
		defer server.Close()
		test(t, server)
	})
}
