package transfer

import (
	"bufio"
	"bytes"
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
	stream *bufio.Reader
}

// UnusableError reports content that cannot be sent at all.
type UnusableError struct {
	// Reason completes the sentence "the content …".
	Reason string
}

func (e *UnusableError) Error() string { return "the content " + e.Reason }

// Open returns the content that r holds from its current position on, at most
// max bytes. It reads no file, and the first bytes of a stream. The error is
// an [*UnusableError], or that of a Read.
func Open(r io.Reader, max int64) (*Content, error) {
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
	c := &Content{max: max, stream: bufio.NewReader(r)}
	if _, err := c.stream.Peek(1); err == io.EOF {
		return nil, &UnusableError{"is empty"}
	} else if err != nil {
		return nil, &contentError{err}
	}
	return c, nil
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

// part is a part of the content. It may have to be read more than once.
type part struct {
	number int
	size   int64
	body   io.ReadSeeker
	buffer *buffer
}

// buffer holds a part of a stream.
type buffer struct{ bytes []byte }

// part returns the part that starts at offset. Its size is 0 when the content
// ends there. A part of a stream is read into b.
func (c *Content) part(number int, offset, partSize int64, b *buffer) (part, error) {
	p := part{number: number, buffer: b}
	if c.at != nil {
		p.size = min(partSize, c.size-offset)
		p.body = io.NewSectionReader(c.at, c.start+offset, p.size)
		return p, nil
	}
	if b.bytes == nil {
		b.bytes = make([]byte, partSize)
	}
	n, err := fill(b.bytes, c.stream)
	if err != nil && err != io.EOF {
		return p, &contentError{err}
	}
	p.size = int64(n)
	p.body = bytes.NewReader(b.bytes[:n])
	return p, nil
}

// fill reads until the buffer is full or the content ends. io.ReadFull would
// not distinguish an end from content that was cut off and says so.
func fill(buffer []byte, from io.Reader) (n int, err error) {
	for n < len(buffer) && err == nil {
		var more int
		more, err = from.Read(buffer[n:])
		n += more
	}
	return n, err
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
