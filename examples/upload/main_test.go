package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// newOffer is for a file of five parts.
func newOffer(t *testing.T) (offer, *fanvuetest.Server, *fanvue.Client) {
	t.Helper()
	server := fanvuetest.NewServer(fanvuetest.WithUploadPartSize(4), fanvuetest.WithProcessingTime(0))
	t.Cleanup(server.Close)
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(name, []byte("1st,2nd,3rd,4th,5th"), 0o600); err != nil {
		t.Fatal(err)
	}
	return offer{file: name, fan: fanvuetest.FanUUID, text: "Only for you", price: 999}, server, client
}

// sold returns what was sent to the fan, and fails unless it is the file, for
// its price, sent once.
func sold(t *testing.T, server *fanvuetest.Server, client *fanvue.Client, o offer) {
	t.Helper()
	var sent []fanvue.Message
	for m, err := range client.Messages.All(t.Context(), fanvuetest.FanUUID, nil) {
		if err != nil {
			t.Fatal(err)
		}
		if m.Text == o.text {
			sent = append(sent, m)
		}
	}
	if len(sent) != 1 || len(sent[0].MediaUUIDs) != 1 || sent[0].Pricing == nil || sent[0].Pricing.USD.Price != o.price {
		t.Fatalf("sent %+v, want one message with one item for %s", sent, o.price)
	}
	item, err := client.Media.Get(t.Context(), sent[0].MediaUUIDs[0], nil)
	if err != nil || item.Name != "clip.mp4" || item.Status != fanvue.MediaReady {
		t.Errorf("the message has %+v, %v", item, err)
	}
	if parts := server.Me().UploadedParts(item.UUID); len(parts) != 5 {
		t.Errorf("the item has the parts %+v", parts)
	}
}

// count is how many requests op had.
func count(server *fanvuetest.Server, op fanvue.OperationName) int {
	n := 0
	for _, r := range server.Requests() {
		if r.Operation == op {
			n++
		}
	}
	return n
}

func wantOnlyTheFile(t *testing.T, o offer) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(o.file))
	if err != nil || len(files) != 1 {
		t.Errorf("%d files are left: %v, %v", len(files), files, err)
	}
}

func TestUploadAndSell(t *testing.T) {
	t.Parallel()
	o, server, client := newOffer(t)
	var out bytes.Buffer
	if err := uploadAndSell(t.Context(), client, o, &out); err != nil {
		t.Fatal(err)
	}
	sold(t, server, client, o)
	wantOnlyTheFile(t, o)
	for _, words := range []string{"\r[========================================] 100 %, 5 of 5 parts\n", "is ready\n", "for $9.99\n"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("%q is not in %q", words, out.String())
		}
	}
}

func TestUploadOnly(t *testing.T) {
	t.Parallel()
	o, server, client := newOffer(t)
	o.fan = ""
	if err := uploadAndSell(t.Context(), client, o, io.Discard); err != nil {
		t.Fatal(err)
	}
	wantOnlyTheFile(t, o)
	if n := count(server, fanvue.OpMessagesSend); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

// stopper is somebody who watches the bar and presses Ctrl-C.
type stopper struct {
	at   string
	stop func()
}

func (s stopper) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.at) {
		s.stop()
	}
	return len(p), nil
}

