package fanvue

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

const (
	firstBackoff = 500 * time.Millisecond
	lastBackoff  = 8 * time.Second
)

// call is one call of an operation with its attempts. Its methods are the hooks
// of a retryablehttp.Client of its own, which run in this order:
//
//	prepare ─► attempt ─► check ──► result
//	   ▲                    │
//	   └──── wait ◄── retry ┘
//
// prepare waits for the rate limit and signs the request; check reads the
// response and decides whether to retry; wait is the delay that check chose.
type call struct {
	// ctx is the caller's. Every attempt has a context of its own.
	ctx        context.Context
	client     *Client
	op         *operation
	method     *request
	bucket     *ratelimit.Bucket
	slot       *ratelimit.Slot // the last attempt's place in the bucket
	maxRetries int
	maxWait    time.Duration
	token      Token
	used       []Token  // the different tokens that attempts were signed with
	firstUsed  [1]Token // holds used, which rarely grows
	sender     retryablehttp.Client
	retries    int

	refreshed  bool // the token was replaced after a 401
	tokenIsNew bool // and has not been used yet

	// The last attempt.
	request  *retryablehttp.Request
	attempt  *attempt
	response *response // nil when there is none
	failure  error     // why there is no response, or no new token
	wait     time.Duration
	reason   WaitReason // of wait
	finished bool       // no further attempt is due
	// waitingSince is when a wait began; zero while the call does not wait.
	waitingSince time.Time

	// mayHaveHappened reports whether an attempt may have been carried out
	// without a response that says so.
	mayHaveHappened bool
}

// send sends httpRequest with the retries that its operation allows, and returns
// a success or an error.
func (r *request) send(ctx context.Context, httpRequest *retryablehttp.Request, token Token) (*response, error) {
	c := &call{
		ctx: ctx, client: r.client, op: r.op, method: r,
		bucket: r.client.buckets.Bucket(r.bucketName()), token: token, request: httpRequest,
		maxRetries: r.client.maxRetries, maxWait: r.client.maxWait,
	}
	if o := r.options; o != nil {
		c.maxRetries, c.maxWait = *cmp.Or(o.maxRetries, &c.maxRetries), *cmp.Or(o.maxWait, &c.maxWait)
	}
	// A transport or a token source may panic, and its caller may recover.
	defer func() { c.slot.Release(nil, c.attempt != nil) }()
	if err := c.prepare(httpRequest.Request); err != nil {
		return nil, c.stopped(err)
	}
	c.sender.HTTPClient = c.client.http
	c.sender.RetryMax = math.MaxInt // check counts
	c.sender.CheckRetry = c.check
	c.sender.ErrorHandler = retryablehttp.PassthroughErrorHandler
	if _, err := c.sender.Do(httpRequest); !c.finished {
		return nil, c.stopped(err)
	}
	return c.result()
}

// bucketName identifies the rate limit that the request counts against.
func (r *request) bucketName() string {
	own := ""
	creator, _ := r.creator()
	surface, _ := r.target()
	if len(r.op.BucketOn) == 0 || slices.Contains(r.op.BucketOn, surface) {
		own = r.op.Bucket
	}
	return bucketName(creator, own)
}

// creator returns the managed creator that the request is for, if it is for one.
func (r *request) creator() (string, bool) {
	_, path := r.target()
	if len(r.path) == 0 || !strings.HasPrefix(path+"/", creatorPath+"/") {
		return "", false
	}
	return r.path[0], true
}

func bucketName(creator, operation string) string { return creator + "\n" + operation }

// prepare makes an attempt ready: it waits for the rate limit, signs the request
// and gives it a context of its own.
func (c *call) prepare(req *http.Request) error {
	c.endWait()
	if err := c.ctx.Err(); err != nil {
		return err
	}
	slot, err := c.acquire()
	waited := c.endWait()
	if err != nil {
		return asRateLimited(err)
	}
	c.slot = slot
	if (waited || c.attempt != nil) && !c.tokenIsNew {
		// The token may have expired meanwhile.
		if c.token, err = c.client.credential.get(c.ctx); err != nil {
			c.slot.Release(nil, false)
			return err
		}
	}
	c.tokenIsNew = false
	if c.attempt != nil {
		req.Header = req.Header.Clone() // the earlier attempt may still be reading it
	}
	c.attempt = newAttempt(c.op.Method, c.client.transport, c.maxRetries-c.retries)
	*req = *req.WithContext(c.attempt.context(c.ctx))
	c.client.credential.sign(req.Header, c.token)
	c.use(c.token)
	c.response, c.failure, c.wait = nil, nil, 0
	return nil
}

