package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// odd is content whose reads are served by next. It counts them.
type odd struct {
	size  int64 // of a file
	next  func(p []byte, offset int64) (int, error)
	reads atomic.Int32
	read  atomic.Int64 // by Read
}

func (o *odd) Read(p []byte) (int, error) {
	o.reads.Add(1)
	n, err := o.next(p, o.read.Load())
	o.read.Add(int64(n))
	return n, err
}

func (o *odd) ReadAt(p []byte, offset int64) (int, error) {
	o.reads.Add(1)
	return o.next(p, offset)
}

// file returns o as content that can be read anywhere, and stream as content
// that can be read once.
func (o *odd) file() io.Reader   { return io.NewSectionReader(o, 0, o.size) }
func (o *odd) stream() io.Reader { return struct{ io.Reader }{o} }

// oddContents runs test with o as a file and as a stream.
func oddContents(t *testing.T, newOdd func() *odd, test func(t *testing.T, server *fanvuetest.Server, o *odd, content io.Reader)) {
	t.Helper()
	for _, kind := range []string{"file", "stream"} {
		t.Run(kind, func(t *testing.T) {
			uploading(t, func(t *testing.T, server *fanvuetest.Server) {
				o := newOdd()
				content := o.stream()
				if kind == "file" {
					content = o.file()
				}
				test(t, server, o, content)
			})
		})
	}
}

// bytesUntil serves single bytes up to an offset, and then calls next.
func bytesUntil(offset int64, next func() (int, error)) func([]byte, int64) (int, error) {
	return func(p []byte, at int64) (int, error) {
		if at >= offset {
			return next()
		}
		p[0] = 'x'
		return 1, nil
	}
}

func TestUploadOfContentThatReturnsNothing(t *testing.T) {
	for _, offset := range []int64{0, 6} {
		t.Run(fmt.Sprintf("after %d bytes", offset), func(t *testing.T) {
			oddContents(t, func() *odd {
				o := &odd{size: 20}
				limit := int32(2000) // what spins would spin for ever
				o.next = bytesUntil(offset, func() (int, error) {
					if o.reads.Load() > limit {
						return 0, errors.New("it spins")
					}
					return 0, nil
				})
				return o
			}, func(t *testing.T, server *fanvuetest.Server, o *odd, content io.Reader) {
				_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", content, oneByOne())
				if !errors.Is(err, io.ErrNoProgress) {
					t.Errorf("got %v after %d reads, want io.ErrNoProgress", err, o.reads.Load())
				}
			})
		})
	}
}

// What is read slowly is not read to its end after the context has ended.
func TestUploadIsCancelledBetweenReads(t *testing.T) {
	oddContents(t, func() *odd {
		return &odd{size: 100, next: func(p []byte, offset int64) (int, error) {
			time.Sleep(time.Second)
			if offset >= 100 {
				return 0, io.EOF
			}
			p[0] = 'x'
			return 1, nil
		}}
	}, func(t *testing.T, server *fanvuetest.Server, o *odd, content io.Reader) {
		ctx, cancel := context.WithTimeout(t.Context(), 6500*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", content, nil)
		if took := time.Since(start); took > 7*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v after %s", err, took)
		}
		time.Sleep(time.Second)
		reads := o.reads.Load()
		time.Sleep(time.Minute)
		if after := o.reads.Load(); after != reads {
			t.Errorf("%d reads after Upload has returned", after-reads)
		}
	})
}

// blocked is content that stops returning at an offset until it is released.
func blocked(offset int64) (*odd, chan struct{}) {
	release := make(chan struct{})
	return &odd{size: 20, next: bytesUntil(offset, func() (int, error) {
		<-release
		return 1, nil
	})}, release
}

