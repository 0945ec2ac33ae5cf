package fanvue

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	firstBackoff = 500 * time.Millisecond
	lastBackoff  = 8 * time.Second
)

// call is one call on its way: as many attempts as the retry class of
// its operation and the client's settings allow. Its methods are the hooks of
// a retryablehttp.Client of its own, which sees neither operation nor token.
type call struct {
	client *Client
	op     *operation
	// wanted says that the caller wants what the answer holds.
	hasResult  bool
	bucket     *bucket
	token      Token
	used       []Token // the different ones that attempts were signed with
	retries    int
	refreshed  bool // a 401 has been answered with another token
	tokenIsNew bool // and that token has not been used yet

	// The last attempt.
	started  time.Time
	trace    *connTrace
	response *response // nil when none came
	failure  error     // why no reply came
	wait     time.Duration
	finished bool // no further attempt is due

	// inDoubt: some attempt may have been carried out without a usable answer.
	mayHaveHappened bool
}

// send paces, signs and sends httpRequest, repeats it where that is right, and
// returns a success or an error.
func (r *request) send(httpRequest *retryablehttp.Request, token Token) (*response, error) {
	c := &call{client: r.client, op: r.op, hasResult: r.hasResult, token: token, bucket: r.client.pacer.bucket(r.bucketName())}
	if err := c.prepare(httpRequest.Request); err != nil {
		return nil, c.stopped(err)
	}
	sender := retryablehttp.Client{
		HTTPClient:   c.client.http,
		RetryMax:     math.MaxInt, // check counts
		CheckRetry:   c.check,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return c.wait },
		PrepareRetry: c.prepare,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	if _, err := sender.Do(httpRequest); !c.finished {
		return nil, c.stopped(err)
	}
	return c.result()
}

// bucketName says whose rate limit the request counts against.
func (r *request) bucketName() string {
	creator, own := "", ""
	surface, path := r.located()
	if strings.HasPrefix(path+"/", creatorPath+"/") {
		creator = r.path[0]
	}
	if len(r.op.BucketOn) == 0 || slices.Contains(r.op.BucketOn, surface) {
		own = r.op.Bucket
	}
	return bucketName(creator, own)
}

func bucketName(creator, operation string) string { return creator + "\n" + operation }

// prepare makes an attempt ready: it waits for the rate limit, signs, and
// watches whether the request gets hold of a connection.
func (c *call) prepare(req *http.Request) error {
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return err
	}
	// The wait that was due after the last attempt counts too.
	waited, err := c.bucket.acquire(ctx, c.client.maxWait-c.wait, c.retries > 0)
	if err != nil {
		return err
	}
	if (waited || c.trace != nil) && !c.tokenIsNew {
		// The token may have expired meanwhile.
		if c.token, err = c.client.credential.get(ctx); err != nil {
			c.bucket.release(nil, false)
			return err
		}
	}
	c.tokenIsNew = false
	c.trace = new(connTrace)
	*req = *req.WithContext(httptrace.WithClientTrace(ctx, c.trace.clientTrace()))
	req.Header = req.Header.Clone() // an earlier attempt may still be reading it
	c.client.credential.sign(req.Header, c.token)
	c.use(c.token)
	c.response, c.failure, c.wait = nil, nil, 0
	c.started = time.Now()
	return nil
}

// use notes a token that goes out.
func (c *call) use(token Token) {
	if n := len(c.used); n == 0 || c.used[n-1].AccessToken() != token.AccessToken() {
		c.used = append(c.used, token)
	}
}

// check ends an attempt and says whether another one is due. It is the one
// place that decides about repeating.
func (c *call) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err != nil {
		c.failure = withoutURL(err, c.used)
	} else {
		c.response = readResponse(resp, c.used)
		resp.Body = http.NoBody
	}
	sent := c.trace.maybeSent(err)
	c.bucket.release(resp, sent)
	c.log(ctx, resp)
	if c.settled() {
		c.client.noticeDeprecation(ctx, c.response)
	} else if sent {
		c.mayHaveHappened = true
	}
	c.finished = !c.shouldRetry(ctx)
	return !c.finished, nil
}

// answered reports whether the attempt brought an answer that settles what
// happened. A server error and a success that cannot be read do not.
func (c *call) settled() bool {
	return c.response != nil && c.response.StatusCode < 500 && (c.response.StatusCode/100 != 2 || c.response.broken == nil)
}

