package fanvuetest

import (
	"cmp"
	"fmt"
	"time"

	"github.com/fanvue-go/fanvue"
)

// APIKey is accepted by every server created without [WithCredential]. It has
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
	reset       ResetForm
	inMemory    bool
	empty       bool
	partSize    int64
	processing  time.Duration
	first       string // of the credentials
	fatalf      func(format string, args ...any)

	accessLifetime, refreshLifetime, refreshGrace time.Duration
}

func newConfig(opts []Option) config {
	cfg := config{
		credentials: make(map[string][]fanvue.Scope),
		limit:       defaultRateLimit,
		window:      defaultRateWindow,
		reset:       ResetUnix,
		processing:  defaultProcessingTime,

		accessLifetime: defaultAccessLifetime, refreshLifetime: defaultRefreshLifetime, refreshGrace: defaultRefreshGrace,
	}
	for _, opt := range opts {
		if opt != nil {
			opt(&cfg)
		}
	}
	if len(cfg.credentials) == 0 {
		cfg.first, cfg.credentials[APIKey] = APIKey, AllScopes()
	}
	return cfg
}

// WithCredential accepts secret, as an API key and as a bearer token, with
// these scopes. It may be given several times. [APIKey] is then no longer
// accepted. The credential belongs to the account of [Server.Me]; for another
// account, or during a test, see [Server.AddCredential].
func WithCredential(secret string, scopes ...fanvue.Scope) Option {
	return func(cfg *config) {
		cfg.first = cmp.Or(cfg.first, secret)
		cfg.credentials[secret] = scopes
	}
}

// WithRateLimit allows limit requests in each window, instead of 200 in 60
// seconds. The limit is counted for each credential, and separately for each
// managed creator. The API reports windows in whole seconds, so a client waits
// up to two seconds longer than a window lasts: short windows look slow. A limit
// that an operation has of its own does not change. It panics when limit or
// window is not above zero.
func WithRateLimit(limit int, window time.Duration) Option {
	if problem := rateLimitProblem(limit, window); problem != "" {
		panic("fanvuetest: " + problem)
	}
	return func(cfg *config) { cfg.limit, cfg.window = limit, window }
}

// InMemory creates a server without a socket. Only [Server.HTTPClient] and what
// is made from it reach the server. It is for tests under testing/synctest, and
// must be closed in the bubble in which it was created.
func InMemory() Option {
	return func(cfg *config) { cfg.inMemory = true }
}

// Empty leaves out the seeded data: there is only the account of [Server.Me].
func Empty() Option {
	return func(cfg *config) { cfg.empty = true }
}

// rateLimitProblem returns what is wrong with a rate limit; empty for nothing.
func rateLimitProblem(limit int, window time.Duration) string {
	if limit > 0 && window > 0 {
		return ""
	}
	return fmt.Sprintf("a rate limit of %d requests in %s allows nothing", limit, window)
}
