package fanvue_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

var errContent = errors.New("disk on fire")

type brokenContent struct{}

func (brokenContent) Read([]byte) (int, error) { return 0, errContent }

func TestUploadReadsAnyContent(t *testing.T) {
	skipped := func(t *testing.T, content io.ReadSeeker) io.Reader {
		if _, err := content.Seek(5, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		return content
	}
	kinds := map[string]func(t *testing.T, text string) io.Reader{
		"a file":                  func(t *testing.T, text string) io.Reader { return tempFile(t, text) },
		"a file from an offset":   func(t *testing.T, text string) io.Reader { return skipped(t, tempFile(t, "12345"+text)) },
		"bytes":                   func(_ *testing.T, text string) io.Reader { return bytes.NewReader([]byte(text)) },
		"a string from an offset": func(t *testing.T, text string) io.Reader { return skipped(t, strings.NewReader("12345"+text)) },
		"a section": func(_ *testing.T, text string) io.Reader {
			return io.NewSectionReader(strings.NewReader("12"+text+"3"), 2, int64(len(text)))
		},
		"a stream":                 func(_ *testing.T, text string) io.Reader { return struct{ io.Reader }{strings.NewReader(text)} },
		"a stream of single bytes": func(_ *testing.T, text string) io.Reader { return iotest.OneByteReader(strings.NewReader(text)) },
		"a stream that ends early": func(_ *testing.T, text string) io.Reader { return iotest.DataErrReader(strings.NewReader(text)) },
		"a stream that can seek":   func(_ *testing.T, text string) io.Reader { return struct{ io.ReadSeeker }{strings.NewReader(text)} },
		"a pipe of the system": func(t *testing.T, text string) io.Reader {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { r.Close() })
			if _, err := io.WriteString(w, text); err != nil { // all of it fits
				t.Fatal(err)
			}
			w.Close()
			return r
		},
		"a pipe": func(_ *testing.T, text string) io.Reader {
			r, w := io.Pipe()
			go func() {
				_, err := io.WriteString(w, text)
				w.CloseWithError(err)
			}()
			return r
		},
	}
	for name, content := range kinds {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				client := uploadClient(t, server)
				for _, text := range []string{"1", "123", "1234", "12345", "12345678", strings.Repeat("0123456789", 10)} {
					item, err := client.Media.Upload(t.Context(), "clip.mp4", content(t, text), nil)
					if err != nil {
						t.Fatalf("%d bytes: %v", len(text), err)
					}
					wantParts(t, server.Me(), item.UUID, cut(text, 4))
				}
			})
		})
	}
}

// Where the server tells no size, parts have 10 MiB.
func TestUploadWithoutPartSize(t *testing.T) {
	t.Parallel()
	server := fanvuetest.NewServer()
	defer server.Close()
	text := strings.Repeat("0123456789abcde\n", 21<<16)
	for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV1} {
		client := uploadClient(t, server, fanvue.WithSurface(surface))
		for _, content := range []io.Reader{strings.NewReader(text), io.MultiReader(strings.NewReader(text))} {
			item, err := client.Media.Upload(t.Context(), "clip.mp4", content, nil)
			if err != nil {
				t.Fatal(err)
			}
			wantParts(t, server.Me(), item.UUID, cut(text, 10<<20))
		}
	}
}

// flight counts how much is on the way to the storage at once. Each part takes
// a second there.
type flight struct {
	mu        sync.Mutex
	now, most int
}

func (f *flight) send(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	f.count(1)
	defer f.count(-1)
	time.Sleep(time.Second)
	return next.RoundTrip(r)
}

func (f *flight) count(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now += n
	f.most = max(f.most, f.now)
}

