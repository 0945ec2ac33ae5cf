package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

var (
	ctx         = context.Background()
	fanUUID     = fanvuetest.FanUUID
	creatorUUID = fanvuetest.CreatorUUID
	mediaUUID   = fanvuetest.MediaUUID
)

func ExampleNewClient() {
	client, err := fanvue.NewClient(
		fanvue.WithAPIKey(os.Getenv("FANVUE_API_KEY")), // or WithToken(bearer), WithTokenSource(source), FromEnv()
		fanvue.WithScopes(fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeWriteChat),
	)
	if err != nil {
		log.Println(err)
		return
	}

	me, err := client.Self.Get(ctx)
	if err != nil {
		log.Println(err)
		return
	}
	fmt.Println("Hello,", me.DisplayName)
}

func Example() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	if err := tour(client); err != nil {
		fmt.Println(err)
	}
	// Output: sent, and the newest message is "Thank you!"
}

func tour(client *fanvue.Client) error {
	page, err := client.Chats.List(ctx, &fanvue.ChatListOptions{Size: 50}) // page.Data, page.Next
	if err != nil {
		return err
	}
	_ = page

	offer, err := client.Messages.Send(ctx, fanUUID, fanvue.MessageParams{
		Text: "Only for you", MediaUUIDs: []string{mediaUUID}, Price: 999, // in cents; at least 300
	})
	if err != nil {
		return err
	}

	sent, err := client.Messages.Send(ctx, fanUUID, fanvue.MessageParams{Text: "Thank you!"})
	if err != nil {
		return err
	}

	messages, err := client.Messages.List(ctx, fanUUID, nil) // does not mark the chat as read
	if err != nil {
		return err
	}
	subscribers, err := client.Fans.Subscribers(ctx, nil) // and AllSubscribers, Followers, AllFollowers
	if err != nil {
		return err
	}
	creators, err := client.Creators.List(ctx, nil)
	if err != nil {
		return err
	}
	chats, err := client.Creator(creatorUUID).Chats.List(ctx, nil) // the same methods, for a managed creator
	if err != nil {
		return err
	}

	_, _, _, _ = offer, subscribers, creators, chats
	if messages.Data[0].UUID == sent.UUID {
		fmt.Printf("sent, and the newest message is %q\n", messages.Data[0].Text)
	}
	return nil
}

func ExampleChatsService_All() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	if err := printUnread(client); err != nil {
		log.Println(err)
	}
	// Output:
	// Jonas Weller
	// Marcus Oyelaran
	// Sofia Lindqvist
}

func printUnread(client *fanvue.Client) error {
	unread := &fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsUnread}}
	for chat, err := range client.Chats.All(ctx, unread) { // requests pages as the loop needs them
		if err != nil {
			return err
		}
		fmt.Println(chat.User.DisplayName)
	}
	return nil
}

// lister is what both accounts have in common, as far as countChats needs it.
type lister interface {
	All(ctx context.Context, opts *fanvue.ChatListOptions) iter.Seq2[fanvue.Chat, error]
}

func countChats(chats lister) (n int, err error) {
	for _, err := range chats.All(ctx, nil) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func ExampleClient_Creator() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	fmt.Println(countChats(client.Chats))
	fmt.Println(countChats(client.Creator(creatorUUID).Chats))
	// Output:
	// 6 <nil>
	// 2 <nil>
}

func ExampleClient_Call() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("my-key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	if err != nil {
		log.Println(err)
		return
	}
	retention := fanvue.Operation{
		Name: "Insights.FanRetention", Method: http.MethodGet, Path: "/v1/insights/fan-retention-summary",
		Scopes: []fanvue.Scope{fanvue.ScopeReadInsights},
	}
	var summary map[string]any
	err = client.Call(ctx, retention, fanvue.CallParams{Query: url.Values{"timezone": {"UTC"}}}, &summary)
	fmt.Println(err)
	// Output: fanvue: Insights.FanRetention: insufficient scope: requires read:insights; the API key has read:chat; missing: read:insights (rejected locally, nothing was sent); an API key's scopes are fixed: request a new key that has them
}

func ExampleInsufficientScopeError() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("my-key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	if err != nil {
		log.Println(err)
		return
	}
	_, err = client.Messages.Send(ctx, fanUUID, fanvue.MessageParams{Text: "Thank you!"})

	var missing *fanvue.InsufficientScopeError
	if errors.As(err, &missing) {
		fmt.Println(missing.Operation, "needs", missing.Required)
		fmt.Println("the key has", missing.Granted, "and lacks", missing.Missing)
		fmt.Println("sent:", missing.Sent())
	}
	// Output:
	// Messages.Send needs [write:chat]
	// the key has [read:chat] and lacks [write:chat]
	// sent: false
}

func ExampleRequiredScopes() {
	scopes, err := fanvue.RequiredScopes(fanvue.OpChatsList, fanvue.OpMassMessagesSend, fanvue.OpCreatorMessagesSend)
	if err != nil {
		log.Println(err)
		return
	}
	fmt.Println(scopes)
	// Output: [read:chat write:chat read:fan read:creator]
}

