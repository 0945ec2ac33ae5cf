package fanvue

import (
	"context"
	"net/http"
	"time"

	"github.com/fanvue-go/fanvue/internal/transfer"
)

// nameUploadPart is the name under which hooks see the transfer of a part to the
// storage. It is not an operation of the API.
const nameUploadPart = "Media.UploadPart"

// partCall is the transfer of one part, as reported to the hooks.
type partCall struct {
	attempts int
	waited   time.Duration
	// wait is the length of the wait that started at waitingSince; 0 if there is
	// none.
	wait         time.Duration
	waitingSince time.Time
}

// endWait adds the wait to waited. The wait may have ended early.
func (p *partCall) endWait() {
	p.waited += min(p.wait, time.Since(p.waitingSince))
	p.wait = 0
}

type partCallKey struct{}

// observe reports the transfer of each part to the hooks as a call.
func (u *upload) observe(t *transfer.Transfer) {
	hooks := u.media.client.hooks
	op := &operation{Operation: Operation{Name: nameUploadPart, Method: http.MethodPut}}
	info := CallInfo{Operation: op.Name, Method: op.Method}
	if u.media.managed {
		op.Name = creatorName + nameUploadPart
		info.Operation, info.CreatorUUID = op.Name, u.media.creator
	}
	t.Around = func(ctx context.Context, send func(context.Context) error) (err error) {
		part, start := new(partCall), time.Now()
		ctx = context.WithValue(context.WithValue(ctx, operationKey{}, op), partCallKey{}, part)
		ctx = hooks.start(ctx, info)
		err = errPanicked // unless send returns
		defer func() {
			part.endWait()
			hooks.done(ctx, info, CallResult{Attempts: part.attempts, Duration: time.Since(start), Waited: part.waited, Err: err})
		}()
		return send(ctx)
	}
	t.Attempt = func(ctx context.Context, number, status int, took time.Duration, err error) {
		part := ctx.Value(partCallKey{}).(*partCall)
		part.endWait()
		part.attempts = number
		attempt := AttemptInfo{Number: number, StatusCode: status, Duration: took, Sent: true}
		if status == 0 {
			attempt.Err = err
		}
		hooks.attempt(ctx, info, attempt)
	}
	t.Wait = func(ctx context.Context, wait time.Duration, retryAfter bool) {
		part := ctx.Value(partCallKey{}).(*partCall)
		part.wait, part.waitingSince = wait, time.Now()
		reason := WaitBackoff
		if retryAfter {
			reason = WaitRetryAfter
		}
		hooks.wait(ctx, info, WaitInfo{Reason: reason, Duration: wait})
	}
}
