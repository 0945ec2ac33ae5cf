package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// explosives are a program's own functions that Upload calls. Each calls bang
// once it has been called often enough.
type explosives struct {
	bang  func()
	calls atomic.Int32
	at    int32
}

func (e *explosives) touch() {
	if e.calls.Add(1) == e.at {
		e.bang()
	}
}

func (e *explosives) Token(context.Context) (fanvue.Token, error) {
	e.touch()
	return fanvue.NewToken(fanvuetest.APIKey), nil
}

// touchyFile calls touch before each method named in on.
type touchyFile struct {
	*strings.Reader
	e  *explosives
	on string
}

func (f touchyFile) touch(method string) {
	if method == f.on {
		f.e.touch()
	}
}

func (f touchyFile) Read(p []byte) (int, error) { f.touch("Read"); return f.Reader.Read(p) }
func (f touchyFile) ReadAt(p []byte, at int64) (int, error) {
	f.touch("ReadAt")
	return f.Reader.ReadAt(p, at)
}
func (f touchyFile) Seek(at int64, whence int) (int64, error) {
	f.touch("Seek")
	return f.Reader.Seek(at, whence)
}
func (f touchyFile) Stat() (fs.FileInfo, error) { f.touch("Stat"); return nil, errors.ErrUnsupported }

func touchyTransport(e *explosives, method string, next http.RoundTripper) *http.Client {
	return &http.Client{Transport: roundTripFunc(func(r *http.Request) (*http.Response, error) {
		if r.Method == method {
			e.touch()
		}
		return next.RoundTrip(r)
	})}
}

// detonators upload with one touchy function each.
func detonators() map[string]func(ctx context.Context, server *fanvuetest.Server, e *explosives) error {
	type setup struct {
		opts    []fanvue.Option
		tokens  fanvue.TokenSourceFunc
		content io.Reader
		upload  fanvue.UploadOptions
	}
	with := func(change func(s *setup, e *explosives, server *fanvuetest.Server)) func(context.Context, *fanvuetest.Server, *explosives) error {
		return func(ctx context.Context, server *fanvuetest.Server, e *explosives) error {
			s := setup{content: strings.NewReader(longText), tokens: new(explosives).Token}
			change(&s, e, server)
			client, err := server.Client(append([]fanvue.Option{fanvue.WithTokenSource(s.tokens)}, s.opts...)...)
			if err != nil {
				return err
			}
			_, err = client.Media.Upload(ctx, "a.mp4", s.content, &s.upload)
			return err
		}
	}
	file := func(on string) func(context.Context, *fanvuetest.Server, *explosives) error {
		return with(func(s *setup, e *explosives, _ *fanvuetest.Server) {
			s.content = touchyFile{strings.NewReader(longText), e, on}
		})
	}
	return map[string]func(context.Context, *fanvuetest.Server, *explosives) error{
		"Progress": with(func(s *setup, e *explosives, _ *fanvuetest.Server) {
			s.upload.Progress = func(fanvue.UploadProgress) { e.touch() }
		}),
		"SaveState": with(func(s *setup, e *explosives, _ *fanvuetest.Server) {
			s.upload.SaveState = func(fanvue.UploadState) error { e.touch(); return nil }
		}),
		"ReadAt": file("ReadAt"),
		"Seek":   file("Seek"),
		"Stat":   file("Stat"),
		"Read": with(func(s *setup, e *explosives, _ *fanvuetest.Server) {
			s.content = struct{ io.Reader }{touchyFile{strings.NewReader(longText), e, "Read"}}
		}),
		"TokenSource": with(func(s *setup, e *explosives, _ *fanvuetest.Server) { s.tokens = e.Token }),
		"the API's transport": with(func(s *setup, e *explosives, server *fanvuetest.Server) {
			s.opts = []fanvue.Option{fanvue.WithHTTPClient(touchyTransport(e, http.MethodGet, server.HTTPClient().Transport))}
		}),
		"the storage's transport": with(func(s *setup, e *explosives, server *fanvuetest.Server) {
			s.opts = []fanvue.Option{fanvue.WithStorageHTTPClient(touchyTransport(e, http.MethodPut, server.HTTPClient().Transport))}
		}),
	}
}

