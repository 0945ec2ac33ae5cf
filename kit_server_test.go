package fanvue_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// wireRequest is a request as the server saw it.
type wireRequest struct {
	method, path, query string
	header              http.Header
	body                string
}

// wireServer records what it is sent.
type wireServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests []wireRequest
}

func (s *wireServer) seen() []wireRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *wireServer) client(t *testing.T, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	c, err := fanvue.NewClient(append([]fanvue.Option{
		fanvue.WithAPIKey(opKey), fanvue.WithBaseURL(s.URL + opBase), fanvue.WithMaxRetries(0),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func newWireServer(t *testing.T, respond http.HandlerFunc) *wireServer {
	t.Helper()
	s := new(wireServer)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading the request: %v", err)
		}
		path, query, _ := strings.Cut(r.RequestURI, "?")
		s.mu.Lock()
		s.requests = append(s.requests, wireRequest{r.Method, path, query, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		respond(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func respondJSON(status int, body string) http.HandlerFunc {
	return respondText(status, "application/json; charset=utf-8", body)
}

func respondText(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// rawServer sends each connection whatever serve writes, once it has
// read a request.
func rawServer(t *testing.T, serve func(net.Conn, *http.Request)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				r, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				conn.SetDeadline(time.Now().Add(20 * time.Second))
				serve(conn, r)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// raw serves these texts, and then closes the connection.
func raw(texts ...string) func(net.Conn, *http.Request) {
	return func(conn net.Conn, _ *http.Request) {
		for _, text := range texts {
			if _, err := io.WriteString(conn, text); err != nil {
				return
			}
		}
	}
}

// flood serves head and then chunk without end.
func flood(head, chunk string) func(net.Conn, *http.Request) {
	return func(conn net.Conn, _ *http.Request) {
		_, err := io.WriteString(conn, head)
		for err == nil {
			_, err = io.WriteString(conn, chunk)
		}
	}
}

// drip serves head and then a letter now and then, without end.
func drip(head string) func(net.Conn, *http.Request) {
	return func(conn net.Conn, _ *http.Request) {
		_, err := io.WriteString(conn, head)
		for err == nil {
			time.Sleep(2 * time.Millisecond)
			_, err = io.WriteString(conn, " ")
		}
	}
}

// stall serves head and then nothing, with the connection left open.
func stall(head string) func(net.Conn, *http.Request) {
	return func(conn net.Conn, _ *http.Request) {
		io.WriteString(conn, head)
		io.Copy(io.Discard, conn)
	}
}