func TestUploadConcurrency(t *testing.T) {
	for set, want := range map[int]int{0: 3, 1: 1, 2: 2, 16: 16} {
		for name, content := range map[string]io.Reader{
			"file":   strings.NewReader(strings.Repeat("1234", 33)),
			"stream": io.MultiReader(strings.NewReader(strings.Repeat("1234", 33))),
		} {
			t.Run(fmt.Sprintf("%s, %d", name, set), func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					var f flight
					start := time.Now()
					if _, err := uploadClient(t, server, viaStorage(server, f.send)).Media.Upload(t.Context(), "a.mp4", content, &fanvue.UploadOptions{Concurrency: set}); err != nil {
						t.Fatal(err)
					}
					if f.most != want {
						t.Errorf("%d parts at once, want %d", f.most, want)
					}
					if took, ideal := time.Since(start), time.Duration((33+want-1)/want)*time.Second; took != ideal {
						t.Errorf("took %s, want %s", took, ideal)
					}
				})
			})
		}
	}
}

// What is allocated depends on the bytes that there are, not on what the server
// or a state file says. Not parallel: it measures memory.
func TestUploadOfFewBytesInLargeParts(t *testing.T) {
	for _, partSize := range []int64{200 << 20, fanvue.MaxUploadSize} {
		server := fanvuetest.NewServer(fanvuetest.WithUploadPartSize(partSize))
		defer server.Close()
		media := uploadClient(t, server).Media
		var state fanvue.UploadState
		total, _ := memoryOf(func() {
			for _, resume := range []*fanvue.UploadState{nil, &state} {
				item, err := media.Upload(t.Context(), "a.mp4", io.MultiReader(strings.NewReader(uploadText)), &fanvue.UploadOptions{
					Concurrency: 16, Resume: resume,
					SaveState: func(s fanvue.UploadState) error {
						if resume == nil {
							state = s
							return errKeep
						}
						return nil
					},
				})
				if resume == nil && errors.Is(err, errKeep) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				wantParts(t, server.Me(), item.UUID, cut(uploadText, int(min(partSize, 1<<30))))
			}
		})
		if total > 8<<20 {
			t.Errorf("%d MiB were allocated for 10 bytes in parts of %d MiB", total>>20, partSize>>20)
		}
	}
}

// Not parallel: it measures memory.
func TestUploadOfTheLargestInBoundedMemory(t *testing.T) {
	const part = 10 << 20
	size := fanvue.MaxUploadSize
	if sample(t) {
		size = 200<<20 + 1
	}
	tests := map[string]struct {
		wrap func(*synthetic) io.Reader
		most uint64
	}{
		"file":   {func(s *synthetic) io.Reader { return s }, 64 << 20},
		"stream": {func(s *synthetic) io.Reader { return io.MultiReader(s) }, 3*part + 64<<20},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := fanvuetest.NewServer()
			defer server.Close()
			content := newSynthetic(size)
			runtime.GC()
			var before runtime.MemStats
			runtime.ReadMemStats(&before)
			item, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", tt.wrap(content), nil)
			if err != nil {
				t.Fatal(err)
			}
			grown := content.heap.Load() - min(before.HeapAlloc, content.heap.Load())
			t.Logf("the heap grew by %.1f MiB for %d MiB", float64(grown)/(1<<20), size>>20)
			if grown == 0 || grown > tt.most {
				t.Errorf("the heap grew by %d MiB, at most %d are allowed", grown>>20, tt.most>>20)
			}
			parts := server.Me().UploadedParts(item.UUID)
			if want := int((size + part - 1) / part); len(parts) != want {
				t.Fatalf("%d parts, want %d", len(parts), want)
			}
			for i, got := range parts {
				offset := int64(i) * part
				want := fanvuetest.UploadedPart{Number: i + 1, Size: min(part, size-offset), MD5: got.MD5}
				if i%50 == 1 || i == len(parts)-1 { // all would take as long again
					want.MD5 = content.sum(offset, want.Size)
				}
				if got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
		})
	}
}

