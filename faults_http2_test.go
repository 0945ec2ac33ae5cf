package fanvue_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"go/version"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2"

	"github.com/fanvue-go/fanvue"
)

type http2Act = func(c *http2Conn, stream uint32) bool

func resetStream(code http2.ErrCode) http2Act {
	return func(c *http2Conn, stream uint32) bool {
		c.write(func() { _ = c.framer.WriteRSTStream(stream, code) })
		return false
	}
}

// Which stream a GOAWAY names as the last one, seen from the request's.
const (
	streamBelow = "below"
	streamEqual = "equal"
	streamAbove = "above"
)

// goAway sends one GOAWAY or more. What is not above the last stream is served
// if the connection stays open.
func goAway(code http2.ErrCode, closes bool, lasts ...string) http2Act {
	return func(c *http2Conn, stream uint32) bool {
		served := true
		c.write(func() {
			for _, which := range lasts {
				last := uint32(1<<31 - 1)
				switch which {
				case streamBelow:
					last, served = max(stream, 2)-2, false
				case streamEqual:
					last = stream
				}
				_ = c.framer.WriteGoAway(last, code, []byte("going away"))
			}
		})
		if closes {
			_ = c.conn.Close()
		}
		return served && !closes
	}
}

func closeConn(c *http2Conn, _ uint32) bool { return c.conn.Close() != nil }

func resetConn(c *http2Conn, _ uint32) bool {
	switch conn := c.conn.(type) {
	case *pipeEnd:
		conn.reset()
	case *net.TCPConn:
		_ = conn.SetLinger(0)
		_ = conn.Close()
	default:
		_ = conn.Close()
	}
	return false
}

func beSilent(*http2Conn, uint32) bool { return false }

// vanish is a peer whose packets no longer come: no FIN, no reset.
func vanish(c *http2Conn, _ uint32) bool {
	c.dead.Store(true)
	return false
}

func sendBytes(text string) http2Act {
	return func(c *http2Conn, _ uint32) bool {
		c.write(func() { c.out.WriteString(text) })
		_ = c.conn.Close()
		return false
	}
}

func sendSettings(settings ...http2.Setting) http2Act {
	return func(c *http2Conn, _ uint32) bool {
		c.write(func() { _ = c.framer.WriteSettings(settings...) })
		return true
	}
}

// sendFrame sends what does not belong there, and then serves the request.
func sendFrame(frame func(c *http2Conn, stream uint32)) http2Act {
	return func(c *http2Conn, stream uint32) bool {
		c.write(func() { frame(c, stream) })
		return true
	}
}

// respondLate serves the request after a delay, meanwhile with or without
// acknowledging pings.
func respondLate(delay time.Duration, pong bool) http2Act {
	return func(c *http2Conn, stream uint32) bool {
		s := c.server
		s.mu.Lock()
		status, header, body := s.status, s.header.Clone(), s.body
		s.mu.Unlock()
		c.write(func() { c.noPong = !pong })
		s.serving.Go(func() {
			time.Sleep(delay)
			c.sendHeaders(stream, status, header, false)
			c.write(func() { _ = c.framer.WriteData(stream, true, []byte(body)) })
		})
		return false
	}
}

