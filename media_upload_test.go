package fanvue_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestUpload(t *testing.T) {
	for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1} {
		for _, managed := range []bool{false, true} {
			for _, wait := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, managed %t, wait %t", surface, managed, wait), func(t *testing.T) {
					uploading(t, func(t *testing.T, server *fanvuetest.Server) {
						testUpload(t, server, surface, managed, wait)
					})
				})
			}
		}
	}
}

func testUpload(t *testing.T, server *fanvuetest.Server, surface fanvue.Surface, managed, wait bool) {
	client := uploadClient(t, server, fanvue.WithSurface(surface))
	var media uploadingMedia = client.Media
	account, prefix := server.Me(), ""
	if managed {
		media = client.Creator(fanvuetest.CreatorUUID).Media
		account, prefix = server.Creator(fanvuetest.CreatorUUID), "/creators/"+fanvuetest.CreatorUUID
	}
	if surface != fanvue.SurfaceDefault {
		prefix = "/" + string(surface) + prefix
	}
	for _, known := range []bool{true, false} {
		begun := server.RequestCount()
		var content io.Reader = strings.NewReader(uploadText)
		if !known {
			content = io.MultiReader(content) // can only be read
		}
		item, err := media.Upload(t.Context(), "clip.mp4", content, &fanvue.UploadOptions{Name: "Harbour", Wait: wait})
		if err != nil {
			t.Fatal(err)
		}
		wantParts(t, account, item.UUID, cut(uploadText, 4))
		if want := (&fanvue.Media{UUID: item.UUID, Status: fanvue.MediaProcessing}); !wait && !cmp.Equal(item, want) {
			t.Errorf("got %+v, want id and status", item)
		}
		if wait && (item.Status != fanvue.MediaReady || item.Name != "Harbour" || item.MediaType != fanvue.MediaVideo) {
			t.Errorf("got %+v, want all of the item", item)
		}
		want := map[string]any{"name": "Harbour", "filename": "clip.mp4", "mediaType": "video"}
		if known && surface == fanvue.SurfaceV1 {
			want["sizeBytes"] = float64(len(uploadText))
		}
		var got map[string]any
		requests := server.Requests()[begun:]
		if err := json.Unmarshal(requests[0].Body, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("announced (-want +got):\n%s", diff)
		}
		for _, r := range requests {
			if r.Operation != fanvuetest.StoragePut && !strings.HasPrefix(r.Path, prefix+"/media/") {
				t.Errorf("a request to %s", r.Path)
			}
		}
	}
}

// The storage's own words: quotes belong to an ETag.
func TestUploadCompletesWithETags(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		if _, err := uploadClient(t, server).Media.Upload(t.Context(), "a.png", strings.NewReader("12345"), oneByOne()); err != nil {
			t.Fatal(err)
		}
		wantTrail(t, server, "begin @1 1 @2 2 end")
		parts := cut("12345", 4)
		want := fmt.Sprintf(`{"parts":[{"PartNumber":1,"ETag":"\"%s\""},{"PartNumber":2,"ETag":"\"%s\""}]}`, parts[0].MD5, parts[1].MD5)
		if got := string(server.Requests()[5].Body); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestUploadDerivesTypeAndNameFromFilename(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		media := uploadClient(t, server).Media
		tests := []struct {
			filename   string
			opts       fanvue.UploadOptions
			name, sent string
			mediaType  fanvue.MediaType
		}{
			{filename: "/home/mia/private/a.JPG", name: "a.JPG", sent: "a.JPG", mediaType: fanvue.MediaImage},
			{filename: "../b.webm", name: "b.webm", sent: "b.webm", mediaType: fanvue.MediaVideo},
			{filename: "c.flac", opts: fanvue.UploadOptions{Name: "Song"}, name: "Song", sent: "c.flac", mediaType: fanvue.MediaAudio},
			{filename: "d.pdf", name: "d.pdf", sent: "d.pdf", mediaType: fanvue.MediaDocument},
			{filename: "e.bin", opts: fanvue.UploadOptions{MediaType: fanvue.MediaImage}, name: "e.bin", sent: "e.bin", mediaType: fanvue.MediaImage},
			{filename: "f.png", opts: fanvue.UploadOptions{MediaType: fanvue.MediaVideo}, name: "f.png", sent: "f.png", mediaType: fanvue.MediaVideo},
		}
		for _, tt := range tests {
			begun := server.RequestCount()
			tt.opts.Wait = true
			item, err := media.Upload(t.Context(), tt.filename, strings.NewReader("x"), &tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if item.Name != tt.name || item.MediaType != tt.mediaType {
				t.Errorf("%s became %q, %s", tt.filename, item.Name, item.MediaType)
			}
			if body := string(server.Requests()[begun].Body); !strings.Contains(body, `"filename":"`+tt.sent+`"`) {
				t.Errorf("%s was announced as %s", tt.filename, body)
			}
		}
	})
}

