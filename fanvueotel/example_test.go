package fanvueotel_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvueotel"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

var (
	ctx = context.Background()
	key = fanvuetest.APIKey
)

func ExampleHooks() {
	client, err := fanvue.NewClient(
		fanvue.WithAPIKey(key),
		fanvue.WithHooks(fanvueotel.Hooks()), // to the global providers
	)
	if err != nil {
		log.Println(err)
		return
	}
	_ = client
}

// The spans of a transport are below the span of the call, one for each attempt.
func ExampleHooks_transport() {
	client, err := fanvue.NewClient(
		fanvue.WithAPIKey(key),
		fanvue.WithHooks(fanvueotel.Hooks()),
		fanvue.WithTransport(otelhttp.NewTransport(http.DefaultTransport)),
	)
	if err != nil {
		log.Println(err)
		return
	}
	_ = client
}

// A test can look at the spans of its program.
func ExampleWithTracerProvider() {
	server := fanvuetest.NewServer()
	defer server.Close()
	spans := tracetest.NewSpanRecorder()
	provider := trace.NewTracerProvider(trace.WithSpanProcessor(spans))
	client, err := server.Client(fanvue.WithAPIKey(key), fanvue.WithHooks(fanvueotel.Hooks(fanvueotel.WithTracerProvider(provider))))
	if err != nil {
		log.Println(err)
		return
	}
	// The message is sent, and the response is lost.
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter})
	_, _ = client.Messages.Send(ctx, fanvuetest.FanUUID, fanvue.MessageParams{Text: "Hello!"})

	for _, span := range spans.Ended() {
		fmt.Println(span.Name(), span.SpanKind(), span.Status().Description)
		for _, attribute := range span.Attributes() {
			fmt.Printf("  %s=%s\n", attribute.Key, attribute.Value.String())
		}
		for _, event := range span.Events() {
			fmt.Println(" ", event.Name)
		}
	}
	// Output:
	// Messages.Send client outcome_unknown
	//   fanvue.operation=Messages.Send
	//   http.request.method=POST
	//   url.template=/chats/{userUuid}/message
	//   error.type=outcome_unknown
	//   fanvue.attempts=1
	//   fanvue.outcome=unknown
	//   fanvue.attempt
}
