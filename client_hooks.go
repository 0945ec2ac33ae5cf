package fanvue

import (
	"context"
	"errors"
	"time"
)

// Hooks holds functions that a client calls during each call, for logs, metrics,
// traces and tests. A nil function is not called. The functions run on the
// goroutine of the call, so they should return soon. They receive no id of a fan,
// no query, no body and no credential.
//
// [MediaService.Upload] makes a call for each request to the API. It also makes a
// call named Media.UploadPart, without a Path, for each part that it sends to the
// storage. Several of them run at the same time.
//
// With [WithPrefetch], an iterator makes a call for each page that it requests
// ahead, on a goroutine of its own and several at the same time. CallDone is called
// for them as well if the loop ends before it needs the page.
type Hooks struct {
	// CallStart is called before anything is checked. The returned context is used
	// for the call, for its HTTP requests and for the other hooks; nil means the
	// unchanged context.
	CallStart func(ctx context.Context, call CallInfo) context.Context
	// Wait is called before the client waits.
	Wait func(ctx context.Context, call CallInfo, wait WaitInfo)
	// Attempt is called after each attempt.
	Attempt func(ctx context.Context, call CallInfo, attempt AttemptInfo)
	// CallDone is called once at the end of the call, even if the call was
	// rejected locally.
	CallDone func(ctx context.Context, call CallInfo, result CallResult)
}

// CallInfo identifies a call.
type CallInfo struct {
	// Operation is the name of the operation.
	Operation OperationName
	// Method is the HTTP method.
	Method string
	// Path is the path template, with placeholders in place of ids.
	Path string
	// CreatorUUID is the managed creator for whom the call is made; empty for the
	// caller's own account.
	CreatorUUID string
}

// WaitReason is the reason why a client waits.
type WaitReason string

const (
	// WaitRateLimit means that the rate limit is used up, or that other calls are
	// ahead in the queue.
	WaitRateLimit WaitReason = "rate limit"
	// WaitRetryAfter means that a response had a Retry-After header.
	WaitRetryAfter WaitReason = "retry after"
	// WaitBackoff means that an attempt failed, and that the next one follows after
	// a delay.
	WaitBackoff WaitReason = "backoff"
)

// WaitInfo describes a wait that is about to start.
type WaitInfo struct {
	// Reason is why the client waits.
	Reason WaitReason
	// Duration is the length of the wait. For WaitRateLimit it is an estimate, and
	// 0 if it is unknown.
	Duration time.Duration
	// Queued is the number of calls ahead in the queue; 0 for other reasons than
	// WaitRateLimit.
	Queued int
}

// AttemptInfo describes an attempt that has ended.
type AttemptInfo struct {
	// Number counts the attempts of the call from 1.
	Number int
	// StatusCode is the HTTP status; 0 if there is no response.
	StatusCode int
	// Duration is how long the attempt took, including reading the body.
	Duration time.Duration
	// Sent reports whether the server may have received the request.
	Sent bool
	// RateLimit is what the response reports about the rate limit.
	RateLimit RateLimit
	// RequestID is the server's id of the request; empty if it sent none.
	RequestID string
	// Err is why there is no response, or why its body could not be read. It is nil
	// otherwise, also for a status that is not a success.
	Err error
}

// CallResult describes a call that has ended.
type CallResult struct {
	// Attempts is the number of attempts; 0 if nothing was sent.
	Attempts int
	// Duration is how long the call took, including waits.
	Duration time.Duration
	// Waited is how long the call waited for the rate limit and between attempts.
	Waited time.Duration
	// Err is the error that the call returns; nil if it succeeded.
	Err error
}

// WithHooks adds hooks. If the option is given more than once, all hooks are
// called, in the order of the options.
func WithHooks(hooks Hooks) Option {
	return func(cfg *config) error {
		cfg.client.hooks = append(cfg.client.hooks, hooks)
		return nil
	}
}

// errPanicked is the error of a call that did not return.
var errPanicked = errors.New("fanvue: the call ended in a panic")

func (r *request) callInfo() CallInfo {
	info := CallInfo{Operation: r.op.Name, Method: r.op.Method, Path: r.op.Path}
	if creator, ok := r.creator(); ok {
		info.CreatorUUID = creator
	}
	return info
}

// hookList holds a client's hooks.
type hookList []Hooks

func (h hookList) start(ctx context.Context, call CallInfo) context.Context {
	for _, hooks := range h {
		if hooks.CallStart == nil {
			continue
		}
		if derived := hooks.CallStart(ctx, call); derived != nil {
			ctx = derived
		}
	}
	return ctx
}

func (h hookList) wait(ctx context.Context, call CallInfo, wait WaitInfo) {
	for _, hooks := range h {
		if hooks.Wait != nil {
			hooks.Wait(ctx, call, wait)
		}
	}
}

func (h hookList) attempt(ctx context.Context, call CallInfo, attempt AttemptInfo) {
	for _, hooks := range h {
		if hooks.Attempt != nil {
			hooks.Attempt(ctx, call, attempt)
		}
	}
}

func (h hookList) done(ctx context.Context, call CallInfo, result CallResult) {
	for _, hooks := range h {
		if hooks.CallDone != nil {
			hooks.CallDone(ctx, call, result)
		}
	}
}

// operationKey is the key of the *request of a call in its context, or of the
// *operation of what is not a call of the API.
type operationKey struct{}

// OperationFromContext returns the operation of the call that ctx belongs to, and
// reports whether there is one. The context of a hook, of an HTTP request in an
// http.RoundTripper, and of a log record in a slog.Handler have one.
func OperationFromContext(ctx context.Context) (OperationName, bool) {
	switch call := ctx.Value(operationKey{}).(type) {
	case *request:
		return call.op.Name, true
	case *operation:
		return call.Name, true
	}
	return "", false
}
