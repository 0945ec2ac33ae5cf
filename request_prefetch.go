package fanvue

import (
	"context"
	"errors"
	"runtime"

	"github.com/fanvue-go/fanvue/internal/ratelimit"
)

// maxPrefetch is the largest number of pages that are requested ahead. More would
// use up the spare part of a window within a second or two.
const maxPrefetch = 32

func validPrefetch(pages int) bool { return pages >= 0 && pages <= maxPrefetch }

// prefetch is what a request has that is sent before the loop needs its page.
type prefetch struct {
	slot   *ratelimit.Slot // for the first attempt
	needed chan struct{}   // closed when the loop needs the page
}

// prefetchLimit returns how many pages of the list are requested ahead at most.
func (r *request) prefetchLimit() int {
	limit := r.client.prefetch
	if r.options != nil && r.options.prefetch != nil {
		limit = *r.options.prefetch
	}
	switch {
	case r.changesState():
		return 0 // the loop may never need the page
	case r.onResponse != nil:
		return 0 // it expects one response after the other
	case r.inOrder:
		return min(limit, 1)
	}
	return limit
}

// changesState reports whether the call, a GET, changes something on the server.
func (r *request) changesState() bool {
	return r.op.stateParameter != "" && r.query.values.Get(r.op.stateParameter) != "false"
}

// pageQueue requests pages of an iteration before its loop needs them. Its methods
// are called by the goroutine of the loop.
type pageQueue[T result] struct {
	ctx   context.Context // the caller's
	limit int             // the largest number of queued pages
	taken int             // pages that the loop has taken
	queue []*queuedPage[T]
}

// queuedPage is a page that is requested ahead. What follows done is set once done
// is closed.
type queuedPage[T result] struct {
	request request
	cancel  context.CancelFunc
	done    chan struct{}

	page     *rawPage[T]
	err      error
	returned bool // the call has returned
	panicked any  // with what it panicked
}

// take returns the page of r.
func (q *pageQueue[T]) take(r *request) (*rawPage[T], error) {
	q.taken++
	if len(q.queue) == 0 || q.ctx.Err() != nil {
		return readPage[T](q.ctx, r)
	}
	next := q.queue[0] // the page of r: extend dropped any other
	q.queue[0] = nil   // so that the page is not held in memory
	q.queue = q.queue[1:]
	r.response = nil // of an earlier page
	close(next.request.prefetch.needed)
	<-next.done
	if errors.Is(next.err, ErrRateLimited) && next.request.attempts <= 1 && q.ctx.Err() == nil {
		// The only attempt was made ahead. The limit may have changed since then, and
		// so it is not the loop's error.
		return readPage[T](q.ctx, r)
	}
	if options := next.request.options; options != nil && options.response != nil {
		next.request.storeResponse()
	}
	switch {
	case next.panicked != nil:
		panic(next.panicked) // as if the loop had made the call
	case !next.returned:
		runtime.Goexit()
	}
	return next.page, next.err
}

// extend requests pages after page, which r has requested and the loop has taken.
func (q *pageQueue[T]) extend(r *request, page *rawPage[T]) {
	// No more than the loop has left behind, so that no more can be wasted than
	// was used.
	limit := min(q.limit, q.taken-1)
	if more, err := page.hasMore(); err != nil || more == nil || !*more {
		limit = min(limit, 1) // the page after the next one is unknown
	}
	if len(q.queue) > 0 && q.queue[0].request.query.after != page.Next {
		q.drop()
	}
	token := page.Next
	for i := 0; i < limit && token != ""; i++ {
		if i == len(q.queue) && !q.add(r, token) {
			return
		}
		token = q.queue[i].next()
	}
}

// add requests the page of token if the rate limit has a request to spare, and
// reports whether it had.
func (q *pageQueue[T]) add(r *request, token PageToken) bool {
	slot := r.client.buckets.Bucket(r.bucketName()).AcquireSpare()
	if slot == nil {
		return false
	}
	ctx, cancel := context.WithCancel(q.ctx)
	p := &queuedPage[T]{request: *r, cancel: cancel, done: make(chan struct{})}
	p.request.query = r.query.moveTo(token)
	p.request.prefetch = &prefetch{slot: slot, needed: make(chan struct{})}
	q.queue = append(q.queue, p)
	go p.read(ctx)
	return true
}

// drop cancels the requests of all queued pages and waits until they have ended.
func (q *pageQueue[T]) drop() {
	for _, p := range q.queue {
		p.cancel()
	}
	for _, p := range q.queue {
		<-p.done
	}
	q.queue = nil
}

// read requests the page.
func (p *queuedPage[T]) read(ctx context.Context) {
	defer close(p.done)
	defer p.cancel()
	defer func() { p.panicked = recover() }()
	defer p.request.prefetch.slot.Release(nil, false) // if the call did not use it
	p.page, p.err = readPage[T](ctx, &p.request)
	p.returned = true
}

// next returns the token of the page after p: that of its response or, until there
// is one, the next number. It is empty if the next page has no number.
func (p *queuedPage[T]) next() PageToken {
	select {
	case <-p.done:
		if p.page == nil || p.page.Next.following() == "" {
			return ""
		}
		return p.page.Next
	default:
		return p.request.query.after.following()
	}
}
