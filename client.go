package fanvue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

const (
	// DefaultBaseURL is the base URL of the API.
	DefaultBaseURL = "https://api.fanvue.com"
	// DefaultAPIVersion is the API version that this package was written for.
	DefaultAPIVersion = "2025-06-26"
	// Version is the version of this package.
	Version = "0.1.0"

	defaultMaxRetries = 3
	defaultMaxWait    = 2 * time.Minute
	defaultTimeout    = time.Minute
)

// Client calls the API with one credential. Create one with [NewClient] and share
// it: it is safe for concurrent use, and its goroutines share one rate limit.
type Client struct {
	// Self provides access to the profile and the notifications of the account.
	Self SelfService
	// Apps provides access to the app store and to subscriptions to apps.
	Apps AppsService
	// Chats provides access to the chats of the account.
	Chats ChatsService
	// Messages provides access to the messages of a chat.
	Messages MessagesService
	// MassMessages provides access to messages to whole lists of fans.
	MassMessages MassMessagesService
	// Templates provides access to prepared messages.
	Templates TemplatesService
	// CustomLists provides access to the lists of users that the account keeps.
	CustomLists CustomListsService
	// SmartLists provides access to the lists of users that Fanvue computes.
	SmartLists SmartListsService
	// Fans provides access to the subscribers and followers of the account.
	Fans FansService
	// AutomatedMessages provides access to the messages that Fanvue sends for the
	// account.
	AutomatedMessages AutomatedMessagesService
	// Media provides access to the media library of the account, and to uploads.
	Media MediaService
	// Vault provides access to the folders of the media library.
	Vault VaultService
	// Posts provides access to the feed of the account.
	Posts PostsService
	// Collections provides access to the groups of posts of the account.
	Collections CollectionsService
	// Insights provides access to the earnings of the account and their sources.
	Insights InsightsService
	// TrackingLinks provides access to the links that attribute new fans.
	TrackingLinks TrackingLinksService
	// Promotions provides access to offers to subscribers.
	Promotions PromotionsService
	// Creators lists the creators whom the account's agency manages.
	Creators CreatorsService
	// Agency provides access to the agency that the account administers.
	Agency AgencyService
	// Webhooks provides access to the URLs to which Fanvue delivers events.
	Webhooks WebhooksService

	config     *config
	baseURL    string
	surface    Surface
	http       *http.Client
	transport  transportKind // of http
	storage    *http.Client
	idle       func()
	header     http.Header
	credential *credential
	logger     *slog.Logger
	hooks      hookList
	buckets    *ratelimit.Buckets
	maxRetries int
	maxWait    time.Duration
	prefetch   int // pages that iterators request ahead

	scopes         scopeSet
	scopesKnown    bool
	scopeMode      ScopeMode
	scopeOverrides map[OperationName]scopeSet

	deprecationLogged *atomic.Bool
}

// Option configures a [Client].
type Option func(*config) error

type config struct {
	client      Client
	credentials []*credential
	httpClient  *http.Client
	transport   http.RoundTripper
	storage     *http.Client
	version     string
	userAgent   string
	insecure    bool
	fromEnv     bool
	envURL      string  // the base URL of the environment; empty for none
	parent      *Client // while a client is derived

	scopesSet, httpClientSet bool // by the options that are being applied
}

// NewClient returns a new client. It requires exactly one credential:
// [WithAPIKey], [WithToken] or [WithTokenSource]. It does no I/O. The error
// reports everything that is wrong with the options, each as an [*ArgumentError].
func NewClient(opts ...Option) (*Client, error) {
	cfg := &config{
		client: Client{
			baseURL:           DefaultBaseURL,
			logger:            slog.New(slog.DiscardHandler),
			buckets:           new(ratelimit.Buckets),
			maxRetries:        defaultMaxRetries,
			maxWait:           defaultMaxWait,
			deprecationLogged: new(atomic.Bool),
		},
		version:   DefaultAPIVersion,
		userAgent: "fanvue-go/" + Version,
	}
	return cfg.apply(opts)
}

// With returns a client with the settings of c, changed by opts. Both share
// their connections: many credentials need no more of them than one does. They
// also share the pacing of the rate limit, unless opts set another credential or
// base URL. With another credential, the scopes that were set for the old one do
// not count, and neither do the cookies of an HTTP client.
//
// Closing idle connections closes those of both.
func (c *Client) With(opts ...Option) (*Client, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	cfg := *c.config
	cfg.client = *c
	cfg.client.scopeOverrides = maps.Clone(c.scopeOverrides)
	cfg.client.hooks = slices.Clip(c.hooks)
	cfg.parent, cfg.credentials, cfg.transport = c, nil, nil
	cfg.scopesSet, cfg.httpClientSet = false, false
	return cfg.apply(opts)
}

