package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"time"
)

// Content is the content to send: a file, which can be read at any position, or a
// stream, which can be read once.
type Content struct {
	max int64 // the largest size, in bytes

	// For a file.
	at     io.ReaderAt
	seeker io.Seeker
	start  int64
	size   int64 // in bytes; 0 for a stream
	// stat is the Stat method of the file, and before its first result; nil if there
	// is none.
	stat   func() (fs.FileInfo, error)
	before fs.FileInfo
	opened time.Time

	// For a stream.
	stream io.Reader
}

// UnusableError reports a content that cannot be sent.
type UnusableError struct {
	// Reason completes the sentence "the content …".
	Reason string
}

func (e *UnusableError) Error() string { return "the content " + e.Reason }

// Open returns the content of r from its current position, which may have at most
// max bytes. It reads the first bytes of a stream and nothing of a file. The error
// is an [*UnusableError], the error of ctx, or the error of a Read.
func Open(ctx context.Context, r io.Reader, max int64) (*Content, error) {
	if file, ok := r.(fs.File); ok {
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return nil, &UnusableError{"is a directory"}
		}
	}
	if c := openFile(r); c != nil {
		switch {
		case c.size <= 0:
			return nil, &UnusableError{"has no bytes from its current position on; Seek to the start if it was read or written before"}
		case c.size > max:
			return nil, &UnusableError{fmt.Sprintf("has %d bytes, at most %d are allowed", c.size, max)}
		}
		c.max = max
		return c, nil
	}
	chunk := make([]byte, firstChunk)
	n, err := read(ctx, r, chunk, 1)
	raise(err)
	switch {
	case err == errInterrupted:
		return nil, ended(ctx)
	case n == 0 && err == io.EOF:
		return nil, &UnusableError{"is empty"}
	case n == 0:
		return nil, &contentError{err}
	}
	return &Content{max: max, stream: newStream(chunk[:n], err, r)}, nil
}

// openFile returns nil if r can be read only once, such as a pipe.
func openFile(r io.Reader) *Content {
	file, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return nil
	}
	c := &Content{at: file, seeker: file, opened: time.Now()}
	if file, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			c.stat, c.before = file.Stat, info
		}
	}
	var end int64
	var err error
	if c.start, end, err = measure(file); err != nil {
		return nil
	}
	c.size = end - c.start
	return c
}

// measure returns the current position and the end of a file.
func measure(file io.Seeker) (position, end int64, err error) {
	if position, err = file.Seek(0, io.SeekCurrent); err != nil {
		return 0, 0, err
	}
	if end, err = file.Seek(0, io.SeekEnd); err != nil {
		return 0, 0, err
	}
	_, err = file.Seek(position, io.SeekStart)
	return position, end, err
}

// ErrChanged reports that a content has changed.
var ErrChanged = errors.New("the content has changed")

// timeStep is the coarsest resolution of modification times that file systems have.
const timeStep = 2 * time.Second

// checkUnchanged returns an error that matches [ErrChanged] if a file has changed
// since Open: it has a different size or modification time. sums holds the
// checksums of its parts as they were sent.
//
// If a file was modified shortly before Open, a later change may leave the
// modification time as it is, so the file is also read and compared. These changes
// are not detected: changes to a content without a Stat method, such as an
// io.SectionReader; changes to an older file that keep or restore its size and
// modification time; and changes through a memory map before the system updates the
// time.
func (c *Content) checkUnchanged(ctx context.Context, partSize int64, sums map[int]uint32) error {
	if c.at == nil {
		return nil
	}
	_, end, err := measure(c.seeker)
	if err != nil {
		return &contentError{err}
	}
	if end != c.start+c.size {
		return fmt.Errorf("%w: it had %d bytes, and now has %d", ErrChanged, c.size, end-c.start)
	}
	if c.stat == nil {
		return nil
	}
	after, err := c.stat()
	if err != nil {
		return &contentError{err}
	}
	if after.Size() != c.before.Size() || !after.ModTime().Equal(c.before.ModTime()) {
		return fmt.Errorf("%w: the file was modified at %s", ErrChanged, after.ModTime().UTC().Format(time.RFC3339))
	}
	if c.opened.Sub(after.ModTime()) > timeStep {
		return nil
	}
	for number, want := range sums {
		offset := int64(number-1) * partSize
		sum, err := checksum(newSection(ctx, c.at, c.start+offset, min(partSize, c.size-offset)))
		if err != nil {
			return err
		}
		if sum != want {
			return fmt.Errorf("%w: part %d differs from what was sent", ErrChanged, number)
		}
	}
	return nil
}

// checksum returns the CRC-32 of the bytes of r.
func checksum(r io.Reader) (uint32, error) {
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, r); err != nil {
		return 0, &contentError{err}
	}
	return sum.Sum32(), nil
}

// Size returns the number of bytes; 0 if it is unknown.
func (c *Content) Size() int64 { return c.size }

// part is a part of the content.
type part struct {
	number int
	size   int64
	// open returns a reader of the part's bytes, which ends with ctx. Each attempt
	// needs a new one.
	open   func(ctx context.Context) io.Reader
	buffer *buffer
}

// part returns the part that starts at offset. Its size is 0 if the content ends
// there. A part of a stream is read into b.
func (c *Content) part(ctx context.Context, number int, offset, partSize int64, b *buffer) (part, error) {
	p := part{number: number, buffer: b}
	if c.at != nil {
		p.size = min(partSize, c.size-offset)
		p.open = func(ctx context.Context) io.Reader { return newSection(ctx, c.at, c.start+offset, p.size) }
		return p, nil
	}
	var err error
	p.size, err = b.fill(ctx, c.stream, partSize)
	switch {
	case err == io.EOF:
		c.stream = failing{io.EOF} // a stream that has ended is not read further
	case err != nil:
		return p, &contentError{err}
	}
	p.open = func(context.Context) io.Reader { return b.reader(p.size) }
	return p, nil
}

// buffer holds a part of a stream, in chunks that are allocated as bytes arrive,
// because the size of a part comes from the server or a stored state and may be
// huge. The chunks are reused for the next part.
type buffer struct{ chunks [][]byte }

// fill reads up to size bytes.
func (b *buffer) fill(ctx context.Context, from io.Reader, size int64) (filled int64, err error) {
	for at := 0; filled < size && err == nil; at++ {
		want := int(min(size-filled, chunkSize))
		if at == len(b.chunks) {
			b.chunks = append(b.chunks, make([]byte, want))
		}
		var n int
		n, err = read(ctx, from, b.chunks[at][:want], want)
		filled += int64(n)
	}
	return filled, err
}

// reader returns a reader of the first size bytes.
func (b *buffer) reader(size int64) io.Reader {
	var chunks []io.Reader
	for _, chunk := range b.chunks {
		n := min(size, int64(len(chunk)))
		chunks = append(chunks, bytes.NewReader(chunk[:n]))
		size -= n
	}
	return io.MultiReader(chunks...)
}

// contentError reports that the content could not be read. A retry would not help.
type contentError struct{ err error }

func (e *contentError) Error() string { return "reading the content: " + e.err.Error() }

// Unwrap returns the error of the content.
func (e *contentError) Unwrap() error { return e.err }

// PartCount returns the number of parts for size bytes.
func PartCount(size, partSize int64) int64 {
	count := size / partSize
	if size%partSize != 0 {
		count++
	}
	return count
}
