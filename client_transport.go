package fanvue

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// newTransport is a transport of its own, so that nobody's change to
// http.DefaultTransport reaches the credential.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// withoutRedirects copies the client, so that the caller's stays as it is.
func withoutRedirects(original *http.Client) *http.Client {
	copied := *original
	if copied.Transport == nil {
		copied.Transport = http.DefaultTransport
	}
	copied.Transport = transport{copied.Transport}
	return &copied
}

// forStorage is the client for uploads, which are not for the API: without its
// cookies, and without a bound on the time that a large part takes.
func forStorage(client *http.Client) *http.Client {
	copied := *client
	copied.Jar, copied.Timeout = nil, 0
	return &copied
}

// transport is one round trip and nothing else. It has no method to close
// idle connections, because go-retryablehttp would call it after a failure:
// they may be the caller's, and other calls use them.
type transport struct{ inner http.RoundTripper }

// movedTo is where a redirect's Location is kept from http.Client, which
// would follow it, or lose the answer over a Location that is no address.
const movedTo = "Fanvue-Moved-To"

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.inner.RoundTrip(r)
	if err == nil && resp.StatusCode/100 == 3 {
		resp.Header[movedTo] = resp.Header["Location"]
		delete(resp.Header, "Location")
	}
	return resp, err
}

// parseBaseURL returns base without a slash at the end.
func parseBaseURL(base string, insecure bool) (string, error) {
	refuse := func(format string, args ...any) (string, error) {
		return "", &ArgumentError{Argument: "WithBaseURL", Reason: fmt.Sprintf(format, args...)}
	}
	u, err := url.Parse(base)
	switch {
	case strings.Contains(base, "@"): // unquoted: there may be a password in it
		return refuse("must not contain a user name or password")
	case err != nil:
		return refuse("%q is no URL", base)
	case u.Hostname() == "" || strings.Contains(u.Hostname(), ":") && !strings.HasPrefix(u.Host, "[") || u.Scheme != "https" && u.Scheme != "http":
		return refuse("%q must be an absolute https:// URL, such as %s", base, DefaultBaseURL)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return refuse("%q must not have a query or a fragment", base)
	case u.Scheme == "http" && !insecure && !isLoopback(u.Hostname()):
		return refuse("%q would send the credential in clear text; use https, or WithInsecureHTTP if that is what you want", base)
	}
	base = strings.TrimRight(u.String(), "/")
	if _, err := url.Parse(base); err != nil {
		return refuse("%q is no URL", base) // net/url writes some that it does not read
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
