package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestUploadObeysRetryAfterOfTheStorage(t *testing.T) {
	after := func(status int, value string) fanvuetest.Fault {
		return fanvuetest.Fault{Operation: fanvuetest.StoragePut, Status: status, Header: http.Header{"Retry-After": {value}}}
	}
	tests := []struct {
		name     string
		fault    fanvuetest.Fault
		maxWait  time.Duration // 0: the default
		deadline time.Duration // 0: none
		trail    string
		took     time.Duration // and less than a second more
		fails    bool
	}{
		{name: "503", fault: after(503, "30"), trail: "begin @1 1 1 end", took: 30 * time.Second},
		{name: "429", fault: after(429, "30"), trail: "begin @1 1 1 end", took: 30 * time.Second},
		{name: "500", fault: after(500, "30"), trail: "begin @1 1 1 end", took: 30 * time.Second},
		{name: "until the URL is old", fault: after(503, "660"), maxWait: time.Hour, trail: "begin @1 1 @1 1 end", took: 11 * time.Minute},
		{name: "the default limit", fault: after(503, "120"), trail: "begin @1 1 1 end", took: 2 * time.Minute},
		{name: "too long", fault: after(503, "121"), trail: "begin @1 1", fails: true},
		{name: "longer than allowed", fault: after(429, "6"), maxWait: 5 * time.Second, trail: "begin @1 1", fails: true},
		{name: "beyond the deadline", fault: after(503, "30"), deadline: 29 * time.Second, trail: "begin @1 1", fails: true},
		{name: "before the deadline", fault: after(503, "30"), deadline: 32 * time.Second, trail: "begin @1 1 1 end", took: 30 * time.Second},
		{name: "none", fault: after(503, ""), trail: "begin @1 1 1 end"},
		{name: "zero", fault: after(503, "0"), trail: "begin @1 1 1 end"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				server.Inject(tt.fault)
				var opts []fanvue.Option
				if tt.maxWait > 0 {
					opts = append(opts, fanvue.WithMaxWait(tt.maxWait))
				}
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				start := time.Now()
				_, err := uploadClient(t, server, opts...).Media.Upload(ctx, "a.mp4", strings.NewReader("1234"), nil)
				if took := time.Since(start); took < tt.took || took > tt.took+time.Second {
					t.Errorf("took %s, want %s", took, tt.took)
				}
				if tt.fails {
					if refused := asError[*fanvue.StorageError](t, err); refused.StatusCode != tt.fault.Status {
						t.Error(err)
					}
				} else if err != nil {
					t.Error(err)
				}
				wantTrail(t, server, tt.trail)
			})
		})
	}
}

// What is quoted is the server's, the storage's or the content's.
func TestUploadErrorIsOneShortLine(t *testing.T) {
	long := strings.Repeat("line\r\n\x1b[31m\u2028\x00é", 100_000)
	for name, fail := range map[string]func(server *fanvuetest.Server, opts *fanvue.UploadOptions) error{
		"the API": func(server *fanvuetest.Server, _ *fanvue.UploadOptions) error {
			server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaUploadPartURL, Status: 400, Body: long})
			return nil
		},
		"the storage": func(server *fanvuetest.Server, _ *fanvue.UploadOptions) error {
			for range 4 {
				server.Inject(fanvuetest.Fault{Operation: fanvuetest.StoragePut, Status: 400, Body: "<Error><Code>" + strings.Repeat("x\n", 20_000) + "</Code></Error>"})
			}
			return nil
		},
		"SaveState": func(_ *fanvuetest.Server, opts *fanvue.UploadOptions) error {
			opts.SaveState = func(fanvue.UploadState) error { return errors.New(long) }
			return nil
		},
		"the content": func(*fanvuetest.Server, *fanvue.UploadOptions) error { return errors.New(long) },
		"the state": func(_ *fanvuetest.Server, opts *fanvue.UploadOptions) error {
			opts.Resume = &fanvue.UploadState{MediaUUID: long, UploadID: "u", PartSize: 4}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				opts := oneByOne()
				content := brokenAfter("1234", fail(server, opts))
				_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", content, opts)
				text := asError[*fanvue.UploadError](t, err).Error()
				if len(text) > 4<<10 || !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' }) {
					t.Errorf("%d bytes: %.300q", len(text), text)
				}
				if !strings.HasPrefix(text, "fanvue: Media.Upload: ") {
					t.Errorf("it does not name the operation: %.100s", text)
				}
			})
		})
	}
	if text := (&fanvue.UploadError{}).Error(); !strings.HasPrefix(text, "fanvue: Media.Upload: ") {
		t.Errorf("the zero value reads %q", text)
	}
}

