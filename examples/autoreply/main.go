// Autoreply responds to unread chats with a fixed text, until it is stopped.
//
// It can be stopped and started at any time. It never responds to a message twice,
// and omits nobody: see replier.go. If it cannot find out whether a fan has
// received a response, it sends nothing to that fan until a person has decided and
// recorded that with -decided.
//
// Only one process can use a state file; a second one exits immediately. The file
// must be on a local disk.
//
// Without FANVUE_API_KEY and FANVUE_ACCESS_TOKEN, it makes two rounds in a fake
// Fanvue in memory. The second round finds nothing to do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/examples/internal/env"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const usage = `
Usage: autoreply [flags]

Autoreply responds to each unread message with a fixed text, and never twice.
`

func main() {
	text := flag.String("text", "Thank you for writing! I will read it tonight.", "`text` of the response")
	every := flag.Duration("every", 30*time.Second, "`time` to wait between rounds")
	state := flag.String("state", "autoreply.json", "`file` that records the responses in progress")
	once := flag.Bool("once", false, "exit after one round")
	fan := flag.String("decided", "", "record that a person has decided about the response to the fan with this `id`, and exit")
	env.ParseFlags(usage, 0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	var err error
	switch {
	case *fan != "":
		err = decide(*state, *fan)
	case env.Configured():
		err = serve(ctx, *text, *state, *every, *once)
	default:
		err = demonstrate(ctx, *text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "autoreply:", err)
		os.Exit(1)
	}
}

// decide records that a person has decided about the response to a fan.
func decide(state, fan string) error {
	r, err := newReplier(nil, "", state)
	if err != nil {
		return err
	}
	return errors.Join(r.decided(fan), r.close())
}

func serve(ctx context.Context, text, state string, every time.Duration, once bool) error {
	client, err := fanvue.NewClient(fanvue.FromEnv(), fanvue.WithLogger(slog.Default()))
	if err != nil {
		return err
	}
	if err := client.CheckScopes(fanvue.OpChatsList, fanvue.OpMessagesList, fanvue.OpMessagesSend); err != nil {
		return err
	}
	r, err := newReplier(client, text, state)
	if err != nil {
		return err
	}
	defer r.close()
	for {
		sent, err := r.round(ctx)
		fmt.Printf("%s: %d responses sent\n", time.Now().Format(time.TimeOnly), sent)
		if err != nil {
			fmt.Fprintln(os.Stderr, "autoreply:", err)
		}
		if once {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
	}
}

func demonstrate(ctx context.Context, text string) error {
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "autoreply")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Println("No credential is set: using a fake Fanvue in memory.")
	for range 2 {
		// A new replier each time, as after a restart.
		r, err := newReplier(client, text, filepath.Join(dir, "autoreply.json"))
		if err != nil {
			return err
		}
		sent, err := r.round(ctx)
		if err := errors.Join(err, r.close()); err != nil {
			return err
		}
		fmt.Printf("The round has ended: %d responses sent\n", sent)
	}
	return nil
}
