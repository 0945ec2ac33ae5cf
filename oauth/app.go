package oauth

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-cleanhttp"
)

// DefaultAuthURL is the address of Fanvue's authorization server.
const DefaultAuthURL = "https://auth.fanvue.com"

// requestTimeout bounds one request to the authorization server.
const requestTimeout = 30 * time.Second

// App is an app that is registered with Fanvue. Create one with [NewApp] and
// share it: it is safe for concurrent use. Printing it does not show the client
// secret.
type App struct {
	clientID    string
	secret      func() string // keeps the secret out of fmt's reach
	redirectURL string
	authURL     string
	transport   http.RoundTripper // nil for one that NewApp made
	own         http.RoundTripper
	timeout     time.Duration
	logger      *slog.Logger

	mu       sync.Mutex
	finished map[string]time.Time // the expiry of the sign-ins that were finished, by state
}

// Option configures an [App].
type Option func(*App) error

// NewApp returns an App for the credentials of an app that is registered with
// Fanvue. redirectURL is the address to which the user's browser returns; it
// must be registered, character for character. It must be https, or http on
// localhost, 127.0.0.1, [::1] or a name that ends with .localhost. NewApp does no
// I/O and reports everything wrong with its arguments at once.
func NewApp(clientID, clientSecret, redirectURL string, opts ...Option) (*App, error) {
	a := &App{
		clientID:    clientID,
		secret:      func() string { return clientSecret },
		redirectURL: redirectURL,
		authURL:     DefaultAuthURL,
		own:         newTransport(),
		timeout:     requestTimeout,
		logger:      slog.New(slog.DiscardHandler),
		finished:    make(map[string]time.Time),
	}
	var problems []error
	if clientID == "" {
		problems = append(problems, invalid("NewApp", "the client id must not be empty"))
	}
	if clientSecret == "" {
		problems = append(problems, invalid("NewApp", "the client secret must not be empty"))
	}
	if strings.TrimSpace(clientID) != clientID || strings.TrimSpace(clientSecret) != clientSecret {
		problems = append(problems, invalid("NewApp", "the client id and the client secret must not start or end with white space; trim them if they were read from a file"))
	}
	if err := checkRedirectURL(redirectURL); err != nil {
		problems = append(problems, err)
	}
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(a); err != nil {
			problems = append(problems, err)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return a, nil
}

func newTransport() *http.Transport {
	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxResponseHeaderBytes = maxResponse
	// HTTP/2 would keep using a connection whose far end has vanished.
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second}
	return transport
}

// WithAuthURL sets the base URL of the authorization server, instead of
// [DefaultAuthURL]. It must be https, except on this machine.
func WithAuthURL(base string) Option {
	return func(a *App) error {
		checked, err := parseAuthURL(base)
		a.authURL = checked
		return err
	}
}

// WithHTTPClient sends the requests through the transport of client. Its Timeout
// applies if it is shorter than 30 seconds. Redirects are not followed and
// cookies are not used, whatever client says.
func WithHTTPClient(client *http.Client) Option {
	return func(a *App) error {
		if client == nil {
			return invalid("WithHTTPClient", "must not be nil")
		}
		a.transport = client.Transport
		if a.transport == nil {
			a.transport = http.DefaultTransport
		}
		if client.Timeout > 0 {
			a.timeout = min(client.Timeout, requestTimeout)
		}
		return nil
	}
}

// WithLogger logs each refresh at debug level, and at warn level a refresh or a
// save that failed. Records never have a token or the client secret.
func WithLogger(logger *slog.Logger) Option {
	return func(a *App) error {
		if logger == nil {
			return invalid("WithLogger", "must not be nil; leave the option out for no log")
		}
		a.logger = logger
		return nil
	}
}

// roundTripper returns the transport for a request. While
// [http.DefaultTransport] is something else than an [*http.Transport], such as a
// mock in a test, requests go there, as those of package fanvue do.
func (a *App) roundTripper() http.RoundTripper {
	if a.transport != nil {
		return a.transport
	}
	if _, ok := http.DefaultTransport.(*http.Transport); !ok {
		return http.DefaultTransport
	}
	return a.own
}

// String returns the client id.
func (a *App) String() string { return fmt.Sprintf("oauth.App(%s)", a.clientID) }

// usable reports an App that was not made by NewApp.
func (a *App) usable() error {
	if a == nil || a.secret == nil {
		return invalid("App", "make it with NewApp")
	}
	return nil
}

func parseAuthURL(base string) (string, error) {
	reject := func(format string, args ...any) (string, error) {
		return "", invalid("WithAuthURL", format, args...)
	}
	u, err := url.Parse(base)
	switch {
	case strings.Contains(base, "@"): // unquoted: there may be a password in it
		return reject("must not contain a user name or password")
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return reject("%q must be an absolute https:// URL, such as %s", base, DefaultAuthURL)
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(base, "#"):
		return reject("%q must not have a query or a fragment", base)
	case u.Scheme == "http" && !isLocal(u.Hostname()) && !isLoopbackIP(u.Hostname()):
		return reject("%q would send the client secret in clear text; use https", base)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// checkRedirectURL rejects what the authorization server would refuse later,
// when the user is already on the way.
func checkRedirectURL(redirect string) error {
	reject := func(format string, args ...any) error {
		return invalid("NewApp", "the redirect URL "+format, args...)
	}
	u, err := url.Parse(redirect)
	switch {
	case redirect == "":
		return reject("must not be empty")
	case strings.Contains(redirect, "#"):
		return reject("must not have a fragment")
	case err != nil || u.Host == "" || u.Hostname() == "":
		return reject("must be an absolute URL, such as https://example.com/callback")
	case u.User != nil:
		return reject("must not contain a user name or password")
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return reject("%q must be https, or http on this machine", redirect)
	case !isLocal(u.Hostname()):
		return reject("%q must be https; http is allowed only on localhost, 127.0.0.1, [::1] and names that end with .localhost", redirect)
	}
	return nil
}

// isLocal reports whether a host is one of those to which the authorization
// server redirects over http.
func isLocal(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || host == "127.0.0.1" || host == "::1" {
		return true
	}
	name, ok := strings.CutSuffix(host, ".localhost")
	return ok && name != "" && !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".") && !strings.Contains(name, "..")
}

func isLoopbackIP(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