// http2Faults are the rows of the matrix: once, and for ever.
func http2Faults() []http2Fault {
	var faults []http2Fault
	add := func(name string, act http2Act, change func(f *http2Fault), stages ...http2Stage) {
		for _, stage := range stages {
			for times, often := range []string{"for ever", "once"} {
				f := http2Fault{name: fmt.Sprintf("%s %s, %s", name, stage, often), stage: stage, times: times, act: act}
				if change != nil {
					change(&f)
				}
				faults = append(faults, f)
			}
		}
	}
	served := func(f *http2Fault) { f.served = true }
	unseen := func(f *http2Fault) { f.unseen = true }
	faults = append(faults, http2Fault{name: "no fault", served: true})
	for code := http2.ErrCodeNo; code <= http2.ErrCodeHTTP11Required; code++ {
		refuses := func(f *http2Fault) { f.refuses = code == http2.ErrCodeRefusedStream && f.stage < onDone }
		add("RST_STREAM "+code.String(), resetStream(code), refuses, onHeaders, onRequest, onDone, afterHeaders, inBody)
	}
	for _, n := range []int{2, 3} {
		faults = append(faults, http2Fault{
			name: fmt.Sprintf("RST_STREAM REFUSED_STREAM %d times", n), stage: onRequest, times: n,
			act: resetStream(http2.ErrCodeRefusedStream), refuses: true,
		})
	}
	for _, code := range []http2.ErrCode{http2.ErrCodeNo, http2.ErrCodeProtocol, http2.ErrCodeInternal, http2.ErrCodeEnhanceYourCalm} {
		for _, last := range []string{streamBelow, streamEqual, streamAbove} {
			for _, closes := range []bool{true, false} {
				name := fmt.Sprintf("GOAWAY %s, last stream %s, connection %s,", code, last, map[bool]string{true: "closed", false: "open"}[closes])
				add(name, goAway(code, closes, last), func(f *http2Fault) {
					f.refuses = last == streamBelow && f.stage < onDone
					f.served = last != streamBelow && !closes
				}, onHeaders, onRequest, onDone)
			}
		}
	}
	add("graceful GOAWAY", goAway(http2.ErrCodeNo, false, streamAbove, streamEqual), served, onRequest, onDone)
	add("graceful GOAWAY below", goAway(http2.ErrCodeNo, false, streamAbove, streamBelow), func(f *http2Fault) { f.refuses = true }, onRequest)
	add("GOAWAY", func(c *http2Conn, stream uint32) bool {
		c.server.serving.Go(func() {
			time.Sleep(10 * time.Second)
			_ = c.conn.Close() // net/http leaves that to the server
		})
		return goAway(http2.ErrCodeNo, false, streamBelow)(c, stream)
	}, func(f *http2Fault) { f.unseen, f.slow = true, true }, onConnect)
	add("GOAWAY ENHANCE_YOUR_CALM and close", goAway(http2.ErrCodeEnhanceYourCalm, true, streamBelow), unseen, onConnect)

	everywhere := []http2Stage{onConnect, onHeaders, onRequest, onDone, afterHeaders, inBody}
	add("close", closeConn, unseen, everywhere...)
	add("reset", resetConn, unseen, everywhere...)
	add("vanished peer", vanish, unseen, everywhere...)
	add("silent peer", beSilent, nil, everywhere[1:]...)
	add("no HTTP/2", sendBytes("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), unseen, onConnect, onRequest, onDone)
	add("garbage", sendBytes("\x00\x01\x02 this is no frame\r\n\r\n"), unseen, onConnect, onRequest, onDone)

	add("MAX_CONCURRENT_STREAMS 0", sendSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams}), unseen, onConnect)
	add("MAX_CONCURRENT_STREAMS 1", sendSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1}), served, onConnect)
	add("INITIAL_WINDOW_SIZE 0", sendSettings(http2.Setting{ID: http2.SettingInitialWindowSize}), unseen, onConnect, onHeaders)
	add("MAX_FRAME_SIZE 1", sendSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 1}), unseen, onConnect)

	add("no pings acknowledged", respondLate(40*time.Second, false), func(f *http2Fault) { f.slow = true }, onDone)
	add("a slow response", respondLate(50*time.Second, true), func(f *http2Fault) { f.served, f.slow = true, true }, onDone)
	add("early hints", func(c *http2Conn, stream uint32) bool {
		c.sendHeaders(stream, http.StatusEarlyHints, nil, false)
		return true
	}, served, onRequest, onDone)
	add("headers without a status", sendFrame(func(c *http2Conn, stream uint32) {
		_ = c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, EndHeaders: true})
	}), nil, onDone)
	add("PUSH_PROMISE", sendFrame(func(c *http2Conn, stream uint32) {
		_ = c.framer.WritePushPromise(http2.PushPromiseParam{StreamID: stream, PromiseID: 2, EndHeaders: true})
	}), nil, onRequest, onDone)
	add("undecodable headers", sendFrame(func(c *http2Conn, stream uint32) {
		_ = c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: []byte{0xff, 0xff, 0xff, 0xff}, EndHeaders: true})
	}), nil, onRequest, onDone)
	// On a stream it would stop net/http, which then waits for its own lock.
	add("WINDOW_UPDATE overflow", sendFrame(func(c *http2Conn, _ uint32) {
		_ = c.framer.WriteWindowUpdate(0, 1<<31-1)
	}), nil, onRequest, onDone)
	return faults
}

