package fanvue

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
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
	// minAddressSecret is the length from which a piece of a signed address may
	// be a secret: shorter ones are numbers and words.
	minAddressSecret = 16
	// maxStorageError is how much of a refusal is read.
	maxStorageError = 64 << 10
)

// StorageError is a refusal of the storage that keeps uploads, which is not
// the API. With status 404 it is an [ErrNotFound]: the upload is gone.
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

// Is reports whether target is the kind that e belongs to.
func (e *StorageError) Is(target error) bool {
	return target == ErrNotFound && e.StatusCode == http.StatusNotFound
}

// sendParts sends all parts that have not arrived yet, several at once, and
// returns the first failure when all have ended.
func (u *upload) sendParts(ctx context.Context) error {
	caller := ctx
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
		buffers <- nil
	}
	var sending sync.WaitGroup
	err := u.content.parts(ctx, u.state.PartSize, buffers, u.has, func(part filePart) bool {
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
	if err := caller.Err(); err != nil {
		return err
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	u.total()
	for number := range u.done {
		if number > u.content.count {
			return fmt.Errorf("fanvue: the content has %d parts, and part %d has arrived before: it is another content", u.content.count, number)
		}
	}
	return nil
}

// total tells the size of a stream, which is known at its end.
func (u *upload) total() {
	if u.progress.BytesTotal == 0 {
		u.progress.BytesTotal, u.progress.PartsTotal = u.content.read, u.content.count
		u.progress.BytesSent = u.content.read // the last part may have arrived before, of unknown size
		u.move(0, 0)
	}
}

// start sets the progress to what has arrived before.
func (u *upload) start() {
	u.progress.BytesTotal = u.content.size
	if u.content.size > 0 {
		u.progress.PartsTotal = int(partCount(u.content.size, u.state.PartSize))
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

// has reports whether a part has arrived, or an error where it was another
// one.
func (u *upload) has(part filePart) (bool, error) {
	u.mu.Lock()
	_, arrived := u.done[part.number]
	want, known := u.sums[part.number]
	u.mu.Unlock()
	if !arrived || !known {
		return arrived, nil
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, part.body); err != nil {
		return false, &contentError{err}
	}
	if sum.Sum32() != want {
		return false, fmt.Errorf("fanvue: part %d of the content is not the one that has arrived: it is another content; begin anew, without UploadOptions.Resume", part.number)
	}
	return true, nil
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
		etag, sum, err := u.put(ctx, address, part)
		if err == nil {
			u.move(0, 1)
			return u.note(func() {
				u.done[part.number] = UploadedPart{Number: part.number, ETag: etag}
				u.sums[part.number] = sum
			})
		}
		var unreadable *contentError
		if ctx.Err() != nil || try == partTries || errors.As(err, &unreadable) {
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
	own, _ := url.Parse(u.media.client.baseURL)
	if err != nil || target.User != nil || target.Scheme != "https" && target.Scheme != own.Scheme {
		return errors.New("fanvue: the address of a part is no plain https one; nothing was sent there")
	}
	return nil
}

var errStalled = fmt.Errorf("no progress for %s", stallTime)

// put sends a part to its address, without any credential, and returns the
// ETag and the sum of what was sent.
func (u *upload) put(ctx context.Context, address string, part filePart) (etag string, sum uint32, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if _, err := part.body.Seek(0, io.SeekStart); err != nil {
		return "", 0, fmt.Errorf("fanvue: reading the content: %w", err)
	}
	stall := time.AfterFunc(stallTime, func() { cancel(errStalled) })
	defer stall.Stop()
	body := &partBody{reader: part.body, moved: func(n int) {
		stall.Reset(stallTime)
		u.move(int64(n), 0)
	}}
	defer func() {
		if sent, _ := body.end(); err != nil {
			u.move(-sent, 0)
		}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, address, body)
	if err != nil {
		return "", 0, errors.New("fanvue: the address of a part cannot be used")
	}
	c := u.media.client
	request.ContentLength = part.size
	request.Header.Set("User-Agent", c.header.Get("User-Agent"))
	response, err := c.storage.Do(request)
	secrets := addressSecrets(request.URL)
	if err != nil {
		if failure := body.failure(part.size); failure != nil {
			return "", 0, failure
		}
		if errors.Is(context.Cause(ctx), errStalled) {
			err = errStalled
		}
		return "", 0, fmt.Errorf("fanvue: sending part %d: %w", part.number, withoutSecrets(secrets, withoutURL(err)))
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxStorageError))
	if response.StatusCode/100 != 2 {
		return "", 0, &StorageError{Part: part.number, StatusCode: response.StatusCode, Code: removeSecrets(secrets, storageCode(answer))}
	}
	if err != nil {
		return "", 0, fmt.Errorf("fanvue: reading the answer to part %d: %w", part.number, withoutSecrets(secrets, withoutURL(err)))
	}
	sent, sum := body.end()
	if sent < part.size {
		return "", 0, fmt.Errorf("fanvue: the storage answered %d to %d of the %d bytes of part %d", response.StatusCode, sent, part.size, part.number)
	}
	etag = response.Header.Get("ETag")
	if etag == "" {
		return "", 0, fmt.Errorf("fanvue: the storage answered %d to part %d without an ETag", response.StatusCode, part.number)
	}
	return etag, sum, nil
}

// addressSecrets are the pieces of a signed address that an answer may quote.
func addressSecrets(address *url.URL) []Token {
	secrets := []Token{NewToken(address.RequestURI()), NewToken(address.RawQuery)}
	for _, values := range address.Query() {
		for _, value := range values {
			if len(value) >= minAddressSecret {
				secrets = append(secrets, NewToken(value))
			}
		}
	}
	return secrets
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
