package fanvue_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// Secrets that odd servers send back. A slash may come back escaped.
const (
	faultKey     = "faults/5e1d0c+key"
	faultRenewed = "faults/9b27aa+renewed"
)

// filled puts the moment and the secrets into a text of the table.
func (s faultStep) filled(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for strings.Contains(text, "{now") {
		before, rest, _ := strings.Cut(text, "{now")
		ahead, after, _ := strings.Cut(rest, "}")
		d, err := time.ParseDuration(ahead)
		if err != nil {
			panic(err)
		}
		text = before + time.Now().Add(d).UTC().Format(http.TimeFormat) + after
	}
	return strings.NewReplacer("{key}", s.secret, `{k\ey}`, strings.ReplaceAll(s.secret, "/", `\/`),
		"{in 20s}", strconv.FormatInt(time.Now().Unix()+20, 10)).Replace(text)
}

// answer is what the step sends, or would if it was let: its own answer or, for
// a step without a status, the case's good one. What is halved has a body.
func (s faultStep) answer(tc operationCase) (status int, header http.Header, body string) {
	header = make(http.Header)
	status, body = s.Status, s.filled(s.body.Text)
	if status == 0 {
		status, body = tc.status, tc.answer
		if s.Do != "" && body == "" {
			status, body = http.StatusOK, `{"done":true}`
		}
	}
	if s.body.Type != "" {
		header.Set("Content-Type", s.filled(s.body.Type))
	}
	for name, value := range s.Header {
		header.Set(name, s.filled(value))
	}
	return status, header, body
}

// fault is the step as the fake Fanvue plays it.
func (s faultStep) fault(tc operationCase) fanvuetest.Fault {
	f := fanvuetest.Fault{Operation: tc.op, Delay: s.After.most}
	switch s.Do {
	case resetRead:
		f.Drop = fanvuetest.DropBefore
	case resetDone:
		f.Drop = fanvuetest.DropAfter
	case stalledHeader:
		f.Drop = fanvuetest.Hang
	default:
		f.Status, f.Header, f.Body = s.answer(tc)
		f.Truncate, f.Stall = s.Do == halfAnswer, s.Do == stalledBody
	}
	return f
}

