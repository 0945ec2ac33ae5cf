package fanvuetest_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func ExampleNewServer() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	if _, err := client.Messages.Send(ctx, fanvuetest.FanUUID, fanvue.MessageParams{Text: "Good morning!"}); err != nil {
		log.Fatal(err)
	}
	newest := server.Me().Messages(fanvuetest.FanUUID)[0]
	fmt.Println(newest.Text, server.RequestCount())
	// Output: Good morning! 1
}

func ExampleServer_Inject() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Fatal(err)
	}
	// The message is sent, and the response is lost.
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter})

	_, err = client.Messages.Send(context.Background(), fanvuetest.FanUUID, fanvue.MessageParams{Text: "Hello"})
	var unsure *fanvue.OutcomeUnknownError
	fmt.Println(errors.As(err, &unsure), server.RequestCount())
	// Output: true 1
}
