package fanvue_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// A download that broke off must not become a shorter film.
func TestUploadOfATruncatedStream(t *testing.T) {
	for _, text := range []string{"1234", "123456"} {
		for name, after := range map[string]error{"once": io.EOF, "for good": io.ErrUnexpectedEOF} {
			t.Run(text+" "+name, func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					next := io.ErrUnexpectedEOF
					broken := readerFunc(func([]byte) (int, error) {
						err := next
						next = after
						return 0, err
					})
					_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", io.MultiReader(strings.NewReader(text), broken), oneByOne())
					if !errors.Is(err, io.ErrUnexpectedEOF) {
						t.Errorf("got %v, want the content's own error", err)
					}
					wantTrail(t, server, "begin @1 1")
				})
			})
		}
	}
}

// A storage, or what stands before it, may quote the request.
func TestUploadDoesNotShowAnEchoedURL(t *testing.T) {
	echoes := map[string]func(uri string) string{
		"as the status": func(uri string) string { return "HTTP/1.1 " + uri + "\r\n\r\n" },
		"as a header":   func(uri string) string { return "HTTP/1.1 200 OK\r\n" + uri + "\r\n\r\n" },
		"as the length": func(uri string) string { return "HTTP/1.1 200 OK\r\nContent-Length: " + uri + "\r\n\r\n" },
		"as the code": func(uri string) string {
			body := "<Error><Code>" + uri[strings.LastIndex(uri, "=")+1:] + "</Code></Error>"
			return fmt.Sprintf("HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		},
	}
	for name, echo := range echoes {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				var secrets []string
				storage := &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
					near, far := net.Pipe()
					go func() {
						defer far.Close()
						if r, err := http.ReadRequest(bufio.NewReader(far)); err == nil {
							_, _ = io.Copy(io.Discard, r.Body)
							_, _ = io.WriteString(far, echo(r.RequestURI))
						}
					}()
					return near, nil
				}}
				send := func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
					secrets = append(secrets, r.URL.RawQuery, r.URL.Query().Get("X-Signature"))
					return storage.RoundTrip(r)
				}
				_, err := uploadClient(t, server, viaStorage(server, send)).Media.Upload(t.Context(), "a.mp4", strings.NewReader("1234"), nil)
				if asError[*fanvue.UploadError](t, err); len(secrets) == 0 {
					t.Fatal("nothing was sent")
				}
				wantNoSecrets(t, err, "", secrets)
			})
		})
	}
}

// Going over what has arrived already takes as long as the stream does.
func TestUploadIsCancelledWhileItSkips(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		state := &fanvue.UploadState{MediaUUID: "m", UploadID: "u", PartSize: 5000, Checksums: make(map[int]uint32)}
		for i := range 9 {
			state.Parts = append(state.Parts, fanvue.UploadedPart{Number: i + 1, ETag: "e"})
			state.Checksums[i+1] = crc32.ChecksumIEEE(make([]byte, 5000))
		}
		ctx, cancel := context.WithCancel(t.Context())
		reads := 0
		zeros := readerFunc(func(p []byte) (int, error) {
			if reads++; reads == 3 {
				cancel()
			}
			clear(p)
			return len(p), nil
		})
		_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", io.LimitReader(zeros, 50_000), &fanvue.UploadOptions{Resume: state})
		if !errors.Is(err, context.Canceled) || reads > 4 {
			t.Errorf("got %v after %d reads, want it to end at the third", err, reads)
		}
	})
}

func TestUploadRejectsImpossibleParts(t *testing.T) {
	for name, parts := range map[string][]fanvue.UploadedPart{
		"beyond the content": {{Number: 3, ETag: "e"}},
		"beyond any":         {{Number: 10_001, ETag: "e"}},
		"twice":              {{Number: 1, ETag: "e"}, {Number: 1, ETag: "f"}},
	} {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				state := &fanvue.UploadState{MediaUUID: "m", UploadID: "u", PartSize: 4, Parts: parts}
				_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader("12345"), &fanvue.UploadOptions{Resume: state})
				if refused := asError[*fanvue.ArgumentError](t, err); refused.Argument != "Resume" {
					t.Error(err)
				}
				wantTrail(t, server, "")
			})
		})
	}
}

// It can be known before 10,000 parts were sent for nothing.
func TestUploadCountsPartsFirst(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", strings.NewReader(strings.Repeat("x", 10_001)), nil)
		if err == nil || !strings.Contains(err.Error(), "more than 10000 parts") {
			t.Error(err)
		}
		wantTrail(t, server, "begin")
	}, fanvuetest.WithUploadPartSize(1), fanvuetest.WithRateLimit(1<<20, time.Minute))
}