// faultClient has a key, or a token that can be renewed, and logs everything.
func faultClient(t testing.TB, tc operationCase, base string, token bool, transport http.RoundTripper, log io.Writer) *fanvue.Client {
	t.Helper()
	credential := fanvue.WithAPIKey(faultKey)
	if token {
		credential = fanvue.WithTokenSource(renewable{})
	}
	client, err := fanvue.NewClient(fanvue.WithBaseURL(base), tc.surfaced(), credential,
		fanvue.WithHTTPClient(&http.Client{Transport: transport, Timeout: time.Minute}),
		fanvue.WithLogger(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// faultNetwork is how a client in a bubble reaches the server. It takes the
// steps that happen at the dial: the n-th is that of the n-th connection.
type faultNetwork struct {
	dial                         func(ctx context.Context, network, address string) (net.Conn, error)
	steps                        []faultStep
	tc                           operationCase
	address                      string // of the server
	dials, open, read, elsewhere atomic.Int64
}

func (n *faultNetwork) DialContext(ctx context.Context, network, address string) (conn net.Conn, err error) {
	var step faultStep
	if dial := int(n.dials.Add(1)); dial <= len(n.steps) {
		step = n.steps[dial-1]
	}
	if address != n.address {
		n.elsewhere.Add(1)
	}
	switch step.Do {
	case dialRefused:
		err = syscall.ECONNREFUSED
	case dialStalls:
		<-ctx.Done()
		err = ctx.Err()
	case resetUnread, garbage, halfHeaders:
		var server net.Conn
		conn, server = net.Pipe()
		go step.play(server, n.tc, &n.read)
	default:
		conn, err = n.dial(ctx, network, address)
	}
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	n.open.Add(1)
	return &countedConn{Conn: conn, closed: sync.OnceFunc(func() { n.open.Add(-1) })}, nil
}

type countedConn struct {
	net.Conn
	closed func()
}

func (c *countedConn) Close() error {
	c.closed()
	return c.Conn.Close()
}

// play takes the step on a connection, which it closes in the end. It counts a
// request of which it has read all.
func (s faultStep) play(conn net.Conn, tc operationCase, read *atomic.Int64) {
	defer conn.Close()
	if socket, ok := conn.(*net.TCPConn); ok && strings.HasPrefix(s.Do, "reset") {
		_ = socket.SetLinger(0) // Close resets
	}
	if s.Do == resetUnread {
		_, _ = conn.Read(make([]byte, 1)) // a reset before that may be a failed dial
		return
	}
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, err = io.Copy(io.Discard, request.Body)
	}
	if err != nil {
		return
	}
	read.Add(1)
	status, header, body := s.answer(tc)
	header.Set("Connection", "close")
	if status != http.StatusNoContent {
		header.Set("Content-Length", fmt.Sprint(len(body)))
	}
	var head strings.Builder
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	_ = header.Write(&head)
	head.WriteString("\r\n")
	switch s.Do {
	case resetRead, resetDone:
	case garbage:
		_, _ = io.WriteString(conn, s.filled("HELO {key}\r\n\r\n"))
	case halfHeaders:
		_, _ = io.WriteString(conn, strings.TrimSuffix(head.String(), "\r\n"))
	case stalledHeader:
		_, _ = io.Copy(io.Discard, conn)
	case halfAnswer, stalledBody:
		_, _ = io.WriteString(conn, head.String()+body[:len(body)/2])
		if s.Do == stalledBody {
			_, _ = io.Copy(io.Discard, conn)
		}
	default:
		_, _ = io.WriteString(conn, head.String()+body)
	}
}

// checkFaultResult: the case's value or nothing, and an error that a log bears.
func checkFaultResult(t testing.TB, tc operationCase, got any, err error) {
	t.Helper()
	if err == nil {
		if diff := cmp.Diff(tc.want, got, sameInstant); diff != "" {
			t.Errorf("result (-want +got):\n%s", diff)
		}
		return
	}
	if got != nil && !reflect.ValueOf(got).IsZero() {
		t.Errorf("a result beside the error: %+v", got)
	}
	if text := err.Error(); len(text) > 4096 || !strings.Contains(text, string(tc.op)+":") || strings.Contains(text, "<html") {
		t.Errorf("a text that is long, names no operation or has markup: %s", text)
	}
}

// checkSilence looks for secrets in a log, and in an error and its causes.
func checkSilence(t testing.TB, err error, log string) {
	t.Helper()
	spoken := map[string]string{"the log": log}
	for _, cause := range causes(err) {
		for _, format := range []string{"%v", "%+v", "%#v"} {
			spoken[fmt.Sprintf("%T as %s", cause, format)] = fmt.Sprintf(format, cause)
		}
		switch e := cause.(type) { // %#v gives bytes as numbers
		case *fanvue.APIError:
			spoken["APIError.Body"] = string(e.Body)
		case *fanvue.DecodeError:
			spoken["DecodeError.Body"] = string(e.Body)
		}
	}
	for where, text := range spoken {
		plain := strings.ReplaceAll(text, `\/`, "/")
		if strings.Contains(plain, faultKey) || strings.Contains(plain, faultRenewed) {
			t.Errorf("the credential is in %s: %s", where, text)
		}
	}
}

// causes is err and everything that it unwraps to.
func causes(err error) []error {
	all := []error{err}
	switch e := err.(type) {
	case nil:
		return nil
	case interface{ Unwrap() error }:
		return append(all, causes(e.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, cause := range e.Unwrap() {
			all = append(all, causes(cause)...)
		}
	}
	return all
}

// socketServer plays a script over real sockets: the n-th step on the n-th
// connection, and good answers after that.
type socketServer struct {
	listener net.Listener
	read     atomic.Int64
	conns    sync.WaitGroup
}

func newSocketServer(t *testing.T, steps []faultStep, tc operationCase) *socketServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &socketServer{listener: listener}
	s.conns.Go(func() {
		for i := 0; ; i++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			var step faultStep
			if i < len(steps) {
				step = steps[i]
			}
			s.conns.Go(func() { step.play(conn, tc, &s.read) })
		}
	})
	return s
}

// finish waits until no connection is left, and says how many requests came.
func (s *socketServer) finish() int {
	_ = s.listener.Close()
	s.conns.Wait()
	return int(s.read.Load())
}

func (s *socketServer) address() string { return s.listener.Addr().String() }

// patience ends a call over sockets; a busy machine may add the slack.
const (
	patience = 200 * time.Millisecond
	slack    = 250 * time.Millisecond
)

// callOverSockets makes one call, with a transport of its own.
func callOverSockets(t *testing.T, base string, tc operationCase, limit time.Duration, finish func() int, want *faultWant) error {
	t.Helper()
	var log strings.Builder
	client := faultClient(t, tc, base, false, new(http.Transport), &log)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	start := time.Now()
	got, err := tc.call(ctx, client)
	if took := time.Since(start); took > limit+50*time.Millisecond+slack {
		t.Errorf("took %s, and the context %s", took, limit)
	}
	client.CloseIdleConnections()
	checkFaultResult(t, tc, got, err)
	checkSilence(t, err, log.String())
	if text := describe(err); text != want.Error {
		t.Errorf("error %s, want %s: %v", text, want.Error, err)
	}
	if n := finish(); n != want.Requests {
		t.Errorf("the server read %d requests, want %d", n, want.Requests)
	}
	if n := attempts(log.String()); want.Dials > 0 && n != want.Dials {
		t.Errorf("%d attempts, want %d", n, want.Dials)
	}
	return err
}

// The rows marked for it again, with the kernel's own connections. This test is
// not parallel: it counts goroutines.
func TestFaultsOverSockets(t *testing.T) {
	before := runtime.NumGoroutine()
	cases, ops := caseOf(t), operationRows()
	var group sync.WaitGroup
	each := func(name string, test func(t *testing.T, tc operationCase)) {
		for _, op := range []fanvue.OperationName{fanvue.OpChatsList, fanvue.OpMessagesDelete, fanvue.OpMessagesSend} {
			group.Go(func() {
				t.Run(name+"/"+string(op), func(t *testing.T) { test(t, cases[op]) })
			})
		}
	}
	play := func(limit time.Duration, rows []faultRow) {
		for _, row := range rows {
			each(row.Name, func(t *testing.T, tc operationCase) {
				s := newSocketServer(t, row.Script, tc)
				callOverSockets(t, "http://"+s.address(), tc, limit, s.finish, row.want(tc, ops[tc.op]))
			})
		}
	}
	// Those that run against the clock go first, by themselves. The first two
	// have time for one repetition, not for another.
	unsent := &faultWant{Error: "RequestError(unsent)"}
	each("no TLS", func(t *testing.T, tc operationCase) {
		s := newSocketServer(t, nil, tc)
		callOverSockets(t, "https://"+s.address(), tc, 700*time.Millisecond, s.finish, unsent)
	})
	each("refused", func(t *testing.T, tc operationCase) {
		s := newSocketServer(t, nil, tc)
		_ = s.listener.Close()
		err := callOverSockets(t, "http://"+s.address(), tc, 700*time.Millisecond, s.finish, unsent)
		if !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("the cause is lost: %v", err)
		}
	})
	var hurried, others []faultRow
	for _, row := range readFaults(t) {
		if row.Sockets && row.Deadline.most > 0 {
			hurried = append(hurried, row)
		} else if row.Sockets {
			others = append(others, row)
		}
	}
	play(patience, hurried)
	group.Wait()
	play(time.Minute, others)
	each("an untrusted certificate", func(t *testing.T, tc operationCase) {
		var read atomic.Int64
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { read.Add(1) }))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		finish := func() int { server.Close(); return int(read.Load()) }
		// There is time to try again, but no hope.
		err := callOverSockets(t, server.URL, tc, time.Minute, finish, &faultWant{Error: unsent.Error, Dials: 1})
		if !errors.As(err, new(*tls.CertificateVerificationError)) {
			t.Errorf("the cause is lost: %v", err)
		}
	})
	group.Wait()
	for deadline := time.Now().Add(2 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		}
	}
}
