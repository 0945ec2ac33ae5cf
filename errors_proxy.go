package fanvue

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
)

// proxyError reports that a proxy did not make the connection to the API. It is
// the cause of a [RequestError].
type proxyError struct {
	proxy string // its host and port
	err   error
}

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy %s refused to connect to the API: %s; check the proxy's credentials and rules", e.proxy, oneLine(e.err.Error()))
}

func (e *proxyError) Unwrap() error { return e.err }

// roundTrip sends r. If a proxy refuses a CONNECT, net/http returns an error whose
// text is only the proxy's status, such as "Forbidden", as if it came from the API.
// roundTrip recognizes it, because the request then has no connection yet.
func roundTrip(inner http.RoundTripper, r *http.Request) (*http.Response, error) {
	proxy := proxyOf(inner, r)
	if proxy == nil {
		return inner.RoundTrip(r)
	}
	var connected, noHandshake atomic.Bool
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			noHandshake.Store(err != nil)
		},
	})
	resp, err := inner.RoundTrip(r.WithContext(ctx))
	if err == nil || connected.Load() || noHandshake.Load() || isConnectionError(r.Context(), err) {
		return resp, err
	}
	return resp, &proxyError{proxy: proxy.Host, err: err}
}

// proxyOf returns the proxy through which inner tunnels r to the API, or nil.
func proxyOf(inner http.RoundTripper, r *http.Request) *url.URL {
	transport, ok := inner.(*http.Transport)
	if !ok || transport.Proxy == nil || r.URL.Scheme != "https" {
		return nil
	}
	proxy, err := transport.Proxy(r)
	if err != nil || proxy == nil || proxy.Scheme != "http" && proxy.Scheme != "https" {
		return nil
	}
	return proxy
}

// isConnectionError reports whether err shows that no connection was made: it was
// canceled, took too long, or failed below HTTP.
func isConnectionError(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.As(err, new(net.Error)) || errors.As(err, new(*net.OpError))
}
