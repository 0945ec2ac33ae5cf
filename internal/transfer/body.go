package transfer

import (
	"fmt"
	"hash/crc32"
	"io"
	"sync"
)

// body is the request body of one attempt to send a part. A transport may continue
// to read a body after it has returned. end prevents that, so that the memory can
// be reused for the next part.
type body struct {
	mu     sync.Mutex
	reader io.Reader
	onRead func(int) // called with the number of bytes of each Read
	sent   int64
	sum    uint32 // CRC-32 of the bytes sent
	ended  bool
	err    error // of the reader
}

// failure returns why the content of the part could not be read, or nil.
func (b *body) failure(size int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.err == io.EOF && b.sent < size:
		return &contentError{fmt.Errorf("%w: %w", ErrChanged, io.ErrUnexpectedEOF)} // it has become shorter
	case b.err == nil || b.err == io.EOF || b.err == errInterrupted:
		return nil
	}
	return &contentError{b.err}
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
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
		b.onRead(n)
	}
	return n, err
}

// Close implements io.Closer. It does not close the content, which belongs to the
// caller.
func (b *body) Close() error { return nil }

// end ends the body: every later Read fails. It returns the number of bytes that
// were read and their checksum.
func (b *body) end() (sent int64, sum uint32) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	return b.sent, b.sum
}