// claimed says to be as large as that, and must not be read.
type claimed int64

func (c claimed) Read([]byte) (int, error)          { panic("read") }
func (c claimed) ReadAt([]byte, int64) (int, error) { panic("read") }
func (c claimed) Seek(_ int64, whence int) (int64, error) {
	if whence == io.SeekEnd {
		return int64(c), nil
	}
	return 0, nil
}

func TestUploadRejectsBeforeSending(t *testing.T) {
	t.Parallel()
	all := []fanvue.Scope{fanvue.ScopeWriteMedia, fanvue.ScopeReadMedia}
	state := fanvue.UploadState{MediaUUID: "m", UploadID: "u", PartSize: 4, Size: 5}
	resume := func(change func(*fanvue.UploadState)) *fanvue.UploadOptions {
		changed := state
		change(&changed)
		return &fanvue.UploadOptions{Resume: &changed}
	}
	parts := func(parts ...fanvue.UploadedPart) *fanvue.UploadOptions {
		return resume(func(s *fanvue.UploadState) { s.Parts = parts })
	}
	tests := []struct {
		name     string
		filename string // empty: a.png
		content  io.Reader
		opts     *fanvue.UploadOptions
		scopes   []fanvue.Scope
		argument string
	}{
		{name: "no content", argument: "content"},
		{name: "an empty file", content: strings.NewReader(""), argument: "content"},
		{name: "an empty stream", content: io.MultiReader(), argument: "content"},
		{name: "too large", content: claimed(fanvue.MaxUploadSize + 1), argument: "content"},
		{name: "no extension", filename: "clip", content: strings.NewReader("12345"), argument: "MediaType"},
		{name: "no filename", filename: "/", content: strings.NewReader("12345"), argument: "MediaType"},
		{name: "an unknown extension", filename: "clip.xyz", content: strings.NewReader("12345"), argument: "MediaType"},
		{name: "a long filename", filename: strings.Repeat("a", 252) + ".png", content: strings.NewReader("12345"), opts: &fanvue.UploadOptions{Name: "n"}, argument: "Filename"},
		{name: "a long name", content: strings.NewReader("12345"), opts: &fanvue.UploadOptions{Name: strings.Repeat("a", 256)}, argument: "Name"},
		{name: "17 at once", content: strings.NewReader("12345"), opts: &fanvue.UploadOptions{Concurrency: 17}, argument: "Concurrency"},
		{name: "-1 at once", content: strings.NewReader("12345"), opts: &fanvue.UploadOptions{Concurrency: -1}, argument: "Concurrency"},
		{name: "no write:media", content: strings.NewReader("12345"), scopes: all[1:]},
		{name: "no read:media to wait", content: strings.NewReader("12345"), opts: &fanvue.UploadOptions{Wait: true}, scopes: all[:1]},
		{name: "another size", content: strings.NewReader("123456"), opts: resume(func(*fanvue.UploadState) {}), argument: "Resume"},
		{name: "no media", content: strings.NewReader("12345"), opts: resume(func(s *fanvue.UploadState) { s.MediaUUID = "" }), argument: "Resume"},
		{name: "no upload", content: strings.NewReader("12345"), opts: resume(func(s *fanvue.UploadState) { s.UploadID = "" }), argument: "Resume"},
		{name: "no part size", content: strings.NewReader("12345"), opts: resume(func(s *fanvue.UploadState) { s.PartSize = 0 }), argument: "Resume"},
		{name: "a vast part size", content: strings.NewReader("12345"), opts: resume(func(s *fanvue.UploadState) { s.PartSize = math.MaxInt64 }), argument: "Resume"},
		{name: "part 0", content: strings.NewReader("12345"), opts: parts(fanvue.UploadedPart{ETag: "e"}), argument: "Resume"},
		{name: "no ETag", content: strings.NewReader("12345"), opts: parts(fanvue.UploadedPart{Number: 1}), argument: "Resume"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				if tt.filename == "" {
					tt.filename = "a.png"
				}
				if tt.scopes == nil {
					tt.scopes = all
				}
				_, err := uploadClient(t, server, fanvue.WithScopes(tt.scopes...)).Media.Upload(t.Context(), tt.filename, tt.content, tt.opts)
				if tt.argument == "" {
					asError[*fanvue.InsufficientScopeError](t, err)
				} else if refused := asError[*fanvue.ArgumentError](t, err); refused.Argument != tt.argument || refused.Operation != "Media.Upload" {
					t.Errorf("got %v, want %s refused", err, tt.argument)
				}
				if errors.As(err, new(*fanvue.UploadError)) {
					t.Errorf("an upload is said to have begun: %v", err)
				}
				wantTrail(t, server, "")
			})
		})
	}
}

