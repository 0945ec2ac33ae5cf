package fanvue_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

// hookLog records what the hooks of a client report, a line each.
type hookLog struct{ lines []string }

func (r *hookLog) hooks() fanvue.Hooks {
	add := func(ctx context.Context, format string, args ...any) {
		op, _ := fanvue.OperationFromContext(ctx)
		r.lines = append(r.lines, fmt.Sprintf("%v %s ", ctx.Value(spanKey{}), op)+fmt.Sprintf(format, args...))
	}
	return fanvue.Hooks{
		CallStart: func(ctx context.Context, call fanvue.CallInfo) context.Context {
			r.lines = append(r.lines, fmt.Sprintf("start %s %s %s creator=%q", call.Operation, call.Method, call.Path, call.CreatorUUID))
			return context.WithValue(ctx, spanKey{}, "span")
		},
		Wait: func(ctx context.Context, _ fanvue.CallInfo, wait fanvue.WaitInfo) {
			add(ctx, "wait %s %s queued=%d", wait.Reason, wait.Duration.Round(time.Second), wait.Queued)
		},
		Attempt: func(ctx context.Context, _ fanvue.CallInfo, a fanvue.AttemptInfo) {
			add(ctx, "attempt %d status=%d took=%s sent=%t remaining=%d id=%q err=%v", a.Number, a.StatusCode, a.Duration.Round(time.Second), a.Sent, a.RateLimit.Remaining, a.RequestID, a.Err)
		},
		CallDone: func(ctx context.Context, _ fanvue.CallInfo, result fanvue.CallResult) {
			add(ctx, "done attempts=%d took=%s waited=%s err=%v", result.Attempts, result.Duration.Round(time.Second), result.Waited.Round(time.Second), result.Err != nil)
		},
	}
}

func (r *hookLog) check(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	r.lines = nil
}

func debugLog(w io.Writer) fanvue.Option {
	return fanvue.WithLogger(slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

type operationHandler struct{ slog.Handler }

func (h operationHandler) Handle(ctx context.Context, record slog.Record) error {
	if op, ok := fanvue.OperationFromContext(ctx); ok {
		record.AddAttrs(slog.String("from_context", string(op)))
	}
	return h.Handler.Handle(ctx, record)
}
