package fanvuetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fanvue-go/fanvue"
)

// apiVersion is the only version that the API ever had.
const apiVersion = "2025-06-26"

// call is a request that passed all checks, as its handler sees it. The world
// is locked while a handler runs.
type call struct {
	world   *world
	account *Account
	// managed says that the caller acts for a managed creator.
	managed bool
	surface fanvue.Surface
	// address is the path without the surface. It names the account.
	address     string
	path        map[string]string
	query       url.Values
	contentType string
	body        []byte
	now         time.Time
}

// onV1 says that the call is on /v1, whose answers tell more.
func (c *call) onV1() bool { return c.surface == fanvue.SurfaceV1 }

// reply is an answer in bytes.
type reply struct {
	status   int
	header   http.Header
	body     []byte
	truncate bool
}

func newReply() reply {
	return reply{header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
}

// serve takes one request down the whole road: record, fault, checks, handler.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if isStorage(r) {
		s.serveStorage(w, r)
		return
	}
	body, readErr := io.ReadAll(r.Body)
	surface, rest := splitSurface(r.URL.EscapedPath())
	found, path := s.routes.match(surface, r.Method, rest)
	query := r.URL.Query()
	request := Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: query, Header: r.Header.Clone(), Body: body,
	}
	if found != nil {
		request.Operation = found.operation.Name
	}
	s.respond(w, r, request, readErr, func() reply {
		return s.carryOut(r.Header, found, &call{
			surface: surface, address: rest, path: path, query: query, contentType: r.Header.Get("Content-Type"), body: body,
		})
	})
}

// respond records a request and answers it with what carryOut gives, unless a
// fault is in the way.
func (s *Server) respond(w http.ResponseWriter, r *http.Request, received Request, readErr error, carryOut func() reply) {
	number := s.journal.add(received)
	fault := s.script.take(received.Operation)

	if readErr != nil || !s.wait(r.Context(), fault.Delay) || fault.Drop == DropBefore {
		dropConnection(w)
		return
	}
	answered := newReply()
	if fault.carriesOut() {
		answered = carryOut()
	}
	switch fault.Drop {
	case Hang:
		s.untilGone(r.Context())
		fallthrough
	case DropAfter:
		dropConnection(w)
		return
	}
	answered = fault.change(answered)
	s.journal.answered(number, answered.status)
	answered.write(w)
	if answered.truncate {
		if fault.Stall {
			s.untilGone(r.Context())
		}
		dropConnection(w)
	}
}

// carryOut checks a request in the order in which the API does, and runs its
// handler.
func (s *Server) carryOut(h http.Header, found *route, c *call) reply {
	answered := newReply()
	secret := credentialOf(h)
	granted, known := s.credentials[secret]
	if secret == "" || !known {
		return answered.with(unauthorized())
	}
	if version := h.Get("X-Fanvue-API-Version"); version != apiVersion {
		return answered.with(unsupportedVersion(version))
	}
	if found == nil {
		return answered.with(notFound("There is no such route"))
	}
	creator, managed := c.path[creatorPlaceholder]
	key := bucketKey{secret: secret, creator: creator}
	if holds(found.operation.BucketOn, c.surface) {
		key.bucket = found.operation.Bucket
	}
	if !s.limiter.take(key, time.Now(), answered.header) {
		return answered.with(tooManyRequests())
	}
	if !holdsAll(granted, found.operation.Scopes) {
		return answered.with(forbidden("Insufficient scopes"))
	}

	c.now = s.world.open()
	defer s.world.mu.Unlock()
	c.world, c.account, c.managed = s.world, s.world.own, managed
	if found.hasBadID(c) {
		return answered.with(refused("Invalid UUID").fit(found.operation.Name))
	}
	if managed {
		if c.account = s.world.creator(creator); c.account == nil {
			return answered.with(notFound("Creator not found"))
		}
	}
	return answered.with(found.handle(c).fit(found.operation.Name))
}

// credentialOf reads the secret of a request, empty for none.
func credentialOf(h http.Header) string {
	if key := h.Get("X-Fanvue-API-Key"); key != "" {
		return key
	}
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

func holdsAll(granted, required []fanvue.Scope) bool {
	return !slices.ContainsFunc(required, func(scope fanvue.Scope) bool { return !slices.Contains(granted, scope) })
}

// with puts an answer into the reply. It runs while the world is locked, since
// the answer may share memory with it.
func (p reply) with(a *answer) reply {
	p.status = a.status
	if a.body == nil {
		return p
	}
	if text, isPlain := a.body.(plainText); isPlain {
		p.header.Set("Content-Type", "text/plain; charset=utf-8")
		p.body = []byte(text)
		return p
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // the API does not
	if err := encoder.Encode(a.body); err != nil {
		panic(fmt.Sprintf("fanvuetest: an answer is no JSON: %v", err))
	}
	p.body = bytes.TrimSuffix(body.Bytes(), []byte("\n"))
	return p
}

// write sends the reply. Errors mean that the client is gone.
func (p reply) write(w http.ResponseWriter) {
	for name, values := range p.header {
		w.Header()[name] = values
	}
	if p.status == http.StatusNoContent || p.status == http.StatusNotModified {
		p.body = nil
	}
	if len(p.body) == 0 {
		w.Header().Del("Content-Type")
		w.WriteHeader(p.status)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(p.body)))
	w.WriteHeader(p.status)
	if !p.truncate {
		_, _ = w.Write(p.body)
		return
	}
	_, _ = w.Write(p.body[:len(p.body)/2])
	_ = http.NewResponseController(w).Flush()
}

// dropConnection closes the connection without a further word.
func dropConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}