// acquire waits for the rate limit. A page that is requested before the loop needs
// it has a slot for its first attempt; a retry waits until the loop needs the page,
// and is then a call that somebody waits for.
func (c *call) acquire() (*ratelimit.Slot, error) {
	if ahead := c.method.prefetch; ahead != nil {
		if c.attempt == nil {
			return ahead.slot, nil
		}
		select {
		case <-ahead.needed:
		case <-c.ctx.Done():
			return nil, c.ctx.Err()
		}
		c.tokenIsNew = false // that may have taken long
	}
	// The wait after the last attempt counts too.
	return c.bucket.Acquire(c.ctx, ratelimit.Wait{
		Max: c.maxWait - c.wait, Never: c.maxWait == 0, Retry: c.retries > 0, OnStart: c.beginQueueing,
	})
}

// beginQueueing is called before the call waits for the rate limit.
func (c *call) beginQueueing(estimate time.Duration, ahead int) {
	c.beginWait(WaitInfo{Reason: WaitRateLimit, Duration: estimate, Queued: ahead})
}

// beginBackoff returns the delay before the next attempt, which begins now.
func (c *call) beginBackoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
	if c.wait > 0 {
		c.beginWait(WaitInfo{Reason: c.reason, Duration: c.wait})
	}
	return c.wait
}

func (c *call) beginWait(wait WaitInfo) {
	c.waitingSince = time.Now()
	c.client.hooks.wait(c.ctx, c.method.info, wait)
	if wait.Duration >= time.Second {
		c.logWait(wait)
	}
}

// endWait counts a wait that has ended, and reports whether there was one.
func (c *call) endWait() bool {
	if c.waitingSince.IsZero() {
		return false
	}
	c.method.waited += time.Since(c.waitingSince)
	c.waitingSince = time.Time{}
	return true
}

// use records a token that is sent.
func (c *call) use(token Token) {
	if c.used == nil {
		c.used = c.firstUsed[:0]
	}
	if n := len(c.used); n == 0 || c.used[n-1].AccessToken() != token.AccessToken() {
		c.used = append(c.used, token)
	}
}

// check ends an attempt and reports whether another one is due. It is the one
// place that decides about retries.
func (c *call) check(_ context.Context, resp *http.Response, err error) (bool, error) {
	if err != nil {
		c.failure = c.explain(err)
	} else {
		c.response = readResponse(resp, c.used)
		resp.Body = http.NoBody
		if c.response.broken != nil {
			c.response.broken = c.explain(c.response.broken)
		}
	}
	resent := c.attempt.end()
	c.retries += resent
	c.method.attempts += 1 + resent
	sent := c.attempt.maybeSent()
	c.slot.Release(resp, sent)
	c.report(resp, sent)
	c.method.response = c.response
	if c.settled() {
		c.client.noticeDeprecation(c.ctx, c.response)
	} else if sent {
		c.mayHaveHappened = true
	}
	if c.finished = !c.shouldRetry(); c.finished {
		return false, nil
	}
	// go-retryablehttp waits on the request's context, and the attempt's has
	// ended. The request itself may still be in use.
	c.request.Request = c.request.Request.WithContext(c.ctx)
	c.sender.Backoff, c.sender.PrepareRetry = c.beginBackoff, c.prepare
	return true, nil
}

// settled reports whether the attempt brought a response that says what became
// of the request. Whatever may come from something between here and the API
// after the request was carried out says nothing: a 5xx, a 408, a status that
// is none, a redirect to elsewhere, a success that cannot be read.
func (c *call) settled() bool {
	if c.response == nil {
		return false
	}
	switch status := c.response.StatusCode; status / 100 {
	case 2:
		return c.response.broken == nil
	case 3:
		// A read has no outcome that could be in doubt.
		return c.op.Idempotent || c.response.isOtherOrigin(c.request.URL)
	case 4:
		return status != http.StatusRequestTimeout
	}
	return false
}

