package fanvue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestUploadRetriesAFailedPart(t *testing.T) {
	expired := fanvuetest.Fault{Status: 403, Body: `<Error><Code>AccessDenied</Code></Error>`}
	tests := []struct {
		name  string
		fault fanvuetest.Fault
		again string // what is done for part 2 once more
		least time.Duration
	}{
		{"an expired address", expired, "@2 2", 0},
		{"400", fanvuetest.Fault{Status: 400}, "@2 2", 0},
		{"elsewhere", fanvuetest.Fault{Status: 307, Header: http.Header{"Location": {"http://elsewhere.example/"}}}, "@2 2", 0},
		{"500", fanvuetest.Fault{Status: 500}, "2", 0},
		{"503", fanvuetest.Fault{Status: 503, Body: "<html>busy"}, "2", 0},
		{"dropped before", fanvuetest.Fault{Drop: fanvuetest.DropBefore}, "2", 0},
		{"dropped after", fanvuetest.Fault{Drop: fanvuetest.DropAfter}, "2", 0},
		{"no response", fanvuetest.Fault{Drop: fanvuetest.Hang}, "2", time.Minute},
		{"a truncated response", fanvuetest.Fault{Body: "stored", Truncate: true}, "2", 0},
		{"a response that stalls", fanvuetest.Fault{Body: "stored", Stall: true}, "2", time.Minute},
		{"no ETag", fanvuetest.Fault{Header: http.Header{"ETag": nil}}, "2", 0},
		{"a slow response", fanvuetest.Fault{Delay: 59 * time.Second}, "", 59 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				server.Inject(atSecondPart(tt.fault)...)
				start := time.Now()
				item, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), oneByOne())
				if err != nil {
					t.Fatal(err)
				}
				wantParts(t, server.Me(), item.UUID, cut(uploadText, 4))
				wantTrail(t, server, strings.Join(strings.Fields("begin @1 1 @2 2 "+tt.again+" @3 3 end"), " "))
				if took := time.Since(start); took < tt.least || took > tt.least+time.Second {
					t.Errorf("took %s, want %s and less than a second", took, tt.least)
				}
			})
		})
	}
}

func TestUploadGivesUp(t *testing.T) {
	denied := fanvuetest.Fault{Status: 403, Body: `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`}
	tests := []struct {
		name  string
		fault fanvuetest.Fault
		want  *fanvue.StorageError // nil: another one
		words string
		part2 string
	}{
		{"an expired address", denied, &fanvue.StorageError{Part: 2, StatusCode: 403, Code: "AccessDenied"}, "403 to part 2: AccessDenied", "@2 2 @2 2 @2 2 @2 2"},
		{"500", fanvuetest.Fault{Status: 500}, &fanvue.StorageError{Part: 2, StatusCode: 500}, "500 to part 2", "@2 2 2 2 2"},
		{"elsewhere", fanvuetest.Fault{Status: 307, Header: http.Header{"Location": {"http://elsewhere.example/"}}}, &fanvue.StorageError{Part: 2, StatusCode: 307}, "307 to part 2", "@2 2 @2 2 @2 2 @2 2"},
		{"dropped", fanvuetest.Fault{Drop: fanvuetest.DropBefore}, nil, "sending part 2: EOF", "@2 2 2 2 2"},
		{"no response", fanvuetest.Fault{Drop: fanvuetest.Hang}, nil, "sending part 2: no progress for 1m0s", "@2 2 2 2 2"},
		{"a response that stalls", fanvuetest.Fault{Body: "stored", Stall: true}, nil, "part 2: no progress for 1m0s", "@2 2 2 2 2"},
		{"no ETag", fanvuetest.Fault{Header: http.Header{"ETag": nil}}, nil, "without an ETag", "@2 2 2 2 2"},
		{"a truncated response", fanvuetest.Fault{Body: "stored", Truncate: true}, nil, "unexpected EOF", "@2 2 2 2 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				server.Inject(atSecondPart(tt.fault, tt.fault, tt.fault, tt.fault)...)
				var log bytes.Buffer
				item, err := uploadClient(t, server, debugLog(&log)).Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), oneByOne())
				wantTrail(t, server, "begin @1 1 "+tt.part2)
				stopped := asError[*fanvue.UploadError](t, err)
				if item != nil || len(stopped.State.Parts) != 1 || stopped.State.Completed {
					t.Errorf("got %+v and the state %+v", item, stopped.State)
				}
				if !strings.Contains(err.Error(), tt.words) || !strings.Contains(err.Error(), stopped.State.MediaUUID) {
					t.Errorf("the text says neither %q nor the media: %v", tt.words, err)
				}
				if errors.Is(err, context.Canceled) {
					t.Errorf("nobody cancelled: %v", err)
				}
				var refused *fanvue.StorageError
				if errors.As(err, &refused); !cmp.Equal(refused, tt.want) {
					t.Errorf("got %+v, want %+v", refused, tt.want)
				}
				wantNoSecrets(t, err, log.String(), addresses(t, server))
			})
		})
	}
}

