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
	// Operation is empty when the request is for no operation.
	Operation fanvue.OperationName
	// Method is the HTTP method.
	Method string
	// Path is escaped, as it was received.
	Path string
	// Query has the parameters.
	Query url.Values
	// Header has the headers, the credential included.
	Header http.Header
	// Body is what was received of the body.
	Body []byte
	// Status is the status of the answer: 0 as long as there is none, and when
	// the connection was dropped instead.
	Status int
}

// journal keeps every request that was received.
type requestLog struct {
	mu       sync.Mutex
	requests []Request
}

// add keeps a request and returns its number.
func (l *requestLog) add(request Request) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests = append(l.requests, request)
	return len(l.requests) - 1
}

func (l *requestLog) setStatus(number, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests[number].Status = status
}

// RequestCount returns how many requests were received, those that were
// refused, delayed or dropped included.
func (s *Server) RequestCount() int {
	s.requestLog.mu.Lock()
	defer s.requestLog.mu.Unlock()
	return len(s.requestLog.requests)
}

// Requests returns copies of all requests received, in order.
func (s *Server) Requests() []Request {
	s.requestLog.mu.Lock()
	defer s.requestLog.mu.Unlock()
	copies := make([]Request, len(s.requestLog.requests))
	for i, request := range s.requestLog.requests {
		request.Query = url.Values(http.Header(request.Query).Clone())
		request.Header = request.Header.Clone()
		request.Body = bytes.Clone(request.Body)
		copies[i] = request
	}
	return copies
}
