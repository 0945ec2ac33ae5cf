package fanvue_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// http2Stage is how far a request has come when the server misbehaves.
type http2Stage int

const (
	onConnect    http2Stage = iota // the client's preface was read
	onHeaders                      // the headers of a request were read
	onRequest                      // the whole request was read, and nothing done
	onDone                         // it was carried out
	afterHeaders                   // and the headers of the response were sent
	inBody                         // and half its body
)

func (s http2Stage) String() string {
	return [...]string{"on connecting", "before its body is read", "before it is carried out", "after it is carried out",
		"after the response's headers", "in the response's body"}[s]
}

// http2Fault is what an [http2Server] does wrong, at one stage.
type http2Fault struct {
	name  string
	stage http2Stage
	times int // how many requests or connections it happens to; 0 for all
	// act misbehaves, and reports whether the server still serves the request
	// (or, at onConnect, the connection). The stream is 0 at onConnect.
	act func(c *http2Conn, stream uint32) bool
	// refuses says that a request that meets the fault was provably not
	// processed.
	refuses bool
	// unseen says that an attempt may end without the server's having seen
	// it.
	unseen bool
	// slow says that it takes longer than a test can wait without a bubble.
	slow bool
	// served says that the request is carried out and succeeds nevertheless.
	served bool
}

// http2Server speaks HTTP/2 frame by frame, so that it can misbehave. It counts
// the requests that it gets as an application would. It is quiet and correct
// until it is armed.
type http2Server struct {
	fault    http2Fault
	status   int
	header   http.Header
	body     string
	listener net.Listener
	serving  sync.WaitGroup

	mu      sync.Mutex
	armed   bool
	met     int            // how often the fault has happened
	begun   []http2Request // those whose headers were read
	arrived map[string]int // whole requests, by message
	done    map[string]int // those that were carried out
	refused map[string]int // those that provably were not processed
	conns   map[*http2Conn]bool
}

type http2Request struct {
	message string // method and path, and once it is known the body
	at      time.Time
	header  http.Header
	arrived bool
}

func newHTTP2Server(fault http2Fault) *http2Server {
	return &http2Server{
		fault: fault, status: http.StatusOK, body: `{}`, header: http.Header{"Content-Type": {"application/json"}},
		arrived: map[string]int{}, done: map[string]int{}, refused: map[string]int{}, conns: map[*http2Conn]bool{},
	}
}

// DialContext connects without a socket.
func (s *http2Server) DialContext(context.Context, string, string) (net.Conn, error) {
	client, server := newBufferedPipe()
	s.serving.Go(func() { s.serve(server) })
	return client, nil
}

// listen accepts connections from the loopback interface. With a config it
// speaks TLS.
func (s *http2Server) listen(t testing.TB, config *tls.Config) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	s.listener = listener
	s.serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.serving.Go(func() { s.serve(conn) })
		}
	})
}

// close ends all connections and waits until they are no longer served.
func (s *http2Server) close() {
	if s.listener != nil {
		_ = s.listener.Close()
	}
	for _, c := range s.open() {
		_ = c.conn.Close()
	}
	s.serving.Wait()
}

func (s *http2Server) open() []*http2Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	var open []*http2Conn
	for c := range s.conns {
		open = append(open, c)
	}
	return open
}

// arm lets the fault happen from now on, also to the connections that exist,
// and forgets the requests so far.
func (s *http2Server) arm(status int, contentType, body string) {
	s.mu.Lock()
	s.armed, s.status, s.body = true, status, body
	s.header = http.Header{"Content-Type": {contentType}}
	s.begun = nil
	clear(s.arrived)
	clear(s.done)
	s.mu.Unlock()
	for _, c := range s.open() {
		c.misbehave(onConnect, 0)
	}
}

