// Package transfer sends a content in parts to the signed URLs of a file storage.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// maxBuffered is the number of bytes of a stream that are kept in memory, unless a
// single part is larger.
const maxBuffered int64 = 256 << 20

// Transfer specifies how a content is sent to the storage. Done and Progress are
// called on the goroutine that called [Transfer.Send], one call at a time.
type Transfer struct {
	Content *Content
	// PartSize is the size of every part but the last, in bytes.
	PartSize int64
	// MaxParts is the largest allowed number of parts.
	MaxParts int
	// Concurrency is the number of parts that are sent at the same time.
	Concurrency int
	// Stored holds the CRC-32 checksums of the parts that the storage already has,
	// by number. They are compared and not sent.
	Stored map[int]uint32

	// Client sends the parts.
	Client    *http.Client
	UserAgent string
	// URL returns the signed URL to which a part is sent. It is called by several
	// goroutines at the same time.
	URL func(ctx context.Context, number int) (string, error)
	// Backoff returns how long to wait before a retry; a longer Retry-After takes
	// precedence. If the wait would exceed MaxWait or the deadline of the context,
	// there is no retry.
	Backoff func(retries int) time.Duration
	MaxWait time.Duration
	// MaxRetries is the largest number of retries of each part.
	MaxRetries int

	// Around, if not nil, sends a part by calling send, with ctx or a context that
	// is derived from it. It is called by several goroutines at the same time, like
	// Attempt and Wait.
	Around func(ctx context.Context, send func(context.Context) error) error
	// Attempt, if not nil, is called after each attempt to send a part. status is 0
	// if there is no response.
	Attempt func(ctx context.Context, number, status int, took time.Duration, err error)
	// Wait, if not nil, is called before each wait. retryAfter reports whether a
	// Retry-After header requires it.
	Wait func(ctx context.Context, wait time.Duration, retryAfter bool)

	// Done is called when a part has been stored. If it returns an error, the
	// transfer ends with it.
	Done func(Part) error
	// Progress, if not nil, is called whenever bytes have been sent or a part has
	// been stored.
	Progress func(Progress)
}

// Part is a part that the storage has stored.
type Part struct {
	Number int
	ETag   string
	// Sum is the CRC-32 checksum of its bytes.
	Sum uint32
}

// Progress holds the progress of a transfer. Totals are 0 while they are unknown.
type Progress struct {
	BytesSent, BytesTotal int64
	PartsDone, PartsTotal int
}

// sending is a transfer in progress. One goroutine splits the content, and each
// part is sent by another one. They change progress and sums only by way of
// onCaller.
type sending struct {
	*Transfer
	ctx      context.Context
	cancel   context.CancelCauseFunc
	running  sync.WaitGroup
	calls    chan call
	slots    chan *buffer // one for each part that may be in flight
	progress Progress
	sums     map[int]uint32 // of all parts that have been stored
	stopped  bool           // whether Done has failed
	crashed  atomic.Pointer[crash]
	// count and read are the number of parts and of bytes, once the whole content
	// has been read.
	count int
	read  int64
}

// call is a function to run on the goroutine that called Send.
type call struct {
	run  func()
	done chan struct{}
}

// Send sends the parts that have not been stored, several at the same time. It
// returns the first error after all of its goroutines have ended, except for a Read
// that blocks: see read. If one of the caller's functions panics, Send panics on the
// goroutine that called it, after the other goroutines have ended.
//
// Neither Done nor Progress is called once ctx has ended or Done has failed.
func (t *Transfer) Send(ctx context.Context) error {
	s := &sending{Transfer: t, calls: make(chan call), sums: make(map[int]uint32)}
	maps.Copy(s.sums, t.Stored)
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	defer s.cancel(nil)
	workers := t.Concurrency
	if t.Content.at == nil {
		workers = int(max(1, min(int64(workers), maxBuffered/t.PartSize)))
	}
	s.slots = make(chan *buffer, workers)
	for range workers {
		s.slots <- new(buffer)
	}
	s.startProgress()
	s.goroutine(s.split)
	s.runCalls(ctx)
	if c := s.crashed.Load(); c != nil {
		raise(c)
	}
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if err := context.Cause(s.ctx); err != nil {
		return err
	}
	s.reportTotal()
	for number := range t.Stored {
		if number > s.count {
			return fmt.Errorf("%w: it has %d parts, but part %d has been stored, which belongs to a different content", ErrChanged, s.count, number)
		}
	}
	err := t.Content.checkUnchanged(ctx, t.PartSize, s.sums)
	raise(err)
	if err != nil && ctx.Err() != nil {
		return ended(ctx)
	}
	return err
}

