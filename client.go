package fanvue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// DefaultBaseURL is where the API lives.
	DefaultBaseURL = "https://api.fanvue.com"
	// DefaultAPIVersion is the API version that this package was written for.
	DefaultAPIVersion = "2025-06-26"
	// Version is the version of this package.
	Version = "0.1.0"

	defaultMaxRetries = 3
	defaultMaxWait    = 2 * time.Minute
	defaultTimeout    = time.Minute
)

// Client talks to the API on behalf of one credential. Make one with
// [NewClient] and share it: it is safe for concurrent use, and all its
// goroutines together keep to the rate limit.
type Client struct {
	// Self is the account behind the credential.
	Self SelfService
	// Apps are the apps of the app store and their subscriptions.
	Apps AppsService
	// Chats are the account's conversations.
	Chats ChatsService
	// Messages are the messages of one conversation.
	Messages MessagesService
	// MassMessages go to whole lists of fans.
	MassMessages MassMessagesService
	// Templates are prepared messages.
	Templates TemplatesService
	// CustomLists are lists of users that the account keeps.
	CustomLists CustomListsService
	// SmartLists are lists of users that Fanvue computes.
	SmartLists SmartListsService
	// Fans are the account's subscribers and followers.
	Fans FansService
	// AutomatedMessages are what Fanvue sends for the account by itself.
	AutomatedMessages AutomatedMessagesService
	// Media are the items of the account's library, and uploads to it.
	Media MediaService
	// Vault are the folders of the account's library.
	Vault VaultService
	// Posts are the entries of the account's feed.
	Posts PostsService
	// Collections group the account's posts.
	Collections CollectionsService
	// Insights are what the account earned, and from whom.
	Insights InsightsService
	// TrackingLinks tell where the account's fans came from.
	TrackingLinks TrackingLinksService
	// Promotions are offers to subscribers.
	Promotions PromotionsService
	// Creators are the creators that the account's agency manages.
	Creators CreatorsService
	// Agency is the agency that the account administers.
	Agency AgencyService
	// Webhooks are the addresses that are told of events.
	Webhooks WebhooksService

	baseURL    string
	surface    Surface
	http       *http.Client
	storage    *http.Client
	idle       func()
	header     http.Header
	credential *credential
	logger     *slog.Logger
	pacer      *pacer
	maxRetries int
	maxWait    time.Duration

	scopes         scopeSet
	scopesKnown    bool
	scopeMode      ScopeMode
	scopeOverrides map[OperationName]scopeSet

	toldDeprecation *atomic.Bool
}

// Option configures a [Client].
type Option func(*config) error

type config struct {
	client      Client
	credentials []*credential
	httpClient  *http.Client
	version     string
	userAgent   string
	insecure    bool
}

// NewClient makes a client. It needs exactly one credential: [WithAPIKey],
// [WithToken] or [WithTokenSource]. It does no I/O. Everything wrong with the
// options is reported at once.
func NewClient(opts ...Option) (*Client, error) {
	cfg := &config{
		client: Client{
			baseURL:         DefaultBaseURL,
			logger:          slog.New(slog.DiscardHandler),
			pacer:           new(pacer),
			maxRetries:      defaultMaxRetries,
			maxWait:         defaultMaxWait,
			scopeOverrides:  make(map[OperationName]scopeSet),
			toldDeprecation: new(atomic.Bool),
		},
		version:   DefaultAPIVersion,
		userAgent: "fanvue-go/" + Version,
	}
	var problems []error
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(cfg); err != nil {
			problems = append(problems, err)
		}
	}
	if err := cfg.finish(); err != nil {
		problems = append(problems, err)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	c := &cfg.client
	own := account{client: c}
	c.Self = SelfService{selfCore{own}}
	c.Apps = AppsService{own}
	c.Chats = ChatsService{chatsCore{own}}
	c.Messages = MessagesService{messagesCore{own}}
	c.MassMessages = MassMessagesService{massMessagesCore{own}}
	c.Templates = TemplatesService{own}
	c.CustomLists = CustomListsService{customListsCore{own}}
	c.SmartLists = SmartListsService{smartListsCore{own}}
	c.Fans = FansService{fansCore{own}}
	c.AutomatedMessages = AutomatedMessagesService{own}
	c.Media = MediaService{mediaCore{own}}
	c.Vault = VaultService{vaultCore{own}}
	c.Posts = PostsService{postsCore{own}}
	c.Collections = CollectionsService{own}
	c.Insights = InsightsService{insightsCore{own}}
	c.TrackingLinks = TrackingLinksService{trackingLinksCore{own}}
	c.Promotions = PromotionsService{own}
	c.Creators = CreatorsService{own}
	c.Agency = AgencyService{own}
	c.Webhooks = WebhooksService{own}
	return c, nil
}

