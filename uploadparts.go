package fanvue

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	partTries = 4
	// addressLife is how long a part's address is used; it is valid for about
	// 15 minutes.
	addressLife = 10 * time.Minute
	// stallTime is how long a part may make no progress. Parts have no other
	// bound: how long one takes is up to the line.
	stallTime = time.Minute
	// maxBuffered is how much of a content that can be read only once is kept in
	// memory, unless a single part is larger.
	maxBuffered int64 = 256 << 20
	// maxStorageError is how much of a refusal is read.
	maxStorageError = 64 << 10
)

// StorageError is a refusal of the storage that keeps uploads, which is not
// the API.
type StorageError struct {
	// Part counts from 1.
	Part int
	// StatusCode is the HTTP status.
	StatusCode int
	// Code is the storage's own word, such as AccessDenied; empty for none.
	Code string
}

func (e *StorageError) Error() string {
	text := fmt.Sprintf("fanvue: the storage answered %d to part %d", e.StatusCode, e.Part)
	if e.Code != "" {
		text += ": " + oneLine(clip(e.Code, 80))
	}
	return text
}

// uploadContent is the content of an upload.
type uploadContent struct {
	// Of one that can be read anywhere.
	at    io.ReaderAt
	start int64
	size  int64 // 0: unknown
	// Of one that can be read only once.
	stream *bufio.Reader
}

func newUploadContent(content io.Reader) (*uploadContent, *ArgumentError) {
	if c := seekable(content); c != nil {
		switch {
		case c.size <= 0:
			return nil, invalid("content", "has no bytes from its current position on")
		case c.size > MaxUploadSize:
			return nil, invalid("content", "has %d bytes, at most %d are allowed", c.size, MaxUploadSize)
		}
		return c, nil
	}
	c := &uploadContent{stream: bufio.NewReader(content)}
	if _, err := c.stream.Peek(1); err == io.EOF {
		return nil, invalid("content", "is empty")
	} else if err != nil {
		return nil, invalid("content", "cannot be read: %v", err)
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
// buffers says how many may be in use at once.
func (c *uploadContent) parts(partSize int64, buffers chan []byte, done func(int) bool, yield func(filePart) bool) error {
	var read int64
	for number := 1; ; number++ {
		part := filePart{number: number}
		if c.at != nil {
			if read >= c.size {
				return nil
			}
			part.size = min(partSize, c.size-read)
			part.body = io.NewSectionReader(c.at, c.start+read, part.size)
		} else {
			part.buffer = <-buffers
			n, err := io.ReadFull(c.stream, part.buffer)
			if n == 0 && err == io.EOF {
				return nil
			}
			if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
				return fmt.Errorf("fanvue: reading the content: %w", err)
			}
			part.size = int64(n)
			part.body = bytes.NewReader(part.buffer[:n])
		}
		read += part.size
		switch {
		case read > MaxUploadSize:
			return fmt.Errorf("fanvue: the content has more than %d bytes, which is the most that is allowed", MaxUploadSize)
		case number > maxUploadParts:
			return fmt.Errorf("fanvue: the content has more than %d parts of %d bytes, which is the most that is allowed", maxUploadParts, partSize)
		case done(number):
			if part.buffer != nil {
				buffers <- part.buffer
			}
		case !yield(part):
			return nil
		}
	}
}

// sendParts sends all parts that have not arrived yet, several at once, and
// returns the first failure when all have ended.
func (u *upload) sendParts(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	u.start()
	workers := u.opts.Concurrency
	if u.content.stream != nil {
		workers = int(max(1, min(int64(workers), maxBuffered/u.state.PartSize)))
	}
	buffers := make(chan []byte, workers)
	free := make(chan struct{}, workers)
	for range workers {
		free <- struct{}{}
		if u.content.stream != nil {
			buffers <- make([]byte, u.state.PartSize)
		}
	}
	var sending sync.WaitGroup
	err := u.content.parts(u.state.PartSize, buffers, u.has, func(part filePart) bool {
		select {
		case <-free:
		case <-ctx.Done():
			return false
		}
		sending.Go(func() {
			if err := u.sendPart(ctx, part); err != nil {
				cancel(err)
			}
			if part.buffer != nil {
				buffers <- part.buffer
			}
			free <- struct{}{}
		})
		return ctx.Err() == nil
	})
	if err != nil {
		cancel(err)
	}
	sending.Wait()
	return context.Cause(ctx)
}

// start sets the progress to what has arrived before.
func (u *upload) start() {
	u.progress.BytesTotal = u.content.size
	if u.content.size > 0 {
		u.progress.PartsTotal = int((u.content.size + u.state.PartSize - 1) / u.state.PartSize)
	}
	for number := range u.done {
		size := u.state.PartSize
		if u.content.size > 0 {
			size = min(size, u.content.size-int64(number-1)*u.state.PartSize)
		}
		u.progress.BytesSent += size
		u.progress.PartsDone++
	}
	u.move(0, 0)
}

func (u *upload) has(part int) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, ok := u.done[part]
	return ok
}