func (s *http2Server) serve(conn net.Conn) {
	c := &http2Conn{server: s, conn: conn, streams: map[uint32]*http2Stream{}}
	c.framer = http2.NewFramer(&c.out, conn)
	c.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.encoder = hpack.NewEncoder(&c.block)
	s.mu.Lock()
	s.conns[c] = true
	s.mu.Unlock()
	defer func() {
		_ = conn.Close()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	}()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(conn, preface); err != nil || string(preface) != http2.ClientPreface {
		return
	}
	c.write(func() { _ = c.framer.WriteSettings() })
	if !c.misbehave(onConnect, 0) {
		return
	}
	for {
		frame, err := c.framer.ReadFrame()
		if err != nil {
			return
		}
		if !c.read(frame) {
			return
		}
	}
}

// enoughRequests ends a loop that would never end while the clock of a bubble
// stands still.
const enoughRequests = 50

// http2Conn is one connection of an [http2Server].
type http2Conn struct {
	server  *http2Server
	conn    net.Conn
	framer  *http2.Framer
	encoder *hpack.Encoder
	streams map[uint32]*http2Stream
	dead    atomic.Bool // it neither reads nor writes any more

	mu     sync.Mutex   // for what follows
	out    bytes.Buffer // what the framer writes
	block  bytes.Buffer // what the encoder writes
	noPong bool
}

type http2Stream struct {
	message string
	body    bytes.Buffer
	number  int  // in server.begun
	over    bool // nothing is to be sent on it
}

// write sends the frames that it is given as one piece.
func (c *http2Conn) write(frames func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out.Reset()
	frames()
	_, _ = c.conn.Write(c.out.Bytes())
}

// misbehave lets the server's fault happen if it is for this stage, and
// reports whether to go on.
func (c *http2Conn) misbehave(stage http2Stage, stream uint32) bool {
	s := c.server
	s.mu.Lock()
	due := s.armed && s.fault.act != nil && s.fault.stage == stage && (s.fault.times == 0 || s.met < s.fault.times)
	if due {
		s.met++
		if stage >= onRequest && s.fault.refuses {
			s.refused[c.streams[stream].message]++
		}
	}
	s.mu.Unlock()
	return !due || s.fault.act(c, stream)
}

// read takes one frame, and reports whether the connection goes on.
func (c *http2Conn) read(frame http2.Frame) bool {
	if !c.proceed() {
		return false
	}
	id := frame.Header().StreamID
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		if !f.IsAck() {
			c.write(func() { _ = c.framer.WriteSettingsAck() })
		}
	case *http2.PingFrame:
		c.write(func() {
			if !f.IsAck() && !c.noPong {
				_ = c.framer.WritePing(true, f.Data)
			}
		})
	case *http2.MetaHeadersFrame:
		stream := &http2Stream{message: f.PseudoValue("method") + " " + f.PseudoValue("path")}
		c.streams[id] = stream
		header := make(http.Header)
		for _, field := range f.RegularFields() {
			header.Add(field.Name, field.Value)
		}
		c.server.mu.Lock()
		stream.number = len(c.server.begun)
		c.server.begun = append(c.server.begun, http2Request{message: stream.message, at: time.Now(), header: header})
		tooMany := len(c.server.begun) > enoughRequests
		c.server.mu.Unlock()
		if tooMany {
			c.dead.Store(true)
			return c.proceed()
		}
		if f.StreamEnded() {
			return c.whole(id, stream)
		}
		stream.over = !c.misbehave(onHeaders, id)
		return c.proceed()
	case *http2.DataFrame:
		stream := c.streams[id]
		if stream == nil || stream.over {
			break
		}
		stream.body.Write(f.Data())
		if f.StreamEnded() {
			return c.whole(id, stream)
		}
	case *http2.RSTStreamFrame:
		delete(c.streams, id)
	}
	return true
}

// goesOn reports whether the connection does, and swallows what the client
// sends to a dead one.
func (c *http2Conn) proceed() bool {
	if c.dead.Load() {
		_, _ = io.Copy(io.Discard, c.conn)
		return false
	}
	return true
}

