// Quickstart shows the main functions of the SDK: the account, its chats, sending a
// message, fans and managed creators, and what happens if a scope is missing.
//
// Without FANVUE_API_KEY and FANVUE_ACCESS_TOKEN, it uses a fake Fanvue in memory,
// over real HTTP. With one of them it uses the real API, and sends a message only
// if -to is set. FANVUE_SCOPES sets the scopes of the credential, and
// FANVUE_API_URL the URL of the API.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/examples/internal/env"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const usage = `
Usage: quickstart [flags]

Quickstart shows the main functions of the SDK. It sends a message to the real API
only if -to is set.
`

func main() {
	to := flag.String("to", "", "`id` of the fan to send a message to; if empty, the real API is only read")
	text := flag.String("text", "Thank you for being here!", "`text` of the message")
	env.ParseFlags(usage, 0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	var err error
	if env.Configured() {
		err = playForReal(ctx, os.Stdout, *to, *text)
	} else {
		err = playInMemory(ctx, os.Stdout, *text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// tour is a sequence of calls, whose results are written to out.
type tour struct {
	client *fanvue.Client
	out    io.Writer
	step   int
	// to and creator are set by a step if they are empty.
	to, text, creator string
	write             bool
}

// playInMemory starts a fake Fanvue and runs all steps.
func playInMemory(ctx context.Context, out io.Writer, text string) error {
	server := fanvuetest.NewServer(fanvuetest.WithCredential(fanvuetest.APIKey,
		fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan, fanvue.ScopeReadCreator),
		fanvuetest.WithCredential("a-key-that-only-reads-chats", fanvue.ScopeReadChat))
	defer server.Close()
	client, err := fanvue.NewClient(
		fanvue.WithBaseURL(server.URL),
		fanvue.WithAPIKey(fanvuetest.APIKey),
		fanvue.WithScopes(fanvue.ScopeReadSelf, fanvue.ScopeReadChat, fanvue.ScopeWriteChat, fanvue.ScopeReadFan, fanvue.ScopeReadCreator),
	)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "A fake Fanvue listens on %s.\nAll requests are real HTTP requests, and none leaves this machine.\n", server.URL)
	t := &tour{client: client, out: out, text: text, write: true}
	if err := t.run(ctx); err != nil {
		return err
	}
	if err := t.rejectedLocally(ctx, server); err != nil {
		return err
	}
	if err := t.refusedByTheServer(ctx, server); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nDone: %d requests. The code is in examples/quickstart/main.go.\n", server.RequestCount())
	return nil
}

// playForReal uses the account of the caller's credential.
func playForReal(ctx context.Context, out io.Writer, to, text string) error {
	client, err := fanvue.NewClient(fanvue.FromEnv())
	if err != nil {
		return err
	}
	return (&tour{client: client, out: out, to: to, text: text, write: to != ""}).run(ctx)
}

// run runs the steps that are possible for every account. A step for which a scope
// is missing is skipped.
func (t *tour) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		t.whoAmI, t.chats, t.send, t.readBack, t.subscribers, t.creators, t.asCreator,
	} {
		err := step(ctx)
		if errors.Is(err, fanvue.ErrInsufficientScope) {
			t.say("skipped: %v", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// startStep writes the title of a step and its call.
func (t *tour) startStep(title, call string) {
	t.step++
	fmt.Fprintf(t.out, "\n%d. %s\n   %s\n", t.step, title, call)
}

// say writes a result, wrapped to the width of a terminal.
func (t *tour) say(format string, args ...any) {
	line := "   →"
	for word := range strings.SplitSeq(fmt.Sprintf(format, args...), " ") {
		if len(line)+len(word) > 96 {
			fmt.Fprintln(t.out, line)
			line = "    "
		}
		line += " " + word
	}
	fmt.Fprintln(t.out, line)
}

func (t *tour) whoAmI(ctx context.Context) error {
	t.startStep("Who am I?", "client.Self.Get(ctx)")
	me, err := t.client.Self.Get(ctx)
	if err != nil {
		return err
	}
	t.say("%s (@%s), creator: %t", me.DisplayName, me.Handle, me.IsCreator)
	return nil
}

func (t *tour) chats(ctx context.Context) error {
	t.startStep("My chats, most recent message first", "client.Chats.List(ctx, &fanvue.ChatListOptions{Size: 3})")
	page, err := t.client.Chats.List(ctx, &fanvue.ChatListOptions{Size: 3})
	if err != nil {
		return err
	}
	for _, chat := range page.Data {
		t.say("%-18s %d unread%s", chat.User.DisplayName, chat.UnreadMessagesCount, lastWords(chat.LastMessage))
	}
	if page.Next != "" {
		t.say("… and more: page.Next is the next page, and client.Chats.All iterates over all pages")
	}
	if t.to == "" && len(page.Data) > 0 {
		t.to = page.Data[0].User.UUID
	}
	return nil
}

// lastWords returns the text of the last message of a chat.
func lastWords(message *fanvue.LastMessage) string {
	if message == nil {
		return ""
	}
	return fmt.Sprintf(", %q", message.Text)
}

func (t *tour) send(ctx context.Context) error {
	if !t.write || t.to == "" {
		return nil
	}
	t.startStep("Send a message, at most once", fmt.Sprintf("client.Messages.Send(ctx, fan, fanvue.MessageParams{Text: %q})", t.text))
	sent, err := t.client.Messages.Send(ctx, t.to, fanvue.MessageParams{Text: t.text})
	if err != nil {
		return err
	}
	t.say("sent as %s", sent.UUID)
	return nil
}

func (t *tour) readBack(ctx context.Context) error {
	if t.to == "" {
		return nil
	}
	t.startStep("Read the chat back, without marking it as read", "client.Messages.List(ctx, fan, &fanvue.MessageListOptions{Size: 3})")
	page, err := t.client.Messages.List(ctx, t.to, &fanvue.MessageListOptions{Size: 3})
	if err != nil {
		return err
	}
	for _, message := range page.Data {
		price := ""
		if message.Pricing != nil {
			price = fmt.Sprintf(" (pay to view: %s)", message.Pricing.USD.Price)
		}
		t.say("%-12s %q%s", "@"+message.Sender.Handle, message.Text, price)
	}
	return nil
}

func (t *tour) subscribers(ctx context.Context) error {
	t.startStep("Count my subscribers on all pages", "for subscriber, err := range client.Fans.AllSubscribers(ctx, nil)")
	count, topSpenders := 0, 0
	for subscriber, err := range t.client.Fans.AllSubscribers(ctx, nil) {
		if err != nil {
			return err
		}
		count++
		if subscriber.IsTopSpender {
			topSpenders++
		}
	}
	t.say("%d subscribers, %d of them top spenders", count, topSpenders)
	return nil
}

func (t *tour) creators(ctx context.Context) error {
	t.startStep("The creators that I manage", "client.Creators.List(ctx, nil)")
	page, err := t.client.Creators.List(ctx, nil)
	if err != nil {
		return err
	}
	for _, creator := range page.Data {
		t.say("%s (@%s)", creator.DisplayName, creator.Handle)
	}
	if len(page.Data) > 0 {
		t.creator = page.Data[0].UUID
	} else {
		t.say("none")
	}
	return nil
}

func (t *tour) asCreator(ctx context.Context) error {
	if t.creator == "" {
		return nil
	}
	t.startStep("The chats of one of these creators", "client.Creator(creatorUUID).Chats.List(ctx, nil)")
	page, err := t.client.Creator(t.creator).Chats.List(ctx, nil)
	if err != nil {
		return err
	}
	names := make([]string, len(page.Data))
	for i, chat := range page.Data {
		names[i] = chat.User.DisplayName
	}
	t.say("%d chats: %s", len(names), strings.Join(names, ", "))
	return nil
}

// rejectedLocally uses a key that only reads chats, with its scopes set.
func (t *tour) rejectedLocally(ctx context.Context, server *fanvuetest.Server) error {
	t.startStep("An API key without write:chat, whose scopes the client knows", "fanvue.WithScopes(fanvue.ScopeReadChat) … client.Messages.Send(ctx, fan, …)")
	client, err := server.Client(fanvue.WithAPIKey("a-key-that-only-reads-chats"), fanvue.WithScopes(fanvue.ScopeReadChat))
	if err != nil {
		return err
	}
	before := server.RequestCount()
	_, err = client.Messages.Send(ctx, t.to, fanvue.MessageParams{Text: t.text})
	if err := t.explain(err); err != nil {
		return err
	}
	t.say("requests that the server saw: %d", server.RequestCount()-before)
	return nil
}

// refusedByTheServer uses the same key without setting its scopes.
func (t *tour) refusedByTheServer(ctx context.Context, server *fanvuetest.Server) error {
	t.startStep("The same API key, whose scopes the client does not know", "without WithScopes … client.Messages.Send(ctx, fan, …)")
	client, err := server.Client(fanvue.WithAPIKey("a-key-that-only-reads-chats"))
	if err != nil {
		return err
	}
	before := server.RequestCount()
	_, err = client.Messages.Send(ctx, t.to, fanvue.MessageParams{Text: t.text})
	if err := t.explain(err); err != nil {
		return err
	}
	t.say(`requests that the server saw: %d; its whole response was {"error":"Insufficient scopes"}`, server.RequestCount()-before)
	return nil
}

// explain writes the text and the fields of the error.
func (t *tour) explain(err error) error {
	var missing *fanvue.InsufficientScopeError
	if !errors.As(err, &missing) {
		return fmt.Errorf("expected a missing scope, got: %w", err)
	}
	t.say("%v", missing)
	granted := "unknown"
	if missing.Granted != nil {
		granted = fmt.Sprint(missing.Granted)
	}
	t.say("as data: operation %s, required %v, granted %s, missing %v, sent %t",
		missing.Operation, missing.Required, granted, missing.Missing, missing.Sent())
	return nil
}
