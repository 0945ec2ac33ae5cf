package fanvue

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"sync"
)

// uploadContent is the content of an upload.
type uploadContent struct {
	// Of one that can be read anywhere.
	at    io.ReaderAt
	start int64
	size  int64 // 0: unknown
	// Of one that can be read only once.
	stream *bufio.Reader
	// count is how many parts there were, and read how many bytes, when all have
	// been read.
	count int
	read  int64
}

func newUploadContent(content io.Reader) (*uploadContent, error) {
	if file, ok := content.(fs.File); ok {
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return nil, invalid("content", "is a directory")
		}
	}
	if c := seekable(content); c != nil {
		switch {
		case c.size <= 0:
			return nil, invalid("content", "has no bytes from its current position on; Seek to the start if it was read or written before")
		case c.size > MaxUploadSize:
			return nil, invalid("content", "has %d bytes, at most %d are allowed", c.size, MaxUploadSize)
		}
		return c, nil
	}
	c := &uploadContent{stream: bufio.NewReader(content)}
	if _, err := c.stream.Peek(1); err == io.EOF {
		return nil, invalid("content", "is empty")
	} else if err != nil {
		return nil, &contentError{err}
	}
	return c, nil
}

// seekable is nil for content that can be read only once, such as a pipe.
func seekable(content io.Reader) *uploadContent {
	file, ok := content.(interface {
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
	return &uploadContent{at: file, start: start, size: end - start}
}

// filePart is a part to send, which may have to be read more than once.
type filePart struct {
	number int
	body   io.ReadSeeker
	size   int64
	buffer []byte // to use again; nil for none
}

// parts yields the parts one by one, without those that done tells of.
// buffers says how many may be in use at once; they are made as needed.
func (c *uploadContent) parts(ctx context.Context, partSize int64, buffers chan []byte, done func(filePart) (bool, error), yield func(filePart) bool) error {
	var read int64
	for number := 1; ctx.Err() == nil; number++ {
		part := filePart{number: number}
		if c.at != nil {
			part.size = min(partSize, c.size-read)
			part.body = io.NewSectionReader(c.at, c.start+read, part.size)
		} else {
			if part.buffer = <-buffers; part.buffer == nil {
				part.buffer = make([]byte, partSize)
			}
			n, err := fill(part.buffer, c.stream)
			if err != nil && err != io.EOF {
				return &contentError{err}
			}
			part.size = int64(n)
			part.body = bytes.NewReader(part.buffer[:n])
		}
		if part.size == 0 {
			c.count, c.read = number-1, read
			return nil
		}
		read += part.size
		arrived, err := done(part)
		switch {
		case err != nil:
			return err
		case read > MaxUploadSize:
			return fmt.Errorf("fanvue: the content has more than %d bytes, which is the most that is allowed", MaxUploadSize)
		case number > maxUploadParts:
			return tooManyParts(partSize)
		case arrived:
			if part.buffer != nil {
				buffers <- part.buffer
			}
		case !yield(part):
			return nil
		}
	}
	return nil
}

func tooManyParts(partSize int64) error {
	return fmt.Errorf("fanvue: the content has more than %d parts of %d bytes, which is the most that is allowed", maxUploadParts, partSize)
}

// fill reads until the buffer is full or the content ends. io.ReadFull would
// not tell an end from content that was cut off and says so.
func fill(buffer []byte, from io.Reader) (n int, err error) {
	for n < len(buffer) && err == nil {
		var more int
		more, err = from.Read(buffer[n:])
		n += more
	}
	return n, err
}

// contentError is a failure of the content, which no other try mends.
type contentError struct{ err error }

func (e *contentError) Error() string { return "fanvue: reading the content: " + e.err.Error() }

// Unwrap returns the content's own error.
func (e *contentError) Unwrap() error { return e.err }

// partBody is a part on its way. A transport may go on reading after it has
// answered: end stops that, so that the memory can be used again.
type partBody struct {
	mu     sync.Mutex
	reader io.Reader
	moved  func(int)
	sent   int64
	sum    uint32 // CRC-32 of what was sent
	ended  bool
	err    error // of the reader
}

// failure is why the part could not be read, nil when it could.
func (b *partBody) failure(size int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.err == io.EOF && b.sent < size:
		return &contentError{io.ErrUnexpectedEOF} // it has become shorter
	case b.err == nil || b.err == io.EOF:
		return nil
	}
	return &contentError{b.err}
}

// Read implements io.Reader.
func (b *partBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return 0, io.ErrClosedPipe
	}
	n, err := b.reader.Read(p)
	b.sent += int64(n)
	b.sum = crc32.Update(b.sum, crc32.IEEETable, p[:n])
	if err != nil {
		b.err = err
	}
	if n > 0 {
		b.moved(n)
	}
	return n, err
}

// Close implements io.Closer. The content is the caller's to close.
func (b *partBody) Close() error { return nil }

// end returns how much was read, and its sum, and lets nothing more be.
func (b *partBody) end() (sent int64, sum uint32) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	return b.sent, b.sum
}
