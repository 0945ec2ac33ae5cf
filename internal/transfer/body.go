package transfer

import (
	"fmt"
	"hash/crc32"
	"io"
	"sync"
)

// body is the request body of one attempt to send a part. A transport may keep
// reading it after it has returned: end prevents that, so that the memory can
// be used for the next part.
type body struct {
	mu     sync.Mutex
	reader io.Reader
	moved  func(int)
	sent   int64
	sum    uint32 // CRC-32 of what was sent
	ended  bool
	err    error // of the reader
}

// failure returns why the part could not be read, nil when it could.
func (b *body) failure(size int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.err == io.EOF && b.sent < size:
		return &contentError{fmt.Errorf("%w: %w", ErrChanged, io.ErrUnexpectedEOF)} // it is shorter than it was
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
		b.moved(n)
	}
	return n, err
}

// Close implements io.Closer. The content is the caller's to close.
func (b *body) Close() error { return nil }

// end returns how much was read and its checksum. Nothing is read from then
// on.
func (b *body) end() (sent int64, sum uint32) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	return b.sent, b.sum
}