// whole takes a request that has arrived, carries it out and responds.
func (c *http2Conn) whole(id uint32, stream *http2Stream) bool {
	s := c.server
	if body := strings.TrimSpace(stream.body.String()); body != "" {
		stream.message += " " + body
	}
	s.mu.Lock()
	s.arrived[stream.message]++
	if stream.number < len(s.begun) {
		s.begun[stream.number].arrived = true
	}
	status, header, body := s.status, s.header.Clone(), s.body
	// The headers of a request without a body are the whole request.
	early := s.fault.stage == onHeaders && stream.body.Len() == 0
	s.mu.Unlock()
	if early && !c.misbehave(onHeaders, id) || !c.misbehave(onRequest, id) {
		return c.proceed()
	}
	s.mu.Lock()
	s.done[stream.message]++
	s.mu.Unlock()
	if !c.misbehave(onDone, id) {
		return c.proceed()
	}
	header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	c.sendHeaders(id, status, header, false)
	if !c.misbehave(afterHeaders, id) {
		return c.proceed()
	}
	c.write(func() { _ = c.framer.WriteData(id, false, []byte(body[:len(body)/2])) })
	if !c.misbehave(inBody, id) {
		return c.proceed()
	}
	c.write(func() { _ = c.framer.WriteData(id, true, []byte(body[len(body)/2:])) })
	delete(c.streams, id)
	return true
}

func (c *http2Conn) sendHeaders(id uint32, status int, header http.Header, end bool) {
	c.write(func() {
		c.block.Reset()
		_ = c.encoder.WriteField(hpack.HeaderField{Name: ":status", Value: fmt.Sprint(status)})
		for name, values := range header {
			_ = c.encoder.WriteField(hpack.HeaderField{Name: strings.ToLower(name), Value: values[0]})
		}
		_ = c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: c.block.Bytes(), EndHeaders: true, EndStream: end})
	})
}

// newBufferedPipe is a connection in memory that takes what is written without
// waiting for its being read, as the kernel's do: both ends of an HTTP/2
// connection write at any time.
func newBufferedPipe() (client, server *pipeEnd) {
	one, other := newPipeQueue(), newPipeQueue()
	return &pipeEnd{in: one, out: other}, &pipeEnd{in: other, out: one}
}

// pipeQueue is one direction.
type pipeQueue struct {
	mu     sync.Mutex
	change *sync.Cond
	data   bytes.Buffer
	err    error // why no more comes
}

func newPipeQueue() *pipeQueue {
	q := new(pipeQueue)
	q.change = sync.NewCond(&q.mu)
	return q
}

func (q *pipeQueue) end(err error, now bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
	}
	if now {
		q.data.Reset()
	}
	q.change.Broadcast()
}

type pipeEnd struct{ in, out *pipeQueue }

func (p *pipeEnd) Read(b []byte) (int, error) {
	p.in.mu.Lock()
	defer p.in.mu.Unlock()
	for p.in.data.Len() == 0 && p.in.err == nil {
		p.in.change.Wait()
	}
	if p.in.data.Len() == 0 {
		return 0, p.in.err
	}
	return p.in.data.Read(b)
}

func (p *pipeEnd) Write(b []byte) (int, error) {
	p.out.mu.Lock()
	defer p.out.mu.Unlock()
	if p.out.err != nil {
		return 0, syscall.EPIPE
	}
	p.out.change.Broadcast()
	return p.out.data.Write(b)
}

// Close lets the other end read what was written, and then the end.
func (p *pipeEnd) Close() error {
	p.out.end(io.EOF, false)
	p.in.end(net.ErrClosed, true)
	return nil
}

// reset loses what was written.
func (p *pipeEnd) reset() {
	p.out.end(syscall.ECONNRESET, true)
	p.in.end(net.ErrClosed, true)
}

func (p *pipeEnd) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
func (p *pipeEnd) RemoteAddr() net.Addr             { return p.LocalAddr() }
func (p *pipeEnd) SetDeadline(time.Time) error      { return nil }
func (p *pipeEnd) SetReadDeadline(time.Time) error  { return nil }
func (p *pipeEnd) SetWriteDeadline(time.Time) error { return nil }
