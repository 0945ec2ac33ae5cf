package fanvuetest

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/fanvue-go/fanvue"
)

// Drop says whether a fault keeps the answer back, and how.
type Drop int

// The ways to keep an answer back. A Go client repeats a GET by itself when it
// was lost on a connection that had been used before.
const (
	// DropNever answers.
	DropNever Drop = iota
	// DropBefore closes the connection; the request is not carried out.
	DropBefore
	// DropAfter carries the request out, then closes the connection.
	DropAfter
	// Hang carries the request out, then keeps the connection open without a
	// word until the client goes away.
	Hang
)

// Fault is something that goes wrong with one request. It comes before every
// check: a request that would be refused meets it too.
type Fault struct {
	// Operation is the operation that it waits for. Empty matches every
	// request. The variant for managed creators is an operation of its own.
	Operation fanvue.OperationName
	// Delay is how long the request waits before anything else happens. The
	// wait ends when the client goes away, and the request is then not carried
	// out.
	Delay time.Duration
	// Drop keeps the answer back. What follows below is then without effect.
	Drop Drop
	// Status, 200 to 599, is the answer's status. The request is not carried
	// out. 0 carries it out and gives the real answer, changed as told below.
	Status int
	// CarryOut carries the request out although Status is set.
	CarryOut bool
	// Header is added to the headers of the answer, replacing those of the
	// same name. Without a Content-Type an answer calls itself JSON.
	Header http.Header
	// Body is the body of the answer. With Status, empty means an empty body;
	// without, it means the real body.
	Body string
	// Truncate sends the headers, with the full Content-Length, and half of
	// the body, then closes the connection.
	Truncate bool
	// Stall sends the headers and half of the body as Truncate does, then keeps
	// the connection open without a word until the client goes away.
	Stall bool
}

// Inject adds faults to those that wait for a request. Each is used up by one
// request that matches; of several that match, the one injected first. It
// panics when a fault has an impossible Status, or waits for an operation that
// does not exist.
func (s *Server) Inject(faults ...Fault) {
	for _, fault := range faults {
		if fault.Status != 0 && (fault.Status < 200 || fault.Status > 599) {
			panic(fmt.Sprintf("fanvuetest: Fault.Status %d is not within 200 to 599", fault.Status))
		}
		if fault.Operation != "" && fault.Operation != StoragePut && !s.routes.contains(fault.Operation) {
			panic(fmt.Sprintf("fanvuetest: there is no operation %q; use the Op constants of package fanvue, or StoragePut", fault.Operation))
		}
	}
	s.faults.add(faults)
}

// PendingFaults returns how many injected faults no request has met yet. At the
// end of a test it should be 0.
func (s *Server) PendingFaults() int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return len(s.faults.faults)
}

// script is the faults that wait for a request.
type faultQueue struct {
	mu     sync.Mutex
	faults []Fault
}

func (q *faultQueue) add(faults []Fault) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, fault := range faults {
		fault.Header = fault.Header.Clone()
		q.faults = append(q.faults, fault)
	}
}

// take uses up the first fault that matches op. The zero Fault is none.
func (q *faultQueue) take(op fanvue.OperationName) Fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, fault := range q.faults {
		if fault.Operation == "" || fault.Operation == op {
			q.faults = slices.Delete(q.faults, i, i+1)
			return fault
		}
	}
	return Fault{}
}

func (f Fault) executes() bool {
	return f.Status == 0 || f.CarryOut || f.Drop == DropAfter || f.Drop == Hang
}

// change makes the faulty answer out of the real one.
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

// untilGone waits until the client goes away, or the server closes.
func (s *Server) waitUntilGone(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.closing:
	}
}

// wait reports whether the request is still wanted after d. A server that closes
// wants none: net/http repeats a request whose connection was closed.
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
