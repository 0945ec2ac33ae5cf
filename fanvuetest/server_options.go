package fanvuetest

import (
	"fmt"
	"time"

	"github.com/fanvue-go/fanvue"
)

// APIKey is accepted by every server made without [WithCredential]. It has
// every scope that an operation needs.
const APIKey = "fanvuetest-api-key"

const (
	defaultRateLimit  = 200
	defaultRateWindow = time.Minute
)

// Option configures a [Server].
type Option func(*config)

type config struct {
	credentials map[string][]fanvue.Scope
	limit       int
	window      time.Duration
	inMemory    bool
	empty       bool
	partSize    int64
	processing  time.Duration
}

func newConfig(opts []Option) config {
	cfg := config{
		credentials: make(map[string][]fanvue.Scope),
		limit:       defaultRateLimit,
		window:      defaultRateWindow,
		processing:  defaultProcessingTime,
	}
	for _, opt := range opts {
		if opt != nil {
			opt(&cfg)
		}
	}
	if len(cfg.credentials) == 0 {
		cfg.credentials[APIKey] = allScopes()
	}
	return cfg
}

func allScopes() []fanvue.Scope {
	var all []fanvue.Scope
	for _, op := range fanvue.Operations() {
		all = append(all, op.Scopes...)
	}
	return all
}

// WithCredential accepts secret, as an API key and as a bearer token, with
// these scopes. It may be given several times. [APIKey] is then no longer
// accepted. Every credential belongs to the same account.
func WithCredential(secret string, scopes ...fanvue.Scope) Option {
	return func(cfg *config) { cfg.credentials[secret] = scopes }
}

// WithRateLimit allows limit requests in each window, instead of 200 in 60
// seconds. The limit counts for each credential, and apart for each managed
// creator. The API tells windows in whole seconds, so a client waits up to two
// seconds longer than a window lasts: short windows look slow. A limit that an
// operation has of its own stays as it is. It panics when limit or window is
// not above zero.
func WithRateLimit(limit int, window time.Duration) Option {
	checkRateLimit(limit, window)
	return func(cfg *config) { cfg.limit, cfg.window = limit, window }
}

// InMemory makes a server without a socket. Only [Server.HTTPClient] and what
// is made from it reach it. It is for tests under testing/synctest, and must
// be closed in the bubble that it was made in.
func InMemory() Option {
	return func(cfg *config) { cfg.inMemory = true }
}

// Empty leaves out the seeded data: there is only the account itself.
func Empty() Option {
	return func(cfg *config) { cfg.empty = true }
}

func checkRateLimit(limit int, window time.Duration) {
	if limit <= 0 || window <= 0 {
		panic(fmt.Sprintf("fanvuetest: a rate limit of %d requests in %s allows nothing", limit, window))
	}
}
