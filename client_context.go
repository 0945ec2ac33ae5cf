package fanvue

import (
	"context"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// Response holds the last response of a call.
type Response struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Header is the header of the response, without the credential.
	Header http.Header
	// Body is the body, without the credential. It has at most 32 MiB if the status
	// is a success, otherwise at most 1 MiB.
	Body []byte
	// RequestID is the server's id of the request; empty if it sent none.
	RequestID string
	// RateLimit is what the response reports about the rate limit.
	RateLimit RateLimit
	// Attempts is the number of attempts of the call; 0 if nothing was sent.
	Attempts int
	// Waited is how long the call waited for the rate limit and between attempts.
	Waited time.Duration
}

// ContextWithResponse returns a context with which a call stores its last
// response in response, whether the call succeeds or fails. If there is no
// response, only Attempts and Waited are set. An iteration stores the response of
// the page that the loop has reached, whatever it has requested ahead; an upload
// that of the latest request to the API. Calls that run at the same time need
// separate contexts.
func ContextWithResponse(ctx context.Context, response *Response) context.Context {
	return withCallOption(ctx, func(o *callOptions) { o.response = &responseTarget{response: response} })
}

// ContextWithHeader returns a context with which calls send an additional header.
// If the client sets the header itself, such as that of the credential or the API
// version, the call is rejected with an [*ArgumentError].
func ContextWithHeader(ctx context.Context, name, value string) context.Context {
	return withCallOption(ctx, func(o *callOptions) {
		o.header = maps.Clone(o.header)
		if o.header == nil {
			o.header = make(http.Header)
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		o.header[name] = append(slices.Clip(o.header[name]), value)
	})
}

// ContextWithMaxRetries returns a context with which calls are retried at most n
// times. It overrides [WithMaxRetries]. If n is negative, the call is rejected with
// an [*ArgumentError].
func ContextWithMaxRetries(ctx context.Context, n int) context.Context {
	return withCallOption(ctx, func(o *callOptions) { o.maxRetries = &n })
}

// ContextWithMaxWait returns a context with which calls wait at most d. It
// overrides [WithMaxWait]. If d is 0, a call that would have to wait fails
// immediately: for the rate limit, the error matches [ErrRateLimited], so that a
// worker can put its job back into a queue. If d is negative, the call is rejected
// with an [*ArgumentError].
func ContextWithMaxWait(ctx context.Context, d time.Duration) context.Context {
	return withCallOption(ctx, func(o *callOptions) { o.maxWait = &d })
}

// ContextWithSurface returns a context with which calls go to the [Surface] s
// instead of the client's. If s is not a known surface, the call is rejected with
// an [*ArgumentError].
func ContextWithSurface(ctx context.Context, s Surface) context.Context {
	return withCallOption(ctx, func(o *callOptions) { o.surface = &s })
}

// ContextWithPrefetch returns a context with which iterators over lists request up
// to that many pages before the loop needs them. It overrides [WithPrefetch], which
// describes what that means; 0 turns it off. If pages is negative or above 32, the
// call is rejected with an [*ArgumentError].
func ContextWithPrefetch(ctx context.Context, pages int) context.Context {
	return withCallOption(ctx, func(o *callOptions) { o.prefetch = &pages })
}

// callOptions holds the options for single calls. It is not modified once it is in
// a context.
type callOptions struct {
	scopeMode  *ScopeMode
	header     http.Header
	maxRetries *int
	maxWait    *time.Duration
	surface    *Surface
	prefetch   *int
	response   *responseTarget
}

// responseTarget is where a call stores its response. The calls of an upload
// run at the same time.
type responseTarget struct {
	mu       sync.Mutex
	response *Response
}

type callOptionsKey struct{}

func withCallOption(ctx context.Context, set func(*callOptions)) context.Context {
	if ctx == nil {
		return nil // the call reports it
	}
	var options callOptions
	if earlier := optionsOf(ctx); earlier != nil {
		options = *earlier
	}
	set(&options)
	return context.WithValue(ctx, callOptionsKey{}, &options)
}

// optionsOf returns the options in a context, or nil.
func optionsOf(ctx context.Context) *callOptions {
	options, _ := ctx.Value(callOptionsKey{}).(*callOptions)
	return options
}

// validate rejects options that cannot be applied. own is the client's header.
func (o *callOptions) validate(own http.Header) *ArgumentError {
	if o.maxRetries != nil && *o.maxRetries < 0 {
		return invalid("ContextWithMaxRetries", "%d is negative; 0 means no retries", *o.maxRetries)
	}
	if o.maxWait != nil && *o.maxWait < 0 {
		return invalid("ContextWithMaxWait", "%s is negative; 0 means not to wait", *o.maxWait)
	}
	if o.surface != nil && !slices.Contains(surfaces(), *o.surface) {
		return invalid("ContextWithSurface", "%q is not one of SurfaceDefault, SurfaceV0 and SurfaceV1", string(*o.surface))
	}
	if o.prefetch != nil && !validPrefetch(*o.prefetch) {
		return invalid("ContextWithPrefetch", "%d is out of range: 1 to %d, or 0 for none", *o.prefetch, maxPrefetch)
	}
	for name, values := range o.header {
		switch name {
		case "X-Fanvue-Api-Key", headerAuthorization, "Content-Type", "Content-Length", "Transfer-Encoding", "Host", "Connection", "Cookie", "Idempotency-Key", "X-Idempotency-Key":
			return invalid("ContextWithHeader", "%s must not be set for a call", name)
		}
		if _, ok := own[name]; ok && name != "Accept" {
			return invalid("ContextWithHeader", "%s is set by an option of the client", name)
		}
		if !validHeaderName(name) {
			return invalid("ContextWithHeader", "%.80q is not the name of a header", name)
		}
		for _, value := range values {
			if !validHeaderText(value) {
				return invalid("ContextWithHeader", "the value of %s has a character that is not valid in a header", name)
			}
		}
	}
	return nil
}

func validHeaderName(name string) bool {
	for _, b := range []byte(name) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '-', b == '_':
		default:
			return false
		}
	}
	return name != ""
}

// storeResponse fills the caller's Response.
func (r *request) storeResponse() {
	stored := Response{Attempts: r.attempts, Waited: r.waited}
	if resp := r.response; resp != nil {
		stored.StatusCode = resp.StatusCode
		stored.Header = resp.cleanHeader().Clone()
		stored.Body = []byte(secretsOf(resp.tokens).Text(string(resp.body)))
		stored.RequestID = resp.requestID()
		stored.RateLimit = RateLimit(ratelimit.Parse(resp.Header))
	}
	target := r.options.response
	target.mu.Lock()
	defer target.mu.Unlock()
	*target.response = stored
}