// The parts beside one that has failed for good are given up at once.
func TestUploadStopsOtherParts(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		send := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/3") {
				return next.RoundTrip(r)
			}
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}
		server.Inject(slices.Repeat([]fanvuetest.Fault{{Operation: fanvuetest.StoragePut, Status: 500}}, 4)...)
		start := time.Now()
		_, err := uploadClient(t, server, viaStorage(server, send)).Media.Upload(t.Context(), "a.mp4", strings.NewReader(strings.Repeat("1234", 9)), nil)
		if refused := asError[*fanvue.StorageError](t, err); refused.Part != 3 {
			t.Error(err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %s", took)
		}
		if got := uploadTrail(server); strings.Contains(got, "@4") || strings.Contains(got, "end") {
			t.Errorf("it went on: %s", got)
		}
	})
}

// What counts is progress, not how long a part takes.
func TestUploadOverASlowLine(t *testing.T) {
	for _, pause := range []time.Duration{59 * time.Second, 61 * time.Second} {
		uploading(t, func(t *testing.T, server *fanvuetest.Server) {
			send := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
				slow, body := r.Clone(r.Context()), r.Body
				slow.Body = io.NopCloser(readerFunc(func(p []byte) (int, error) {
					select {
					case <-time.After(pause):
						return body.Read(p[:1])
					case <-r.Context().Done():
						return 0, r.Context().Err()
					}
				}))
				response, err := next.RoundTrip(slow)
				if err != nil {
					err = r.Context().Err() // not every transport tells the cause
				}
				return response, err
			}
			start := time.Now()
			_, err := uploadClient(t, server, viaStorage(server, send)).Media.Upload(t.Context(), "a.mp4", strings.NewReader("1234"), nil)
			took := time.Since(start)
			if pause < time.Minute && (err != nil || took < 4*pause) {
				t.Errorf("got %v after %s", err, took)
			} else if pause > time.Minute && (err == nil || !strings.Contains(err.Error(), "no progress") || took < 4*time.Minute || took > 5*time.Minute) {
				t.Errorf("got %v after %s, want four tries of a minute", err, took)
			}
		})
	}
}

// An address is good for about 15 minutes, and not used after 10.
func TestUploadDoesNotUseAnExpiredURL(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		tries := 0
		send := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if tries++; tries == 1 {
				for range 22 {
					_, _ = r.Body.Read(make([]byte, 1))
					time.Sleep(30 * time.Second)
				}
				return nil, errors.New("connection reset")
			}
			return next.RoundTrip(r)
		}
		text := strings.Repeat("x", 30)
		item, err := uploadClient(t, server, viaStorage(server, send)).Media.Upload(t.Context(), "a.mp4", strings.NewReader(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantParts(t, server.Me(), item.UUID, cut(text, 40))
		wantTrail(t, server, "begin @1 @1 1 end")
	}, fanvuetest.WithUploadPartSize(40))
}

