package fanvue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

var errKeep = errors.New("no space left")

// longText has six parts of four bytes.
const longText = "1st,2nd,3rd,4th,5th,6th"

// keeper is what a program keeps of an upload.
type keeper struct {
	t      *testing.T
	stopAt int // fail when so many parts have arrived; 0: never
	kept   []fanvue.UploadState
	busy   atomic.Int32
}

func (k *keeper) save(state fanvue.UploadState) error {
	if k.busy.Add(1) > 1 {
		k.t.Error("SaveState was called twice at once")
	}
	defer k.busy.Add(-1)
	for range 100 {
		runtime.Gosched() // let the others in, if they can come in
	}
	k.kept = append(k.kept, state)
	if k.stopAt > 0 && len(state.Parts) == k.stopAt {
		return errKeep
	}
	return nil
}

// last is the latest state, as it comes back from a file.
func (k *keeper) last() *fanvue.UploadState {
	k.t.Helper()
	data, err := json.Marshal(k.kept[len(k.kept)-1])
	if err != nil {
		k.t.Fatal(err)
	}
	state := new(fanvue.UploadState)
	if err := json.Unmarshal(data, state); err != nil {
		k.t.Fatal(err)
	}
	if diff := cmp.Diff(&k.kept[len(k.kept)-1], state); diff != "" {
		k.t.Errorf("the state is lost in JSON (-want +got):\n%s", diff)
	}
	return state
}

func contents(text string) map[string]func() io.Reader {
	return map[string]func() io.Reader{
		"file":   func() io.Reader { return strings.NewReader(text) },
		"stream": func() io.Reader { return io.MultiReader(strings.NewReader(text)) },
	}
}

func TestUploadResumes(t *testing.T) {
	for name, content := range contents(longText) {
		for stopAt, rest := range map[int]string{
			1: "@2 2 @3 3 @4 4 @5 5 @6 6 end look",
			4: "@5 5 @6 6 end look",
			6: "end look",
		} {
			t.Run(fmt.Sprintf("%s after %d", name, stopAt), func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					media := uploadClient(t, server).Media
					k := &keeper{t: t, stopAt: stopAt}
					_, err := media.Upload(t.Context(), "a.mp4", content(), &fanvue.UploadOptions{Concurrency: 1, SaveState: k.save})
					if !errors.Is(err, errKeep) {
						t.Fatalf("got %v, want what SaveState said", err)
					}
					state := k.last()
					if stopped := asError[*fanvue.UploadError](t, err); !cmp.Equal(&stopped.State, state) {
						t.Errorf("the error has the state %+v, saved was %+v", stopped.State, state)
					}
					before := uploadTrail(server) + " "
					k.stopAt = 0
					var logged []fanvue.UploadProgress
					item, err := media.Upload(t.Context(), "", content(), &fanvue.UploadOptions{
						Concurrency: 1, Resume: state, SaveState: k.save, Wait: true,
						Progress: func(p fanvue.UploadProgress) { logged = append(logged, p) },
					})
					if err != nil {
						t.Fatal(err)
					}
					wantTrail(t, server, before+rest)
					wantParts(t, server.Me(), item.UUID, cut(longText, 4))
					if item.UUID != state.MediaUUID || item.Status != fanvue.MediaReady {
						t.Errorf("got %+v, want the item of the state", item)
					}
					first, last := logged[0], logged[len(logged)-1]
					if arrived := min(4*int64(stopAt), first.BytesTotal); first.PartsDone != stopAt || first.BytesTotal > 0 && first.BytesSent != arrived {
						t.Errorf("began with %+v", first)
					}
					if last.PartsDone != 6 || last.BytesTotal > 0 && last.BytesSent != last.BytesTotal {
						t.Errorf("ended with %+v", last)
					}
				}, fanvuetest.WithProcessingTime(0))
			})
		}
	}
}

