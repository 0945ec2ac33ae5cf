package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fanvue-go/fanvue"
)

// proxyServer is an HTTP proxy on loopback that responds to CONNECT with status,
// and makes the connection if that is 200.
func proxyServer(t *testing.T, status string) *url.URL {
	t.Helper()
	address := rawServer(t, func(conn net.Conn, request *http.Request) {
		if request.Method != http.MethodConnect {
			return
		}
		fmt.Fprintf(conn, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status)
		if !strings.HasPrefix(status, "200") {
			return
		}
		api, err := net.Dial("tcp", request.Host)
		if err != nil {
			return
		}
		defer api.Close()
		go io.Copy(api, conn)
		io.Copy(conn, api)
	})
	proxy, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return proxy
}

func TestProxyRefusesToConnect(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	api := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(api.Close)
	for _, status := range []string{"407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway", "429 Too Many Requests", "200 OK"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			proxy := proxyServer(t, status)
			transport := api.Client().Transport.(*http.Transport).Clone()
			transport.Proxy = http.ProxyURL(proxy)
			t.Cleanup(transport.CloseIdleConnections)
			client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(api.URL), fanvue.WithMaxRetries(0),
				fanvue.WithHTTPClient(&http.Client{Transport: transport}))
			if err != nil {
				t.Fatal(err)
			}
			err = sendMessage(t.Context(), client)
			if status == "200 OK" {
				if !errors.Is(err, fanvue.ErrForbidden) || requests.Load() == 0 {
					t.Errorf("through the proxy: %v", err)
				}
				return
			}
			_, words, _ := strings.Cut(status, " ")
			want := fmt.Sprintf("fanvue: Messages.Send: the proxy %s refused to connect to the API: %s; check the proxy's credentials and rules (nothing was sent)", proxy.Host, words)
			if err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if failed := asError[*fanvue.RequestError](t, err); failed.Sent() || errors.As(err, new(*fanvue.APIError)) {
				t.Errorf("sent %t: %v", failed.Sent(), err)
			}
			if errors.Is(err, fanvue.ErrForbidden) || errors.Is(err, fanvue.ErrRateLimited) || errors.Is(err, fanvue.ErrOutcomeUnknown) {
				t.Errorf("wrong kind: %v", err)
			}
		})
	}
}

// What fails beside the proxy is not blamed on it.
func TestProxyIsNotBlamed(t *testing.T) {
	t.Parallel()
	api := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(api.Close)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	closed := proxyServer(t, "200 OK")
	closed.Host = "127.0.0.1:1"
	for name, tt := range map[string]struct {
		ctx   context.Context
		proxy *url.URL
	}{
		"an untrusted certificate": {t.Context(), proxyServer(t, "200 OK")},
		"cancelled":                {cancelled, proxyServer(t, "407 Proxy Authentication Required")},
		"no proxy there":           {t.Context(), closed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := &http.Transport{Proxy: http.ProxyURL(tt.proxy)}
			t.Cleanup(transport.CloseIdleConnections)
			client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(api.URL), fanvue.WithMaxRetries(0),
				fanvue.WithHTTPClient(&http.Client{Transport: transport}))
			if err != nil {
				t.Fatal(err)
			}
			if err := sendMessage(tt.ctx, client); err == nil || strings.Contains(err.Error(), "refused to connect to the API") {
				t.Errorf("got %v", err)
			}
		})
	}
}