// ended returns the error of a context that has ended, with its cause as text only:
// the cause may be an error that means something else when this package returns it.
func ended(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return fmt.Errorf("%w (%v)", ctx.Err(), cause)
	}
	return ctx.Err()
}

// goroutine runs f on a new goroutine. If f fails, the transfer ends.
func (s *sending) goroutine(f func() error) {
	s.running.Go(func() {
		catch(f, func(err error) {
			var c *crash
			if errors.As(err, &c) {
				s.crashed.CompareAndSwap(nil, c)
			}
			if err != nil {
				s.cancel(err)
			}
		})
	})
}

// runCalls runs the calls of the other goroutines until all of them have ended. If a
// call panics, the panic continues after they have ended.
func (s *sending) runCalls(ctx context.Context) {
	go func() {
		s.running.Wait()
		close(s.calls)
	}()
	ended := false
	defer func() {
		if !ended {
			s.cancel(nil)
		}
		for c := range s.calls {
			close(c.done)
		}
	}()
	for c := range s.calls {
		func() {
			defer close(c.done)
			if ctx.Err() == nil && !s.stopped {
				c.run()
			}
		}()
	}
	ended = true
}

// onCaller runs f on the goroutine that called Send, and waits for it.
func (s *sending) onCaller(f func()) {
	c := call{f, make(chan struct{})}
	s.calls <- c
	<-c.done
}

// startProgress sets the progress to that of the parts that are already stored.
func (s *sending) startProgress() {
	size := s.Content.size
	s.progress.BytesTotal = size
	if size > 0 {
		s.progress.PartsTotal = int(PartCount(size, s.PartSize))
	}
	for number := range s.Stored {
		bytes := s.PartSize
		if size > 0 {
			bytes = min(bytes, size-int64(number-1)*s.PartSize)
		}
		s.progress.BytesSent += bytes
		s.progress.PartsDone++
	}
	s.report()
}

// reportTotal reports the size of a stream, which is known at its end.
func (s *sending) reportTotal() {
	if s.progress.BytesTotal == 0 {
		// The last part may have been stored before, with an unknown size.
		s.progress = Progress{BytesSent: s.read, BytesTotal: s.read, PartsDone: s.progress.PartsDone, PartsTotal: s.count}
		s.report()
	}
}

func (s *sending) report() {
	if s.Progress != nil {
		s.Progress(s.progress)
	}
}

// addBytes adds to the progress. bytes is negative if an attempt has failed.
func (s *sending) addBytes(bytes int64) {
	if s.Progress == nil {
		return
	}
	s.onCaller(func() {
		s.progress.BytesSent += bytes
		s.report()
	})
}

// addPart adds a stored part to the progress.
func (s *sending) addPart(p Part) {
	s.onCaller(func() {
		s.sums[p.Number] = p.Sum
		s.progress.PartsDone++
		if err := s.Done(p); err != nil {
			s.stopped = true
			s.cancel(err)
		} else if s.ctx.Err() == nil {
			s.report()
		}
	})
}

// split reads the parts one by one, and starts to send those that are not already
// stored.
func (s *sending) split() error {
	var read int64
	for number := 1; ; number++ {
		var free *buffer
		select {
		case free = <-s.slots:
		case <-s.ctx.Done():
		}
		if s.ctx.Err() != nil {
			return nil
		}
		p, err := s.Content.part(s.ctx, number, read, s.PartSize, free)
		if err != nil {
			return err
		}
		if p.size == 0 {
			s.count, s.read = number-1, read
			return nil
		}
		read += p.size
		stored, err := s.isStored(p)
		switch {
		case err != nil:
			return err
		case read > s.Content.max:
			return fmt.Errorf("the content has more than %d bytes, which is the most that is allowed", s.Content.max)
		case number > s.MaxParts:
			return fmt.Errorf("the content has more than %d parts of %d bytes, which is the most that is allowed", s.MaxParts, s.PartSize)
		case stored:
			s.slots <- free
			continue
		}
		s.goroutine(func() error {
			err := s.sendPart(p)
			if err == nil { // otherwise no further part is sent
				s.slots <- free
			}
			return err
		})
	}
}

// isStored reports whether a part is already stored. It returns an error if the
// stored part has different bytes.
func (s *sending) isStored(p part) (bool, error) {
	want, stored := s.Stored[p.number]
	if !stored {
		return false, nil
	}
	sum, err := checksum(p.open(s.ctx))
	if err != nil {
		return false, err
	}
	if sum != want {
		return false, fmt.Errorf("%w: part %d differs from the stored part, which belongs to a different content", ErrChanged, p.number)
	}
	return true, nil
}
