// Package transfer sends content in parts to the signed URLs of a storage.
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

// maxBuffered is how much of a stream is kept in memory, unless a single part
// is larger.
const maxBuffered int64 = 256 << 20

// Transfer is a content on its way to the storage. The functions Done and
// Progress are called on the goroutine that called [Transfer.Send], so never
// twice at once.
type Transfer struct {
	Content *Content
	// PartSize is in bytes. Every part but the last has that many.
	PartSize int64
	// MaxParts is how many parts there may be.
	MaxParts int
	// Concurrency is how many parts are on their way at once.
	Concurrency int
	// Arrived has the CRC-32 sums of the parts that need not be sent, by their
	// numbers.
	Arrived map[int]uint32

	// Client sends the parts.
	Client    *http.Client
	UserAgent string
	// URL returns the signed URL to which a part is sent. It is called by
	// several goroutines at once.
	URL func(ctx context.Context, number int) (string, error)
	// Backoff returns how long to wait before an attempt, unless a response says
	// more. When more than MaxWait or the time that the context has left would be
	// due, no attempt follows.
	Backoff    func(retries int) time.Duration
	MaxWait    time.Duration
	MaxRetries int // of each part

	// Around, if not nil, sends a part by calling send, with ctx or a context that
	// is derived from it. Attempt and Wait, if not nil, are called after each
	// attempt to send a part, whose status is 0 without a response, and before
	// each wait. All are called by several goroutines at once.
	Around  func(ctx context.Context, send func(context.Context) error) error
	Attempt func(ctx context.Context, number, status int, took time.Duration, err error)
	Wait    func(ctx context.Context, wait time.Duration, retryAfter bool)

	// Done is called with each part that has arrived. Its error ends the
	// transfer.
	Done func(Part) error
	// Progress, if not nil, is called often.
	Progress func(Progress)
}

// Part is a part that the storage has.
type Part struct {
	Number int
	ETag   string
	// Sum is the CRC-32 of its bytes.
	Sum uint32
}

// Progress is how far a transfer is. Totals are 0 while they are unknown.
type Progress struct {
	BytesSent, BytesTotal int64
	PartsDone, PartsTotal int
}

// sending is a transfer under way. Its goroutines are one that splits the
// content and one for each part that is being sent. What they have in common
// changes only on the goroutine that called Send: see onCaller.
type sending struct {
	*Transfer
	ctx      context.Context
	cancel   context.CancelCauseFunc
	running  sync.WaitGroup
	calls    chan call
	slots    chan *buffer // one for each part that may be on its way
	progress Progress
	sums     map[int]uint32 // of all parts that have arrived
	stopped  bool           // Done has failed
	crashed  atomic.Pointer[crash]
	// count and read are the number of parts and bytes, once all are read.
	count int
	read  int64
}

// call is a function that waits for the goroutine that called Send.
type call struct {
	run  func()
	done chan struct{}
}

// Send sends the parts that have not arrived, several at once. It returns the
// first failure when all its goroutines have ended, except for a Read that
// blocks: see read. A panic of one of the caller's functions is raised on the
// goroutine that called Send, after the others have ended.
//
// Neither Done nor Progress is called once ctx has ended or Done has failed.
func (t *Transfer) Send(ctx context.Context) error {
	s := &sending{Transfer: t, calls: make(chan call), sums: make(map[int]uint32)}
	maps.Copy(s.sums, t.Arrived)
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
	s.start()
	s.goroutine(s.split)
	s.serve(ctx)
	if c := s.crashed.Load(); c != nil {
		raise(c)
	}
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if err := context.Cause(s.ctx); err != nil {
		return err
	}
	s.total()
	for number := range t.Arrived {
		if number > s.count {
			return fmt.Errorf("%w: it has %d parts, and part %d has arrived before: it is another content", ErrChanged, s.count, number)
		}
	}
	err := t.Content.unchanged(ctx, t.PartSize, s.sums)
	raise(err)
	if err != nil && ctx.Err() != nil {
		return ended(ctx)
	}
	return err
}

// ended returns the error of a context that has ended. Its cause is text only:
// it may be the error of something else, which the caller must not take for
// ours.
func ended(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return fmt.Errorf("%w (%v)", ctx.Err(), cause)
	}
	return ctx.Err()
}

// goroutine runs f. Its failure ends the transfer.
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

// serve makes the calls of the other goroutines until all of them have ended.
// When a call panics, it waits for them before the panic goes on.
func (s *sending) serve(ctx context.Context) {
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

// onCaller runs f on the goroutine that called Send.
func (s *sending) onCaller(f func()) {
	c := call{f, make(chan struct{})}
	s.calls <- c
	<-c.done
}

// start sets the progress to what has arrived before.
func (s *sending) start() {
	size := s.Content.size
	s.progress.BytesTotal = size
	if size > 0 {
		s.progress.PartsTotal = int(PartCount(size, s.PartSize))
	}
	for number := range s.Arrived {
		bytes := s.PartSize
		if size > 0 {
			bytes = min(bytes, size-int64(number-1)*s.PartSize)
		}
		s.progress.BytesSent += bytes
		s.progress.PartsDone++
	}
	s.report()
}

// total reports the size of a stream, which is known at its end.
func (s *sending) total() {
	if s.progress.BytesTotal == 0 {
		// The last part may have arrived before, of unknown size.
		s.progress = Progress{BytesSent: s.read, BytesTotal: s.read, PartsDone: s.progress.PartsDone, PartsTotal: s.count}
		s.report()
	}
}

func (s *sending) report() {
	if s.Progress != nil {
		s.Progress(s.progress)
	}
}

// move counts bytes, backwards too.
func (s *sending) move(bytes int64) {
	if s.Progress == nil {
		return
	}
	s.onCaller(func() {
		s.progress.BytesSent += bytes
		s.report()
	})
}

// arrive counts a part.
func (s *sending) arrive(p Part) {
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

// split reads the parts one by one and starts to send each that has not
// arrived before.
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
		arrived, err := s.has(p)
		switch {
		case err != nil:
			return err
		case read > s.Content.max:
			return fmt.Errorf("the content has more than %d bytes, which is the most that is allowed", s.Content.max)
		case number > s.MaxParts:
			return fmt.Errorf("the content has more than %d parts of %d bytes, which is the most that is allowed", s.MaxParts, s.PartSize)
		case arrived:
			s.slots <- free
			continue
		}
		s.goroutine(func() error {
			err := s.sendPart(p)
			if err == nil { // otherwise no further part is to be sent
				s.slots <- free
			}
			return err
		})
	}
}

// has reports whether a part has arrived before, or an error when another one
// has.
func (s *sending) has(p part) (bool, error) {
	want, arrived := s.Arrived[p.number]
	if !arrived {
		return false, nil
	}
	sum, err := checksum(p.open(s.ctx))
	if err != nil {
		return false, err
	}
	if sum != want {
		return false, fmt.Errorf("%w: part %d is not the one that has arrived: it is another content", ErrChanged, p.number)
	}
	return true, nil
}