// again decides whether another attempt is due, and sets its wait.
func (c *call) shouldRetry(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	if c.response != nil && c.response.StatusCode == http.StatusUnauthorized {
		return c.refresh(ctx)
	}
	if c.retries >= c.client.maxRetries {
		return false
	}
	c.wait = backoff(c.retries)
	switch {
	case c.response != nil && c.response.StatusCode == http.StatusTooManyRequests:
		if limit := parseRateLimit(c.response.Header); limit.RetryAfter > 0 {
			c.wait = limit.RetryAfter
		} else if !limit.Reset.IsZero() {
			c.wait = time.Until(limit.Reset)
		}
	case c.settled() || !c.op.Idempotent:
		return false
	case c.response != nil:
		if c.response.StatusCode == http.StatusNotImplemented || errors.Is(c.response.broken, errBodyTooLarge) {
			return false
		}
		if retryAfter, ok := parseRetryAfter(c.response.Header); ok {
			c.wait = max(c.wait, retryAfter)
		}
	default:
		var untrusted *tls.CertificateVerificationError
		if errors.As(c.failure, &untrusted) {
			return false
		}
	}
	if c.wait > c.client.maxWait {
		return false
	}
	if deadline, ok := ctx.Deadline(); ok && time.Now().Add(c.wait).After(deadline) {
		return false
	}
	c.retries++
	return true
}

// renew asks for another token after a 401, once.
func (c *call) refresh(ctx context.Context) bool {
	if c.refreshed {
		return false
	}
	token, renewed, err := c.client.credential.replace(ctx, c.token)
	if err != nil {
		c.failure = err
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
			return nil, &OutcomeUnknownError{Operation: name, Err: c.failure}
		}
		return nil, &RequestError{Operation: name, Err: c.failure, sent: c.mayHaveHappened}
	}
	if c.response.StatusCode/100 == 2 {
		return c.response, nil
	}
	if c.op.Method == http.MethodDelete && !c.hasResult && c.response.StatusCode == http.StatusNotFound && c.mayHaveHappened {
		// An earlier attempt deleted it; only its answer was lost.
		return c.response, nil
	}
	answer := newAPIError(name, c.response)
	switch {
	case c.response.StatusCode >= 500:
		return nil, outcomeUnknown(c.op, answer)
	case answer.aboutScopes():
		return nil, c.client.scopeRefusal(c.op, c.token, answer)
	case c.failure != nil: // no other token was to be had
		return nil, &chainedError{answer, ", and then ", c.failure}
	}
	return nil, answer
}

// interrupted is the error of a call that was stopped while it waited for its
// first or a further attempt.
func (c *call) stopped(err error) error {
	if c.response != nil {
		err = &chainedError{err, ", after the answer: ", newAPIError(c.op.Name, c.response)}
	} else if c.failure != nil {
		err = &chainedError{err, ", after: ", c.failure}
	}
	return &RequestError{Operation: c.op.Name, Err: err, sent: c.mayHaveHappened}
}

// chainedError is one event that took two errors, told in one line.
type chainedError struct {
	first  error
	link   string
	second error
}

func (e *chainedError) Error() string {
	return clip(e.first.Error(), maxErrorText/2-256) + e.link + clip(e.second.Error(), maxErrorText/2-256)
}

func (e *chainedError) Unwrap() []error { return []error{e.first, e.second} }

func (c *call) log(ctx context.Context, resp *http.Response) {
	if !c.client.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", string(c.op.Name)),
		slog.String("method", c.op.Method),
		slog.String("path", c.op.Path),
		slog.Int("attempt", c.retries+1),
		slog.Duration("took", time.Since(c.started)),
	}
	if resp != nil {
		attrs = append(attrs, slog.Int("status", resp.StatusCode))
	} else {
		attrs = append(attrs, slog.String("failure", failureKind(c.failure)))
	}
	c.client.logger.LogAttrs(ctx, slog.LevelDebug, "fanvue: request", attrs...)
}

// backoff doubles from half a second to eight, with jitter so that clients
// which failed together do not return together.
func backoff(retries int) time.Duration {
	wait := min(firstBackoff<<min(retries, 10), lastBackoff)
	return wait/2 + rand.N(wait/2)
}

// trace records whether an attempt got hold of a connection, after which
// it may have been sent.
type connTrace struct {
	asked, got atomic.Bool
}

func (t *connTrace) clientTrace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}
}

// maybeSent errs on the side of yes: a connection was had, or the transport
// is one that does not tell.
func (t *connTrace) maybeSent(err error) bool {
	if t.asked.Load() {
		return t.got.Load()
	}
	var op *net.OpError
	return !errors.As(err, &op) || op.Op != "dial"
}

// withoutURL drops the address from a transport's error, whose query may hold
// what should not be logged, and the credential from one that quotes an answer
// that echoes it.
func withoutURL(err error, tokens []Token) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return withoutSecrets(tokens, err)
}

// failureKind is what a log record tells of a failure. Its text may quote what
// the server sent.
func failureKind(err error) string {
	var op *net.OpError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.As(err, &op) && op.Op == "dial":
		return "no connection"
	}
	return "connection failed"
}
