package transfer

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/fanvue-go/fanvue/internal/pause"
	"github.com/fanvue-go/fanvue/internal/ratelimit"
	"github.com/fanvue-go/fanvue/internal/redact"
)

const (
	// urlLife is how long the URL of a part is used. It is valid for about 15
	// minutes.
	urlLife = 10 * time.Minute
	// stallTime is how long an attempt may make no progress. There is no other time
	// limit, because the time that a part takes depends on the connection.
	stallTime = time.Minute
	// maxResponse is the number of bytes of a response that are read.
	maxResponse = 64 << 10
	// minSecret is the length, in bytes, from which a value in a signed URL counts
	// as a secret: shorter values are numbers and words.
	minSecret = 16
)

// StorageError reports a response of the storage other than a success. It is
// StorageError of the root package, which documents the fields.
type StorageError struct {
	Part       int
	StatusCode int
	Code       string
}

func (e *StorageError) Error() string {
	return fmt.Sprintf("the storage responded %d to part %d", e.StatusCode, e.Part)
}

// busy reports whether the storage may accept the same request later.
func (e *StorageError) busy() bool {
	return e.StatusCode == http.StatusTooManyRequests || e.StatusCode >= 500
}

// sendPart sends one part, by way of Around if it is set.
func (s *sending) sendPart(p part) error {
	if s.Around == nil {
		return s.sendWithRetries(s.ctx, p)
	}
	return s.Around(s.ctx, func(ctx context.Context) error { return s.sendWithRetries(ctx, p) })
}

// sendWithRetries sends one part, in one attempt and up to MaxRetries retries.
func (s *sending) sendWithRetries(ctx context.Context, p part) error {
	var address string
	var issued time.Time
	for attempt := 1; ; attempt++ {
		if address == "" || time.Since(issued) > urlLife {
			var err error
			if address, err = s.URL(ctx, p.number); err != nil {
				return err
			}
			issued = time.Now()
		}
		start := time.Now()
		stored, status, retryAfter, err := s.put(ctx, address, p)
		if s.Attempt != nil {
			s.Attempt(ctx, attempt, status, time.Since(start), err)
		}
		if err == nil {
			s.addPart(stored)
			return nil
		}
		var unreadable *contentError
		if ctx.Err() != nil || attempt > s.MaxRetries || errors.As(err, &unreadable) {
			return err
		}
		var refused *StorageError
		if errors.As(err, &refused) && refused.StatusCode < 500 && !refused.busy() {
			address = "" // it may have expired
		}
		wait := max(s.Backoff(attempt-1), retryAfter)
		if deadline, ok := ctx.Deadline(); wait > s.MaxWait || ok && time.Now().Add(wait).After(deadline) {
			return err
		}
		if s.Wait != nil {
			s.Wait(ctx, wait, retryAfter == wait)
		}
		if err := pause.For(ctx, wait); err != nil {
			return err
		}
	}
}

var errStalled = fmt.Errorf("no progress for %s", stallTime)

// put sends a part to its URL, without a credential. status is that of the
// response; 0 if there is none. After an error, retryAfter is the time in the
// Retry-After header; 0 if there is none.
func (s *sending) put(parent context.Context, address string, p part) (stored Part, status int, retryAfter time.Duration, err error) {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	stall := time.AfterFunc(stallTime, func() { cancel(errStalled) })
	defer stall.Stop()
	sent := &body{reader: p.open(ctx), onRead: func(n int) {
		stall.Stop() // the caller's Progress may take long
		s.addBytes(int64(n))
		stall.Reset(stallTime)
	}}
	// end needs the body's lock, which a blocking Read holds until ctx ends.
	end := func() (int64, uint32) {
		cancel(nil)
		return sent.end()
	}
	defer func() {
		if n, _ := end(); err != nil {
			s.addBytes(-n)
		}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, address, sent)
	if err != nil {
		return Part{}, status, 0, fmt.Errorf("the URL of part %d is not valid", p.number) // err quotes the URL
	}
	request.ContentLength = p.size
	request.Header.Set("User-Agent", s.UserAgent)
	response, err := s.Client.Do(request)
	secrets := urlSecrets(request.URL)
	if err != nil {
		end()
		if failure := sent.failure(p.size); failure != nil {
			return Part{}, status, 0, failure
		}
		if errors.Is(context.Cause(ctx), errStalled) {
			err = errStalled
		}
		return Part{}, status, 0, fmt.Errorf("sending part %d: %w", p.number, clean(err, secrets))
	}
	defer response.Body.Close()
	status = response.StatusCode
	text, err := io.ReadAll(io.LimitReader(response.Body, maxResponse))
	if response.StatusCode/100 != 2 {
		refused := &StorageError{Part: p.number, StatusCode: response.StatusCode, Code: secrets.Part(storageCode(text))}
		if refused.busy() {
			retryAfter, _ = ratelimit.RetryAfter(response.Header)
		}
		return Part{}, status, retryAfter, refused
	}
	if err != nil {
		return Part{}, status, 0, fmt.Errorf("reading the response to part %d: %w", p.number, clean(err, secrets))
	}
	n, sum := end()
	if n < p.size {
		return Part{}, status, 0, fmt.Errorf("the storage responded %d to %d of the %d bytes of part %d", response.StatusCode, n, p.size, p.number)
	}
	etag := response.Header.Get("ETag")
	if etag == "" {
		return Part{}, status, 0, fmt.Errorf("the storage responded %d to part %d without an ETag", response.StatusCode, p.number)
	}
	return Part{Number: p.number, ETag: etag, Sum: sum}, status, 0, nil
}

// clean returns err without the URL, whose query is a secret. If err quotes a
// response that echoes the URL, only the cleaned text is left.
func clean(err error, secrets *redact.Secrets) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return secrets.Error(err)
}

// urlSecrets returns the parts of a signed URL that a response may quote.
func urlSecrets(address *url.URL) *redact.Secrets {
	secrets := []string{address.RequestURI(), address.RawQuery}
	for _, values := range address.Query() {
		for _, value := range values {
			if len(value) >= minSecret {
				secrets = append(secrets, value)
			}
		}
	}
	return redact.New(secrets...)
}

// storageCode returns the error code in a response of the storage. The rest of the
// response may quote the signed URL.
func storageCode(response []byte) string {
	var document struct {
		Code string `xml:"Code"`
	}
	if xml.Unmarshal(response, &document) != nil {
		return ""
	}
	return document.Code
}