// Nothing is read before there is somewhere to send it.
func TestUploadAllowsTheLargest(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaUploadPartURL, Status: http.StatusNotFound})
		_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.png", claimed(fanvue.MaxUploadSize), oneByOne())
		if asError[*fanvue.UploadError](t, err); !errors.Is(err, fanvue.ErrNotFound) {
			t.Error(err)
		}
		wantTrail(t, server, "begin @1")
	}, fanvuetest.WithUploadPartSize(10<<20))
}

func TestWaitReady(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		var asked []time.Duration
		next := server.HTTPClient().Transport
		start := time.Now()
		client := uploadClient(t, server, fanvue.WithHTTPClient(&http.Client{Transport: roundTripFunc(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet && !strings.HasSuffix(r.URL.Path, "/url") {
				asked = append(asked, time.Since(start))
			}
			return next.RoundTrip(r)
		})}))
		session, err := client.Media.CreateUpload(t.Context(), fanvue.UploadSessionParams{Name: "n", Filename: "a.png", MediaType: fanvue.MediaImage})
		if err != nil {
			t.Fatal(err)
		}
		resume := &fanvue.UploadState{MediaUUID: session.MediaUUID, UploadID: session.UploadID, PartSize: session.PartSize}
		time.AfterFunc(2*time.Second, func() {
			if _, err := client.Media.Upload(t.Context(), "a.png", strings.NewReader("x"), &fanvue.UploadOptions{Resume: resume}); err != nil {
				t.Error(err)
			}
		})
		item, err := client.Media.WaitReady(t.Context(), session.MediaUUID)
		if err != nil || item.Status != fanvue.MediaReady || item.Name != "n" {
			t.Errorf("got %+v, %v", item, err)
		}
		// Half as long again each time, up to 10 s.
		want := []time.Duration{0, 1000, 2500, 4750, 8125, 13187, 20781, 30781, 40781}
		for i := range asked {
			asked[i] = asked[i].Truncate(time.Millisecond) / time.Millisecond
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("asked at (-want +got), in ms:\n%s", diff)
		}
	}, fanvuetest.WithProcessingTime(30*time.Second))
}

func TestWaitReadyFails(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		media := uploadClient(t, server).Media
		server.Me().FailNextProcessing()
		item, err := media.Upload(t.Context(), "a.png", strings.NewReader("x"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := media.WaitReady(t.Context(), item.UUID); !errors.Is(err, fanvue.ErrMediaFailed) || !strings.Contains(err.Error(), item.UUID) {
			t.Errorf("got %v, want ErrMediaFailed and the item", err)
		}
		server.Me().FailNextProcessing()
		_, err = media.Upload(t.Context(), "a.png", strings.NewReader("x"), &fanvue.UploadOptions{Wait: true})
		if stopped := asError[*fanvue.UploadError](t, err); !errors.Is(err, fanvue.ErrMediaFailed) || !stopped.State.Completed {
			t.Errorf("got %v, want ErrMediaFailed after all had arrived", err)
		}

		before := server.RequestCount()
		if _, err := media.WaitReady(t.Context(), "d0000000-0000-4000-8000-00000000ffff"); !errors.Is(err, fanvue.ErrNotFound) || server.RequestCount() != before+1 {
			t.Errorf("got %v after %d requests, want ErrNotFound at once", err, server.RequestCount()-before)
		}
		var zero fanvue.Client
		if _, err := zero.Media.WaitReady(t.Context(), "none"); err == nil {
			t.Error("a client that NewClient did not make works")
		}
	})
}