func TestUploadNamesTheCreatorsOperation(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		media := uploadClient(t, server).Creator(fanvuetest.CreatorUUID).Media
		_, err := media.Upload(t.Context(), "clip", strings.NewReader("1234"), nil)
		if refused := asError[*fanvue.ArgumentError](t, err); refused.Operation != "Creator.Media.Upload" {
			t.Error(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond) // between two looks
		defer cancel()
		_, err = media.Upload(ctx, "a.mp4", strings.NewReader("1234"), &fanvue.UploadOptions{Wait: true})
		if asError[*fanvue.UploadError](t, err); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), `its status is "processing"`) {
			t.Error(err)
		}
	}, fanvuetest.WithProcessingTime(time.Hour))
}

// What is refused must leave the content as it was: a stream cannot be read
// twice.
func TestUploadRejectsBeforeReading(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		reads := 0
		content := readerFunc(func([]byte) (int, error) { reads++; return 0, errContent })
		client := uploadClient(t, server)
		if _, err := client.Media.Upload(t.Context(), "a.mp4", content, nil); !errors.Is(err, errContent) {
			t.Errorf("got %v, want the content's own error", err)
		}
		reads = 0
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		_, _ = client.Media.Upload(ended, "a.mp4", content, nil)
		_, _ = uploadClient(t, server, fanvue.WithScopes(fanvue.ScopeReadMedia)).Media.Upload(t.Context(), "a.mp4", content, nil)
		_, _ = client.Media.Upload(t.Context(), "a.mp4", content, &fanvue.UploadOptions{Name: strings.Repeat("n", 256)})
		if reads > 0 {
			t.Errorf("the content was read %d times", reads)
		}
	})
}

// A disk that fails does not fail less when it is asked four times.
func TestUploadDoesNotRetryUnreadableContent(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		at := readerAtFunc(func([]byte, int64) (int, error) { return 0, errContent })
		_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", io.NewSectionReader(at, 0, 4), oneByOne())
		if !errors.Is(err, errContent) {
			t.Error(err)
		}
		if got := uploadTrail(server); got != "begin @1" && got != "begin @1 1" {
			t.Errorf("requests %s, want one try", got)
		}
	})
}

// Half of one film and half of another is not what anybody wants to sell.
func TestUploadDoesNotMixTwoContents(t *testing.T) {
	other := strings.ToUpper(longText)
	for name, content := range contents(other) {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				media := uploadClient(t, server).Media
				k := &keeper{t: t, stopAt: 2}
				if _, err := media.Upload(t.Context(), "a.mp4", strings.NewReader(longText), &fanvue.UploadOptions{Concurrency: 1, SaveState: k.save}); !errors.Is(err, errKeep) {
					t.Fatal(err)
				}
				before := uploadTrail(server)
				_, err := media.Upload(t.Context(), "a.mp4", content(), &fanvue.UploadOptions{Resume: k.last()})
				if asError[*fanvue.UploadError](t, err); !errors.Is(err, fanvue.ErrContentChanged) || !strings.Contains(err.Error(), "a different content") {
					t.Errorf("got %v, want it refused", err)
				}
				if after := uploadTrail(server); after != before {
					t.Errorf("requests %s, want no more than %s", after, before)
				}
			})
		})
	}
}

func TestUploadOfADirectory(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		directory, err := os.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer directory.Close()
		_, err = uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", directory, nil)
		if refused := asError[*fanvue.ArgumentError](t, err); refused.Argument != "content" || !strings.Contains(err.Error(), "directory") {
			t.Error(err)
		}
		wantTrail(t, server, "")
	})
}

func TestUploadOfTooManyParts(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		resume := &fanvue.UploadState{MediaUUID: "m", UploadID: "u", PartSize: 1}
		resume.Checksums = make(map[int]uint32)
		for number := range 10_000 {
			resume.Parts = append(resume.Parts, fanvue.UploadedPart{Number: number + 1, ETag: "e"})
			resume.Checksums[number+1] = crc32.ChecksumIEEE([]byte("x"))
		}
		_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", io.MultiReader(strings.NewReader(strings.Repeat("x", 10_001))), &fanvue.UploadOptions{Resume: resume})
		if asError[*fanvue.UploadError](t, err); !strings.Contains(err.Error(), "more than 10000 parts of 1 bytes") {
			t.Error(err)
		}
		wantTrail(t, server, "")
	})
}
