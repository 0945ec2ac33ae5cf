package fanvueotel_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvueotel"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// TestMain keeps Go 1.25.0 and 1.25.1 on one thread, as the tests of package
// fanvue do: synctest bubbles at the same time fail there.
func TestMain(m *testing.M) {
	if v := runtime.Version(); v == "go1.25.0" || v == "go1.25.1" {
		runtime.GOMAXPROCS(1)
	}
	os.Exit(m.Run())
}

// kit is a fake Fanvue and the OpenTelemetry SDK with exporters in memory.
type kit struct {
	server  *fanvuetest.Server
	spans   *tracetest.SpanRecorder
	tracers *trace.TracerProvider
	reader  *metric.ManualReader
	meters  *metric.MeterProvider
}

func newKit(t *testing.T, opts ...fanvuetest.Option) *kit {
	k := &kit{
		server: fanvuetest.NewServer(append(opts, fanvuetest.InMemory())...),
		spans:  tracetest.NewSpanRecorder(),
		reader: metric.NewManualReader(),
	}
	t.Cleanup(k.server.Close)
	k.tracers = trace.NewTracerProvider(trace.WithSpanProcessor(k.spans))
	k.meters = metric.NewMeterProvider(metric.WithReader(k.reader))
	return k
}

// providers are the options that make hooks report to the kit.
func (k *kit) providers() []fanvueotel.Option {
	return []fanvueotel.Option{fanvueotel.WithTracerProvider(k.tracers), fanvueotel.WithMeterProvider(k.meters)}
}

