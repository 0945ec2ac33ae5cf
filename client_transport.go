package fanvue

import (
	"crypto/tls"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ownTransport is the default transport of a client. It is not
// http.DefaultTransport, so that its limits are known, and so that a change to
// http.DefaultTransport cannot expose the credential.
type ownTransport struct{ *http.Transport }

func newTransport() ownTransport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return ownTransport{&http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		// HTTP/2 would keep using a connection whose far end has vanished.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second},
	}}
}

// RoundTrip implements http.RoundTripper. A program that replaced
// http.DefaultTransport by another type, such as a mock, expects every request
// there.
func (t ownTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, ok := http.DefaultTransport.(*http.Transport); !ok {
		return http.DefaultTransport.RoundTrip(r)
	}
	return t.Transport.RoundTrip(r)
}

// transportKind is what is known of how a transport sends requests.
type transportKind uint8

const (
	foreignTransport transportKind = iota // may leave out what httptrace reports
	stdTransport                          // net/http's own, which reports all that it does
	stdPlainHTTP2                         // the same, which may speak HTTP/2 without TLS
)

func kindOfTransport(transport http.RoundTripper) transportKind {
	switch t := transport.(type) {
	case ownTransport:
		return stdTransport
	case *http.Transport:
		if t.Protocols != nil && t.Protocols.UnencryptedHTTP2() {
			return stdPlainHTTP2
		}
		return stdTransport
	}
	return foreignTransport
}

// speaksHTTP1On reports whether the transport surely speaks HTTP/1.1 on conn. The
// names of the header fields show it as well, with any transport, but reporting
// them costs net/http an allocation each.
func (k transportKind) speaksHTTP1On(conn net.Conn) bool {
	if conn == nil || k == foreignTransport {
		return false
	}
	// A *tls.Conn or, since Go 1.27, any connection with this method.
	if secured, ok := conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
		protocol := secured.ConnectionState().NegotiatedProtocol
		return protocol == "" || protocol == "http/1.1"
	}
	return k == stdTransport
}

// withoutRedirects returns a copy of a client that does not follow redirects.
func withoutRedirects(original *http.Client) *http.Client {
	copied := *original
	copied.Transport = transport{copied.Transport}
	return &copied
}

// forStorage returns a copy of a client for uploads, which does not follow
// redirects, sends no cookies, and has no timeout, because a large part takes
// long.
func forStorage(client *http.Client) *http.Client {
	copied := withoutRedirects(client)
	copied.Jar, copied.Timeout = nil, 0
	return copied
}

// transport makes one round trip. It has no CloseIdleConnections method, because
// go-retryablehttp would call it after a failure: the connections may be the
// caller's, and other calls use them.
type transport struct {
	inner http.RoundTripper // nil means http.DefaultTransport, as in http.Client
}

// movedTo is the header that holds the Location of a redirect. http.Client would
// follow a Location header, or drop the response if it is not a URL.
const movedTo = "Fanvue-Moved-To"

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	inner := t.inner
	if inner == nil {
		inner = http.DefaultTransport
	}
	resp, err := roundTrip(inner, r)
	if err != nil {
		return resp, err
	}
	if resp == nil {
		return nil, errors.New("the transport returned neither a response nor an error")
	}
	if resp.StatusCode/100 == 3 {
		// The transport may return the same response more than once.
		copied := *resp
		copied.Header = make(http.Header, len(resp.Header))
		maps.Copy(copied.Header, resp.Header)
		delete(copied.Header, movedTo)
		if location, ok := resp.Header["Location"]; ok {
			copied.Header[movedTo] = location
			delete(copied.Header, "Location")
		}
		resp = &copied
	}
	return resp, nil
}

// parseBaseURL returns base without a slash at the end. insecure allows http for
// any host.
func parseBaseURL(base string, insecure bool) (string, error) {
	reject := func(format string, args ...any) (string, error) {
		return "", invalid("WithBaseURL", format, args...)
	}
	u, err := url.Parse(base)
	switch {
	case strings.Contains(base, "@"): // not quoted, because it may contain a password
		return reject("must not contain a user name or password")
	case err != nil:
		return reject("%q is not a URL", base)
	case u.Hostname() == "" || strings.Contains(u.Hostname(), ":") && !strings.HasPrefix(u.Host, "[") || u.Scheme != "https" && u.Scheme != "http":
		return reject("%q must be an absolute https:// URL, such as %s", base, DefaultBaseURL)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return reject("%q must not have a query or a fragment", base)
	case u.Scheme == "http" && !insecure && !isLoopback(u.Hostname()):
		return reject("%q would send the credential in clear text; use https, or WithInsecureHTTP if that is what you want", base)
	}
	base = strings.TrimRight(u.String(), "/")
	if _, err := url.Parse(base); err != nil {
		return reject("%q is not a URL", base) // net/url formats some URLs that it cannot parse
	}
	return base, nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
