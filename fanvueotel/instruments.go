package fanvueotel

import (
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"

	"github.com/fanvue-go/fanvue"
)

// The attributes that the semantic conventions do not have.
const (
	keyOperation       = attribute.Key("fanvue.operation")
	keyCreator         = attribute.Key("fanvue.creator")
	keyAttempts        = attribute.Key("fanvue.attempts")
	keyWaited          = attribute.Key("fanvue.waited")
	keyOutcome         = attribute.Key("fanvue.outcome")
	keyWaitReason      = attribute.Key("fanvue.wait.reason")
	keyWaitDuration    = attribute.Key("fanvue.wait.duration")
	keyWaitQueued      = attribute.Key("fanvue.wait.queued")
	keyAttemptNumber   = attribute.Key("fanvue.attempt.number")
	keyAttemptDuration = attribute.Key("fanvue.attempt.duration")
	keyAttemptSent     = attribute.Key("fanvue.attempt.sent")
	keyRequestID       = attribute.Key("fanvue.request_id")
	keyLimit           = attribute.Key("fanvue.rate_limit.limit")
	keyRemaining       = attribute.Key("fanvue.rate_limit.remaining")
)

func operation(call fanvue.CallInfo) attribute.KeyValue {
	return keyOperation.String(string(call.Operation))
}

func reason(r fanvue.WaitReason) attribute.KeyValue {
	return keyWaitReason.String(strings.ReplaceAll(string(r), " ", "_"))
}

type instruments struct {
	calls      metric.Float64Histogram
	waits      metric.Float64Histogram
	attempts   metric.Int64Counter
	rejections metric.Int64Counter
}

// Calls take as long as HTTP requests do, for which the semantic conventions
// advise the buckets up to 10 s, or as long as the rate limit makes them wait.
var (
	callBuckets = []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120}
	waitBuckets = []float64{0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 30, 45, 60, 90, 120}
)

func newInstruments(meter metric.Meter) instruments {
	calls, err := meter.Float64Histogram("fanvue.client.call.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of calls, waits included."), metric.WithExplicitBucketBoundaries(callBuckets...))
	i := instruments{calls: orNoop[metric.Float64Histogram](calls, err, noop.Float64Histogram{})}
	waits, err := meter.Float64Histogram("fanvue.client.wait.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of waits for the rate limit and between attempts."), metric.WithExplicitBucketBoundaries(waitBuckets...))
	i.waits = orNoop[metric.Float64Histogram](waits, err, noop.Float64Histogram{})
	attempts, err := meter.Int64Counter("fanvue.client.attempts", metric.WithUnit("{attempt}"),
		metric.WithDescription("Number of attempts."))
	i.attempts = orNoop[metric.Int64Counter](attempts, err, noop.Int64Counter{})
	rejections, err := meter.Int64Counter("fanvue.client.rejections", metric.WithUnit("{call}"),
		metric.WithDescription("Number of calls that were rejected locally."))
	i.rejections = orNoop[metric.Int64Counter](rejections, err, noop.Int64Counter{})
	return i
}

// orNoop returns an instrument, or one that records nothing if the provider
// failed to create it.
func orNoop[T any](instrument T, err error, none T) T {
	if err != nil {
		otel.Handle(err)
		return none
	}
	return instrument
}