func TestUploadGoesOnAfterAStop(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		stopAt string
		fault  fanvuetest.Fault
	}{
		"in the middle":  {stopAt: " 2 of 5 parts"},
		"before the end": {fault: fanvuetest.Fault{Operation: fanvue.OpMediaCompleteUpload, Status: 400}},
		"while it waits": {fault: fanvuetest.Fault{Operation: fanvue.OpMediaGet, Status: 400}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, server, client := newOffer(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			out := io.Discard
			if tt.stopAt != "" {
				out = stopper{tt.stopAt, cancel}
			} else {
				server.Inject(tt.fault)
			}
			if err := uploadAndSell(ctx, client, o, out); !errors.As(err, new(*fanvue.UploadError)) {
				t.Fatalf("got %v, want an upload that was stopped", err)
			}
			state, err := remember(o.file)
			if err != nil || state == nil || len(state.Parts) < 2 {
				t.Fatalf("the state is %+v, %v", state, err)
			}
			// The server may still be busy with what was stopped.
			again, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithUserAgent("again"))
			if err != nil {
				t.Fatal(err)
			}
			var told bytes.Buffer
			if err := uploadAndSell(t.Context(), again, o, &told); err != nil {
				t.Fatal(err)
			}
			sold(t, server, client, o)
			wantOnlyTheFile(t, o)
			sent := 0
			for _, r := range server.Requests() {
				if r.Operation == fanvuetest.StoragePut && r.Header.Get("User-Agent") == "again" {
					sent++
				}
			}
			if sent != 5-len(state.Parts) {
				t.Errorf("the second run sent %d parts, %d had arrived", sent, len(state.Parts))
			}
			if n := count(server, fanvue.OpMediaCreateUpload); n != 1 {
				t.Errorf("%d uploads were begun", n)
			}
			if words := fmt.Sprintf("Resuming the upload after %d parts\n", len(state.Parts)); !strings.HasPrefix(told.String(), words) {
				t.Errorf("%q does not begin with %q", told.String(), words)
			}
		})
	}
}

func TestUploadDoesNotSendAgainByItself(t *testing.T) {
	t.Parallel()
	o, server, client := newOffer(t)
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMessagesSend, Drop: fanvuetest.DropAfter})
	err := uploadAndSell(t.Context(), client, o, io.Discard)
	if !errors.Is(err, fanvue.ErrOutcomeUnknown) {
		t.Errorf("got %v, want the doubt", err)
	}
	sold(t, server, client, o)
	wantOnlyTheFile(t, o)
}

func TestUploadRefusesBeforeItStarts(t *testing.T) {
	t.Parallel()
	o, server, _ := newOffer(t)
	poor, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithScopes(fanvue.ScopeWriteMedia, fanvue.ScopeReadMedia))
	if err != nil {
		t.Fatal(err)
	}
	if err := uploadAndSell(t.Context(), poor, o, io.Discard); !errors.Is(err, fanvue.ErrInsufficientScope) || !strings.Contains(err.Error(), "write:chat") {
		t.Errorf("got %v, want write:chat named", err)
	}
	client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stateFile(o.file), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := uploadAndSell(t.Context(), client, o, io.Discard); err == nil || !strings.Contains(err.Error(), stateFile(o.file)) {
		t.Errorf("got %v, want the broken file named", err)
	}
	if n := server.RequestCount(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// What failed once must not fail for good.
func TestRunAgainAfterFailedProcessing(t *testing.T) {
	t.Parallel()
	o, server, client := newOffer(t)
	server.Me().FailNextProcessing()
	if err := uploadAndSell(t.Context(), client, o, io.Discard); !errors.Is(err, fanvue.ErrMediaFailed) {
		t.Fatalf("got %v, want a failure of the media", err)
	}
	if err := uploadAndSell(t.Context(), client, o, io.Discard); err != nil {
		t.Error("the second run fails, too:", err)
	}
}

// A file that was edited after a stop is uploaded from the start by the run after
// the next.
func TestRunAgainAfterTheFileHasChanged(t *testing.T) {
	t.Parallel()
	o, server, client := newOffer(t)
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaCompleteUpload, Status: 400})
	if err := uploadAndSell(t.Context(), client, o, io.Discard); !errors.As(err, new(*fanvue.UploadError)) {
		t.Fatalf("got %v, want an upload that was stopped", err)
	}
	if err := os.WriteFile(o.file, []byte("1st,2nd,3rd,4th,6th"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := uploadAndSell(t.Context(), client, o, io.Discard); !errors.Is(err, fanvue.ErrContentChanged) {
		t.Fatalf("got %v, want the change noticed", err)
	}
	if err := uploadAndSell(t.Context(), client, o, io.Discard); err != nil {
		t.Error("the next run fails, too:", err)
	}
	sold(t, server, client, o)
	wantOnlyTheFile(t, o)
}
