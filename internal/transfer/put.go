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

	"github.com/fanvue-go/fanvue/internal/ratelimit"
	"github.com/fanvue-go/fanvue/internal/redact"
)

const (
	// urlLife is how long the URL of a part is used. It is valid for about 15
	// minutes.
	urlLife = 10 * time.Minute
	// stallTime is how long a part may make no progress. Parts have no other
	// bound: how long one takes depends on the line.
	stallTime = time.Minute
	// maxResponse is how much of a response is read.
	maxResponse = 64 << 10
	// minSecret is the length from which a value in a signed URL may be a
	// secret: shorter ones are numbers and words.
	minSecret = 16
)

// StorageError is a response of the storage that is not a success.
type StorageError struct {
	// Part counts from 1.
	Part int
	// StatusCode is the HTTP status.
	StatusCode int
	// Code is the storage's own word, such as AccessDenied; empty for none.
	Code string
}

func (e *StorageError) Error() string {
	return fmt.Sprintf("the storage responded %d to part %d", e.StatusCode, e.Part)
}

// busy reports whether the storage may accept the same request later.
func (e *StorageError) busy() bool {
	return e.StatusCode == http.StatusTooManyRequests || e.StatusCode >= 500
}

// sendPart sends one part.
func (s *sending) sendPart(p part) error {
	if s.Around == nil {
		return s.attempts(s.ctx, p)
	}
	return s.Around(s.ctx, func(ctx context.Context) error { return s.attempts(ctx, p) })
}

// attempts sends one part in as many attempts as it takes.
func (s *sending) attempts(ctx context.Context, p part) error {
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
		stored, retryAfter, err := s.observedPut(ctx, attempt, address, p)
		if err == nil {
			s.arrive(stored)
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
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// observedPut reports the attempt that it makes.
func (s *sending) observedPut(ctx context.Context, attempt int, address string, p part) (stored Part, retryAfter time.Duration, err error) {
	if s.Attempt == nil {
		stored, _, retryAfter, err = s.put(ctx, address, p)
		return stored, retryAfter, err
	}
	start := time.Now()
	stored, status, retryAfter, err := s.put(ctx, address, p)
	s.Attempt(ctx, attempt, status, time.Since(start), err)
	return stored, retryAfter, err
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errStalled = fmt.Errorf("no progress for %s", stallTime)

// put sends a part to its URL, without any credential. The status is 0 without a
// response. After an error, retryAfter is how long the storage wants to be left alone; 0 for unknown.
func (s *sending) put(parent context.Context, address string, p part) (stored Part, status int, retryAfter time.Duration, err error) {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	stall := time.AfterFunc(stallTime, func() { cancel(errStalled) })
	defer stall.Stop()
	sent := &body{reader: p.open(ctx), moved: func(n int) {
		stall.Stop() // the caller may take its time
		s.move(int64(n))
		stall.Reset(stallTime)
	}}
	// A Read that blocks ends with ctx.
	end := func() (int64, uint32) {
		cancel(nil)
		return sent.end()
	}
	defer func() {
		if n, _ := end(); err != nil {
			s.move(-n)
		}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, address, sent)
	if err != nil {
		return Part{}, status, 0, fmt.Errorf("the URL of part %d cannot be used", p.number) // err quotes it
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

// clean returns err without the URL, whose query is a secret. Of an error that
// quotes a response that echoes the URL, only the text is left.
func clean(err error, secrets *redact.Secrets) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return secrets.Error(err)
}

// urlSecrets returns the pieces of a signed URL that a response may quote.
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

// storageCode reads the storage's own word for an error. The rest of the
// response may quote the signed URL.
func storageCode(response []byte) string {
	var words struct {
		Code string `xml:"Code"`
	}
	if xml.Unmarshal(response, &words) != nil {
		return ""
	}
	return words.Code
}
