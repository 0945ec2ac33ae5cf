package fanvueotel

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/fanvue-go/fanvue"
)

// scopeName identifies this package in what it reports.
const scopeName = "github.com/fanvue-go/fanvue/fanvueotel"

// Option configures [Hooks].
type Option func(*config)

type config struct {
	tracers trace.TracerProvider
	meters  metric.MeterProvider
	creator bool
}

// WithTracerProvider sets where spans go. The default is the global provider.
func WithTracerProvider(provider trace.TracerProvider) Option {
	return func(c *config) {
		if provider != nil {
			c.tracers = provider
		}
	}
}

// WithMeterProvider sets where metrics go. The default is the global provider.
func WithMeterProvider(provider metric.MeterProvider) Option {
	return func(c *config) {
		if provider != nil {
			c.meters = provider
		}
	}
}

// WithCreator adds the attribute fanvue.creator, the id of the managed creator,
// to the spans of calls for one. Metrics do not have it.
func WithCreator() Option {
	return func(c *config) { c.creator = true }
}

// Hooks returns hooks that report each call as a span and in metrics. Errors of
// the providers go to [otel.Handle].
func Hooks(opts ...Option) fanvue.Hooks {
	c := config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider()}
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	r := &recorder{
		tracer: c.tracers.Tracer(scopeName, trace.WithInstrumentationVersion(fanvue.Version), trace.WithSchemaURL(semconv.SchemaURL)),
		instruments: newInstruments(c.meters.Meter(scopeName,
			metric.WithInstrumentationVersion(fanvue.Version), metric.WithSchemaURL(semconv.SchemaURL))),
		creator: c.creator,
	}
	return fanvue.Hooks{CallStart: r.callStart, Wait: r.wait, Attempt: r.attempt, CallDone: r.callDone}
}

// recorder is where the hooks of one client report to.
type recorder struct {
	tracer      trace.Tracer
	instruments instruments
	creator     bool
}

// callKey is the key of a call's state in its context. A client may have the
// hooks of several recorders.
type callKey struct{ *recorder }

// callState is what a recorder knows of a call that has not ended.
type callState struct {
	span trace.Span

	mu sync.Mutex
	// status is that of the last attempt; 0 if there is no response.
	status int
	// waiting is the reason of the wait in progress, which started at since.
	waiting fanvue.WaitReason
	since   time.Time
}

func (r *recorder) callStart(ctx context.Context, call fanvue.CallInfo) context.Context {
	attrs := []attribute.KeyValue{operation(call), semconv.HTTPRequestMethodKey.String(call.Method)}
	if call.Path != "" {
		attrs = append(attrs, semconv.URLTemplate(call.Path))
	}
	if r.creator && call.CreatorUUID != "" {
		attrs = append(attrs, keyCreator.String(call.CreatorUUID))
	}
	ctx, span := r.tracer.Start(ctx, string(call.Operation), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attrs...))
	return context.WithValue(ctx, callKey{r}, &callState{span: span})
}

// call returns the state of the call that ctx belongs to. Another hook may have
// returned a context without it.
func (r *recorder) call(ctx context.Context) *callState {
	if state, ok := ctx.Value(callKey{r}).(*callState); ok {
		return state
	}
	return &callState{span: noop.Span{}}
}

func (r *recorder) wait(ctx context.Context, call fanvue.CallInfo, wait fanvue.WaitInfo) {
	now := time.Now()
	state := r.call(ctx)
	state.mu.Lock()
	r.endWait(ctx, call, state, now)
	state.waiting, state.since = wait.Reason, now
	state.mu.Unlock()
	if !state.span.IsRecording() {
		return
	}
	attrs := []attribute.KeyValue{reason(wait.Reason), keyWaitDuration.Float64(wait.Duration.Seconds())}
	if wait.Reason == fanvue.WaitRateLimit {
		attrs = append(attrs, keyWaitQueued.Int(wait.Queued))
	}
	state.span.AddEvent("fanvue.wait", trace.WithAttributes(attrs...))
}

func (r *recorder) attempt(ctx context.Context, call fanvue.CallInfo, attempt fanvue.AttemptInfo) {
	state := r.call(ctx)
	state.mu.Lock()
	r.endWait(ctx, call, state, time.Now().Add(-attempt.Duration))
	state.status = attempt.StatusCode
	state.mu.Unlock()
	outcome := attemptOutcome(attempt)
	r.instruments.attempts.Add(ctx, 1, metric.WithAttributes(operation(call)), metric.WithAttributes(outcome...))
	if !state.span.IsRecording() {
		return
	}
	attrs := append(outcome,
		keyAttemptNumber.Int(attempt.Number),
		keyAttemptDuration.Float64(attempt.Duration.Seconds()),
		keyAttemptSent.Bool(attempt.Sent),
	)
	if attempt.RequestID != "" {
		attrs = append(attrs, keyRequestID.String(attempt.RequestID))
	}
	if limit := attempt.RateLimit; limit.Limit > 0 {
		attrs = append(attrs, keyLimit.Int(limit.Limit), keyRemaining.Int(limit.Remaining))
	}
	state.span.AddEvent("fanvue.attempt", trace.WithAttributes(attrs...))
}

// endWait records the wait in progress, if there is one.
func (r *recorder) endWait(ctx context.Context, call fanvue.CallInfo, state *callState, end time.Time) {
	if state.since.IsZero() {
		return
	}
	r.instruments.waits.Record(ctx, max(end.Sub(state.since), 0).Seconds(), metric.WithAttributes(operation(call), reason(state.waiting)))
	state.since = time.Time{}
}

func (r *recorder) callDone(ctx context.Context, call fanvue.CallInfo, result fanvue.CallResult) {
	state := r.call(ctx)
	state.mu.Lock()
	r.endWait(ctx, call, state, time.Now())
	var outcome []attribute.KeyValue
	if state.status != 0 {
		outcome = append(outcome, semconv.HTTPResponseStatusCode(state.status))
	}
	state.mu.Unlock()
	if result.Err != nil {
		outcome = append(outcome, semconv.ErrorTypeKey.String(errorType(result.Err)))
	}
	r.instruments.calls.Record(ctx, result.Duration.Seconds(), metric.WithAttributes(operation(call)), metric.WithAttributes(outcome...))
	if isRejection(result) {
		r.instruments.rejections.Add(ctx, 1, metric.WithAttributes(operation(call)), metric.WithAttributes(outcome...))
	}
	defer state.span.End()
	if !state.span.IsRecording() {
		return
	}
	state.span.SetAttributes(outcome...)
	state.span.SetAttributes(keyAttempts.Int(result.Attempts))
	if result.Attempts > 1 {
		state.span.SetAttributes(semconv.HTTPRequestResendCount(result.Attempts - 1))
	}
	if result.Waited > 0 {
		state.span.SetAttributes(keyWaited.Float64(result.Waited.Seconds()))
	}
	if result.Err != nil {
		state.span.SetStatus(codes.Error, errorType(result.Err))
		if isOutcomeUnknown(result.Err) {
			state.span.SetAttributes(keyOutcome.String("unknown"))
		}
	}
}