// shouldRetry decides whether another attempt is due, and sets its wait.
func (c *call) shouldRetry() bool {
	if c.ctx.Err() != nil {
		return false
	}
	if c.response != nil && c.response.StatusCode == http.StatusUnauthorized {
		// A new token has the scopes of the old one.
		return !newAPIError(c.op.Name, c.response).lacksScope && c.refresh()
	}
	if c.retries >= c.maxRetries {
		return false
	}
	c.wait, c.reason = backoff(c.retries), WaitBackoff
	switch {
	case c.response != nil && c.response.StatusCode == http.StatusTooManyRequests:
		c.reason = WaitRetryAfter
		if limit := ratelimit.Parse(c.response.Header); limit.RetryAfter > 0 {
			c.wait = limit.RetryAfter
		} else if !limit.Reset.IsZero() {
			c.wait = time.Until(limit.Reset)
		}
	case c.settled() || !c.op.Idempotent:
		return false
	case c.response != nil:
		if c.response.isFinal() {
			return false
		}
		if retryAfter, ok := ratelimit.RetryAfter(c.response.Header); ok && retryAfter >= c.wait {
			c.wait, c.reason = retryAfter, WaitRetryAfter
		}
	default:
		var untrusted *tls.CertificateVerificationError
		if errors.As(c.failure, &untrusted) {
			return false
		}
	}
	if c.wait > c.maxWait {
		return false
	}
	if deadline, ok := c.ctx.Deadline(); ok && time.Now().Add(c.wait).After(deadline) {
		return false
	}
	c.retries++
	return true
}

// refresh requests another token after a 401, once per call.
func (c *call) refresh() bool {
	if c.refreshed {
		return false
	}
	token, renewed, err := c.client.credential.replace(c.ctx, c.token)
	if err != nil {
		c.failure = orContextError(c.ctx, err)
		return false
	}
	if renewed {
		c.token, c.refreshed, c.tokenIsNew = token, true, true
	}
	return renewed
}

// result turns the last attempt into a success or an error.
func (c *call) result() (*response, error) {
	name := c.op.Name
	if c.response == nil {
		if c.mayHaveHappened && !c.op.Idempotent {
			return nil, outcomeUnknown(c.op, c.failure)
		}
		return nil, &RequestError{Operation: name, Err: c.failure, sent: c.mayHaveHappened, unavailable: !isContextError(c.failure)}
	}
	if c.response.StatusCode/100 == 2 {
		return c.response, nil
	}
	if c.op.Method == http.MethodDelete && !c.method.hasResult && c.response.StatusCode == http.StatusNotFound && c.mayHaveHappened {
		// An earlier attempt deleted it; only its response was lost.
		return c.response, nil
	}
	apiError := newAPIError(name, c.response)
	apiError.unavailable = c.op.Idempotent && (apiError.StatusCode >= 500 || apiError.StatusCode == http.StatusRequestTimeout)
	switch {
	case !c.settled():
		return nil, outcomeUnknown(c.op, apiError)
	case apiError.lacksScope:
		return nil, c.client.scopeRefusal(c.op, c.token, apiError)
	case c.failure != nil: // there was no other token
		return nil, &chainedError{apiError, ", and then ", c.failure}
	}
	return nil, apiError
}

// stopped returns the error of a call that ended while it waited for its first
// or a further attempt.
func (c *call) stopped(err error) error {
	c.endWait()
	err = orContextError(c.ctx, err)
	if c.response != nil {
		err = &chainedError{err, ", after the response: ", newAPIError(c.op.Name, c.response)}
	} else if c.failure != nil {
		err = &chainedError{err, ", after: ", c.failure}
	}
	return &RequestError{Operation: c.op.Name, Err: err, sent: c.mayHaveHappened}
}

// chainedError is one failure that has two errors, in one line.
type chainedError struct {
	first  error
	link   string
	second error
}

func (e *chainedError) Error() string {
	return clip(e.first.Error(), maxErrorText/2-256) + e.link + clip(e.second.Error(), maxErrorText/2-256)
}

func (e *chainedError) Unwrap() []error { return []error{e.first, e.second} }

// backoff doubles from half a second to eight seconds, with jitter so that
// clients which failed together do not return together.
func backoff(retries int) time.Duration {
	wait := min(firstBackoff<<min(retries, 10), lastBackoff)
	return wait/2 + rand.N(wait/2)
}
