package fanvuetest

import (
	"bytes"
	"net/http"
	"net/url"
	"sync"

	"github.com/fanvue-go/fanvue"
)

// Request is a request that the server received.
type Request struct {
	// Operation is empty when the request is not for a known operation.
	Operation fanvue.OperationName
	// Method is the HTTP method.
	Method string
	// Path is escaped, as it was received.
	Path string
	// Query holds the parameters.
	Query url.Values
	// Header holds the headers, the credential included.
	Header http.Header
	// Body is what was received of the body.
	Body []byte
	// Status is the status of the response: 0 as long as there is none, and when
	// the connection was dropped instead.
	Status int
}

// maxLoggedRequests is how many requests [Server.Requests] returns at most.
const maxLoggedRequests = 1000

// requestLog counts all requests and keeps the latest.
type requestLog struct {
	mu       sync.Mutex
	count    int
	requests []*Request // a ring; the request with number n is at n % maxLoggedRequests
}

// add keeps a request and returns it, for its status.
func (l *requestLog) add(request Request) *Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := &request
	if len(l.requests) < maxLoggedRequests {
		l.requests = append(l.requests, kept)
	} else {
		l.requests[l.count%maxLoggedRequests] = kept
	}
	l.count++
	return kept
}

func (l *requestLog) setStatus(request *Request, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	request.Status = status
}

// RequestCount returns how many requests were received since the start or the
// latest [Server.ResetRequests], those that were refused, delayed or dropped
// included.
func (s *Server) RequestCount() int {
	s.requestLog.mu.Lock()
	defer s.requestLog.mu.Unlock()
	return s.requestLog.count
}

// Requests returns copies of the latest requests received, in order. At most
// 1000 are kept, so that a long test does not grow without bound; RequestCount
// counts all of them.
func (s *Server) Requests() []Request {
	l := &s.requestLog
	l.mu.Lock()
	defer l.mu.Unlock()
	copies := make([]Request, 0, len(l.requests))
	for number := l.count - len(l.requests); number < l.count; number++ {
		request := *l.requests[number%maxLoggedRequests]
		request.Query = url.Values(http.Header(request.Query).Clone())
		request.Header = request.Header.Clone()
		request.Body = bytes.Clone(request.Body)
		copies = append(copies, request)
	}
	return copies
}

// ResetRequests forgets the requests received so far, and counts from zero.
func (s *Server) ResetRequests() {
	s.requestLog.mu.Lock()
	defer s.requestLog.mu.Unlock()
	s.requestLog.count, s.requestLog.requests = 0, nil
}