// A stream that is too large cannot be known to be before it was read.
func TestUploadOfAStreamThatIsTooLarge(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		discard := func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return nil, err
			}
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Etag": {`"e"`}}, Body: http.NoBody}, nil
		}
		zeros := io.LimitReader(readerFunc(func(p []byte) (int, error) { return len(p), nil }), fanvue.MaxUploadSize+1)
		_, err := uploadClient(t, server, viaStorage(server, discard)).Media.Upload(t.Context(), "a.mp4", zeros, oneByOne())
		if asError[*fanvue.UploadError](t, err); !strings.Contains(err.Error(), "more than 1610612736 bytes") {
			t.Error(err)
		}
		if text := uploadTrail(server); strings.Contains(text, "end") {
			t.Errorf("it was completed: %s", text)
		}
	}, fanvuetest.WithUploadPartSize(64<<20))
}

func TestUploadOfContentThatFails(t *testing.T) {
	after := func(text string) io.Reader { return io.MultiReader(strings.NewReader(text), brokenContent{}) }
	at := readerAtFunc(func(p []byte, offset int64) (int, error) {
		if offset >= 4 {
			return 0, errContent
		}
		return copy(p, "1234"), nil
	})
	for name, content := range map[string]io.Reader{
		"a stream between parts": after("1234"),
		"a stream within a part": after("123456"),
		"a file":                 io.NewSectionReader(at, 0, 20),
	} {
		t.Run(name, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", content, nil)
				if asError[*fanvue.UploadError](t, err); !errors.Is(err, errContent) {
					t.Errorf("got %v, want the content's own error", err)
				}
				if text := uploadTrail(server); strings.Contains(text, "end") {
					t.Errorf("it was completed: %s", text)
				}
			})
		})
	}
}

// growing is content without Stat, whose size can change.
type growingFile struct {
	io.ReaderAt
	io.Reader
	size atomic.Int64
}

func (g *growingFile) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekEnd {
		offset += g.size.Load()
	}
	return offset, nil
}

// A file that changes while it is uploaded must not be stored half old and half
// new.
func TestUploadOfContentThatChanges(t *testing.T) {
	write := func(name, text string) error { return os.WriteFile(name, []byte(text), 0o600) }
	changes := map[string]func(name string) error{
		"it shrinks":          func(name string) error { return os.Truncate(name, 6) },
		"it becomes empty":    func(name string) error { return os.Truncate(name, 0) },
		"it grows":            func(name string) error { return os.Truncate(name, 50) },
		"it is rewritten":     func(name string) error { return write(name, strings.ToUpper(uploadText)) },
		"a byte is rewritten": func(name string) error { return write(name, uploadText[:len(uploadText)-1]+"?") },
		"it is rewritten, and its time set back": func(name string) error {
			info, err := os.Stat(name)
			if err != nil {
				return err
			}
			return errors.Join(write(name, strings.ToUpper(uploadText)), os.Chtimes(name, time.Time{}, info.ModTime()))
		},
		"it is touched": func(name string) error {
			return os.Chtimes(name, time.Time{}, time.Now().Add(time.Hour))
		},
	}
	for name, change := range changes {
		for _, at := range []int{0, 1, 3} { // parts that have arrived
			if at == 0 && strings.Contains(name, "rewritten") {
				continue // nothing was read before
			}
			t.Run(fmt.Sprintf("%s after %d parts", name, at), func(t *testing.T) {
				uploading(t, func(t *testing.T, server *fanvuetest.Server) {
					file := tempFile(t, uploadText)
					_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", file, &fanvue.UploadOptions{
						Concurrency: 1,
						SaveState: func(s fanvue.UploadState) error {
							if len(s.Parts) == at && !s.Completed {
								return change(file.Name())
							}
							return nil
						},
					})
					stopped := asError[*fanvue.UploadError](t, err)
					if !errors.Is(err, fanvue.ErrContentChanged) || stopped.State.Completed || !strings.Contains(err.Error(), "without UploadOptions.Resume") {
						t.Errorf("got %v, want ErrContentChanged", err)
					}
					if strings.Contains(uploadTrail(server), "end") {
						t.Errorf("it was completed: %s", uploadTrail(server))
					}
				})
			})
		}
	}
	t.Run("it has no Stat", func(t *testing.T) {
		uploading(t, func(t *testing.T, server *fanvuetest.Server) {
			content := &growingFile{ReaderAt: strings.NewReader(uploadText)}
			content.size.Store(6)
			_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", content, &fanvue.UploadOptions{
				SaveState: func(fanvue.UploadState) error { content.size.Store(10); return nil },
			})
			if !errors.Is(err, fanvue.ErrContentChanged) {
				t.Errorf("got %v, want ErrContentChanged", err)
			}
		})
	})
}

