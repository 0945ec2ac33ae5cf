package fanvuetest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Drop specifies whether a fault keeps the response back, and how.
type Drop int

// The ways to keep a response back. A Go client retries a GET by itself when it
// was lost on a connection that had been used before.
const (
	// DropNever sends the response.
	DropNever Drop = iota
	// DropBefore closes the connection; the request is not carried out.
	DropBefore
	// DropAfter carries the request out, then closes the connection.
	DropAfter
	// Hang carries the request out, then keeps the connection open without
	// sending anything until the client gives up.
	Hang
)

// Fault is something that goes wrong with a request. It comes before every
// check: a request that the server would refuse meets it too.
type Fault struct {
	// Operation is the operation that the fault applies to. Empty matches every
	// request. The variant for managed creators is an operation of its own.
	Operation fanvue.OperationName
	// Times is how many requests meet the fault; 0 means one. It is not used
	// with For or Lasting.
	Times int
	// For makes every request meet the fault until this time has passed since
	// [Server.Inject]: "down for five seconds".
	For time.Duration
	// Lasting makes every request meet the fault until [Server.ClearFaults].
	Lasting bool
	// Delay is how long the request waits before anything else happens. The
	// wait ends when the client gives up, and the request is then not carried
	// out.
	Delay time.Duration
	// Drop keeps the response back. The fields below then have no effect.
	Drop Drop
	// Status, 200 to 599, is the status of the response. The request is not
	// carried out. 0 carries it out and sends the real response, changed as the
	// fields below say.
	Status int
	// CarryOut carries the request out although Status is set.
	CarryOut bool
	// Header is added to the headers of the response, replacing those of the
	// same name. Without a Content-Type a response calls itself JSON.
	Header http.Header
	// Body is the body of the response. With Status, empty means an empty body;
	// without, it means the real body.
	Body string
	// Truncate sends the headers, with the full Content-Length, and half of
	// the body, then closes the connection.
	Truncate bool
	// Stall sends the headers and half of the body as Truncate does, then keeps
	// the connection open without sending anything until the client gives up.
	Stall bool
}

// Inject adds faults. A request meets the first one that applies to it, in the
// order in which they were injected. It panics when a fault has a Status outside
// 200 to 599, a negative Times or For, or an operation that does not exist;
// operations of [Server.Handle] exist.
func (s *Server) Inject(faults ...Fault) {
	for _, fault := range faults {
		if fault.Status != 0 && (fault.Status < 200 || fault.Status > 599) {
			s.state.fail("Fault.Status %d is not within 200 to 599", fault.Status)
		}
		if fault.Times < 0 || fault.For < 0 {
			s.state.fail("Fault.Times %d or Fault.For %s is negative", fault.Times, fault.For)
		}
		if fault.Operation != "" && fault.Operation != StoragePut && !isAuthOperation(fault.Operation) && !s.routes.contains(fault.Operation) {
			s.state.fail("there is no operation %q; use the Op constants of package fanvue, StoragePut, the Auth constants, or the name of an operation of Handle", fault.Operation)
		}
	}
	s.faults.add(faults, time.Now())
}

// PendingFaults returns how many injected faults still wait for a request: those
// that no request has met, and those with Times that too few requests have met.
// At the end of a test it should be 0.
func (s *Server) PendingFaults() int { return len(s.faults.pending()) }

// ClearFaults removes all faults, those that no request has met included.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.queued = nil
}

// faultQueue is the faults that were injected and may still be met.
type faultQueue struct {
	mu     sync.Mutex
	queued []*queuedFault
}

type queuedFault struct {
	Fault
	remaining int       // how many more requests are expected to meet it
	until     time.Time // zero: does not expire
}

func (q *faultQueue) add(faults []Fault, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, fault := range faults {
		fault.Header = fault.Header.Clone()
		queued := &queuedFault{Fault: fault, remaining: max(fault.Times, 1)}
		if fault.lasts() {
			queued.remaining = 1
		}
		if fault.For > 0 {
			queued.until = now.Add(fault.For)
		}
		q.queued = append(q.queued, queued)
	}
}

func (f Fault) lasts() bool { return f.For > 0 || f.Lasting }

// take returns the first fault that applies to a request. The zero Fault is
// none.
func (q *faultQueue) take(op fanvue.OperationName, now time.Time) Fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, queued := range q.queued {
		expired := !queued.until.IsZero() && !now.Before(queued.until)
		if expired || queued.Operation != "" && queued.Operation != op {
			continue
		}
		queued.remaining = max(queued.remaining-1, 0)
		if !queued.lasts() && queued.remaining == 0 {
			q.queued = slices.Delete(q.queued, i, i+1)
		}
		return queued.Fault
	}
	return Fault{}
}

func (f Fault) executes() bool {
	return f.Status == 0 || f.CarryOut || f.Drop == DropAfter || f.Drop == Hang
}

// apply makes the faulty response out of the real one.
func (f Fault) apply(real rawResponse) rawResponse {
	if f.Status != 0 {
		real.status = f.Status
		real.body = []byte(f.Body)
	} else if f.Body != "" {
		real.body = []byte(f.Body)
	}
	maps.Copy(real.header, canonical(f.Header))
	real.truncate = f.Truncate || f.Stall
	return real
}

// canonical spells header names as net/http does, so that they replace.
func canonical(h http.Header) http.Header {
	spelt := make(http.Header, len(h))
	for name, values := range h {
		spelt[http.CanonicalHeaderKey(name)] = values
	}
	return spelt
}

// waitUntilGone waits until the client gives up, or the server closes.
func (s *Server) waitUntilGone(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.closing:
	}
}

// waitFor waits and reports whether the client still wants the response. A
// closing server carries nothing out: net/http retries a request whose
// connection was closed.
func (s *Server) waitFor(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		select {
		case <-s.closing:
			return false
		default:
			return true
		}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-s.closing:
	}
	return false
}
