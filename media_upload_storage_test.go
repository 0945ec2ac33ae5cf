package fanvue_test

import (
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// signing puts a credential on whatever is sent through it.
type signing struct{ next http.RoundTripper }

func (s signing) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer of-the-transport")
	return s.next.RoundTrip(r)
}

// A transport that signs is for the API. The storage is somebody else's.
func TestUploadDoesNotSignForTheStorage(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer(fanvuetest.WithUploadPartSize(4))
	defer server.Close()
	client, err := fanvue.NewClient(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithBaseURL(server.URL),
		fanvue.WithHTTPClient(&http.Client{Transport: signing{server.HTTPClient().Transport}}))
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	item, err := client.Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantParts(t, server.Me(), item.UUID, cut(uploadText, 4))
	signed := 0
	for _, r := range server.Requests() {
		if r.Header.Get("Authorization") != "" {
			signed++
			if r.Operation == fanvuetest.StoragePut {
				t.Error("the storage got the credential of the transport")
			}
		}
	}
	if signed == 0 {
		t.Error("the transport is not in use")
	}
}

// idleCounter counts how often idle connections are closed.
type idleCounter struct {
	http.RoundTripper
	closed atomic.Int32
}

func (c *idleCounter) CloseIdleConnections() { c.closed.Add(1) }

func TestWithStorageHTTPClient(t *testing.T) {
	t.Parallel()
	if _, err := fanvue.NewClient(fanvue.WithAPIKey("k"), fanvue.WithStorageHTTPClient(nil)); err == nil || !strings.Contains(err.Error(), "WithStorageHTTPClient: must not be nil") {
		t.Errorf("got %v for no client", err)
	}
	server := fanvuetest.NewServer()
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(&url.URL{Scheme: "http", Host: "127.0.0.1"}, []*http.Cookie{{Name: "session", Value: "secret"}})
	var sent []http.Header
	transport := &idleCounter{RoundTripper: roundTripFunc(func(r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodPut {
			t.Errorf("the storage's client sends %s %s", r.Method, r.URL.Path)
		}
		sent = append(sent, r.Header)
		return server.HTTPClient().Transport.RoundTrip(r)
	})}
	storage := &http.Client{Transport: transport, Jar: jar, Timeout: time.Nanosecond}
	api := &idleCounter{RoundTripper: server.HTTPClient().Transport}
	client := uploadClient(t, server, fanvue.WithStorageHTTPClient(storage), fanvue.WithHTTPClient(&http.Client{Transport: api}), fanvue.WithUserAgent("shop/1"))
	server.Inject(fanvuetest.Fault{Operation: fanvuetest.StoragePut, Status: 307, Header: http.Header{"Location": {"http://elsewhere.example/"}}})
	if _, err := client.Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]http.Header{{"User-Agent": {"shop/1"}}, {"User-Agent": {"shop/1"}}}, sent); diff != "" {
		t.Errorf("sent to the storage (-want +got):\n%s", diff)
	}
	if storage.Jar != jar || storage.Timeout != time.Nanosecond || storage.Transport != transport || storage.CheckRedirect != nil {
		t.Errorf("the caller's client was changed: %+v", storage)
	}
	if client.CloseIdleConnections(); api.closed.Load() != 1 || transport.closed.Load() != 1 {
		t.Errorf("idle connections of the API were closed %d times, of the storage %d times", api.closed.Load(), transport.closed.Load())
	}
}

// The connections of the storage's own transport are closed, too.
func TestCloseIdleConnectionsOfTheStorage(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	var open atomic.Int32
	server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch r.Method {
		case http.MethodPost:
			_, _ = io.WriteString(w, `{"mediaUuid":"m","uploadId":"u"}`)
		case http.MethodGet:
			_, _ = io.WriteString(w, server.URL+"/part")
		case http.MethodPut:
			w.Header().Set("ETag", `"e"`)
		case http.MethodPatch:
			_, _ = io.WriteString(w, `{"status":"processing"}`)
		}
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed:
			open.Add(-1)
		}
	}
	server.Start()
	defer server.Close()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), nil); err != nil {
		t.Fatal(err)
	}
	if n := open.Load(); n < 2 {
		t.Fatalf("%d connections are open, want the API's and the storage's", n)
	}
	client.CloseIdleConnections()
	for end := time.Now().Add(10 * time.Second); open.Load() > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if n := open.Load(); n > 0 {
		t.Errorf("%d connections are still open", n)
	}
}
