// Upload puts a file into the media library, with a progress bar, and sends it
// to a fan as a pay-to-view message.
//
//	upload -to FAN -price 999 -text "Only for you" clip.mp4
//
// Stopped in the middle, it goes on where it was when it is called again: it
// keeps its state beside the file, in clip.mp4.upload. Without -to it sends no
// message. Without FANVUE_API_KEY or FANVUE_ACCESS_TOKEN it uploads to a
// Fanvue in memory.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/examples/internal/env"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// offer is what to upload and to sell.
type offer struct {
	file string
	// fan gets the message; empty sends none.
	fan   string
	text  string
	price fanvue.Cents
}

func main() {
	var o offer
	flag.StringVar(&o.fan, "to", "", "id of the fan to send to; empty sends no message")
	flag.StringVar(&o.text, "text", "", "text of the message")
	price := flag.Int64("price", 999, "what it costs to see the file, in US cents")
	flag.Parse()
	o.file, o.price = flag.Arg(0), fanvue.Cents(*price)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "upload:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o offer, out io.Writer) error {
	if o.file == "" {
		return errors.New("name a file to upload")
	}
	if env.Configured() {
		client, err := fanvue.NewClient(fanvue.FromEnv())
		if err != nil {
			return err
		}
		return uploadAndSell(ctx, client, o, out)
	}
	server := fanvuetest.NewServer()
	defer server.Close()
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "no credential is set: uploading to a Fanvue in memory")
	if o.fan == "" {
		o.fan = fanvuetest.FanUUID
	}
	return uploadAndSell(ctx, client, o, out)
}

// uploadAndSell uploads the file, or the rest of it, and sends it.
func uploadAndSell(ctx context.Context, client *fanvue.Client, o offer, out io.Writer) error {
	needs := []fanvue.OperationName{fanvue.OpMediaCreateUpload, fanvue.OpMediaGet}
	if o.fan != "" {
		needs = append(needs, fanvue.OpMessagesSend)
	}
	if err := client.CheckScopes(needs...); err != nil {
		return err
	}
	item, err := upload(ctx, client, o.file, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nmedia %s is %s\n", item.UUID, item.Status)
	if o.fan == "" {
		return forget(o.file)
	}
	// Nothing sends a message twice, this program neither: the state goes first.
	// After a lost answer, Messages.Outcome would tell whether it was sent.
	if err := forget(o.file); err != nil {
		return err
	}
	sent, err := client.Messages.Send(ctx, o.fan, fanvue.MessageParams{Text: o.text, MediaUUIDs: []string{item.UUID}, Price: o.price})
	if err != nil {
		return fmt.Errorf("the file is uploaded as media %s, and was not seen to be sent: %w", item.UUID, err)
	}
	fmt.Fprintf(out, "sent as message %s for %s\n", sent.UUID, o.price)
	return nil
}

func upload(ctx context.Context, client *fanvue.Client, name string, out io.Writer) (*fanvue.Media, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	begun, err := remember(name)
	if err != nil {
		return nil, err
	}
	if begun != nil {
		fmt.Fprintf(out, "going on after %d parts\n", len(begun.Parts))
	}
	item, err := client.Media.Upload(ctx, filepath.Base(name), file, &fanvue.UploadOptions{
		Wait:      true,
		Resume:    begun,
		Progress:  bar(out),
		SaveState: func(state fanvue.UploadState) error { return keep(name, state) },
	})
	if errors.Is(err, fanvue.ErrMediaFailed) || errors.Is(err, fanvue.ErrNotFound) || errors.Is(err, fanvue.ErrContentChanged) {
		return nil, errors.Join(err, forget(name)) // the state cannot be resumed
	}
	return item, err
}

// bar draws how far the upload is, whenever that looks different.
func bar(out io.Writer) func(fanvue.UploadProgress) {
	const width = 40
	var drawn string
	return func(p fanvue.UploadProgress) {
		line := fmt.Sprintf("%d bytes, %d parts", p.BytesSent, p.PartsDone) // of a pipe, whose end is not known
		if p.BytesTotal > 0 {
			percent := p.BytesSent * 100 / p.BytesTotal
			full := int(percent) * width / 100
			line = fmt.Sprintf("[%s%s] %3d %%, %d of %d parts",
				strings.Repeat("=", full), strings.Repeat(" ", width-full), percent, p.PartsDone, p.PartsTotal)
		}
		if line != drawn {
			drawn = line
			fmt.Fprint(out, "\r", line)
		}
	}
}

func stateFile(name string) string { return name + ".upload" }

// remember reads the state of an earlier run, nil when there is none.
func remember(name string) (*fanvue.UploadState, error) {
	data, err := os.ReadFile(stateFile(name))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	state := new(fanvue.UploadState)
	if err := json.Unmarshal(data, state); err != nil {
		return nil, fmt.Errorf("%s: %w; delete it to begin anew", stateFile(name), err)
	}
	return state, nil
}

// keep writes the state so that a stop in the middle leaves the old one.
func keep(name string, state fanvue.UploadState) error {
	data, err := json.Marshal(state)
	if err != nil {
		return err
	}
	if err := os.WriteFile(stateFile(name)+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(stateFile(name)+".new", stateFile(name))
}

func forget(name string) error {
	err := os.Remove(stateFile(name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