// finish checks what only the options together can tell, and wires the rest.
func (cfg *config) finish() error {
	c := &cfg.client
	var problems []error
	switch len(cfg.credentials) {
	case 0:
		problems = append(problems, &ArgumentError{Argument: "NewClient", Reason: "no credential; give WithAPIKey, WithToken or WithTokenSource"})
	case 1:
		c.credential = cfg.credentials[0]
	default:
		problems = append(problems, &ArgumentError{Argument: "NewClient", Reason: fmt.Sprintf(
			"%d credentials; give just one of WithAPIKey, WithToken and WithTokenSource", len(cfg.credentials))})
	}
	base, err := parseBaseURL(c.baseURL, cfg.insecure)
	if err != nil {
		problems = append(problems, err)
	}
	c.baseURL = base
	c.header = http.Header{
		"Accept":               {"application/json"},
		"User-Agent":           {cfg.userAgent},
		"X-Fanvue-Api-Version": {cfg.version},
	}
	if len(c.scopeOverrides) == 0 {
		c.scopeOverrides = nil
	}
	if cfg.httpClient == nil {
		cfg.httpClient = &http.Client{Transport: newTransport(), Timeout: defaultTimeout}
	}
	c.idle = cfg.httpClient.CloseIdleConnections
	c.http = withoutRedirects(cfg.httpClient)
	c.storage = forStorage(c.http)
	return errors.Join(problems...)
}

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

// usable reports a client that was not made by NewClient.
func (c *Client) usable() error {
	if c == nil || c.credential == nil {
		return &ArgumentError{Argument: "Client", Reason: "make it with NewClient"}
	}
	return nil
}

// RateLimit returns what is known of the rate limit of the account's own
// calls, and whether anything is: nothing is before the first answer, and
// when the window has turned. Calls for a managed creator have a limit of
// their own: [CreatorClient.RateLimit].
func (c *Client) RateLimit() (RateLimit, bool) {
	if c.usable() != nil {
		return RateLimit{}, false
	}
	return c.pacer.state(bucketName("", ""))
}

// CloseIdleConnections closes the connections that no call is using. Of a
// client given by [WithHTTPClient], it closes that client's.
func (c *Client) CloseIdleConnections() {
	if c.usable() == nil {
		c.idle()
	}
}

// noticeDeprecation logs, once a client, that the API version is on its way
// out.
func (c *Client) noticeDeprecation(ctx context.Context, p *reply) {
	h := p.Header
	if h.Get("Deprecation") == "" && h.Get("Sunset") == "" && h.Get("X-Fanvue-API-Next-Version") == "" {
		return
	}
	if c.toldDeprecation.Swap(true) {
		return
	}
	c.logger.LogAttrs(ctx, slog.LevelWarn, "fanvue: the API version is deprecated",
		slog.String("version", c.header.Get("X-Fanvue-API-Version")),
		slog.String("next_version", clip(p.clean(h.Get("X-Fanvue-API-Next-Version")), 80)),
		slog.String("sunset", clip(p.clean(h.Get("Sunset")), 80)))
}
