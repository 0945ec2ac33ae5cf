package transfer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
)

// Content is what is sent: a file that can be read anywhere, or a stream that
// can be read once.
type Content struct {
	max int64

	// Of a file.
	at    io.ReaderAt
	start int64
	size  int64 // 0: unknown

	// Of a stream.
	stream io.Reader
}

// UnusableError reports content that cannot be sent at all.
type UnusableError struct {
	// Reason completes the sentence "the content …".
	Reason string
}

func (e *UnusableError) Error() string { return "the content " + e.Reason }

// Open returns the content that r holds from its current position on, at most
// max bytes. It reads no file, and the first bytes of a stream. The error is
// an [*UnusableError], that of ctx, or that of a Read.
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
	switch {
	case err == errInterrupted:
		return nil, ctx.Err()
	case n == 0 && err == io.EOF:
		return nil, &UnusableError{"is empty"}
	case n == 0:
		return nil, &contentError{err}
	}
	return &Content{max: max, stream: newStream(chunk[:n], err, r)}, nil
}

// openFile returns nil for content that can be read only once, such as a pipe.
func openFile(r io.Reader) *Content {
	file, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return nil
	}
	start, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil
	}
	if _, err := file.Seek(start, io.SeekStart); err != nil {
		return nil
	}
	return &Content{at: file, start: start, size: end - start}
}

// Size returns the number of bytes, 0 when it is unknown.
func (c *Content) Size() int64 { return c.size }

// part is a part of the content.
type part struct {
	number int
	size   int64
	// open returns a reader of the part's bytes, which ends with ctx. Each
	// attempt needs one.
	open   func(ctx context.Context) io.Reader
	buffer *buffer
}

// part returns the part that starts at offset. Its size is 0 when the content
// ends there. A part of a stream is read into b.
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
		c.stream = failing{io.EOF} // what has ended is not read again
	case err != nil:
		return p, &contentError{err}
	}
	p.open = func(context.Context) io.Reader { return b.reader(p.size) }
	return p, nil
}

// buffer holds a part of a stream, in chunks that are made as bytes arrive: the
// size of a part is what the server or a state says, and may be that of the
// largest file. The chunks are used again for the next part.
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

// contentError is a failure to read the content. Another attempt would fail
// too.
type contentError struct{ err error }

func (e *contentError) Error() string { return "reading the content: " + e.err.Error() }

// Unwrap returns the content's own error.
func (e *contentError) Unwrap() error { return e.err }

// PartCount returns how many parts make up size bytes.
func PartCount(size, partSize int64) int64 {
	count := size / partSize
	if size%partSize != 0 {
		count++
	}
	return count
}
