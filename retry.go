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

// exchange is one call on its way: as many attempts as the retry class of
// its operation and the client's settings allow. Its methods are the hooks of
// a retryablehttp.Client of its own, which sees neither operation nor token.
type exchange struct {
	client *Client
	op     *operation
	// wanted says that the caller wants what the answer holds.
	wanted  bool
	bucket  *bucket
	token   Token
	used    []Token // the different ones that attempts were signed with
	repeats int
	renewed bool // a 401 has been answered with another token
	fresh   bool // and that token has not been used yet

	// The last attempt.
	started  time.Time
	contact  *contact
	reply    *reply // nil when none came
	failure  error  // why no reply came
	wait     time.Duration
	finished bool // no further attempt is due

	// inDoubt: some attempt may have been carried out without a usable answer.
	inDoubt bool
}

// send paces, signs and sends httpRequest, repeats it where that is right, and
// returns a success or an error.
func (c *Client) send(r *request, httpRequest *retryablehttp.Request, token Token) (*reply, error) {
	x := &exchange{client: c, op: r.op, wanted: r.wanted, token: token, bucket: c.pacer.bucket(r.bucketName())}
	if err := x.prepare(httpRequest.Request); err != nil {
		return nil, x.interrupted(err)
	}
	sender := retryablehttp.Client{
		HTTPClient:   c.http,
		RetryMax:     math.MaxInt, // check counts
		CheckRetry:   x.check,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return x.wait },
		PrepareRetry: x.prepare,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	if _, err := sender.Do(httpRequest); !x.finished {
		return nil, x.interrupted(err)
	}
	return x.result()
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
func (x *exchange) prepare(req *http.Request) error {
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return err
	}
	// The wait that was due after the last attempt counts too.
	waited, err := x.bucket.acquire(ctx, x.client.maxWait-x.wait, x.repeats > 0)
	if err != nil {
		return err
	}
	if (waited || x.contact != nil) && !x.fresh {
		// The token may have expired meanwhile.
		if x.token, err = x.client.credential.get(ctx); err != nil {
			x.bucket.release(nil, false)
			return err
		}
	}
	x.fresh = false
	x.contact = new(contact)
	*req = *req.WithContext(httptrace.WithClientTrace(ctx, x.contact.trace()))
	req.Header = req.Header.Clone() // an earlier attempt may still be reading it
	x.client.credential.sign(req.Header, x.token)
	x.use(x.token)
	x.reply, x.failure, x.wait = nil, nil, 0
	x.started = time.Now()
	return nil
}

// use notes a token that goes out.
func (x *exchange) use(token Token) {
	if n := len(x.used); n == 0 || x.used[n-1].AccessToken() != token.AccessToken() {
		x.used = append(x.used, token)
	}
}

// check ends an attempt and says whether another one is due. It is the one
// place that decides about repeating.
func (x *exchange) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err != nil {
		x.failure = withoutURL(err, x.used)
	} else {
		x.reply = readReply(resp, x.used)
		resp.Body = http.NoBody
	}
	sent := x.contact.maybeSent(err)
	x.bucket.release(resp, sent)
	x.log(ctx, resp)
	if x.answered() {
		x.client.noticeDeprecation(ctx, x.reply)
	} else if sent {
		x.inDoubt = true
	}
	x.finished = !x.again(ctx)
	return !x.finished, nil
}

// answered reports whether the attempt brought an answer that settles what
// happened. A server error and a success that cannot be read do not.
func (x *exchange) answered() bool {
	return x.reply != nil && x.reply.StatusCode < 500 && (x.reply.StatusCode/100 != 2 || x.reply.broken == nil)
}

