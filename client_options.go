package fanvue

import (
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// WithAPIKey authenticates with an API key. The scopes of a key are fixed when it
// is issued; set them with [WithScopes].
func WithAPIKey(key string) Option {
	return withSecret("WithAPIKey", kindAPIKey, key)
}

// WithToken authenticates with a bearer token that does not change. Set its
// scopes with [WithScopes].
func WithToken(accessToken string) Option {
	return withSecret("WithToken", kindToken, accessToken)
}

func withSecret(name string, kind credentialKind, secret string) Option {
	return func(cfg *config) error {
		if err := validSecret(secret); err != nil {
			cfg.credentials = append(cfg.credentials, &credential{})
			return invalid(name, "%v", err)
		}
		cfg.credentials = append(cfg.credentials, &credential{kind: kind, static: NewToken(secret)})
		return nil
	}
}

// WithTokenSource authenticates with the bearer tokens that source returns. If a
// token has scopes, they take precedence over [WithScopes].
func WithTokenSource(source TokenSource) Option {
	return func(cfg *config) error {
		cfg.credentials = append(cfg.credentials, &credential{kind: kindToken, source: source})
		if function, ok := source.(TokenSourceFunc); source == nil || ok && function == nil {
			return invalid("WithTokenSource", "must not be nil")
		}
		return nil
	}
}

// WithScopes sets the scopes of the credential. A call that requires any other
// scope is rejected before it is sent. Without this option, or if scopes is empty,
// the scopes are unknown and every call is sent. If the option is given more than
// once, the last one applies.
func WithScopes(scopes ...Scope) Option {
	return func(cfg *config) error {
		if err := validScopes(scopes); err != nil {
			return invalid("WithScopes", "%v", err)
		}
		cfg.client.scopes = newScopeSet(scopes...)
		cfg.client.scopesKnown = len(scopes) > 0
		cfg.scopesSet = true
		return nil
	}
}

// WithScopeMode sets what happens to a call for which a scope is missing:
// [ScopeEnforce] (the default) rejects it, [ScopeWarn] logs a warning, and
// [ScopeOff] does not check. For a single call, use [ContextWithScopeMode].
func WithScopeMode(mode ScopeMode) Option {
	return func(cfg *config) error {
		if !mode.valid() {
			return invalid("WithScopeMode", "%d is not one of ScopeEnforce, ScopeWarn and ScopeOff", mode)
		}
		cfg.client.scopeMode = mode
		return nil
	}
}

// WithOperationScopes replaces the scopes that are checked for op, in case Fanvue
// changes a requirement before this package does. If scopes is empty, op requires
// no scope.
func WithOperationScopes(op OperationName, scopes ...Scope) Option {
	return func(cfg *config) error {
		if _, ok := declared[op]; !ok {
			return invalid("WithOperationScopes", "%q is not an operation of this package; use the Op constants", op)
		}
		if err := validScopes(scopes); err != nil {
			return invalid("WithOperationScopes", "%v", err)
		}
		if cfg.client.scopeOverrides == nil {
			cfg.client.scopeOverrides = make(map[OperationName]scopeSet)
		}
		cfg.client.scopeOverrides[op] = newScopeSet(scopes...)
		return nil
	}
}

// WithBaseURL sets the URL of the API; the default is [DefaultBaseURL]. It may
// have a path, and no query. It must be https, except for a loopback address; see
// [WithInsecureHTTP].
func WithBaseURL(base string) Option {
	return func(cfg *config) error {
		cfg.client.baseURL = base
		return nil
	}
}

// WithInsecureHTTP allows an http:// base URL that is not a loopback address. The
// credential is then sent in clear text.
func WithInsecureHTTP() Option {
	return func(cfg *config) error {
		cfg.insecure = true
		return nil
	}
}

// WithTransport sends requests through transport, and changes nothing else: an
// attempt ends after one minute, or after the timeout of the client of
// [WithHTTPClient], and redirects are not followed. What the default transport
// provides is lost: timeouts for connecting and for the TLS handshake, HTTP/2
// pings that detect a dead connection, and proxies from the environment. The
// transport must not retry requests itself: a message could be sent twice.
//
// Without WithTransport and [WithHTTPClient], the client has its own transport,
// except that requests go through [http.DefaultTransport] while that is not an
// [*http.Transport], such as a mock in a test.
func WithTransport(transport http.RoundTripper) Option {
	return func(cfg *config) error {
		if transport == nil {
			return invalid("WithTransport", "must not be nil")
		}
		cfg.transport = transport
		return nil
	}
}

// WithHTTPClient sends requests through a copy of client, with its transport,
// timeout and cookies. Redirects are not followed, whatever its CheckRedirect
// does. The limits of the default client do not apply: without a Timeout, an
// attempt waits for a response until the context ends, and only a transport with
// HTTP/2 pings detects a dead connection. To replace the transport alone, use
// [WithTransport]. The parts of uploads are sent by a different client; see
// [WithStorageHTTPClient].
//
// The transport of client must not retry requests or follow redirects itself: a
// message could be sent twice.
func WithHTTPClient(client *http.Client) Option {
	return func(cfg *config) error {
		if client == nil {
			return invalid("WithHTTPClient", "must not be nil")
		}
		cfg.httpClient, cfg.httpClientSet = client, true
		return nil
	}
}

// WithStorageHTTPClient sends the parts of uploads to Fanvue's file storage
// through the transport of client. Its other fields are ignored: no cookies are
// sent, redirects are not followed, and sending a part may take any time as long
// as it makes progress.
//
// Without this option the parts have their own transport, even with
// [WithHTTPClient] or [WithTransport], because a transport that signs requests
// must not send the credential to the storage, which is not part of the API. That
// transport uses the proxy of the environment. Set the option if the storage must
// be reached differently, for example through a proxy that only your transport
// knows, and in tests.
func WithStorageHTTPClient(client *http.Client) Option {
	return func(cfg *config) error {
		if client == nil {
			return invalid("WithStorageHTTPClient", "must not be nil")
		}
		cfg.storage = client
		return nil
	}
}

// WithLogger logs each attempt at debug level. It logs at warn level a missing
// scope in [ScopeWarn] mode, and an API version that Fanvue is retiring. A record
// has the operation, the method, the path template, the number of the attempt,
// its duration, and the status or the kind of failure. It never has a credential,
// an id, a query or a body.
func WithLogger(logger *slog.Logger) Option {
	return func(cfg *config) error {
		if logger == nil {
			return invalid("WithLogger", "must not be nil; leave the option out for no log")
		}
		cfg.client.logger = logger
		return nil
	}
}

// WithMaxRetries sets the largest number of retries of a call. The default is 3;
// 0 means no retries. It limits the retries after a 429, and those of idempotent
// operations after a server error or a lost connection. The single retry with a
// refreshed token after a 401 does not count.
func WithMaxRetries(n int) Option {
	return func(cfg *config) error {
		if n < 0 {
			return invalid("WithMaxRetries", "%d is negative; 0 means never", n)
		}
		cfg.client.maxRetries = n
		return nil
	}
}

// WithMaxWait sets the longest time that the client waits for a new window of the
// rate limit, for the time in a Retry-After header, or before a retry. The default
// is two minutes; 0 means not to wait. If a longer wait would be required, the
// call fails immediately with the error that it has. This does not limit the time
// that a call spends in the queue behind other calls; only its context does.
func WithMaxWait(d time.Duration) Option {
	return func(cfg *config) error {
		if d < 0 {
			return invalid("WithMaxWait", "%s is negative; 0 means not to wait", d)
		}
		cfg.client.maxWait = d
		return nil
	}
}

// WithPrefetch makes iterators over lists request up to that many pages before the
// loop needs them, 0 to 32. The default is 0: each page is requested when the loop
// needs it. For a single iteration, use [ContextWithPrefetch].
//
// Nothing is requested ahead while the loop is on its first page. After that it is
// at most as many pages as the loop has left behind, so that a loop that stops
// early wastes little. If the pages of a list have numbers, several are requested
// at the same time. Otherwise only a page shows how to get the next one, and one
// page is requested ahead. A list whose reading changes something, such as messages
// with [MessageListOptions.MarkAsRead], is never read ahead.
//
// The loop gets the same items and errors in the same order as without it. An error
// is returned where its page would have been, and pages after the end of the list
// are ignored. When the loop or its context ends, the requests in flight are
// canceled, and the iterator returns after they have ended. At most that many pages
// are held in memory in addition to the one that the loop is on.
//
// Only spare requests of the rate limit are used: a page is requested ahead if more
// than a quarter of the window is left and no call waits. It is not requested ahead
// while the state of the limit is unknown, as after the end of a window, or while
// other programs appear to use the limit. If the server reports no limit, nothing
// restricts it. A page that was not requested ahead is requested when the loop needs
// it. The pages after the end of a list do count against the limit.
//
// If items are added at the front of a list during an iteration, or removed, pages
// with numbers may return items twice or skip them, even without WithPrefetch.
// [Distinct] omits those that were returned before. With 1, each page is requested
// after the one before it has arrived, so that items that are added at the front
// make no other one missing. With more, pages may be read in another order than they
// are returned, and such an item may make others missing. [ChatsService.ChangedSince]
// requests one page ahead at most.
func WithPrefetch(pages int) Option {
	return func(cfg *config) error {
		if !validPrefetch(pages) {
			return invalid("WithPrefetch", "%d is out of range: 1 to %d, or 0 for none", pages, maxPrefetch)
		}
		cfg.client.prefetch = pages
		return nil
	}
}

// WithAPIVersion sets the X-Fanvue-API-Version header. The default is
// [DefaultAPIVersion].
func WithAPIVersion(version string) Option {
	return func(cfg *config) error {
		if version == "" || !validHeaderText(version) {
			return invalid("WithAPIVersion", "%q cannot be a version; versions are dates such as %s", version, DefaultAPIVersion)
		}
		cfg.version = version
		return nil
	}
}

// WithUserAgent sets the User-Agent header. The default names this package and
// its version.
func WithUserAgent(userAgent string) Option {
	return func(cfg *config) error {
		if strings.TrimSpace(userAgent) == "" || !validHeaderText(userAgent) {
			return invalid("WithUserAgent", "%q is not valid in a header", userAgent)
		}
		cfg.userAgent = userAgent
		return nil
	}
}

// validHeaderText reports whether text is printable ASCII.
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