func TestUploadSendsTheStorageNoCredential(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		jar.SetCookies(&url.URL{Scheme: "http", Host: "127.0.0.1"}, []*http.Cookie{{Name: "session", Value: "secret"}})
		timed := &http.Client{Transport: server.HTTPClient().Transport, Jar: jar, Timeout: 20 * time.Second}
		server.Inject(atSecondPart(fanvuetest.Fault{Status: 403}, fanvuetest.Fault{Status: 500}, fanvuetest.Fault{Delay: 50 * time.Second})...)
		client := uploadClient(t, server, fanvue.WithHTTPClient(timed), fanvue.WithUserAgent("shop/1"))
		if _, err := client.Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), oneByOne()); err != nil {
			t.Fatal(err)
		}
		wantTrail(t, server, "begin @1 1 @2 2 @2 2 2 @3 3 end") // the timeout is for the API
		for _, r := range server.Requests() {
			if r.Operation != fanvuetest.StoragePut {
				if r.Header.Get("Cookie") == "" {
					t.Errorf("%s: the jar is not in use", r.Operation)
				}
				continue
			}
			delete(r.Header, "Content-Length")
			want := http.Header{"User-Agent": {"shop/1"}, "Accept-Encoding": {"gzip"}}
			if diff := cmp.Diff(want, r.Header); diff != "" || r.Method != http.MethodPut {
				t.Errorf("%s with headers (-want +got):\n%s", r.Method, diff)
			}
		}
	})
}

func TestUploadRejectsURLs(t *testing.T) {
	tests := map[string]string{
		"a web page":    "<html>Log in at https://elsewhere.example/</html>",
		"empty":         "",
		"empty JSON":    `""`,
		"relative":      "/storage/upload-1/1?X-Signature=c0ffee",
		"no host":       "https:///storage/1?X-Signature=c0ffee",
		"a script":      "javascript:alert(1)",
		"a file":        "file:///etc/passwd",
		"another shape": `{"url":"https://elsewhere.example/1?X-Signature=c0ffee"}`,
		"clear text":    "http://elsewhere.example/1?X-Signature=c0ffee",
		"clear, here":   "HTTP://127.0.0.1:0/storage/upload-1/1?X-Signature=c0ffee",
		"a bad escape":  "https://elsewhere.example/%zz?X-Signature=c0ffee",
		"two lines":     "https://elsewhere.example/\n?X-Signature=c0ffee",
		"a password":    "https://user:c0ffee@elsewhere.example/1",
	}
	for name, address := range tests {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				var sent []string
				secure := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					sent = append(sent, r.Method+" "+r.URL.Scheme)
					r = r.Clone(r.Context())
					r.URL.Scheme = "http"
					return server.HTTPClient().Transport.RoundTrip(r)
				})
				server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaUploadPartURL, Status: 200, Header: http.Header{"Content-Type": {"text/plain"}}, Body: address})
				var log bytes.Buffer
				client := uploadClient(t, server, debugLog(&log), fanvue.WithHTTPClient(&http.Client{Transport: secure}), fanvue.WithStorageHTTPClient(&http.Client{Transport: secure}),
					fanvue.WithBaseURL(strings.Replace(server.URL, "http:", "https:", 1)))
				_, err := client.Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), oneByOne())
				if stopped := asError[*fanvue.UploadError](t, err); stopped.State.MediaUUID == "" {
					t.Errorf("the state is %+v", stopped.State)
				}
				if diff := cmp.Diff([]string{"POST https", "GET https"}, sent); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
				wantNoSecrets(t, err, log.String(), []string{"c0ffee"})
			})
		})
	}
}