func ExampleClient_CheckScopes() {
	client, err := fanvue.NewClient(fanvue.WithAPIKey("my-key"), fanvue.WithScopes(fanvue.ScopeReadChat))
	if err != nil {
		log.Println(err)
		return
	}
	fmt.Println(client.CheckScopes(fanvue.OpMessagesSend, fanvue.OpFansSubscribers))
	// Output: fanvue: insufficient scopes: missing write:chat, read:fan; Messages.Send lacks write:chat; Fans.Subscribers lacks read:fan; the API key has read:chat; an API key's scopes are fixed: request a new key that has them
}

func ExampleOutcomeUnknownError() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	// The message is taken, and the connection breaks before the answer.
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter})

	_, err = client.Messages.Send(ctx, fanUUID, fanvue.MessageParams{Text: "Thank you!"})

	var unknown *fanvue.OutcomeUnknownError
	if errors.As(err, &unknown) {
		// Do not send again. Read the chat back and look.
		messages, err := client.Messages.List(ctx, fanUUID, &fanvue.MessageListOptions{Size: 1})
		if err != nil {
			log.Println(err)
			return
		}
		fmt.Println("arrived:", messages.Data[0].Text == "Thank you!")
	}
	// Output: arrived: true
}

// thank is the code under test of TestThank.
func thank(client *fanvue.Client, fanUUID string) error {
	_, err := client.Messages.Send(ctx, fanUUID, fanvue.MessageParams{Text: "Thank you!"})
	return err
}

func TestThank(t *testing.T) {
	// A Fanvue with a few chats, fans and creators. It is closed when the test ends.
	server, client := fanvuetest.Start(t)

	// The limit is used up once, and the server asks to wait a second. The test
	// would fail if no request met the fault.
	server.Inject(fanvuetest.Fault{Status: 429, Header: http.Header{"Retry-After": {"1"}}})
	if err := thank(client, fanvuetest.FanUUID); err != nil {
		t.Fatal(err)
	}
	if got := server.Me().Messages(fanvuetest.FanUUID)[0].Text; got != "Thank you!" {
		t.Errorf("the fan reads %q", got)
	}
}

func ExampleMessagesService_Outcome() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter})
	newest := server.Me().Messages(fanUUID)[0].UUID
	if err := sendWithCertainty(client, fanvue.MessageParams{Text: "Thank you!"}, newest); err != nil {
		log.Println(err)
	}
	// Output: it was sent after all: "Thank you!"
}

func sendWithCertainty(client *fanvue.Client, params fanvue.MessageParams, newestUUID string) error {
	attempt := fanvue.SendAttempt{Params: params, StartedAt: time.Now(), AfterMessageUUID: newestUUID}
	_, err := client.Messages.Send(ctx, fanUUID, params)
	attempt.EndedAt = time.Now()

	if errors.Is(err, fanvue.ErrOutcomeUnknown) {
		result, err := client.Messages.Outcome(ctx, fanUUID, attempt)
		if err != nil {
			return err
		}
		switch {
		case result.Outcome == fanvue.OutcomeSent: // result.Message is it
			fmt.Printf("it was sent after all: %q\n", result.Message.Text)
			return nil
		case result.Outcome == fanvue.OutcomeNotSent: // it can be sent again
		case len(result.Candidates) > 0: // one of them may be it: let a person look
		default: // still unknown: call Outcome again in two minutes
		}
	}
	return err
}

func ExampleMassMessagesService_Outcome() {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		log.Println(err)
		return
	}
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMassMessagesSend, Drop: fanvuetest.DropAfter})
	if err := sendToAllWithCertainty(client, fanvue.MassMessageParams{
		Text:          "A new video is out",
		IncludedLists: fanvue.MassMessageLists{SmartListIDs: []fanvue.SmartListID{fanvue.SmartListSubscribers}},
	}); err != nil {
		log.Println(err)
	}
	// Output: it went out after all: SENT
}

func sendToAllWithCertainty(client *fanvue.Client, params fanvue.MassMessageParams) error {
	attempt := fanvue.MassSendAttempt{Params: params, StartedAt: time.Now()}
	_, err := client.MassMessages.Send(ctx, params)
	attempt.EndedAt = time.Now()

	if errors.Is(err, fanvue.ErrOutcomeUnknown) {
		result, err := client.MassMessages.Outcome(ctx, attempt)
		if err != nil {
			return err
		}
		switch {
		case result.Outcome == fanvue.OutcomeSent: // result.Message.Status says how far it came
			fmt.Println("it went out after all:", result.Message.Status)
			return nil
		case result.Outcome == fanvue.OutcomeNotSent: // it can be sent again
		case len(result.Candidates) > 0: // one of them may be it: let a person look
		default: // still unknown: call Outcome again in two minutes
		}
	}
	return err
}
