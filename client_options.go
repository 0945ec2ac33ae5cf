package fanvue

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// badOption is the error of an option.
func badOption(name, format string, args ...any) error {
	return &ArgumentError{Argument: name, Reason: fmt.Sprintf(format, args...)}
}

// WithAPIKey authenticates with an API key, whose scopes were fixed when it
// was issued. Tell them with [WithScopes].
func WithAPIKey(key string) Option {
	return withSecret("WithAPIKey", kindAPIKey, key)
}

// WithToken authenticates with a bearer token that does not change. Tell its
// scopes with [WithScopes].
func WithToken(accessToken string) Option {
	return withSecret("WithToken", kindToken, accessToken)
}

func withSecret(name string, kind credentialKind, secret string) Option {
	return func(cfg *config) error {
		if err := validSecret(secret); err != nil {
			cfg.credentials = append(cfg.credentials, &credential{})
			return badOption(name, "%v", err)
		}
		cfg.credentials = append(cfg.credentials, &credential{kind: kind, static: NewToken(secret)})
		return nil
	}
}

// WithTokenSource authenticates with the bearer tokens of source, which may
// know their scopes; where it does, they win over [WithScopes].
func WithTokenSource(source TokenSource) Option {
	return func(cfg *config) error {
		cfg.credentials = append(cfg.credentials, &credential{kind: kindToken, source: source})
		if function, ok := source.(TokenSourceFunc); source == nil || ok && function == nil {
			return badOption("WithTokenSource", "must not be nil")
		}
		return nil
	}
}

// WithScopes tells which scopes the credential has, so that calls that need
// another one are refused before they are sent. Without it, and with no scope
// given, the scopes are unknown and every call is sent. Given twice, the last
// one counts.
func WithScopes(scopes ...Scope) Option {
	return func(cfg *config) error {
		if err := validScopes(scopes); err != nil {
			return badOption("WithScopes", "%v", err)
		}
		cfg.client.scopes = newScopeSet(scopes...)
		cfg.client.scopesKnown = len(scopes) > 0
		cfg.scopesSet = true
		return nil
	}
}

// WithScopeMode chooses what happens to a call for which a scope is missing:
// [ScopeEnforce] (the default), [ScopeWarn] or [ScopeOff]. For one call, use
// [ContextWithScopeMode].
func WithScopeMode(mode ScopeMode) Option {
	return func(cfg *config) error {
		if !mode.valid() {
			return badOption("WithScopeMode", "%d is none of ScopeEnforce, ScopeWarn and ScopeOff", mode)
		}
		cfg.client.scopeMode = mode
		return nil
	}
}

// WithOperationScopes replaces the scopes that op is checked for, in case
// Fanvue changes a requirement before this package does. No scopes means that
// none is needed.
func WithOperationScopes(op OperationName, scopes ...Scope) Option {
	return func(cfg *config) error {
		if _, ok := declared[op]; !ok {
			return badOption("WithOperationScopes", "%q is no operation of this package; use the Op constants", op)
		}
		if err := validScopes(scopes); err != nil {
			return badOption("WithOperationScopes", "%v", err)
		}
		if cfg.client.scopeOverrides == nil {
			cfg.client.scopeOverrides = make(map[OperationName]scopeSet)
		}
		cfg.client.scopeOverrides[op] = newScopeSet(scopes...)
		return nil
	}
}

// WithBaseURL sends the calls to another address than [DefaultBaseURL]. It may
// have a path. It must be https, except on this machine: see
// [WithInsecureHTTP].
func WithBaseURL(base string) Option {
	return func(cfg *config) error {
		cfg.client.baseURL = base
		return nil
	}
}

// WithInsecureHTTP allows a base URL with http:// on another machine. The
// credential then travels in clear text.
func WithInsecureHTTP() Option {
	return func(cfg *config) error {
		cfg.insecure = true
		return nil
	}
}

// WithTransport sends requests through transport and keeps everything else: an
// attempt ends after a minute, or after the timeout of [WithHTTPClient], and
// redirects are not followed. The
// limits of the default transport are given up: timeouts for connecting and for
// the TLS handshake, HTTP/2 pings that detect a dead connection, proxies from the
// environment. The transport must not send a request twice by itself: a message
// could arrive twice.
//
// Without WithTransport and [WithHTTPClient], the client has a transport of its
// own. While [http.DefaultTransport] is something else than an [*http.Transport],
// such as a mock in a test, requests go there instead.
func WithTransport(transport http.RoundTripper) Option {
	return func(cfg *config) error {
		if transport == nil {
			return badOption("WithTransport", "must not be nil")
		}
		cfg.transport = transport
		return nil
	}
}