// declaredCases are calls of operations that the caller declares.
func declaredCases() ([]operationCase, map[fanvue.OperationName]fanvue.Operation) {
	ops := map[fanvue.OperationName]fanvue.Operation{}
	var cases []operationCase
	for _, op := range []fanvue.Operation{
		{Name: "Polls.Create", Method: http.MethodPost, Path: "/polls/{id}"},
		{Name: "Polls.Close", Method: http.MethodPost, Path: "/polls/{id}/close"},
		{Name: "Polls.Get", Method: http.MethodGet, Path: "/polls/{id}"},
		{Name: "Polls.Replace", Method: http.MethodPut, Path: "/polls/{id}", Idempotent: true},
		{Name: "Polls.Delete", Method: http.MethodDelete, Path: "/polls/{id}"},
		{Name: "Polls.Reset", Method: http.MethodDelete, Path: "/polls/{id}/votes", Idempotent: true},
	} {
		ops[op.Name] = op
		if op.Method == http.MethodGet {
			op.Idempotent = true // Call takes it for granted
			ops[op.Name] = op
			op.Idempotent = false
		}
		params := fanvue.CallParams{Path: map[string]string{"id": "p-1"}}
		if op.Name == "Polls.Create" || op.Method == http.MethodPut {
			params.Body = map[string]string{"question": "Which one?"}
		}
		var body string
		if params.Body != nil {
			body = `{"question":"Which one?"}`
		}
		cases = append(cases, operationCase{
			op: op.Name, body: body, status: http.StatusOK, response: `{"id":"p-1"}`, want: map[string]any{"id": "p-1"},
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				var got map[string]any
				if err := c.Call(ctx, op, params, &got); err != nil {
					return nil, err
				}
				return got, nil
			},
		})
	}
	return cases, ops
}

// http2Outcomes counts what came of the runs, for each row and kind of
// operation.
type http2Outcomes struct {
	mu     sync.Mutex
	counts map[string]map[string]int // by row and kind
}

func (o *http2Outcomes) add(row, kind, outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.counts == nil {
		o.counts = map[string]map[string]int{}
	}
	key := row + " | " + kind
	if o.counts[key] == nil {
		o.counts[key] = map[string]int{}
	}
	o.counts[key][outcome]++
}

func (o *http2Outcomes) log(t *testing.T) {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(o.counts)) {
		var cells []string
		for _, outcome := range slices.Sorted(maps.Keys(o.counts[key])) {
			cells = append(cells, fmt.Sprintf("%s ×%d", outcome, o.counts[key][outcome]))
		}
		lines = append(lines, key+" | "+strings.Join(cells, "; "))
	}
	t.Logf("row | kind | arrivals and error × runs\n%s", strings.Join(lines, "\n"))
}

// kindOf names what matters about an operation when a response is lost.
func kindOf(op fanvue.Operation, body bool) string {
	switch {
	case !op.Idempotent && !body:
		return "write without a body"
	case !op.Idempotent:
		return "write"
	case op.Method == http.MethodGet:
		return "read"
	}
	return "idempotent change"
}

