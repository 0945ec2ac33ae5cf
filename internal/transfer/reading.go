package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	// firstChunk is the number of bytes of a stream that Open may read, and
	// chunkSize the size of later reads.
	firstChunk = 4 << 10
	chunkSize  = 64 << 10
	// readGrace is how long a Read in progress may take to return after the context
	// has ended, before it is abandoned: see read.
	readGrace = 200 * time.Millisecond
	// maxEmptyReads is the largest number of successive reads without bytes.
	maxEmptyReads = 100
)

// errInterrupted reports that reading stopped because the context ended. It is not
// the error of the context, because a content may return such an error, too.
var errInterrupted = errors.New("interrupted")

// read reads at least min bytes into chunk, unless the content ends, fails, or
// returns no bytes maxEmptyReads times. It checks ctx before each Read.
//
// A Read that blocks cannot be interrupted, and a Read may panic. Therefore each
// call uses a separate goroutine. If ctx ends and a Read does not return within
// readGrace, the goroutine is abandoned. It still writes to chunk, which the caller
// must not use once ctx has ended, and to nothing else; no further Read follows.
func read(ctx context.Context, from io.Reader, chunk []byte, min int) (int, error) {
	if ctx.Err() != nil {
		return 0, errInterrupted
	}
	var n int
	done := make(chan error, 1)
	go catch(func() (err error) {
		n, err = readAtLeast(ctx, from, chunk, min)
		return err
	}, func(err error) { done <- err })
	select {
	case err := <-done:
		return n, err
	case <-ctx.Done():
	}
	grace := time.NewTimer(readGrace)
	defer grace.Stop()
	select {
	case <-done:
	case <-grace.C:
	}
	return 0, errInterrupted
}

// readAtLeast is io.ReadAtLeast with three differences: it ends with ctx, it does
// not accept empty reads forever, and it returns io.ErrUnexpectedEOF only if the
// content itself does.
func readAtLeast(ctx context.Context, from io.Reader, chunk []byte, min int) (n int, err error) {
	empty := 0
	for n < min && err == nil {
		if ctx.Err() != nil {
			return n, errInterrupted
		}
		var more int
		more, err = from.Read(chunk[n:])
		if more < 0 || more > len(chunk)-n {
			return n, fmt.Errorf("a Read of %d bytes returned %d", len(chunk)-n, more)
		}
		n += more
		if empty++; more > 0 {
			empty = 0
		} else if empty == maxEmptyReads && err == nil {
			return n, io.ErrNoProgress
		}
	}
	return n, err
}

// section is the reader of a part of a file, for one attempt.
type section struct {
	ctx   context.Context
	from  io.Reader
	chunk []byte
}

func newSection(ctx context.Context, file io.ReaderAt, offset, size int64) *section {
	return &section{ctx, io.NewSectionReader(file, offset, size), make([]byte, min(size, chunkSize))}
}

// Read implements io.Reader.
func (s *section) Read(p []byte) (int, error) {
	n, err := read(s.ctx, s.from, s.chunk[:min(len(p), len(s.chunk))], min(len(p), 1))
	return copy(p, s.chunk[:n]), err
}

// newStream returns a stream whose first chunk has been read, as a reader of the
// whole stream. err is the error of that read.
func newStream(chunk []byte, err error, rest io.Reader) io.Reader {
	if err != nil {
		rest = failing{err}
	}
	return io.MultiReader(bytes.NewReader(chunk), rest)
}

// failing is a reader that always returns err.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) { return 0, f.err }