// WithHTTPClient sends requests through a copy of client, with its transport,
// timeout and cookies. Redirects are not followed, whatever client says. All
// limits of the default client are given up: a client without a Timeout waits
// for a response until the context ends, and only a transport with HTTP/2 pings
// detects a dead connection. To replace the transport alone, use [WithTransport].
// The parts of uploads are sent by another client: see [WithStorageHTTPClient].
//
// The client must not retry or follow redirects in a transport of its own: a
// message could arrive twice, uncounted and unpaced.
func WithHTTPClient(client *http.Client) Option {
	return func(cfg *config) error {
		if client == nil {
			return badOption("WithHTTPClient", "must not be nil")
		}
		cfg.httpClient, cfg.httpClientSet = client, true
		return nil
	}
}

// WithStorageHTTPClient sends the parts of uploads to the storage through a copy
// of client, of which only the transport is used: no cookies are sent, redirects
// are not followed, and a part may take as long as it makes progress.
//
// Without this option the storage has a transport of its own, also with
// [WithHTTPClient] and [WithTransport]: a transport that signs requests must not
// send the credential to the storage, which is not the API. The proxy variables of
// net/http apply to it. Set the option where the storage is reached in another
// way, for example through a proxy that only a transport knows, or in tests.
func WithStorageHTTPClient(client *http.Client) Option {
	return func(cfg *config) error {
		if client == nil {
			return badOption("WithStorageHTTPClient", "must not be nil")
		}
		cfg.storage = client
		return nil
	}
}

// WithLogger logs each attempt at debug level, and at warn level a missing
// scope in [ScopeWarn] mode and an API version that is being retired. Records
// have operation, method, path template, number of the attempt, duration, and
// the status or the kind of failure; never a credential, an id, a query or a
// body.
func WithLogger(logger *slog.Logger) Option {
	return func(cfg *config) error {
		if logger == nil {
			return badOption("WithLogger", "must not be nil; leave the option out for no log")
		}
		cfg.client.logger = logger
		return nil
	}
}

// WithMaxRetries sets how often a call may be repeated, 3 by default and 0 for
// never. It bounds repetitions after a 429, and of repeatable operations after
// a server error or a lost connection. A 401 that another token mends is
// repeated once regardless.
func WithMaxRetries(n int) Option {
	return func(cfg *config) error {
		if n < 0 {
			return badOption("WithMaxRetries", "%d is negative; 0 means never", n)
		}
		cfg.client.maxRetries = n
		return nil
	}
}

// WithMaxWait sets the longest time that the client waits because the server or
// its own caution says so: for a window of the rate limit to turn, for a
// Retry-After, or to back off. It is two minutes by default. When more would be
// due, the call ends at once with the error at hand. How long calls queue for
// their turn behind others is up to their contexts.
func WithMaxWait(d time.Duration) Option {
	return func(cfg *config) error {
		if d < 0 {
			return badOption("WithMaxWait", "%s is negative; 0 means not to wait", d)
		}
		cfg.client.maxWait = d
		return nil
	}
}

// WithAPIVersion sets the X-Fanvue-API-Version header, [DefaultAPIVersion] by
// default.
func WithAPIVersion(version string) Option {
	return func(cfg *config) error {
		if version == "" || !validHeaderText(version) {
			return badOption("WithAPIVersion", "%q cannot be a version; versions are dates such as %s", version, DefaultAPIVersion)
		}
		cfg.version = version
		return nil
	}
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(userAgent string) Option {
	return func(cfg *config) error {
		if strings.TrimSpace(userAgent) == "" || !validHeaderText(userAgent) {
			return badOption("WithUserAgent", "%q cannot stand in a header", userAgent)
		}
		cfg.userAgent = userAgent
		return nil
	}
}

// validHeaderText accepts printable ASCII.
func validHeaderText(text string) bool {
	for _, b := range []byte(text) {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}

func validScopes(scopes []Scope) error {
	for _, s := range scopes {
		if err := validScope(s); err != nil {
			return err
		}
	}
	return nil
}
