package fanvuetest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"time"

	"github.com/fanvue-go/fanvue"
)

// apiVersion is the only version of the API so far.
const apiVersion = "2025-06-26"

// call is a request that passed all checks, as its handler sees it. The state
// is locked while a handler runs.
type call struct {
	state *state
	// caller is the account of the credential, and account the one that the call
	// is for: the same, or that of a managed creator.
	caller, account *account
	managed         bool
	surface         fanvue.Surface
	// address is the path without the surface. It identifies the account.
	address     string
	path        map[string]string
	query       url.Values
	contentType string
	accept      []string
	body        []byte
	now         time.Time
}

// isV1 reports whether the call is on /v1, whose responses have more fields.
func (c *call) isV1() bool { return c.surface == fanvue.SurfaceV1 }

// rawResponse is a response in bytes.
type rawResponse struct {
	status   int
	header   http.Header
	body     []byte
	truncate bool
}

func newRawResponse() rawResponse {
	return rawResponse{header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
}

// serve handles one request: it is recorded, meets a fault, is checked, and
// reaches its handler.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if isStorage(r) {
		s.serveStorage(w, r)
		return
	}
	if isAuth(r) {
		s.serveAuth(w, r)
		return
	}
	body, readErr := io.ReadAll(r.Body)
	surface, rest := cutSurface(r.URL.EscapedPath())
	found, path := s.routes.match(surface, r.Method, rest)
	query := r.URL.Query()
	request := Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: query, Header: r.Header.Clone(), Body: body,
	}
	if found != nil {
		request.Operation = found.operation.Name
	}
	s.respond(w, r, request, readErr, func() rawResponse {
		return s.execute(r, found, &call{
			surface: surface, address: rest, path: path, query: query, contentType: r.Header.Get("Content-Type"), accept: r.Header.Values("Accept"), body: body,
		})
	})
}

// respond records a request and sends the response that execute returns, unless
// a fault applies.
func (s *Server) respond(w http.ResponseWriter, r *http.Request, received Request, readErr error, carryOut func() rawResponse) {
	number := s.requestLog.add(received)
	fault := s.faults.take(received.Operation, time.Now())

	if readErr != nil || !s.waitFor(r.Context(), fault.Delay) || fault.Drop == DropBefore {
		dropConnection(w)
		return
	}
	raw := newRawResponse()
	if fault.executes() {
		raw = carryOut()
	}
	switch fault.Drop {
	case Hang:
		s.waitUntilGone(r.Context())
		fallthrough
	case DropAfter:
		dropConnection(w)
		return
	}
	raw = fault.apply(raw)
	s.requestLog.setStatus(number, raw.status)
	raw.write(w)
	if raw.truncate {
		if fault.Stall {
			s.waitUntilGone(r.Context())
		}
		dropConnection(w)
	}
}

// execute checks a request in the order in which the API does, and runs its
// handler.
func (s *Server) execute(r *http.Request, found *route, c *call) rawResponse {
	raw := newRawResponse()
	secret := secretOf(r.Header)
	credential, known := s.credentials.find(secret)
	if !known {
		return raw.encode(unauthorized())
	}
	if version := r.Header.Get("X-Fanvue-API-Version"); version != apiVersion {
		return raw.encode(unsupportedVersion(version))
	}
	if found == nil {
		return raw.encode(notFound("There is no such route"))
	}
	creator, managed := c.path[creatorPlaceholder]
	key := bucketKey{secret: cmp.Or(credential.limitKey, secret), creator: creator}
	if appliesTo(found.operation.BucketOn, c.surface) {
		key.bucket = found.operation.Bucket
	}
	if !s.limiter.take(key, time.Now(), raw.header) {
		return raw.encode(tooManyRequests())
	}
	if !grantsAll(credential.scopes, found.operation.Scopes) {
		return raw.encode(forbidden("Insufficient scopes"))
	}
	c.state, c.caller, c.account, c.managed = s.state, credential.account, credential.account, managed
	if problem := c.resolve(found, creator, writes(found.operation)); problem != nil {
		return raw.encode(problem.withErrorShape(found.operation.Name))
	}
	if found.custom != nil {
		s.state.mu.Unlock() // the handler may use the server
		return raw.from(found.custom, r, c)
	}
	defer s.state.mu.Unlock()
	return raw.encode(found.handle(c).withErrorShape(found.operation.Name))
}

// writes reports whether an operation changes what lists return. The idempotent
// POSTs only read, apart from a grant, which no list shows.
func writes(op fanvue.Operation) bool {
	return op.Method != http.MethodGet && !(op.Method == http.MethodPost && op.Idempotent)
}

// resolve locks the state and finds the account that a call is for. When it
// returns a problem, the state is not locked.
func (c *call) resolve(found *route, creator string, writes bool) *response {
	if writes {
		c.now = c.state.lockForChange()
	} else {
		c.now = c.state.lock()
	}
	var problem *response
	switch {
	case found.hasInvalidID(c):
		problem = badRequest("Invalid UUID")
	case c.managed:
		if c.account = c.caller.managedCreator(creator); c.account == nil {
			problem = notFound("Creator not found")
		}
	}
	if problem != nil {
		c.state.mu.Unlock()
	}
	return problem
}

// from runs a handler of Handle and returns its response, with the headers of
// the rate limit.
func (rr rawResponse) from(handler http.Handler, r *http.Request, c *call) rawResponse {
	received := r.Clone(r.Context())
	received.Body = io.NopCloser(bytes.NewReader(c.body))
	for name, value := range c.path {
		received.SetPathValue(name, value)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, received)
	maps.Copy(rr.header, recorder.Header())
	rr.status, rr.body = recorder.Code, recorder.Body.Bytes()
	return rr
}

// encode adds a response. It runs while the state is locked, because the
// response may share memory with it.
func (rr rawResponse) encode(a *response) rawResponse {
	rr.status = a.status
	if a.body == nil {
		return rr
	}
	if text, isPlain := a.body.(plainText); isPlain {
		rr.header.Set("Content-Type", "text/plain; charset=utf-8")
		rr.body = []byte(text)
		return rr
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // the API does not
	if err := encoder.Encode(a.body); err != nil {
		panic(fmt.Sprintf("fanvuetest: a response cannot be encoded: %v", err))
	}
	rr.body = bytes.TrimSuffix(body.Bytes(), []byte("\n"))
	return rr
}

// write sends the response. Errors mean that the client is gone.
func (rr rawResponse) write(w http.ResponseWriter) {
	for name, values := range rr.header {
		w.Header()[name] = values
	}
	if rr.status == http.StatusNoContent || rr.status == http.StatusNotModified {
		rr.body = nil
	}
	if len(rr.body) == 0 {
		w.Header().Del("Content-Type")
		w.WriteHeader(rr.status)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(rr.body)))
	w.WriteHeader(rr.status)
	if !rr.truncate {
		_, _ = w.Write(rr.body)
		return
	}
	_, _ = w.Write(rr.body[:len(rr.body)/2])
	_ = http.NewResponseController(w).Flush()
}

// dropConnection closes the connection without a response.
func dropConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}