// explode runs upload on a goroutine of its own, and returns the panic that
// reached it and whether the goroutine was ended.
func explode(upload func() error) (caught any, returned bool, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { caught = recover() }()
		err = upload()
		returned = true
	}()
	<-done
	return caught, returned, err
}

// A panic of the caller's own function is the caller's to recover, and
// runtime.Goexit ends the caller's goroutine: testing.T.FailNow calls it.
func TestUploadCallsFunctionsThatPanic(t *testing.T) {
	for name, upload := range detonators() {
		for _, at := range []int32{1, 2, 4, 6} {
			for _, exit := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s at call %d, Goexit %t", name, at, exit), func(t *testing.T) {
					uploading(t, func(t *testing.T, server *fanvuetest.Server) {
						boom := errors.New("boom")
						e := &explosives{at: at, bang: func() { panic(boom) }}
						if exit {
							e.bang = runtime.Goexit
						}
						caught, returned, err := explode(func() error { return upload(t.Context(), server, e) })
						if e.calls.Load() < at {
							if !returned || err != nil {
								t.Errorf("it was not called so often, and the upload ended with %v", err)
							}
							return
						}
						if returned || exit != (caught == nil) || !exit && caught != any(boom) {
							t.Errorf("recovered %v, returned %t with %v", caught, returned, err)
						}
						synctest.Wait() // the server may still note what was given up
						calls, requests := e.calls.Load(), server.RequestCount()
						time.Sleep(time.Hour)
						if e.calls.Load() != calls || server.RequestCount() != requests {
							t.Errorf("%d calls and %d requests later", e.calls.Load()-calls, server.RequestCount()-requests)
						}
					})
				})
			}
		}
	}
}

// net/http's own way to end a handler keeps its value.
func TestUploadKeepsThePanicsValue(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		e := &explosives{at: 1, bang: func() { panic(http.ErrAbortHandler) }}
		if caught, _, _ := explode(func() error { return detonators()["ReadAt"](t.Context(), server, e) }); caught != any(http.ErrAbortHandler) {
			t.Errorf("recovered %v", caught)
		}
	})
}

func TestUploadEndsSoonAfterASlowCallback(t *testing.T) {
	const takes, deadline = 10 * time.Second, 35 * time.Second
	slow := func() { time.Sleep(takes) }
	for name, opts := range map[string]*fanvue.UploadOptions{
		"Progress":  {Progress: func(fanvue.UploadProgress) { slow() }},
		"SaveState": {SaveState: func(fanvue.UploadState) error { slow(); return nil }},
		"both":      {Progress: func(fanvue.UploadProgress) { slow() }, SaveState: func(fanvue.UploadState) error { slow(); return nil }},
	} {
		for kind, content := range contents(strings.Repeat(longText, 4)) {
			t.Run(name+" "+kind, func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					ctx, cancel := context.WithTimeout(t.Context(), deadline)
					defer cancel()
					start := time.Now()
					_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", content(), opts)
					if took := time.Since(start); took > deadline+takes || !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("got %v after %s, want no call to start after %s", err, took, deadline)
					}
				})
			})
		}
	}
}

// A callback that takes longer than a part may make no progress is no stall.
func TestUploadWaitsForItsCallback(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		opts := oneByOne()
		opts.Progress = func(fanvue.UploadProgress) { time.Sleep(2 * time.Minute) }
		if _, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), opts); err != nil {
			t.Error(err)
		}
		wantTrail(t, server, "begin @1 1 @2 2 @3 3 end")
	})
}

// Callbacks run on the goroutine that called Upload.
func TestUploadCallsOnTheCallersGoroutine(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		own := goroutineID()
		check := func() {
			if id := goroutineID(); id != own {
				t.Errorf("called on %s, Upload was called on %s", id, own)
			}
		}
		_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(longText), &fanvue.UploadOptions{
			Progress:  func(fanvue.UploadProgress) { check() },
			SaveState: func(fanvue.UploadState) error { check(); return nil },
		})
		if err != nil {
			t.Error(err)
		}
		synctest.Wait()
	})
}

// goroutineID returns the first words of the stack: "goroutine 7".
func goroutineID() string {
	stack := make([]byte, 40)
	text := string(stack[:runtime.Stack(stack, false)])
	id, _, _ := strings.Cut(text, " [")
	return id
}
