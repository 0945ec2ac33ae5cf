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
	// firstChunk is how much of a stream may be read before there is somewhere
	// to send it, and chunkSize how much is read at once then.
	firstChunk = 4 << 10
	chunkSize  = 64 << 10
	// readGrace is how long a Read that is under way when the context ends may
	// take to return. It is then left behind: see read.
	readGrace = 200 * time.Millisecond
	// maxEmptyReads is how many reads without bytes may follow each other.
	maxEmptyReads = 100
)

// errInterrupted is the error of what was not read because the context ended.
// A context's own error may also be that of the content.
var errInterrupted = errors.New("interrupted")

// read reads at least min bytes into chunk, unless the content ends, fails or
// returns nothing again and again. Between two reads it looks at ctx.
//
// A Read that blocks cannot be interrupted, and one may panic. Therefore all of
// them run on a goroutine of their own. When ctx ends, one that does not return within
// readGrace is left behind. It still holds chunk, which the caller must give up
// once ctx has ended, and touches nothing else; no further Read follows it.
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

// readAtLeast is io.ReadAtLeast but for three things: it ends with ctx, it
// does not wait for bytes forever, and it returns an io.ErrUnexpectedEOF only
// for content that was cut off and says so.
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

// section reads a part of a file, for one attempt.
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

// newStream returns what a stream holds after its first chunk, whose read
// ended with err, together with that chunk.
func newStream(chunk []byte, err error, rest io.Reader) io.Reader {
	if err != nil {
		rest = failing{err}
	}
	return io.MultiReader(bytes.NewReader(chunk), rest)
}

// failing is a reader that always fails in the same way.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) { return 0, f.err }