// Every fault meets every operation, with and without retries, on a new and on
// a used connection; under the race detector one operation of each kind. Run one
// pair with
//
//	go test -run 'TestFaultsOverHTTP2/^RST_STREAM_CANCEL_after_it_is_carried_out,_once$' . -operation Messages.Send
//
// With -v it prints how often each request arrived and how its call ended.
func TestFaultsOverHTTP2(t *testing.T) {
	t.Parallel()
	all, ops := declaredCases()
	for _, tc := range caseOf(t) {
		all = append(all, tc)
	}
	maps.Copy(ops, operationsByName())
	part := sample(t) || raceDetector
	cases := slices.DeleteFunc(all, func(tc operationCase) bool {
		return !sampled(t, tc.op) || raceDetector && *onlyOperation == "" && !isSample(tc.op)
	})
	if len(cases) == 0 {
		t.Fatalf("there is no operation %q", *onlyOperation)
	}
	slices.SortFunc(cases, func(a, b operationCase) int { return strings.Compare(string(a.op), string(b.op)) })
	var outcomes http2Outcomes
	var runs atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d runs of %d operations", runs.Load(), len(cases))
		if testing.Verbose() {
			outcomes.log(t)
		}
	})
	for i, fault := range http2Faults() {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for j, tc := range cases {
					for v := range 4 {
						// The samples meet the fault in every way, the others in
						// one, another one in each row.
						if v != (i+j)%4 && *onlyOperation == "" && (part || !isSample(tc.op)) {
							continue
						}
						retries, pooled := v/2*3, v%2 == 1
						what := fmt.Sprintf("%s, %d retries, pooled %t", tc.op, retries, pooled)
						run := &http2Run{about: about{t, what}, fault: fault, tc: tc, op: ops[tc.op], retries: retries, pooled: pooled}
						run.do()
						outcomes.add(fault.name, kindOf(run.op, tc.body != ""), run.outcome())
						runs.Add(1)
					}
				}
			})
		})
	}
}

// http2Run is one call against one fault.
type http2Run struct {
	about
	fault   http2Fault
	tc      operationCase
	op      fanvue.Operation
	retries int
	pooled  bool
	// config makes the run use sockets and TLS instead of a bubble, and limit
	// the time of the call.
	config *tls.Config
	roots  *x509.CertPool
	limit  time.Duration
	// ownTLS makes the connection one of another package's, which shows what was
	// negotiated.
	ownTLS bool

	server *http2Server
	err    error
	took   time.Duration
	log    strings.Builder
}

func (r *http2Run) do() {
	r.Helper()
	r.server = newHTTP2Server(r.fault)
	defer r.server.close()
	var open atomic.Int64
	transport := fanvue.NewTransport()
	dial, base := r.server.DialContext, "http://127.0.0.1:0"
	if r.config == nil {
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetUnencryptedHTTP2(true)
	} else {
		r.server.listen(r.TB, r.config)
		dial, base = transport.DialContext, "https://"+r.server.listener.Addr().String()
		transport.TLSClientConfig = &tls.Config{RootCAs: r.roots}
	}
	if r.ownTLS {
		transport.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := transport.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			secured := tls.Client(conn, &tls.Config{RootCAs: r.roots, ServerName: "127.0.0.1", NextProtos: []string{"h2"}})
			return ownTLSConn{secured}, secured.HandshakeContext(ctx)
		}
	}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		open.Add(1)
		return &countedConn{Conn: conn, closed: sync.OnceFunc(func() { open.Add(-1) })}, nil
	}
	if r.pooled {
		response, err := transport.RoundTrip(must(http.NewRequest(http.MethodGet, base+"/warm", nil)))
		if err != nil {
			r.Errorf("the first request failed: %v", err)
			return
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	contentType := r.tc.contentType
	if contentType == "" {
		contentType = "application/json"
	}
	r.server.arm(r.tc.status, contentType, r.tc.response)
	client, err := fanvue.NewClient(fanvue.WithBaseURL(base), fanvue.WithAPIKey(faultKey), r.tc.surfaced(), fanvue.WithMaxRetries(r.retries),
		fanvue.WithHTTPClient(&http.Client{Transport: transport, Timeout: time.Minute}),
		fanvue.WithLogger(slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		r.Errorf("NewClient: %v", err)
		return
	}
	ctx := context.Background()
	if r.limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.limit)
		defer cancel()
	}
	start := time.Now()
	got, err := r.tc.call(ctx, client)
	r.err, r.took = err, time.Since(start)
	checkFaultResult(r.about, r.tc, got, err)
	checkSilence(r.about, err, r.log.String())
	r.check()
	if r.config != nil {
		client.CloseIdleConnections()
		return
	}
	synctest.Wait() // net/http gives a stream up after the call has ended
	client.CloseIdleConnections()
	synctest.Wait()
	if open.Load() != 0 {
		time.Sleep(time.Minute) // a server that has sent a GOAWAY closes later
	}
	if n := open.Load(); n != 0 {
		r.Errorf("%d connections stay open", n)
	}
}

