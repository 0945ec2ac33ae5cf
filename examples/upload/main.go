// Upload uploads a file to the media library with a progress bar, and sends it to
// a fan as a pay-to-view message.
//
//	upload -to FAN -price 999 -text "Only for you" clip.mp4
//
// If the program is stopped, the next run resumes the upload: the state is stored
// next to the file, in clip.mp4.upload. Without -to, it sends no message. Without
// FANVUE_API_KEY and FANVUE_ACCESS_TOKEN, it uploads to a fake Fanvue in memory.
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

const usage = `
Usage: upload [flags] file

Upload uploads a file to the media library, and sends it to a fan as a pay-to-view
message. If it is stopped, the next run with the same file resumes the upload.
`

// offer specifies what to upload and to sell.
type offer struct {
	file string
	// fan is the id of the fan to send the message to; empty means no message.
	fan   string
	text  string
	price fanvue.Cents
}

func main() {
	var o offer
	flag.StringVar(&o.fan, "to", "", "`id` of the fan to send the file to; if empty, no message is sent")
	flag.StringVar(&o.text, "text", "", "`text` of the message")
	price := flag.Int64("price", 999, "price of the file, in US `cents`, at least 300; 0 means free")
	env.ParseFlags(usage, 1)
	o.file, o.price = flag.Arg(0), fanvue.Cents(*price)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "upload:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o offer, out io.Writer) error {
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
	fmt.Fprintln(out, "No credential is set: uploading to a fake Fanvue in memory.")
	if o.fan == "" {
		o.fan = fanvuetest.FanUUID
	}
	return uploadAndSell(ctx, client, o, out)
}

// uploadAndSell uploads the file, or the rest of it, and sends the message.
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
	fmt.Fprintf(out, "\nThe file is media item %s, which is %s\n", item.UUID, item.Status)
	if o.fan == "" {
		return forget(o.file)
	}
	// The state is removed first, so that no run sends the message twice. If the
	// response is lost, Messages.Outcome finds out whether the message was sent.
	if err := forget(o.file); err != nil {
		return err
	}
	sent, err := client.Messages.Send(ctx, o.fan, fanvue.MessageParams{Text: o.text, MediaUUIDs: []string{item.UUID}, Price: o.price})
	if err != nil {
		return fmt.Errorf("the file was uploaded as media item %s, but the message may not have been sent: %w", item.UUID, err)
	}
	fmt.Fprintf(out, "It was sent as message %s for %s\n", sent.UUID, o.price)
	return nil
}

func upload(ctx context.Context, client *fanvue.Client, name string, out io.Writer) (*fanvue.Media, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	earlier, err := remember(name)
	if err != nil {
		return nil, err
	}
	if earlier != nil {
		fmt.Fprintf(out, "Resuming the upload after %d parts\n", len(earlier.Parts))
	}
	item, err := client.Media.Upload(ctx, filepath.Base(name), file, &fanvue.UploadOptions{
		Wait:      true,
		Resume:    earlier,
		Progress:  bar(out),
		SaveState: func(state fanvue.UploadState) error { return keep(name, state) },
	})
	if errors.Is(err, fanvue.ErrMediaFailed) || errors.Is(err, fanvue.ErrNotFound) || errors.Is(err, fanvue.ErrContentChanged) {
		return nil, errors.Join(err, forget(name)) // the state cannot be resumed
	}
	return item, err
}

// bar returns a function that draws a progress bar, whenever it has changed.
func bar(out io.Writer) func(fanvue.UploadProgress) {
	const width = 40
	var drawn string
	return func(p fanvue.UploadProgress) {
		line := fmt.Sprintf("%d bytes, %d parts", p.BytesSent, p.PartsDone) // for a pipe, whose size is unknown
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

// remember returns the state of an earlier run; nil if there is none.
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
		return nil, fmt.Errorf("%s: %w; delete it to start a new upload", stateFile(name), err)
	}
	return state, nil
}

// keep stores the state. A stop in the middle leaves the old state.
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

// forget removes the state.
func forget(name string) error {
	err := os.Remove(stateFile(name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