// A state that is saved whenever a part has arrived, in whatever order.
func TestUploadSavesItsState(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		send := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/1") {
				time.Sleep(time.Second)
			}
			return next.RoundTrip(r)
		}
		k := &keeper{t: t}
		item, err := uploadClient(t, server, viaStorage(server, send)).Media.Upload(t.Context(), "a.mp4", strings.NewReader(longText), &fanvue.UploadOptions{SaveState: k.save})
		if err != nil {
			t.Fatal(err)
		}
		if len(k.kept) != 1+6+1 {
			t.Fatalf("saved %d times", len(k.kept))
		}
		for i, state := range k.kept {
			done := min(i, 6)
			if len(state.Parts) != done || state.Completed != (i == 7) || state.MediaUUID != item.UUID || state.PartSize != 4 || state.Size != int64(len(longText)) {
				t.Errorf("the state %d is %+v", i, state)
			}
			for j := 1; j < done; j++ {
				if state.Parts[j-1].Number >= state.Parts[j].Number {
					t.Errorf("the parts are not in order: %+v", state.Parts)
				}
			}
		}
		if k.kept[1].Parts[0].Number == 1 {
			t.Error("the first part was to be late")
		}
	})
}

// A state is the caller's: neither what was saved nor what was given changes.
func TestUploadLeavesStatesAlone(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		media := uploadClient(t, server).Media
		k := &keeper{t: t, stopAt: 2}
		_, err := media.Upload(t.Context(), "a.mp4", strings.NewReader(longText), &fanvue.UploadOptions{Concurrency: 1, SaveState: k.save})
		state := asError[*fanvue.UploadError](t, err).State
		want := *k.last()
		k.stopAt = 0
		scribble := func(s fanvue.UploadState) error {
			clear(s.Parts)
			return nil
		}
		item, err := media.Upload(t.Context(), "", strings.NewReader(longText), &fanvue.UploadOptions{Resume: &state, SaveState: scribble})
		if err != nil {
			t.Fatal(err)
		}
		wantParts(t, server.Me(), item.UUID, cut(longText, 4))
		if diff := cmp.Diff(want, state); diff != "" {
			t.Errorf("the state was changed (-want +got):\n%s", diff)
		}
	})
}

func TestUploadThatIsCompleteOnlyWaits(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		media := uploadClient(t, server).Media
		k := &keeper{t: t}
		item, err := media.Upload(t.Context(), "a.mp4", strings.NewReader(longText), &fanvue.UploadOptions{SaveState: k.save})
		if err != nil {
			t.Fatal(err)
		}
		before := server.RequestCount()
		again, err := media.Upload(t.Context(), "", strings.NewReader(longText), &fanvue.UploadOptions{Resume: k.last(), Wait: true})
		if err != nil || again.UUID != item.UUID || again.Status != fanvue.MediaReady {
			t.Errorf("got %+v, %v", again, err)
		}
		for _, r := range server.Requests()[before:] {
			if uploadStep(r) != "look" {
				t.Errorf("a request to %s", r.Path)
			}
		}
	})
}

// SaveState can end an upload at its beginning and at its end, too.
func TestUploadEndsWhenItCannotBeSaved(t *testing.T) {
	for fail, want := range map[int]string{1: "begin", 2: "begin @1 1", 3: "begin @1 1 end"} {
		uploading(t, func(t *testing.T, server *fanvuetest.Server) {
			calls := 0
			_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader("1234"), &fanvue.UploadOptions{SaveState: func(fanvue.UploadState) error {
				if calls++; calls == fail {
					return errKeep
				}
				return nil
			}})
			stopped := asError[*fanvue.UploadError](t, err)
			if !errors.Is(err, errKeep) || stopped.State.Completed != (fail == 3) || len(stopped.State.Parts) != min(fail-1, 1) {
				t.Errorf("got %v with the state %+v", err, stopped.State)
			}
			wantTrail(t, server, want)
		})
	}
}

// guarded must not be read after Upload has returned.
type guarded struct {
	*strings.Reader
	t        *testing.T
	returned atomic.Bool
}

func (g *guarded) check() {
	if g.returned.Load() {
		g.t.Error("the content is read after Upload returned")
	}
}