func (k *kit) client(t *testing.T, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	client, err := k.server.Client(append([]fanvue.Option{
		fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithHooks(fanvueotel.Hooks(k.providers()...)),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// report returns the ended spans as text: a line each, with the attributes in
// order, and a line for each event.
func (k *kit) report() []string {
	var lines []string
	for _, span := range k.spans.Ended() {
		line := fmt.Sprintf("%s %s", span.Name(), span.SpanKind())
		if status := span.Status(); status.Code != codes.Unset {
			line += fmt.Sprintf(" status=%s/%s", status.Code, status.Description)
		}
		var attrs []string
		for _, attr := range span.Attributes() {
			attrs = append(attrs, fmt.Sprintf("%s=%v", attr.Key, attr.Value.String()))
		}
		slices.Sort(attrs)
		lines = append(lines, strings.Join(append([]string{line}, attrs...), " "))
		for _, event := range span.Events() {
			line := "  " + event.Name
			for _, attr := range event.Attributes {
				line += fmt.Sprintf(" %s=%v", attr.Key, attr.Value.String())
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// metrics returns the data points as text: a line each, sorted.
func (k *kit) metrics(t *testing.T) []string {
	t.Helper()
	var collected metricdata.ResourceMetrics
	if err := k.reader.Collect(context.Background(), &collected); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, scope := range collected.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Histogram[float64]:
				for _, point := range data.DataPoints {
					lines = append(lines, fmt.Sprintf("%s{%s} count=%d sum=%.4g%s", m.Name, point.Attributes.Encoded(attribute.DefaultEncoder()), point.Count, point.Sum, m.Unit))
				}
			case metricdata.Sum[int64]:
				for _, point := range data.DataPoints {
					lines = append(lines, fmt.Sprintf("%s{%s} %d%s", m.Name, point.Attributes.Encoded(attribute.DefaultEncoder()), point.Value, m.Unit))
				}
			default:
				t.Errorf("%s is a %T", m.Name, data)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

const secretText = "a text that nobody else may read"

func send(ctx context.Context, client *fanvue.Client) error {
	_, err := client.Messages.Send(ctx, fanvuetest.FanUUID, fanvue.MessageParams{Text: secretText})
	return err
}

func list(ctx context.Context, client *fanvue.Client) error {
	_, err := client.Chats.List(ctx, &fanvue.ChatListOptions{Size: 7})
	return err
}

// after returns a call before which faults are injected.
func after(faults []fanvuetest.Fault, call func(context.Context, *fanvue.Client) error) func(context.Context, *kit, *fanvue.Client) error {
	return func(ctx context.Context, k *kit, client *fanvue.Client) error {
		k.server.Inject(faults...)
		return call(ctx, client)
	}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	requestID := http.Header{"X-Request-Id": {"r-1"}}
	tests := []struct {
		name    string
		server  []fanvuetest.Option
		opts    []fanvue.Option
		call    func(context.Context, *kit, *fanvue.Client) error
		spans   []string
		metrics []string
	}{
		{
			name: "success",
			call: after([]fanvuetest.Fault{{Header: requestID}}, send),
			spans: []string{
				`Messages.Send client fanvue.attempts=1 fanvue.operation=Messages.Send http.request.method=POST http.response.status_code=201 url.template=/chats/{userUuid}/message`,
				`  fanvue.attempt http.response.status_code=201 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true fanvue.request_id=r-1 fanvue.rate_limit.limit=200 fanvue.rate_limit.remaining=199`,
			},
			metrics: []string{
				`fanvue.client.attempts{fanvue.operation=Messages.Send,http.response.status_code=201} 1{attempt}`,
				`fanvue.client.call.duration{fanvue.operation=Messages.Send,http.response.status_code=201} count=1 sum=0s`,
			},
		},
		{
			name: "retry",
			call: after([]fanvuetest.Fault{{Status: 503, Header: http.Header{"Retry-After": {"7"}}, Body: `{"message":"a text of the server"}`}}, list),
			spans: []string{
				`Chats.List client fanvue.attempts=2 fanvue.operation=Chats.List fanvue.waited=7 http.request.method=GET http.request.resend_count=1 http.response.status_code=200 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=503 error.type=503 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
				`  fanvue.wait fanvue.wait.reason=retry_after fanvue.wait.duration=7`,
				`  fanvue.attempt http.response.status_code=200 fanvue.attempt.number=2 fanvue.attempt.duration=0 fanvue.attempt.sent=true fanvue.rate_limit.limit=200 fanvue.rate_limit.remaining=199`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=503,fanvue.operation=Chats.List,http.response.status_code=503} 1{attempt}`,
				`fanvue.client.attempts{fanvue.operation=Chats.List,http.response.status_code=200} 1{attempt}`,
				`fanvue.client.call.duration{fanvue.operation=Chats.List,http.response.status_code=200} count=1 sum=7s`,
				`fanvue.client.wait.duration{fanvue.operation=Chats.List,fanvue.wait.reason=retry_after} count=1 sum=7s`,
			},
		},
		{
			name:   "rate limit",
			server: []fanvuetest.Option{fanvuetest.WithRateLimit(1, 10*time.Second)},
			call: func(ctx context.Context, _ *kit, client *fanvue.Client) error {
				return errors.Join(list(ctx, client), list(ctx, client))
			},
			spans: []string{
				`Chats.List client fanvue.attempts=1 fanvue.operation=Chats.List http.request.method=GET http.response.status_code=200 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=200 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true fanvue.rate_limit.limit=1 fanvue.rate_limit.remaining=0`,
				`Chats.List client fanvue.attempts=1 fanvue.operation=Chats.List fanvue.waited=10 http.request.method=GET http.response.status_code=200 url.template=/chats`,
				`  fanvue.wait fanvue.wait.reason=rate_limit fanvue.wait.duration=10 fanvue.wait.queued=0`,
				`  fanvue.attempt http.response.status_code=200 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true fanvue.rate_limit.limit=1 fanvue.rate_limit.remaining=0`,
			},
			metrics: []string{
				`fanvue.client.attempts{fanvue.operation=Chats.List,http.response.status_code=200} 2{attempt}`,
				`fanvue.client.call.duration{fanvue.operation=Chats.List,http.response.status_code=200} count=2 sum=10s`,
				`fanvue.client.wait.duration{fanvue.operation=Chats.List,fanvue.wait.reason=rate_limit} count=1 sum=10s`,
			},
		},
		{
			name: "missing scope",
			opts: []fanvue.Option{fanvue.WithScopes(fanvue.ScopeReadChat)},
			call: after(nil, send),
			spans: []string{
				`Messages.Send client status=Error/insufficient_scope error.type=insufficient_scope fanvue.attempts=0 fanvue.operation=Messages.Send http.request.method=POST url.template=/chats/{userUuid}/message`,
			},
			metrics: []string{
				`fanvue.client.call.duration{error.type=insufficient_scope,fanvue.operation=Messages.Send} count=1 sum=0s`,
				`fanvue.client.rejections{error.type=insufficient_scope,fanvue.operation=Messages.Send} 1{call}`,
			},
		},
		{
			name: "bad argument",
			call: after(nil, func(ctx context.Context, client *fanvue.Client) error {
				_, err := client.Messages.Send(ctx, fanvuetest.FanUUID, fanvue.MessageParams{})
				return err
			}),
			spans: []string{
				`Messages.Send client status=Error/validation error.type=validation fanvue.attempts=0 fanvue.operation=Messages.Send http.request.method=POST url.template=/chats/{userUuid}/message`,
			},
			metrics: []string{
				`fanvue.client.call.duration{error.type=validation,fanvue.operation=Messages.Send} count=1 sum=0s`,
				`fanvue.client.rejections{error.type=validation,fanvue.operation=Messages.Send} 1{call}`,
			},
		},
		{
			name:   "no wait allowed",
			server: []fanvuetest.Option{fanvuetest.WithRateLimit(1, 10*time.Second)},
			call: func(ctx context.Context, _ *kit, client *fanvue.Client) error {
				return errors.Join(list(ctx, client), list(fanvue.ContextWithMaxWait(ctx, 0), client))
			},
			spans: []string{
				`Chats.List client fanvue.attempts=1 fanvue.operation=Chats.List http.request.method=GET http.response.status_code=200 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=200 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true fanvue.rate_limit.limit=1 fanvue.rate_limit.remaining=0`,
				`Chats.List client status=Error/rate_limited error.type=rate_limited fanvue.attempts=0 fanvue.operation=Chats.List http.request.method=GET url.template=/chats`,
			},
			metrics: []string{
				`fanvue.client.attempts{fanvue.operation=Chats.List,http.response.status_code=200} 1{attempt}`,
				`fanvue.client.call.duration{error.type=rate_limited,fanvue.operation=Chats.List} count=1 sum=0s`,
				`fanvue.client.call.duration{fanvue.operation=Chats.List,http.response.status_code=200} count=1 sum=0s`,
				`fanvue.client.rejections{error.type=rate_limited,fanvue.operation=Chats.List} 1{call}`,
			},
		},
		{
			name: "surface",
			call: after(nil, func(ctx context.Context, client *fanvue.Client) error {
				_, err := client.Chats.Get(ctx, fanvuetest.FanUUID)
				return err
			}),
			spans: []string{
				`Chats.Get client status=Error/unsupported error.type=unsupported fanvue.attempts=0 fanvue.operation=Chats.Get http.request.method=GET url.template=/chats/{userUuid}`,
			},
			metrics: []string{
				`fanvue.client.call.duration{error.type=unsupported,fanvue.operation=Chats.Get} count=1 sum=0s`,
				`fanvue.client.rejections{error.type=unsupported,fanvue.operation=Chats.Get} 1{call}`,
			},
		},
		{
			name: "lost response of a write",
			call: after([]fanvuetest.Fault{{Drop: fanvuetest.DropAfter}}, send),
			spans: []string{
				`Messages.Send client status=Error/outcome_unknown error.type=outcome_unknown fanvue.attempts=1 fanvue.operation=Messages.Send fanvue.outcome=unknown http.request.method=POST url.template=/chats/{userUuid}/message`,
				`  fanvue.attempt error.type=no_response fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=no_response,fanvue.operation=Messages.Send} 1{attempt}`,
				`fanvue.client.call.duration{error.type=outcome_unknown,fanvue.operation=Messages.Send} count=1 sum=0s`,
			},
		},
		{
			name: "500 of a write",
			call: after([]fanvuetest.Fault{{Status: 500, Body: `{"message":"a text of the server"}`}}, send),
			spans: []string{
				`Messages.Send client status=Error/outcome_unknown error.type=outcome_unknown fanvue.attempts=1 fanvue.operation=Messages.Send fanvue.outcome=unknown http.request.method=POST http.response.status_code=500 url.template=/chats/{userUuid}/message`,
				`  fanvue.attempt http.response.status_code=500 error.type=500 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=500,fanvue.operation=Messages.Send,http.response.status_code=500} 1{attempt}`,
				`fanvue.client.call.duration{error.type=outcome_unknown,fanvue.operation=Messages.Send,http.response.status_code=500} count=1 sum=0s`,
			},
		},
		{
			name: "refused by the server",
			call: after([]fanvuetest.Fault{{Status: 403, Body: `{"error":"a text of the server"}`}}, send),
			spans: []string{
				`Messages.Send client status=Error/forbidden error.type=forbidden fanvue.attempts=1 fanvue.operation=Messages.Send http.request.method=POST http.response.status_code=403 url.template=/chats/{userUuid}/message`,
				`  fanvue.attempt http.response.status_code=403 error.type=403 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=403,fanvue.operation=Messages.Send,http.response.status_code=403} 1{attempt}`,
				`fanvue.client.call.duration{error.type=forbidden,fanvue.operation=Messages.Send,http.response.status_code=403} count=1 sum=0s`,
			},
		},
		{
			name: "500 of a read",
			opts: []fanvue.Option{fanvue.WithMaxRetries(0)},
			call: after([]fanvuetest.Fault{{Status: 500}}, list),
			spans: []string{
				`Chats.List client status=Error/unavailable error.type=unavailable fanvue.attempts=1 fanvue.operation=Chats.List http.request.method=GET http.response.status_code=500 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=500 error.type=500 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=500,fanvue.operation=Chats.List,http.response.status_code=500} 1{attempt}`,
				`fanvue.client.call.duration{error.type=unavailable,fanvue.operation=Chats.List,http.response.status_code=500} count=1 sum=0s`,
			},
		},
		{
			name: "undecodable response",
			call: after([]fanvuetest.Fault{{Status: 200, Body: `{"data":7}`}}, list),
			spans: []string{
				`Chats.List client status=Error/unreadable_response error.type=unreadable_response fanvue.attempts=1 fanvue.operation=Chats.List http.request.method=GET http.response.status_code=200 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=200 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
			},
			metrics: []string{
				`fanvue.client.attempts{fanvue.operation=Chats.List,http.response.status_code=200} 1{attempt}`,
				`fanvue.client.call.duration{error.type=unreadable_response,fanvue.operation=Chats.List,http.response.status_code=200} count=1 sum=0s`,
			},
		},
		{
			name: "unexpected status",
			call: after([]fanvuetest.Fault{{Status: 418}}, list),
			spans: []string{
				`Chats.List client status=Error/418 error.type=418 fanvue.attempts=1 fanvue.operation=Chats.List http.request.method=GET http.response.status_code=418 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=418 error.type=418 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=418,fanvue.operation=Chats.List,http.response.status_code=418} 1{attempt}`,
				`fanvue.client.call.duration{error.type=418,fanvue.operation=Chats.List,http.response.status_code=418} count=1 sum=0s`,
			},
		},
		{
			name: "incomplete response",
			opts: []fanvue.Option{fanvue.WithMaxRetries(0)},
			call: after([]fanvuetest.Fault{{Truncate: true}}, list),
			spans: []string{
				`Chats.List client status=Error/unavailable error.type=unavailable fanvue.attempts=1 fanvue.operation=Chats.List http.request.method=GET http.response.status_code=200 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=200 error.type=incomplete_response fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true fanvue.rate_limit.limit=200 fanvue.rate_limit.remaining=199`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=incomplete_response,fanvue.operation=Chats.List,http.response.status_code=200} 1{attempt}`,
				`fanvue.client.call.duration{error.type=unavailable,fanvue.operation=Chats.List,http.response.status_code=200} count=1 sum=0s`,
			},
		},
		{
			name: "canceled while waiting",
			call: func(ctx context.Context, k *kit, client *fanvue.Client) error {
				k.server.Inject(fanvuetest.Fault{Status: 429, Header: http.Header{"Retry-After": {"60"}}})
				ctx, cancel := context.WithCancel(ctx)
				time.AfterFunc(20*time.Second, cancel)
				return list(ctx, client)
			},
			spans: []string{
				`Chats.List client status=Error/canceled error.type=canceled fanvue.attempts=1 fanvue.operation=Chats.List fanvue.waited=20 http.request.method=GET http.response.status_code=429 url.template=/chats`,
				`  fanvue.attempt http.response.status_code=429 error.type=429 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true`,
				`  fanvue.wait fanvue.wait.reason=retry_after fanvue.wait.duration=60`,
			},
			metrics: []string{
				`fanvue.client.attempts{error.type=429,fanvue.operation=Chats.List,http.response.status_code=429} 1{attempt}`,
				`fanvue.client.call.duration{error.type=canceled,fanvue.operation=Chats.List,http.response.status_code=429} count=1 sum=20s`,
				`fanvue.client.wait.duration{fanvue.operation=Chats.List,fanvue.wait.reason=retry_after} count=1 sum=20s`,
			},
		},
		{
			name: "no token",
			call: func(ctx context.Context, k *kit, _ *fanvue.Client) error {
				source := fanvue.TokenSourceFunc(func(context.Context) (fanvue.Token, error) {
					return fanvue.Token{}, errors.New("a secret of the token source")
				})
				client, err := k.server.Client(fanvue.WithTokenSource(source), fanvue.WithHooks(fanvueotel.Hooks(k.providers()...)))
				return errors.Join(err, list(ctx, client))
			},
			spans: []string{
				`Chats.List client status=Error/no_response error.type=no_response fanvue.attempts=0 fanvue.operation=Chats.List http.request.method=GET url.template=/chats`,
			},
			metrics: []string{
				`fanvue.client.call.duration{error.type=no_response,fanvue.operation=Chats.List} count=1 sum=0s`,
			},
		},
		{
			name: "managed creator",
			call: after(nil, func(ctx context.Context, client *fanvue.Client) error {
				_, err := client.Creator(fanvuetest.CreatorUUID).Chats.List(ctx, nil)
				return err
			}),
			spans: []string{
				`Creator.Chats.List client fanvue.attempts=1 fanvue.operation=Creator.Chats.List http.request.method=GET http.response.status_code=200 url.template=/creators/{creatorUserUuid}/chats`,
				`  fanvue.attempt http.response.status_code=200 fanvue.attempt.number=1 fanvue.attempt.duration=0 fanvue.attempt.sent=true fanvue.rate_limit.limit=200 fanvue.rate_limit.remaining=199`,
			},
			metrics: []string{
				`fanvue.client.attempts{fanvue.operation=Creator.Chats.List,http.response.status_code=200} 1{attempt}`,
				`fanvue.client.call.duration{fanvue.operation=Creator.Chats.List,http.response.status_code=200} count=1 sum=0s`,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				k := newKit(t, tt.server...)
				_ = tt.call(t.Context(), k, k.client(t, tt.opts...))
				spans, metrics := k.report(), k.metrics(t)
				if diff := cmp.Diff(tt.spans, spans); diff != "" {
					t.Errorf("spans (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(tt.metrics, metrics); diff != "" {
					t.Errorf("metrics (-want +got):\n%s", diff)
				}
				text := strings.Join(append(spans, metrics...), "\n")
				for _, secret := range []string{secretText, fanvuetest.FanUUID, fanvuetest.CreatorUUID, fanvuetest.APIKey, "size=7", "a text of the server", "a secret"} {
					if strings.Contains(text, secret) {
						t.Errorf("%q is reported:\n%s", secret, text)
					}
				}
			})
		})
	}
}

// names returns the names of the ended spans, sorted, with how often each occurs.
func (k *kit) names() map[string]int {
	names := map[string]int{}
	for _, span := range k.spans.Ended() {
		names[span.Name()]++
	}
	return names
}

// Each page of an iteration is a call, below the span of the iteration's caller.
func TestPages(t *testing.T) {
	t.Parallel()
	k := newKit(t, fanvuetest.Empty())
	for range 5 {
		k.server.Me().AddChat(k.server.Me().AddFan(fanvue.User{}))
	}
	ctx, parent := k.tracers.Tracer("test").Start(t.Context(), "sync")
	for _, err := range k.client(t).Chats.All(ctx, &fanvue.ChatListOptions{Size: 2}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	parent.End()
	if diff := cmp.Diff(map[string]int{"Chats.List": 3, "sync": 1}, k.names()); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	for _, span := range k.spans.Ended() {
		if span.Name() == "Chats.List" && span.Parent().SpanID() != parent.SpanContext().SpanID() {
			t.Error("the page is not below its caller's span")
		}
	}
}

// The requests of a transport that reports spans are below the call, one for
// each attempt, and the server gets their trace.
func TestTransportSpansAreChildren(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		transport := otelhttp.NewTransport(k.server.HTTPClient().Transport,
			otelhttp.WithTracerProvider(k.tracers), otelhttp.WithMeterProvider(k.meters), otelhttp.WithPropagators(propagation.TraceContext{}))
		k.server.Inject(fanvuetest.Fault{Status: 503})
		if err := list(t.Context(), k.client(t, fanvue.WithTransport(transport))); err != nil {
			t.Fatal(err)
		}
		ended := k.spans.Ended()
		if len(ended) != 3 {
			t.Fatalf("%d spans, want two attempts and the call", len(ended))
		}
		call := ended[2]
		for i, attempt := range ended[:2] {
			if attempt.Parent().SpanID() != call.SpanContext().SpanID() {
				t.Errorf("attempt %d is not below the call", i+1)
			}
			header := k.server.Requests()[i].Header.Get("Traceparent")
			if !strings.Contains(header, attempt.SpanContext().SpanID().String()) {
				t.Errorf("attempt %d was sent with traceparent %q, not with its own span", i+1, header)
			}
		}
	})
}

func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	client := k.client(t)
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() { _ = list(t.Context(), client) })
		group.Go(func() { _ = send(t.Context(), client) })
		group.Go(func() { _ = client.Chats.SetTyping(t.Context(), "", true) })
	}
	group.Wait()
	want := map[string]int{"Chats.List": 50, "Messages.Send": 50, "Chats.SetTyping": 50}
	if diff := cmp.Diff(want, k.names()); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	got := k.metrics(t)
	for _, line := range []string{
		"fanvue.client.attempts{fanvue.operation=Chats.List,http.response.status_code=200} 50{attempt}",
		"fanvue.client.attempts{fanvue.operation=Messages.Send,http.response.status_code=201} 50{attempt}",
		"fanvue.client.rejections{error.type=validation,fanvue.operation=Chats.SetTyping} 50{call}",
	} {
		if !slices.Contains(got, line) {
			t.Errorf("%s is missing in\n%s", line, strings.Join(got, "\n"))
		}
	}
}

// The requests of an upload are calls, several at once, and the parts that go
// to the storage report nothing of their URLs.
func TestUpload(t *testing.T) {
	t.Parallel()
	k := newKit(t, fanvuetest.WithUploadPartSize(4))
	if _, err := k.client(t).Media.Upload(t.Context(), "private-name.mp4", strings.NewReader("0123456789"), nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"Media.CreateUpload": 1, "Media.UploadPartURL": 3, "Media.UploadPart": 3, "Media.CompleteUpload": 1}
	if diff := cmp.Diff(want, k.names()); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	if text := strings.Join(append(k.report(), k.metrics(t)...), "\n"); strings.Contains(text, "private-name") || strings.Contains(text, "://") || strings.Contains(text, "url.template= ") {
		t.Errorf("the file's name or a URL is reported:\n%s", text)
	}
}

func TestWithCreator(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	client := k.client(t, fanvue.WithHooks(fanvueotel.Hooks(append(k.providers(), fanvueotel.WithCreator())...)))
	if _, err := client.Creator(fanvuetest.CreatorUUID).Chats.List(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := list(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	// The kit's own hooks do not have the option.
	if n := strings.Count(strings.Join(k.report(), "\n"), "fanvue.creator="+fanvuetest.CreatorUUID); n != 1 {
		t.Errorf("%d spans name the creator, want 1:\n%s", n, strings.Join(k.report(), "\n"))
	}
	if text := strings.Join(k.metrics(t), "\n"); strings.Contains(text, fanvuetest.CreatorUUID) {
		t.Errorf("a metric names the creator:\n%s", text)
	}
}

// Two sets of hooks on one client do not mix up their spans.
func TestTwoHooks(t *testing.T) {
	t.Parallel()
	k, other := newKit(t), newKit(t)
	client := k.client(t, fanvue.WithHooks(fanvueotel.Hooks(other.providers()...)))
	k.server.Inject(fanvuetest.Fault{Header: http.Header{"X-Request-Id": {"r-1"}}})
	if err := list(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	for _, k := range []*kit{k, other} {
		if lines := k.report(); len(lines) != 2 || !strings.Contains(lines[1], "fanvue.request_id=r-1") {
			t.Errorf("got\n%s\nwant a span with its attempt", strings.Join(lines, "\n"))
		}
	}
}

// A hook that drops the context of this package's hooks does no harm.
func TestForeignContext(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	client := k.client(t, fanvue.WithHooks(fanvue.Hooks{
		CallStart: func(context.Context, fanvue.CallInfo) context.Context { return context.Background() },
	}))
	if err := list(t.Context(), client); err != nil {
		t.Fatal(err)
	}
}

// The buckets reach as far as calls wait by default.
func TestBuckets(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	if err := list(t.Context(), k.client(t)); err != nil {
		t.Fatal(err)
	}
	var collected metricdata.ResourceMetrics
	if err := k.reader.Collect(t.Context(), &collected); err != nil {
		t.Fatal(err)
	}
	scope := collected.ScopeMetrics[0]
	if scope.Scope.Name != "github.com/fanvue-go/fanvue/fanvueotel" || scope.Scope.Version != fanvue.Version || scope.Scope.SchemaURL == "" {
		t.Errorf("the scope is %+v", scope.Scope)
	}
	for _, m := range scope.Metrics {
		if data, ok := m.Data.(metricdata.Histogram[float64]); ok {
			if bounds := data.DataPoints[0].Bounds; !slices.IsSorted(bounds) || bounds[len(bounds)-1] != 120 {
				t.Errorf("the buckets of %s are %v", m.Name, bounds)
			}
		}
	}
}

// Without options, the providers are the global ones, even those that are set
// after the client was made.
func TestGlobalProviders(t *testing.T) {
	k := newKit(t)
	client, err := k.server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithHooks(fanvueotel.Hooks(nil, fanvueotel.WithTracerProvider(nil))))
	if err != nil {
		t.Fatal(err)
	}
	otel.SetTracerProvider(k.tracers)
	otel.SetMeterProvider(k.meters)
	if err := list(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if len(k.report()) != 2 || len(k.metrics(t)) != 2 {
		t.Errorf("got %q and %q, want a span with an attempt, and two metrics", k.report(), k.metrics(t))
	}
}