// apply applies the options and makes the client.
func (cfg *config) apply(opts []Option) (*Client, error) {
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
	c.config, cfg.parent = cfg, nil
	if cfg.scopesSet {
		c.warnOfMisspellings()
	}
	own := service{client: c}
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

// finish checks the options against each other and completes the client.
func (cfg *config) finish() error {
	c := &cfg.client
	var problems []error
	switch {
	case len(cfg.credentials) == 0 && cfg.parent != nil:
	case len(cfg.credentials) == 0 && cfg.fromEnv:
		problems = append(problems, invalid("FromEnv", "neither %s nor %s is set, and there is no other credential", envAPIKey, envAccessToken))
	case len(cfg.credentials) == 0:
		problems = append(problems, &ArgumentError{Argument: "NewClient", Reason: "no credential; give WithAPIKey, WithToken or WithTokenSource"})
	case len(cfg.credentials) == 1:
		c.credential = cfg.credentials[0]
	default:
		problems = append(problems, &ArgumentError{Argument: "NewClient", Reason: fmt.Sprintf(
			"%d credentials; give just one of WithAPIKey, WithToken and WithTokenSource", len(cfg.credentials))})
	}
	base, err := parseBaseURL(c.baseURL, cfg.insecure)
	if err != nil {
		problems = append(problems, cfg.withoutValue(err))
	}
	c.baseURL = base
	c.header = http.Header{
		"Accept":               {"application/json"},
		"User-Agent":           {cfg.userAgent},
		"X-Fanvue-Api-Version": {cfg.version},
	}
	if cfg.httpClient == nil {
		cfg.httpClient = &http.Client{Transport: newTransport(), Timeout: defaultTimeout}
	}
	if cfg.transport != nil {
		replaced := *cfg.httpClient
		replaced.Transport = cfg.transport
		cfg.httpClient = &replaced
	}
	if cfg.parent != nil {
		cfg.separate()
	}
	if cfg.storage == nil {
		cfg.storage = &http.Client{Transport: newTransport()}
	}
	c.idle = func() {
		cfg.httpClient.CloseIdleConnections()
		cfg.storage.CloseIdleConnections()
	}
	c.http = withoutRedirects(cfg.httpClient)
	c.transport = kindOfTransport(cfg.httpClient.Transport)
	c.storage = forStorage(cfg.storage)
	return errors.Join(problems...)
}

// separate gives a derived client what it must not share.
func (cfg *config) separate() {
	c, parent := &cfg.client, cfg.parent
	if c.credential != parent.credential {
		if !cfg.scopesSet {
			c.scopes, c.scopesKnown = scopeSet{}, false
		}
		if !cfg.httpClientSet && cfg.httpClient.Jar != nil {
			withoutCookies := *cfg.httpClient
			withoutCookies.Jar = nil
			cfg.httpClient = &withoutCookies
		}
	}
	if c.credential != parent.credential || c.baseURL != parent.baseURL {
		c.buckets = new(ratelimit.Buckets)
	}
}

// usable returns an error if the client was not made by NewClient.
func (c *Client) usable() error {
	if c == nil || c.credential == nil {
		return &ArgumentError{Argument: "Client", Reason: "make it with NewClient"}
	}
	return nil
}

// RateLimit returns the state of the rate limit of the calls for the caller's own
// account, and reports whether it is known. It is unknown before the first
// response and after the end of a window. Calls for a managed creator have a
// separate limit: see [CreatorClient.RateLimit].
func (c *Client) RateLimit() (RateLimit, bool) {
	if c.usable() != nil {
		return RateLimit{}, false
	}
	return c.rateLimit(bucketName("", ""))
}

// CloseIdleConnections closes the connections to the API and to the storage that
// no call is using, including those of derived clients and of the client given by
// [WithHTTPClient] or [WithStorageHTTPClient].
func (c *Client) CloseIdleConnections() {
	if c.usable() == nil {
		c.idle()
	}
}

// noticeDeprecation logs, once per client, that the API version is deprecated.
func (c *Client) noticeDeprecation(ctx context.Context, resp *response) {
	h := resp.Header
	if h.Get("Deprecation") == "" && h.Get("Sunset") == "" && h.Get("X-Fanvue-Api-Next-Version") == "" {
		return
	}
	if c.deprecationLogged.Swap(true) {
		return
	}
	c.logger.LogAttrs(ctx, slog.LevelWarn, "fanvue: the API version is deprecated",
		slog.String("version", c.header.Get("X-Fanvue-API-Version")),
		slog.String("next_version", clip(oneLine(resp.clean(h.Get("X-Fanvue-API-Next-Version"))), 80)),
		slog.String("sunset", clip(oneLine(resp.clean(h.Get("Sunset"))), 80)))
}
