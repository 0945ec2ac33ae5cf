package fanvue_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
)

// keptConn is a connection that the server has closed while it was kept: it takes
// no byte of a second request.
type keptConn struct {
	net.Conn
	used *atomic.Bool
}

func (c *keptConn) Write(p []byte) (int, error) {
	if c.used.Swap(true) {
		return 0, errors.New("the connection was closed")
	}
	return c.Conn.Write(p)
}

// A request that finds its kept HTTP/1.1 connection closed is sent on another one at
// once, whatever is around net/http's transport. For a GET this counts as an attempt;
// of a write, nothing was written before.
func TestKeptConnections(t *testing.T) {
	t.Parallel()
	for name, wrap := range map[string]func(*http.Transport) http.RoundTripper{
		"net/http": func(t *http.Transport) http.RoundTripper { return t },
		"wrapped":  func(t *http.Transport) http.RoundTripper { return roundTripFunc(t.RoundTrip) },
		"net/http that may speak HTTP/2 in clear text": func(t *http.Transport) http.RoundTripper {
			t.Protocols = new(http.Protocols)
			t.Protocols.SetHTTP1(true)
			t.Protocols.SetUnencryptedHTTP2(true)
			return t
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var arrived atomic.Int64
				transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
					near, far := net.Pipe()
					go func() {
						defer far.Close()
						if _, err := http.ReadRequest(bufio.NewReader(far)); err == nil {
							arrived.Add(1)
							body := `{"uuid":"p","data":[]}`
							fmt.Fprintf(far, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
							<-t.Context().Done()
						}
					}()
					return &keptConn{near, new(atomic.Bool)}, nil
				}}
				defer transport.CloseIdleConnections()
				client, err := fanvue.NewClient(fanvue.WithBaseURL("http://127.0.0.1:0"), fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(wrap(transport)))
				if err != nil {
					t.Fatal(err)
				}
				for n, call := range []func(context.Context) error{
					func(ctx context.Context) error { return second(client.Creators.List(ctx, nil)) },
					func(ctx context.Context) error { return second(client.Creators.List(ctx, nil)) },
					func(ctx context.Context) error { return second(client.Posts.Pin(ctx, "p")) },
				} {
					var response fanvue.Response
					start := time.Now()
					if err := call(fanvue.ContextWithResponse(t.Context(), &response)); err != nil {
						t.Errorf("call %d: %v", n+1, err)
					}
					if took := time.Since(start); took > 0 || arrived.Load() != int64(n+1) {
						t.Errorf("call %d: %d arrived, after %s; want each once and without a wait", n+1, arrived.Load(), took)
					}
					if want := 1 + n%2; response.Attempts != want { // the second call is a GET
						t.Errorf("call %d: %d attempts, want %d", n+1, response.Attempts, want)
					}
				}
			})
		})
	}
}