func (g *guarded) Read(p []byte) (int, error) {
	g.check()
	return g.Reader.Read(p)
}

func (g *guarded) ReadAt(p []byte, offset int64) (int, error) {
	g.check()
	return g.Reader.ReadAt(p, offset)
}

func TestUploadIsCancelled(t *testing.T) {
	hang := func(op fanvue.OperationName) fanvuetest.Fault {
		return fanvuetest.Fault{Operation: op, Drop: fanvuetest.Hang}
	}
	tests := []struct {
		name  string
		fault fanvuetest.Fault
		after time.Duration
		parts int // that had arrived; -1: nothing had begun
		done  bool
	}{
		{"before it begins", fanvuetest.Fault{}, 0, -1, false},
		{"while it begins", hang(fanvue.OpMediaCreateUpload), 10 * time.Second, -1, false},
		{"while an address is fetched", hang(fanvue.OpMediaUploadPartURL), 10 * time.Second, 0, false},
		{"while an address is waited for", fanvuetest.Fault{Operation: fanvue.OpMediaUploadPartURL, Status: 429, Header: http.Header{"Retry-After": {"60"}}}, 10 * time.Second, 0, false},
		{"while a part is sent", hang(fanvuetest.StoragePut), 10 * time.Second, 0, false},
		{"before a part is sent again", fanvuetest.Fault{Operation: fanvuetest.StoragePut, Status: 500}, 100 * time.Millisecond, 0, false},
		{"while it is completed", hang(fanvue.OpMediaCompleteUpload), 10 * time.Second, 2, false},
		{"while the item is asked for", hang(fanvue.OpMediaGet), 10 * time.Second, 2, true},
		{"while it waits", fanvuetest.Fault{}, 9 * time.Second, 2, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, stream := range []bool{false, true} {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					if tt.fault.Operation != "" {
						server.Inject(tt.fault)
					}
					ctx, cancel := context.WithCancel(t.Context())
					if tt.after == 0 {
						cancel()
					}
					time.AfterFunc(tt.after, cancel)
					content := &guarded{Reader: strings.NewReader("12345"), t: t}
					var reader io.Reader = content
					if stream {
						reader = struct{ io.Reader }{content}
					}
					start := time.Now()
					_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", reader, &fanvue.UploadOptions{Concurrency: 1, Wait: true})
					content.returned.Store(true)
					if took := time.Since(start); took != tt.after {
						t.Errorf("took %s, want %s", took, tt.after)
					}
					if !errors.Is(err, context.Canceled) {
						t.Errorf("got %v, want the context's error", err)
					}
					var stopped *fanvue.UploadError
					if errors.As(err, &stopped) != (tt.parts >= 0) || tt.parts >= 0 && (len(stopped.State.Parts) != tt.parts || stopped.State.Completed != tt.done) {
						t.Errorf("got %v, want %d parts and completed %t", err, tt.parts, tt.done)
					}
					synctest.Wait() // anything still running has now had its chance
				}, fanvuetest.WithProcessingTime(time.Hour))
			}
		})
	}
}

// A transport may keep a body that it was to give up. Its memory is that of
// the next part by then.
func TestUploadSavesOnlySentParts(t *testing.T) {
	for name, content := range contents("12345678") {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				var kept []io.Reader
				send := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					if len(kept) < 2 {
						_, _ = r.Body.Read(make([]byte, 1))
						kept = append(kept, r.Body)
						return nil, errors.New("connection reset")
					}
					for _, body := range kept {
						if n, err := body.Read(make([]byte, 1)); n > 0 || err == nil {
							t.Errorf("a part that was given up is read on: %d, %v", n, err)
						}
					}
					return next.RoundTrip(r)
				}
				var last fanvue.UploadProgress
				item, err := uploadClient(t, server, viaStorage(server, send)).Media.Upload(t.Context(), "a.mp4", content(), &fanvue.UploadOptions{
					Concurrency: 1, Progress: func(p fanvue.UploadProgress) { last = p },
				})
				if err != nil {
					t.Fatal(err)
				}
				wantParts(t, server.Me(), item.UUID, cut("12345678", 4))
				if last.BytesSent != 8 {
					t.Errorf("%d bytes are counted", last.BytesSent)
				}
			})
		})
	}
}