// ownTLSConn is a connection over TLS that is not crypto/tls's. Since Go 1.27,
// net/http speaks HTTP/2 on it.
type ownTLSConn struct{ *tls.Conn }

// The same over sockets and TLS, where HTTP/2 is negotiated, for one operation
// of each kind.
func TestFaultsOverHTTP2AndTLS(t *testing.T) {
	t.Parallel()
	_, certificate, roots := loopbackCertificate(t, t.TempDir())
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2"}}
	cases, ops := caseOf(t), operationsByName()
	var rows sync.WaitGroup
	defer rows.Wait()
	places := make(chan struct{}, 16) // most of them wait for the end of a context
	for i, fault := range http2Faults() {
		if fault.slow || sample(t) && i%8 != 0 {
			continue
		}
		limit := patience
		if fault.served {
			limit = 10 * time.Second // however busy the machine is
		}
		rows.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			t.Run(fault.name, func(t *testing.T) {
				for j, op := range []fanvue.OperationName{fanvue.OpChatsList, fanvue.OpMessagesDelete, fanvue.OpMessagesSend, fanvue.OpPostsRepost} {
					pooled := (i+j)%2 == 0
					run := &http2Run{
						about: about{t, fmt.Sprintf("%s, pooled %t", op, pooled)}, fault: fault, tc: cases[op], op: ops[op],
						retries: 3, pooled: pooled, config: config, roots: roots, limit: limit,
						ownTLS: version.Compare(runtime.Version(), "go1.27") >= 0 && (i+j)/2%2 == 0,
					}
					run.do()
				}
			})
		})
	}
}

// A write without a body says so over HTTP/1.1: a proxy may refuse or delay a
// chunked body of unknown length.
func TestWritesWithoutABodyOverHTTP1(t *testing.T) {
	t.Parallel()
	declared, declaredOps := declaredCases()
	ops := operationsByName()
	maps.Copy(ops, declaredOps)
	checked := 0
	for _, tc := range slices.Concat(operationCases(), declared) {
		if tc.body != "" || ops[tc.op].Idempotent || ops[tc.op].Method != http.MethodPost {
			continue
		}
		checked++
		t.Run(tc.title(), func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			heads := make(chan string, 8)
			go func() {
				for {
					conn, err := listener.Accept()
					if err != nil {
						return
					}
					go respondToHeads(conn, tc, heads)
				}
			}()
			defer listener.Close()
			client, err := fanvue.NewClient(fanvue.WithBaseURL("http://"+listener.Addr().String()), fanvue.WithAPIKey(faultKey), tc.surfaced())
			if err != nil {
				t.Fatal(err)
			}
			defer client.CloseIdleConnections()
			for range 2 { // on a new connection and on a used one
				if _, err := tc.call(t.Context(), client); err != nil {
					t.Fatal(err)
				}
				if head := <-heads; !strings.Contains(head, "\r\nContent-Length: 0\r\n") || strings.Contains(head, "Transfer-Encoding") || strings.Contains(head, "Content-Type") {
					t.Errorf("want Content-Length: 0 and neither Transfer-Encoding nor Content-Type:\n%s", head)
				}
			}
			if len(heads) > 0 {
				t.Errorf("%d requests more than calls", len(heads))
			}
		})
	}
	if checked < 5 {
		t.Errorf("%d writes without a body, want Pin and Repost, for creators too, and that of a caller", checked)
	}
}

