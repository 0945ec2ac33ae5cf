package fanvuetest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

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

func ExampleAccount_At() {
	server := fanvuetest.NewServer(fanvuetest.Empty())
	defer server.Close()
	me := server.Me()
	lastWeek := me.At(time.Now().AddDate(0, 0, -7))
	mia := lastWeek.AddFan(fanvue.User{DisplayName: "Mia"})
	lastWeek.Receive(mia, "Hello!", fanvue.MediaImage)
	me.Refund(lastWeek.Tip(mia, 500, "Thank you"))

	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Fatal(err)
	}
	page, err := client.Insights.Earnings(context.Background(), &fanvue.EarningsOptions{StartDate: time.Now().AddDate(0, 0, -1)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(me.Messages(mia)), "messages,", len(page.Data), "payments today")
	// Output: 2 messages, 0 payments today
}

func ExampleServer_Handle() {
	server := fanvuetest.NewServer()
	defer server.Close()
	polls := fanvue.Operation{Name: "Polls.Get", Method: http.MethodGet, Path: "/polls/{pollUuid}", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}}
	server.Handle(polls, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"uuid":%q,"votes":7}`, r.PathValue("pollUuid"))
	}))

	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Fatal(err)
	}
	var poll struct{ Votes int }
	err = client.Call(context.Background(), polls, fanvue.CallParams{Path: map[string]string{"pollUuid": "p1"}}, &poll)
	fmt.Println(poll.Votes, err)
	// Output: 7 <nil>
}