func TestUploadCancelledByItsCaller(t *testing.T) {
	for name, content := range contents(longText) {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				media := uploadClient(t, server).Media
				ctx, cancel := context.WithCancel(t.Context())
				k := &keeper{t: t}
				_, err := media.Upload(ctx, "a.mp4", content(), &fanvue.UploadOptions{SaveState: k.save, Progress: func(p fanvue.UploadProgress) {
					if p.PartsDone == 2 {
						cancel()
					}
				}})
				state := asError[*fanvue.UploadError](t, err).State
				if !errors.Is(err, context.Canceled) || len(state.Parts) < 2 || !cmp.Equal(&state, k.last()) {
					t.Fatalf("got %v with the state %+v, saved was %+v", err, state, k.last())
				}
				synctest.Wait() // what was given up may still arrive
				before := server.RequestCount()
				item, err := media.Upload(t.Context(), "", content(), &fanvue.UploadOptions{Resume: k.last()})
				if err != nil {
					t.Fatal(err)
				}
				wantParts(t, server.Me(), item.UUID, cut(longText, 4))
				if n, want := server.RequestCount()-before, 2*(6-len(state.Parts))+1; n != want {
					t.Errorf("%d requests to go on, want %d", n, want)
				}
			})
		})
	}
}

// Only the item can say that a refused end is none.
func TestUploadThatCannotEnd(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaCompleteUpload, Status: 400, Body: `{"message":"no"}`})
		_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), oneByOne())
		stopped := asError[*fanvue.UploadError](t, err)
		if refused := asError[*fanvue.APIError](t, err); refused.StatusCode != 400 || stopped.State.Completed || len(stopped.State.Parts) != 3 {
			t.Errorf("got %v with the state %+v", err, stopped.State)
		}
		if _, err := uploadClient(t, server).Media.Upload(t.Context(), "", strings.NewReader(uploadText), &fanvue.UploadOptions{Resume: &stopped.State}); err != nil {
			t.Error(err)
		}
		wantTrail(t, server, "begin @1 1 @2 2 @3 3 end look end")
	})
}

// Without its checksum, nobody knows of what content a part is. It is sent
// again; those with one are not.
func TestUploadDoesNotTrustPartsWithoutChecksums(t *testing.T) {
	for name, content := range contents(strings.ToUpper(longText)) {
		for _, known := range [][]int{nil, {2}} {
			t.Run(fmt.Sprintf("%s, %v", name, known), func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					media := uploadClient(t, server).Media
					k := &keeper{t: t, stopAt: 3}
					text := longText
					if known != nil {
						text = strings.ToUpper(longText)
					}
					if _, err := media.Upload(t.Context(), "a.mp4", strings.NewReader(text), &fanvue.UploadOptions{Concurrency: 1, SaveState: k.save}); !errors.Is(err, errKeep) {
						t.Fatal(err)
					}
					state := k.last()
					sums := state.Checksums
					state.Checksums = nil
					for _, number := range known {
						state.Checksums = map[int]uint32{number: sums[number]}
					}
					before := uploadTrail(server)
					var first *fanvue.UploadProgress
					item, err := media.Upload(t.Context(), "", content(), &fanvue.UploadOptions{Concurrency: 1, Resume: state, Progress: func(p fanvue.UploadProgress) {
						if first == nil {
							first = &p
						}
					}})
					if err != nil {
						t.Fatal(err)
					}
					wantParts(t, server.Me(), item.UUID, cut(strings.ToUpper(longText), 4))
					if first.PartsDone != len(known) {
						t.Errorf("%d parts count as done at the start", first.PartsDone)
					}
					rest := " @1 1 @2 2 @3 3 @4 4 @5 5 @6 6 end"
					if known != nil {
						rest = " @1 1 @3 3 @4 4 @5 5 @6 6 end"
					}
					wantTrail(t, server, before+rest)
				})
			})
		}
	}
}
