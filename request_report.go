package fanvue

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// report tells the hooks and the log that an attempt has ended.
func (c *call) report(resp *http.Response, sent bool) {
	if len(c.client.hooks) > 0 {
		info := AttemptInfo{
			Number: c.method.attempts, Duration: time.Since(c.attempt.started), Sent: sent, Err: c.failure,
		}
		if c.response != nil {
			info.StatusCode = resp.StatusCode
			info.RateLimit = RateLimit(ratelimit.Parse(resp.Header))
			info.RequestID = c.response.requestID()
			info.Err = c.response.broken
		}
		c.client.hooks.attempt(c.ctx, c.method.info, info)
	}
	if !c.client.logger.Enabled(c.ctx, slog.LevelDebug) {
		return
	}
	attrs := append(c.logAttrs(),
		slog.Int("attempt", c.method.attempts),
		slog.Duration("took", time.Since(c.attempt.started)),
	)
	if resp != nil {
		attrs = append(attrs, slog.Int("status", resp.StatusCode))
	} else {
		attrs = append(attrs, slog.String("failure", failureKind(c.failure)))
	}
	c.client.logger.LogAttrs(c.ctx, slog.LevelDebug, "fanvue: request", attrs...)
}

// logWait logs a wait that a user would notice.
func (c *call) logWait(wait WaitInfo) {
	if !c.client.logger.Enabled(c.ctx, slog.LevelInfo) {
		return
	}
	c.client.logger.LogAttrs(c.ctx, slog.LevelInfo, "fanvue: waiting", append(c.logAttrs(),
		slog.String("reason", string(wait.Reason)),
		slog.Duration("wait", wait.Duration),
		slog.Int("queued", wait.Queued))...)
}

func (c *call) logAttrs() []slog.Attr {
	return []slog.Attr{
		slog.String("operation", string(c.op.Name)),
		slog.String("method", c.op.Method),
		slog.String("path", c.op.Path),
	}
}
