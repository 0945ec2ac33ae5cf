package fanvue_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// socketServer plays a script over real sockets: the n-th step on the n-th
// connection, and good responses after that.
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
	cases, ops := caseOf(t), operationsByName()
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
	// have time for one retry, not for another.
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
