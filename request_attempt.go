package fanvue

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// attempt is one request on its way. It records what net/http does with it, and
// keeps net/http from sending it a second time.
//
// net/http sends a request again by itself: over HTTP/2, any request whose
// stream the server refused or reset with PROTOCOL_ERROR, or that a GOAWAY left
// out, whether or not it was carried out; over HTTP/1.1, a request of which
// nothing was written, and a GET whose kept connection was closed. Requests with
// a body have no GetBody, without which net/http cannot send them again. For the
// others the attempt watches for a second connection and ends its context, upon
// which HTTP/2 writes nothing more.
type attempt struct {
	started   time.Time
	isGET     bool
	transport transportKind
	// mayResend is how many times net/http may send a GET again over HTTP/1.1,
	// each of which counts as a retry.
	mayResend int32

	cancel  context.CancelCauseFunc
	asked   atomic.Bool // a connection was requested
	got     atomic.Bool // a connection was obtained
	wrote   atomic.Bool // the headers were written
	isHTTP1 atomic.Bool // the latest connection surely speaks HTTP/1.1
	resent  atomic.Int32
	stopped atomic.Bool // a second sending was prevented

	trace httptrace.ClientTrace
}

func newAttempt(method string, transport transportKind, retriesLeft int) *attempt {
	return &attempt{started: time.Now(), isGET: method == http.MethodGet, transport: transport, mayResend: int32(min(retriesLeft, math.MaxInt32))}
}

// context returns the context of the attempt's request.
func (a *attempt) context(parent context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(parent)
	a.cancel = cancel
	a.trace = httptrace.ClientTrace{
		GetConn: func(string) { a.asked.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			if a.got.Swap(true) && a.wrote.Load() {
				a.preventResend()
			}
			a.isHTTP1.Store(a.transport.speaksHTTP1On(info.Conn))
		},
		WroteHeaders: func() { a.wrote.Store(true) },
	}
	if a.transport != stdTransport {
		a.trace.WroteHeaderField = func(name string, _ []string) {
			if name == "Host" { // which HTTP/2 does not have
				a.isHTTP1.Store(true)
			}
		}
	}
	return httptrace.WithClientTrace(ctx, &a.trace)
}

// preventResend decides about a request that net/http is about to send again.
func (a *attempt) preventResend() {
	if a.isHTTP1.Load() {
		if !a.isGET {
			return // nothing of it was written
		}
		if a.resent.Load() < a.mayResend {
			a.resent.Add(1)
			return
		}
	}
	a.stopped.Store(true)
	a.cancel(errNotResent)
}

// end releases the attempt's context and returns how many times net/http sent
// the request again.
func (a *attempt) end() int {
	a.cancel(nil)
	return int(a.resent.Load())
}

// maybeSent reports whether the server may have seen the request. A transport
// that reports that it requested a connection and obtained none is believed; one
// that obtained a connection and wrote no headers, only if it is net/http's own.
func (a *attempt) maybeSent() bool {
	if !a.asked.Load() {
		return true
	}
	return a.got.Load() && (a.wrote.Load() || a.transport == foreignTransport)
}

// errNotResent stands for the errors after which net/http would have sent a
// request again.
var errNotResent = errors.New("the server or a proxy ended the HTTP/2 stream without a response")

// explain returns the error of an attempt as the caller sees it. It has no URL,
// whose query may hold what must not be logged, and no credential. It is a
// context error only if the caller's context has ended.
func (c *call) explain(err error) error {
	if c.ctx.Err() != nil {
		return contextError(c.ctx)
	}
	if c.attempt.stopped.Load() {
		return errNotResent
	}
	err = withoutURL(err)
	// net/http explains why it could not send the request again.
	if cause, ok := strings.CutPrefix(err.Error(), "http2: Transport: cannot retry err ["); ok {
		cause, _, _ = strings.Cut(cause, "] after Request.Body was written")
		err = errors.New(cause)
	} else if err.Error() == "net/http: cannot rewind body after connection loss" {
		err = errors.New("the connection was lost")
	}
	err = secretsOf(c.used).Error(err)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = &attemptTimeoutError{err}
	}
	return err
}

// withoutURL removes the URL from the error of an http.Client.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// attemptTimeoutError is the end of an attempt that took too long by the
// transport's or the HTTP client's own limits. It is not one of context's
// errors, so that it is not mistaken for the end of the caller's context.
type attemptTimeoutError struct{ err error }

func (e *attemptTimeoutError) Error() string {
	return "the attempt took too long: " + strings.Replace(e.err.Error(), "context deadline exceeded (Client.Timeout exceeded", "no response in time (http.Client.Timeout exceeded", 1)
}

// Timeout implements the interface of net.Error.
func (e *attemptTimeoutError) Timeout() bool { return true }

// Is reports whether target is an error that caused e, other than a context's.
func (e *attemptTimeoutError) Is(target error) bool {
	return target != context.DeadlineExceeded && target != context.Canceled && errors.Is(e.err, target)
}

// As finds an error that caused e.
func (e *attemptTimeoutError) As(target any) bool { return errors.As(e.err, target) }

// endedError is the error of a call whose context has ended. It unwraps to
// ctx.Err() alone: the cause may be the error of another call, as it is under
// errgroup.
type endedError struct {
	err   error
	cause string
}

// contextError returns the error of a context that has ended.
func contextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if cause == err || cause == nil {
		return err
	}
	return &endedError{err, clip(oneLine(cause.Error()), maxErrorText/4)}
}

// isContextError reports whether the end of the caller's context caused err, as
// explain returns it.
func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// orContextError returns err, or the error of ctx where that has ended: err is
// then a consequence, or the context's cause.
func orContextError(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return contextError(ctx)
}

func (e *endedError) Error() string { return fmt.Sprintf("%v (%s)", e.err, e.cause) }

// Unwrap returns ctx.Err().
func (e *endedError) Unwrap() error { return e.err }

// failureKind returns the word for a failure in log records. The text of the
// error may quote what the server sent.
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
