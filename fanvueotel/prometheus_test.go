package fanvueotel_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// prometheusHooks are hooks without OpenTelemetry, as docs/observability.md
// shows them.
func prometheusHooks(registry prometheus.Registerer) fanvue.Hooks {
	metrics := promauto.With(registry)
	calls := metrics.NewHistogramVec(prometheus.HistogramOpts{
		Name: "fanvue_call_duration_seconds", Help: "Duration of calls, waits included.",
		Buckets: []float64{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120},
	}, []string{"operation", "result"})
	attempts := metrics.NewCounterVec(prometheus.CounterOpts{
		Name: "fanvue_attempts_total", Help: "Attempts by status; 0 without a response.",
	}, []string{"operation", "status"})
	waits := metrics.NewCounterVec(prometheus.CounterOpts{
		Name: "fanvue_waits_total", Help: "Waits by reason.",
	}, []string{"operation", "reason"})
	waited := metrics.NewCounterVec(prometheus.CounterOpts{
		Name: "fanvue_waited_seconds_total", Help: "How long calls waited.",
	}, []string{"operation"})
	return fanvue.Hooks{
		Wait: func(_ context.Context, call fanvue.CallInfo, wait fanvue.WaitInfo) {
			waits.WithLabelValues(string(call.Operation), string(wait.Reason)).Inc()
		},
		Attempt: func(_ context.Context, call fanvue.CallInfo, attempt fanvue.AttemptInfo) {
			attempts.WithLabelValues(string(call.Operation), strconv.Itoa(attempt.StatusCode)).Inc()
		},
		CallDone: func(_ context.Context, call fanvue.CallInfo, done fanvue.CallResult) {
			calls.WithLabelValues(string(call.Operation), result(done)).Observe(done.Duration.Seconds())
			waited.WithLabelValues(string(call.Operation)).Add(done.Waited.Seconds())
		},
	}
}

// result is a label with few values. The text of an error is not a label.
func result(done fanvue.CallResult) string {
	switch {
	case done.Err == nil:
		return "success"
	case errors.Is(done.Err, fanvue.ErrOutcomeUnknown):
		return "unknown"
	case done.Attempts == 0:
		return "not sent"
	}
	return "failure"
}

func TestPrometheusHooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory())
		defer server.Close()
		registry := prometheus.NewPedanticRegistry()
		client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithHooks(prometheusHooks(registry)))
		if err != nil {
			t.Fatal(err)
		}
		server.Inject(fanvuetest.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}})
		_ = list(t.Context(), client)
		server.Inject(fanvuetest.Fault{Drop: fanvuetest.DropAfter})
		_ = send(t.Context(), client)
		_ = client.Chats.SetTyping(t.Context(), "", true)
		want := `
# HELP fanvue_attempts_total Attempts by status; 0 without a response.
# TYPE fanvue_attempts_total counter
fanvue_attempts_total{operation="Chats.List",status="200"} 1
fanvue_attempts_total{operation="Chats.List",status="503"} 1
fanvue_attempts_total{operation="Messages.Send",status="0"} 1
# HELP fanvue_waited_seconds_total How long calls waited.
# TYPE fanvue_waited_seconds_total counter
fanvue_waited_seconds_total{operation="Chats.List"} 7
fanvue_waited_seconds_total{operation="Chats.SetTyping"} 0
fanvue_waited_seconds_total{operation="Messages.Send"} 0
# HELP fanvue_waits_total Waits by reason.
# TYPE fanvue_waits_total counter
fanvue_waits_total{operation="Chats.List",reason="retry after"} 1
`
		if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "fanvue_attempts_total", "fanvue_waits_total", "fanvue_waited_seconds_total"); err != nil {
			t.Error(err)
		}
		if n := testutil.CollectAndCount(registry, "fanvue_call_duration_seconds"); n != 3 {
			t.Errorf("%d series of durations, want a success, an unknown outcome and a call that was not sent", n)
		}
	})
}