// sendPart sends one part, and again where it fails.
func (u *upload) sendPart(ctx context.Context, part filePart) error {
	var address string
	var issued time.Time
	for try := 1; ; try++ {
		if address == "" || time.Since(issued) > addressLife {
			fresh, err := u.media.UploadPartURL(ctx, u.state.UploadID, part.number)
			if err == nil {
				err = u.checkAddress(fresh)
			}
			if err != nil {
				return err
			}
			address, issued = fresh, time.Now()
		}
		etag, err := u.put(ctx, address, part)
		if err == nil {
			u.move(0, 1)
			return u.note(func() { u.done[part.number] = UploadedPart{Number: part.number, ETag: etag} })
		}
		if ctx.Err() != nil || try == partTries {
			return err
		}
		var refused *StorageError
		if errors.As(err, &refused) && refused.StatusCode < 500 {
			address = "" // it may have expired
		}
		if err := pause(ctx, backoff(try-1)); err != nil {
			return err
		}
	}
}

// checkAddress refuses to send content in clear text, unless the API itself
// is spoken to so. The address is a secret: no error has it.
func (u *upload) checkAddress(address string) error {
	target, err := url.Parse(address)
	own, _ := url.Parse(u.media.account.client.baseURL)
	if err != nil || target.User != nil || target.Scheme != "https" && target.Scheme != own.Scheme {
		return errors.New("fanvue: the address of a part is no plain https one; nothing was sent there")
	}
	return nil
}

var errStalled = fmt.Errorf("no progress for %s", stallTime)

// put sends a part to its address, without any credential, and returns the
// ETag.
func (u *upload) put(ctx context.Context, address string, part filePart) (etag string, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if _, err := part.body.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("fanvue: reading the content: %w", err)
	}
	stall := time.AfterFunc(stallTime, func() { cancel(errStalled) })
	defer stall.Stop()
	body := &partBody{reader: part.body, moved: func(n int) {
		stall.Reset(stallTime)
		u.move(int64(n), 0)
	}}
	defer func() {
		if sent := body.end(); err != nil {
			u.move(-sent, 0)
		}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, address, body)
	if err != nil {
		return "", errors.New("fanvue: the address of a part cannot be used")
	}
	c := u.media.account.client
	request.ContentLength = part.size
	request.Header.Set("User-Agent", c.header.Get("User-Agent"))
	response, err := c.storage.Do(request)
	if err != nil {
		if errors.Is(context.Cause(ctx), errStalled) {
			err = errStalled
		}
		return "", fmt.Errorf("fanvue: sending part %d: %w", part.number, withoutURL(err, nil))
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxStorageError))
	if response.StatusCode/100 != 2 {
		return "", &StorageError{Part: part.number, StatusCode: response.StatusCode, Code: storageCode(answer)}
	}
	if err != nil {
		return "", fmt.Errorf("fanvue: reading the answer to part %d: %w", part.number, withoutURL(err, nil))
	}
	etag = response.Header.Get("ETag")
	if etag == "" {
		return "", fmt.Errorf("fanvue: the storage answered %d to part %d without an ETag", response.StatusCode, part.number)
	}
	return etag, nil
}

// storageCode reads the storage's own word for a refusal. The rest of it may
// quote the signed address.
func storageCode(answer []byte) string {
	var words struct {
		Code string `xml:"Code"`
	}
	if xml.Unmarshal(answer, &words) != nil {
		return ""
	}
	return words.Code
}

// partBody is a part on its way. A transport may go on reading after it has
// answered: end stops that, so that the memory can be used again.
type partBody struct {
	mu     sync.Mutex
	reader io.Reader
	moved  func(int)
	sent   int64
	ended  bool
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
	if n > 0 {
		b.moved(n)
	}
	return n, err
}

// Close implements io.Closer. The content is the caller's to close.
func (b *partBody) Close() error { return nil }

// end returns how much was read and lets nothing more be.
func (b *partBody) end() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	return b.sent
}