// A section of a file that grows is a way to upload what there is now.
func TestUploadOfASectionOfAFileThatGrows(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		file := tempFile(t, uploadText)
		item, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", io.NewSectionReader(file, 0, int64(len(uploadText))), &fanvue.UploadOptions{
			SaveState: func(fanvue.UploadState) error { return os.Truncate(file.Name(), 50) },
		})
		if err != nil {
			t.Fatal(err)
		}
		wantParts(t, server.Me(), item.UUID, cut(uploadText, 4))
	})
}

// What has not changed for long is read once.
func TestUploadReadsAnOldFileOnce(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		file := tempFile(t, uploadText)
		if err := os.Chtimes(file.Name(), time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		counted := &countedFile{File: file}
		if _, err := file.Seek(2, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if _, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", counted, nil); err != nil {
			t.Fatal(err)
		}
		if n := counted.read.Load(); n != int64(len(uploadText)-2) {
			t.Errorf("%d bytes were read", n)
		}
		if at, err := file.Seek(0, io.SeekCurrent); at != 2 || err != nil {
			t.Errorf("the file is at %d, %v", at, err)
		}
	})
}

type countedFile struct {
	*os.File
	read atomic.Int64
}

func (c *countedFile) ReadAt(p []byte, offset int64) (int, error) {
	n, err := c.File.ReadAt(p, offset)
	c.read.Add(int64(n))
	return n, err
}

func TestUploadProgress(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		size := int64(len(uploadText))
		for _, total := range []int64{size, 0} {
			var content io.Reader = strings.NewReader(uploadText)
			if total == 0 {
				content = io.MultiReader(content)
			}
			server.Inject(fanvuetest.Fault{Operation: fanvuetest.StoragePut}, fanvuetest.Fault{Operation: fanvuetest.StoragePut, Status: 500})
			var logged []fanvue.UploadProgress
			var telling atomic.Int32
			tell := func(p fanvue.UploadProgress) {
				if telling.Add(1) > 1 {
					t.Error("Progress was called twice at once")
				}
				runtime.Gosched()
				logged = append(logged, p)
				telling.Add(-1)
			}
			if _, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", content, &fanvue.UploadOptions{Progress: tell, Concurrency: 1}); err != nil {
				t.Fatal(err)
			}
			var sent []int64
			parts := 0
			if total == 0 { // the end of a stream tells its size
				last := logged[len(logged)-1]
				if diff := cmp.Diff(fanvue.UploadProgress{BytesSent: size, BytesTotal: size, PartsDone: 3, PartsTotal: 3}, last); diff != "" {
					t.Errorf("the end (-want +got):\n%s", diff)
				}
				logged = logged[:len(logged)-1]
			}
			for _, p := range logged {
				if p.BytesTotal != total || p.PartsTotal != int(total+3)/4 || p.BytesSent > size || p.PartsDone < parts {
					t.Errorf("told %+v after %d parts", p, parts)
				}
				parts = p.PartsDone
				sent = append(sent, p.BytesSent)
			}
			// Back to 4 after the failure, and each part's arrival once more.
			if diff := cmp.Diff([]int64{0, 4, 4, 8, 4, 8, 8, 10, 10}, sent); diff != "" || parts != 3 {
				t.Errorf("%d parts; bytes (-want +got):\n%s", parts, diff)
			}
		}
	})
}