// An address as a JSON string was documented once.
func TestUploadAcceptsAURLInJSON(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		media := uploadClient(t, server).Media
		var state fanvue.UploadState
		stop := func(begun fanvue.UploadState) error { state = begun; return errKeep }
		_, _ = media.Upload(t.Context(), "a.mp4", strings.NewReader("1234"), &fanvue.UploadOptions{SaveState: stop})
		address, err := media.UploadPartURL(t.Context(), state.UploadID, 1)
		if err != nil {
			t.Fatal(err)
		}
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaUploadPartURL, Status: 200, Body: fmt.Sprintf("%q\n", address)})
		if _, err := media.Upload(t.Context(), "", strings.NewReader("1234"), &fanvue.UploadOptions{Resume: &state}); err != nil {
			t.Error(err)
		}
		wantTrail(t, server, "begin @1 @1 1 end")
	})
}

// shortLived hands out a token that the server refuses from some moment on.
type shortLived struct {
	mu    sync.Mutex
	token string
}

func (s *shortLived) Token(context.Context) (fanvue.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fanvue.NewToken(s.token), nil
}

func (s *shortLived) Refresh(context.Context, fanvue.Token) (fanvue.Token, error) {
	s.mu.Lock()
	s.token = "second"
	s.mu.Unlock()
	return s.Token(context.Background())
}

func TestUploadSurvivesErrorsOfTheAPI(t *testing.T) {
	url, end, get := fanvue.OpMediaUploadPartURL, fanvue.OpMediaCompleteUpload, fanvue.OpMediaGet
	tests := []struct {
		name   string
		faults []fanvuetest.Fault
		trail  string
		least  time.Duration
	}{
		{"429 on an address", []fanvuetest.Fault{{Operation: url}, {Operation: url, Status: 429, Header: http.Header{"Retry-After": {"30"}}}},
			"begin @1 1 @2 @2 2 @3 3 end look", 30 * time.Second},
		{"a token that expires", []fanvuetest.Fault{{Operation: url}, {Operation: url, Status: 401}}, "begin @1 1 @2 @2 2 @3 3 end look", 0},
		{"500 on an address", []fanvuetest.Fault{{Operation: url, Status: 500}}, "begin @1 @1 1 @2 2 @3 3 end look", 0},
		{"the end is not carried out", []fanvuetest.Fault{{Operation: end, Drop: fanvuetest.DropBefore}}, "begin @1 1 @2 2 @3 3 end end look", 0},
		// The repeated request finds no upload any more: the item tells.
		{"the end is carried out", []fanvuetest.Fault{{Operation: end, Drop: fanvuetest.DropAfter}}, "begin @1 1 @2 2 @3 3 end end look look", 0},
		{"500, and it is carried out", []fanvuetest.Fault{{Operation: end, Status: 500, CarryOut: true}}, "begin @1 1 @2 2 @3 3 end end look look", 0},
		{"500 while waiting", []fanvuetest.Fault{{Operation: get, Status: 500}}, "begin @1 1 @2 2 @3 3 end look look", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				server.Inject(tt.faults...)
				client, err := server.Client(fanvue.WithTokenSource(&shortLived{token: "first"}))
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				item, err := client.Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), &fanvue.UploadOptions{Concurrency: 1, Wait: true})
				if err != nil {
					t.Fatal(err)
				}
				if item.Status != fanvue.MediaReady {
					t.Errorf("got %+v", item)
				}
				wantParts(t, server.Me(), item.UUID, cut(uploadText, 4))
				wantTrail(t, server, tt.trail)
				if took := time.Since(start); took < tt.least || took > tt.least+3*time.Second {
					t.Errorf("took %s, want about %s", took, tt.least)
				}
			}, fanvuetest.WithCredential("first", fanvue.ScopeWriteMedia, fanvue.ScopeReadMedia),
				fanvuetest.WithCredential("second", fanvue.ScopeWriteMedia, fanvue.ScopeReadMedia), fanvuetest.WithProcessingTime(0))
		})
	}
}

func TestUploadThatMayHaveStarted(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpMediaCreateUpload, Drop: fanvuetest.DropAfter})
		_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(uploadText), nil)
		if asError[*fanvue.OutcomeUnknownError](t, err); errors.As(err, new(*fanvue.UploadError)) {
			t.Errorf("there is nothing to go on with: %v", err)
		}
		wantTrail(t, server, "begin")
	})
}
