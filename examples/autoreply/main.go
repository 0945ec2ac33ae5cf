// Autoreply answers unread chats with a fixed text, until it is stopped.
//
// It can be stopped and started at any time. It never answers a message twice,
// and forgets nobody: see replier.go. Where it cannot find out whether a fan got
// an answer, it sends nothing to that fan and asks for a decision, which is
// given with -decided.
//
// One at a time runs on a state file; another one ends at once. It must be on a
// local disk.
//
// Without FANVUE_API_KEY or FANVUE_ACCESS_TOKEN it makes two rounds over a
// Fanvue in memory; the second one finds nothing to do.
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

func main() {
	text := flag.String("text", "Thank you for writing! I will read it tonight.", "the answer")
	every := flag.Duration("every", 30*time.Second, "how long to wait between rounds")
	state := flag.String("state", "autoreply.json", "where to keep which messages are being answered")
	once := flag.Bool("once", false, "make one round and stop")
	fan := flag.String("decided", "", "the `id` of a fan: note that a person has decided about the answer in doubt, and stop")
	flag.Parse()
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

// decide notes that a person has decided about the answer to a fan.
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
		answered, err := r.round(ctx)
		fmt.Printf("%s: %d answered\n", time.Now().Format(time.TimeOnly), answered)
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
	fmt.Println("no credential is set: answering in a Fanvue in memory")
	for range 2 {
		// A replier of its own each time, as after a restart.
		r, err := newReplier(client, text, filepath.Join(dir, "autoreply.json"))
		if err != nil {
			return err
		}
		answered, err := r.round(ctx)
		if err := errors.Join(err, r.close()); err != nil {
			return err
		}
		fmt.Printf("round over: %d chats answered\n", answered)
	}
	return nil
}