// respondToHeads sends the response of the case to each head of a request.
func respondToHeads(conn net.Conn, tc operationCase, heads chan<- string) {
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for {
		var head strings.Builder
		for !strings.HasSuffix(head.String(), "\r\n\r\n") {
			line, err := reader.ReadString('\n')
			if err != nil {
				return
			}
			head.WriteString(line)
		}
		heads <- head.String()
		fmt.Fprintf(conn, "HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", tc.status, len(tc.response), tc.response)
	}
}

// check holds what no fault may change.
func (r *http2Run) check() {
	r.Helper()
	s := r.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.arrived) > 1 {
		r.Errorf("different requests arrived: %v", s.arrived)
	}
	arrived, done, refused := sum(s.arrived), sum(s.done), sum(s.refused)
	tries := attempts(r.log.String())
	if !r.op.Idempotent {
		// The last arrival may be a refused one, too.
		if done > 1 || arrived-refused > 1 || refused > 0 && done > 0 && arrived-refused != 1 {
			r.Errorf("a write arrived %d times, of which %d were refused, and was carried out %d times", arrived, refused, done)
		}
		if done == 1 && r.err != nil && !errors.As(r.err, new(*fanvue.OutcomeUnknownError)) {
			r.Errorf("a write that was carried out is a %T: %v", r.err, r.err)
		}
		if r.err == nil && done != 1 {
			r.Errorf("success, but it was carried out %d times", done)
		}
		// What was neither refused nor carried out is only known to the server.
		if arrived > refused && r.err != nil && !errors.As(r.err, new(*fanvue.OutcomeUnknownError)) {
			r.Errorf("a write that arrived is a %T: %v", r.err, r.err)
		}
	}
	if r.err == nil && done == 0 {
		r.Errorf("success, but it was not carried out")
	}
	if most := 1 + r.retries; len(s.begun) > most || tries > most {
		r.Errorf("%d requests and %d attempts, want at most %d", len(s.begun), tries, most)
	}
	if len(s.begun) > tries || len(s.begun) < tries && !r.fault.unseen && r.config == nil {
		r.Errorf("%d requests were sent, and %d attempts logged", len(s.begun), tries)
	}
	for i := 1; i < len(s.begun); i++ {
		if gap := s.begun[i].at.Sub(s.begun[i-1].at); gap < 250*time.Millisecond {
			r.Errorf("request %d came %s after the one before, want at least 250ms", i+1, gap)
		}
	}
	if r.fault.served && (r.err != nil || arrived != 1) {
		r.Errorf("%d arrivals and the error %v, want one and none", arrived, r.err)
	}
	limit := time.Duration(1+r.retries) * (time.Minute + 8*time.Second)
	if r.limit > 0 {
		limit = r.limit + 8*slack // the machine is busy with the other rows
	}
	if r.took > limit {
		r.Errorf("took %s, want at most %s", r.took, limit)
	}
}

// outcome is the run's cell of the table.
func (r *http2Run) outcome() string {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	return fmt.Sprintf("%d %s", sum(r.server.arrived), describe(r.err))
}

// A call that ends before its stream is opened has sent nothing: the send may be
// tried again.
func TestNothingWasSentWithoutAStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newHTTP2Server(http2Fault{})
		defer server.close()
		transport := fanvue.NewTransport()
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetUnencryptedHTTP2(true)
		transport.DialContext = server.DialContext
		defer transport.CloseIdleConnections()
		client, err := fanvue.NewClient(fanvue.WithBaseURL("http://127.0.0.1:0"), fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { cancel() }})
		err = sendMessage(ctx, client)
		var request *fanvue.RequestError
		if !errors.As(err, &request) || request.Sent() || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want a RequestError that says that nothing was sent", err)
		}
	})
}