// again decides whether another attempt is due, and sets its wait.
func (x *exchange) again(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	if x.reply != nil && x.reply.StatusCode == http.StatusUnauthorized {
		return x.renew(ctx)
	}
	if x.repeats >= x.client.maxRetries {
		return false
	}
	x.wait = backoff(x.repeats)
	switch {
	case x.reply != nil && x.reply.StatusCode == http.StatusTooManyRequests:
		if limit := parseRateLimit(x.reply.Header); limit.RetryAfter > 0 {
			x.wait = limit.RetryAfter
		} else if !limit.Reset.IsZero() {
			x.wait = time.Until(limit.Reset)
		}
	case x.answered() || !x.op.Repeatable:
		return false
	case x.reply != nil:
		if x.reply.StatusCode == http.StatusNotImplemented || errors.Is(x.reply.broken, errBodyTooLarge) {
			return false
		}
		if retryAfter, ok := parseRetryAfter(x.reply.Header); ok {
			x.wait = max(x.wait, retryAfter)
		}
	default:
		var untrusted *tls.CertificateVerificationError
		if errors.As(x.failure, &untrusted) {
			return false
		}
	}
	if x.wait > x.client.maxWait {
		return false
	}
	if deadline, ok := ctx.Deadline(); ok && time.Now().Add(x.wait).After(deadline) {
		return false
	}
	x.repeats++
	return true
}

// renew asks for another token after a 401, once.
func (x *exchange) renew(ctx context.Context) bool {
	if x.renewed {
		return false
	}
	token, renewed, err := x.client.credential.replace(ctx, x.token)
	if err != nil {
		x.failure = err
		return false
	}
	if renewed {
		x.token, x.renewed, x.fresh = token, true, true
	}
	return renewed
}

// result turns the last attempt into a success or an error.
func (x *exchange) result() (*reply, error) {
	name := x.op.Name
	if x.reply == nil {
		if x.inDoubt && !x.op.Repeatable {
			return nil, &OutcomeUnknownError{Operation: name, Err: x.failure}
		}
		return nil, &RequestError{Operation: name, Err: x.failure, sent: x.inDoubt}
	}
	if x.reply.StatusCode/100 == 2 {
		return x.reply, nil
	}
	if x.op.Method == http.MethodDelete && !x.wanted && x.reply.StatusCode == http.StatusNotFound && x.inDoubt {
		// An earlier attempt deleted it; only its answer was lost.
		return x.reply, nil
	}
	answer := newAPIError(name, x.reply)
	switch {
	case x.reply.StatusCode >= 500:
		return nil, inDoubt(x.op, answer)
	case answer.aboutScopes():
		return nil, x.client.scopeRefusal(x.op, x.token, answer)
	case x.failure != nil: // no other token was to be had
		return nil, &twoErrors{answer, ", and then ", x.failure}
	}
	return nil, answer
}

// interrupted is the error of a call that was stopped while it waited for its
// first or a further attempt.
func (x *exchange) interrupted(err error) error {
	if x.reply != nil {
		err = &twoErrors{err, ", after the answer: ", newAPIError(x.op.Name, x.reply)}
	} else if x.failure != nil {
		err = &twoErrors{err, ", after: ", x.failure}
	}
	return &RequestError{Operation: x.op.Name, Err: err, sent: x.inDoubt}
}

// twoErrors is one event that took two errors, told in one line.
type twoErrors struct {
	first  error
	link   string
	second error
}

func (e *twoErrors) Error() string {
	return clip(e.first.Error(), maxErrorText/2-256) + e.link + clip(e.second.Error(), maxErrorText/2-256)
}

func (e *twoErrors) Unwrap() []error { return []error{e.first, e.second} }

func (x *exchange) log(ctx context.Context, resp *http.Response) {
	if !x.client.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", string(x.op.Name)),
		slog.String("method", x.op.Method),
		slog.String("path", x.op.Path),
		slog.Int("attempt", x.repeats+1),
		slog.Duration("took", time.Since(x.started)),
	}
	if resp != nil {
		attrs = append(attrs, slog.Int("status", resp.StatusCode))
	} else {
		attrs = append(attrs, slog.String("failure", failureKind(x.failure)))
	}
	x.client.logger.LogAttrs(ctx, slog.LevelDebug, "fanvue: request", attrs...)
}

// backoff doubles from half a second to eight, with jitter so that clients
// which failed together do not return together.
func backoff(repeats int) time.Duration {
	wait := min(firstBackoff<<min(repeats, 10), lastBackoff)
	return wait/2 + rand.N(wait/2)
}

// contact records whether an attempt got hold of a connection, after which
// it may have been sent.
type contact struct {
	asked, got atomic.Bool
}

func (t *contact) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}
}

// maybeSent errs on the side of yes: a connection was had, or the transport
// is one that does not tell.
func (t *contact) maybeSent(err error) bool {
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