func TestUploadErrorsNameTheirOperation(t *testing.T) {
	for _, managed := range []bool{false, true} {
		prefix := ""
		if managed {
			prefix = "Creator."
		}
		type attempt struct {
			filename string
			content  string
			opts     fanvue.UploadOptions
			cancel   bool
			fault    fanvuetest.Fault
		}
		tests := map[string]struct {
			attempt
			words []string
			not   string
		}{
			"an argument":       {attempt{filename: "clip", content: "1"}, []string{"fanvue: Media.Upload: MediaType: "}, "CreateUpload"},
			"a long name":       {attempt{filename: "a.mp4", content: "1", opts: fanvue.UploadOptions{Name: strings.Repeat("n", 256)}}, []string{"fanvue: Media.Upload: Name: "}, "CreateUpload"},
			"empty content":     {attempt{filename: "a.mp4"}, []string{"fanvue: Media.Upload: content: "}, "CreateUpload"},
			"the content":       {attempt{filename: "a.mp4", content: "broken"}, []string{"fanvue: Media.Upload: ", "disk on fire"}, "CreateUpload"},
			"a context":         {attempt{filename: "a.mp4", content: "1", cancel: true}, []string{"fanvue: Media.Upload: ", "context canceled"}, "CreateUpload"},
			"its first request": {attempt{filename: "a.mp4", content: "1", fault: fanvuetest.Fault{Operation: "Media.CreateUpload", Status: 400}}, []string{"fanvue: Media.CreateUpload: 400"}, "Media.Upload:"},
			"a URL": {attempt{filename: "a.mp4", content: "1", fault: fanvuetest.Fault{Operation: "Media.UploadPartURL", Status: 404}},
				[]string{"fanvue: Media.Upload: ", "Media.UploadPartURL: 404"}, "CreateUpload"},
			"its completion": {attempt{filename: "a.mp4", content: "1", fault: fanvuetest.Fault{Operation: "Media.CompleteUpload", Status: 400}},
				[]string{"fanvue: Media.Upload: ", "Media.CompleteUpload: 400"}, "CreateUpload"},
			"an item": {attempt{filename: "a.mp4", content: "1", opts: fanvue.UploadOptions{Wait: true}, fault: fanvuetest.Fault{Operation: "Media.Get", Status: 404}},
				[]string{"fanvue: Media.Upload: ", "Media.Get: 404"}, "CreateUpload"},
			"SaveState": {attempt{filename: "a.mp4", content: "1", opts: fanvue.UploadOptions{SaveState: func(fanvue.UploadState) error { return errKeep }}},
				[]string{"fanvue: Media.Upload: ", "SaveState: no space left"}, "CreateUpload"},
		}
		for name, tt := range tests {
			t.Run(prefix+name, func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					client := uploadClient(t, server)
					var media uploadingMedia = client.Media
					if managed {
						media = client.Creator(fanvuetest.CreatorUUID).Media
					}
					if tt.fault.Operation != "" {
						tt.fault.Operation = fanvue.OperationName(prefix) + tt.fault.Operation
						server.Inject(tt.fault)
					}
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					if tt.cancel {
						cancel()
					}
					content := brokenAfter(tt.content, nil)
					if tt.content == "broken" {
						content = iotest.ErrReader(errContent)
					}
					_, err := media.Upload(ctx, tt.filename, content, &tt.opts)
					if err == nil {
						t.Fatal("it succeeded")
					}
					for _, words := range tt.words {
						words = strings.ReplaceAll(words, "Media.", prefix+"Media.")
						if !strings.Contains(err.Error(), words) {
							t.Errorf("%q is not in: %v", words, err)
						}
					}
					if strings.Contains(err.Error(), tt.not) {
						t.Errorf("it names %s: %v", tt.not, err)
					}
					if n := strings.Count(err.Error(), "fanvue: "+prefix+"Media.Upload:"); n > 1 {
						t.Errorf("it names the operation %d times: %v", n, err)
					}
				})
			})
		}
	}
}