func TestUploadIsCancelledWhileAReadBlocks(t *testing.T) {
	for _, offset := range []int64{0, 2, 6} {
		t.Run(fmt.Sprintf("after %d bytes", offset), func(t *testing.T) {
			var release chan struct{}
			oddContents(t, func() (o *odd) { o, release = blocked(offset); return o },
				func(t *testing.T, server *fanvuetest.Server, o *odd, content io.Reader) {
					ctx, cancel := context.WithCancel(t.Context())
					time.AfterFunc(10*time.Second, cancel)
					start := time.Now()
					var logged atomic.Bool
					_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", content, &fanvue.UploadOptions{
						Progress: func(fanvue.UploadProgress) { logged.Store(true) },
					})
					if took := time.Since(start); took < 10*time.Second || took > 11*time.Second || !errors.Is(err, context.Canceled) {
						t.Errorf("got %v after %s, want the context's error after 10s", err, took)
					}
					logged.Store(false)
					synctest.Wait()
					reads := o.reads.Load()
					close(release)
					synctest.Wait()
					if after := o.reads.Load(); after != reads || logged.Load() {
						t.Errorf("%d further reads, progress reported: %t", after-reads, logged.Load())
					}
				})
		})
	}
}

// A file that a stalled attempt has left blocked is read by the next attempt.
func TestUploadOfAFileThatBlocksOnce(t *testing.T) {
	uploading(t, func(t *testing.T, server *fanvuetest.Server) {
		release := make(chan struct{})
		defer close(release)
		o := &odd{size: 3}
		var first atomic.Bool
		o.next = func(p []byte, offset int64) (int, error) {
			if first.CompareAndSwap(false, true) {
				<-release
			}
			return copy(p, "abc"[offset:]), nil
		}
		item, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", o.file(), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantParts(t, server.Me(), item.UUID, cut("abc", 4))
	})
}

func TestUploadIsCancelledWhileItCompares(t *testing.T) {
	oddContents(t, func() *odd {
		return &odd{size: 40, next: func(p []byte, offset int64) (int, error) {
			time.Sleep(time.Second)
			p[0] = 'x'
			return 1, nil
		}}
	}, func(t *testing.T, server *fanvuetest.Server, o *odd, content io.Reader) {
		state := &fanvue.UploadState{MediaUUID: "m", UploadID: "u", PartSize: 40, Checksums: map[int]uint32{1: crc32.ChecksumIEEE([]byte(strings.Repeat("x", 40)))}}
		state.Parts = []fanvue.UploadedPart{{Number: 1, ETag: "e"}}
		ctx, cancel := context.WithTimeout(t.Context(), 5500*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", content, &fanvue.UploadOptions{Resume: state})
		if took := time.Since(start); took > 6*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v after %s and %d reads", err, took, o.reads.Load())
		}
		time.Sleep(time.Second) // for the read that was under way
	})
}

// A Read that returns before long is waited for: the caller may close the
// content as soon as Upload has returned.
func TestUploadWaitsForAShortRead(t *testing.T) {
	oddContents(t, func() *odd {
		return &odd{size: 20, next: func(p []byte, offset int64) (int, error) {
			time.Sleep(100 * time.Millisecond)
			p[0] = 'x'
			return 1, nil
		}}
	}, func(t *testing.T, server *fanvuetest.Server, o *odd, content io.Reader) {
		var reading, late atomic.Bool
		next := o.next
		o.next = func(p []byte, offset int64) (int, error) {
			reading.Store(true)
			defer reading.Store(false)
			return next(p, offset)
		}
		for _, after := range []time.Duration{30, 150, 250, 390, 555} {
			o.read.Store(0)
			ctx, cancel := context.WithTimeout(t.Context(), after*time.Millisecond)
			_, err := uploadClient(t, server).Media.Upload(ctx, "a.mp4", content, nil)
			late.Store(reading.Load())
			cancel()
			if late.Load() || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("after %d ms: %v, a read is under way: %t", after, err, late.Load())
			}
		}
	})
}

// A Read that breaks its contract is an error, not a panic.
func TestUploadOfContentThatMiscounts(t *testing.T) {
	for _, n := range []int{-1, 1 << 20} {
		oddContents(t, func() *odd {
			return &odd{size: 20, next: bytesUntil(6, func() (int, error) { return n, nil })}
		}, func(t *testing.T, server *fanvuetest.Server, _ *odd, content io.Reader) {
			_, err := uploadClient(t, server).Media.Upload(t.Context(), "a.mp4", content, oneByOne())
			if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("returned %d", n)) {
				t.Errorf("got %v, want the count", err)
			}
			if slices.Contains(strings.Fields(uploadTrail(server)), "end") {
				t.Error("it was completed")
			}
		})
	}
}