// errgroup cancels with the error of another goroutine.
func TestUploadDoesNotTakeOverTheCauseOfItsContext(t *testing.T) {
	foreign := &fanvue.APIError{Operation: "Chats.List", StatusCode: 404}
	hang := func(op fanvue.OperationName) fanvuetest.Fault {
		return fanvuetest.Fault{Operation: op, Drop: fanvuetest.Hang}
	}
	for name, fault := range map[string]fanvuetest.Fault{
		"before it starts":            {},
		"while it starts":             hang(fanvue.OpMediaCreateUpload),
		"while a URL is requested":    hang(fanvue.OpMediaUploadPartURL),
		"while a part is sent":        hang(fanvuetest.StoragePut),
		"while a response is read":    {Operation: fanvuetest.StoragePut, Body: "stored", Stall: true},
		"while it waits for an retry": {Operation: fanvuetest.StoragePut, Status: 503, Header: http.Header{"Retry-After": {"60"}}},
		"while it is completed":       hang(fanvue.OpMediaCompleteUpload),
		"while it waits":              {Operation: fanvue.OpMediaGet, Status: 200, Body: `{"uuid":"m","status":"processing"}`},
	} {
		for kind, content := range contents("1234") {
			t.Run(name+" "+kind, func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					ctx, cancel := context.WithCancelCause(t.Context())
					after := 10*time.Second + 100*time.Millisecond
					if fault.Operation != "" {
						server.Inject(fault)
					} else {
						cancel(foreign)
						after = 0
					}
					time.AfterFunc(after, func() { cancel(foreign) })
					_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", content(), &fanvue.UploadOptions{Wait: true})
					if !errors.Is(err, context.Canceled) || errors.Is(err, foreign) || errors.Is(err, fanvue.ErrNotFound) {
						t.Errorf("got %v, want context.Canceled and no other kind", err)
					}
					for _, cause := range causes(err) {
						if cause == error(foreign) {
							t.Errorf("%T wraps the cause", err)
						}
					}
				}, fanvuetest.WithProcessingTime(time.Hour))
			})
		}
	}
}

func TestUploadSendsOnlyTheLastElementOfAPath(t *testing.T) {
	for filename, want := range map[string]string{
		`C:\Users\me\clip.mp4`: "clip.mp4", `\\server\share\clip.mp4`: "clip.mp4", `C:/Users/me\clip.mp4`: "clip.mp4",
		`/home/me/clip.mp4`: "clip.mp4", `dir\sub/clip.mp4`: "clip.mp4", `dir/sub\clip.mp4`: "clip.mp4", "clip.mp4/": "clip.mp4", `clip.mp4\`: "clip.mp4",
		"..clip.mp4": "..clip.mp4", ".mp4": ".mp4", "my clip ü.mp4": "my clip ü.mp4", "👩‍👧.mp4": "👩‍👧.mp4",
	} {
		t.Run(filename, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				if _, err := uploadClient(t, server).Media.Upload(t.Context(), filename, strings.NewReader("1"), nil); err != nil {
					t.Fatal(err)
				}
				got := string(server.Requests()[0].Body)
				if want := fmt.Sprintf(`{"name":"%s","filename":"%s","mediaType":"video"}`, want, want); got != want {
					t.Errorf("sent %s, want %s", got, want)
				}
			})
		})
	}
}

func TestUploadRejectsFilenames(t *testing.T) {
	for _, filename := range []string{"", "/", `\`, "..", ".", "a/..", `a\..`, "../", "/.", "//", "  ", "clip\n.mp4", "clip\x00.mp4", "\x7f.mp4", "clip\u0085.mp4", "cl\xffip.mp4", "a/\t"} {
		t.Run(fmt.Sprintf("%q", filename), func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				_, err := uploadClient(t, server).Media.Upload(t.Context(), filename, strings.NewReader("1"), &fanvue.UploadOptions{MediaType: fanvue.MediaVideo, Name: "n"})
				if problem := asError[*fanvue.ArgumentError](t, err); problem.Argument != "Filename" || problem.Operation != "Media.Upload" {
					t.Errorf("got %v, want the filename rejected", err)
				}
				if strings.ContainsFunc(err.Error(), unicode.IsControl) {
					t.Errorf("control characters are in %q", err)
				}
				wantTrail(t, server, "")
			})
		})
	}
}
