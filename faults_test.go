package fanvue_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// What a step of a script can do instead of just responding. Those up to
// halfHeaders happen before the fake Fanvue gets to see the connection.
const (
	dialRefused   = "dial refused"
	dialStalls    = "dial stalls"
	resetUnread   = "reset before the request is read"
	garbage       = "garbage"
	halfHeaders   = "half the headers"
	resetRead     = "reset after it is read"
	resetDone     = "reset after it is carried out"
	halfResponse  = "half a response"
	stalledHeader = "stalled headers"
	stalledBody   = "stalled body"
)

// Each row is one bubble, in which the operations follow each other: a bubble
// for each pair would cost gigabytes under the race detector. Run one pair with
//
//	go test -run 'TestFaults/^429,_then_503$' . -operation Messages.Send
func TestFaults(t *testing.T) {
	t.Parallel()
	cases := caseOf(t)
	var ops []fanvue.Operation
	for _, op := range fanvue.Operations() {
		if sampled(t, op.Name) {
			ops = append(ops, op)
		}
	}
	if len(ops) == 0 {
		t.Fatalf("there is no operation %q", *onlyOperation)
	}
	rows := readFaults(t)
	for _, row := range rows {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			for _, op := range ops {
				if want := row.want(cases[op.Name], op); want == nil || want.Error == "" {
					t.Fatalf("the row does not say what must happen to %s", op.Name)
				}
			}
			synctest.Test(t, func(t *testing.T) {
				// Making a server and copying a long journal both take time.
				for ops := range slices.Chunk(ops, 10) {
					server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.Empty())
					for _, op := range ops {
						tc := cases[op.Name]
						runFault(about{t, string(op.Name)}, server, row, tc, op, row.want(tc, op))
						time.Sleep(2 * time.Minute) // the server's rate limit is reset
					}
					server.Close()
				}
			})
		})
	}
	t.Logf("%d rows for %d operations", len(rows), len(ops))
}

// runFault plays a row's script to one call, in a bubble.
func runFault(t about, server *fanvuetest.Server, row faultRow, tc operationCase, op fanvue.Operation, want *faultWant) {
	earlier := server.RequestCount()
	for _, step := range row.Script {
		if !step.atDial() {
			server.Inject(step.fault(tc))
		}
	}
	server.Inject(slices.Repeat([]fanvuetest.Fault{faultStep{}.fault(tc)}, 6)...)
	inner := server.HTTPClient().Transport.(*http.Transport).Clone()
	network := &faultNetwork{dial: inner.DialContext, steps: row.Script, tc: tc, address: strings.TrimPrefix(server.URL, "http://")}
	inner.DialContext = network.DialContext
	inner.DisableKeepAlives = row.Fresh
	base := server.URL
	if row.HTTPS {
		base = strings.Replace(base, "http:", "https:", 1)
	}
	var log strings.Builder
	client := faultClient(t, tc, base, row.Token, inner, &log)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if row.Deadline.most > 0 {
		ctx, cancel = context.WithTimeout(ctx, row.Deadline.most)
		defer cancel()
	}
	if row.Cancel.most > 0 {
		time.AfterFunc(row.Cancel.most, cancel)
	}

	start := time.Now()
	got, err := tc.call(ctx, client)
	took := time.Since(start)

	if text := describe(err); text != want.Error {
		t.Errorf("error %s, want %s: %v", text, want.Error, err)
	}
	checkFaultResult(t, tc, got, err)
	checkUnavailable(t, err)
	checkSilence(t, err, log.String())
	received := server.Requests()
	received = received[len(received)-(server.RequestCount()-earlier):]
	all := len(received) + int(network.read.Load())
	if all != want.Requests {
		t.Errorf("the server saw %d requests, want %d", all, want.Requests)
	}
	checkReceived(t, row, op, received, all, attempts(log.String()), err)
	if n := int(network.elsewhere.Load()); n > 0 {
		t.Errorf("%d connections to another host", n)
	}
	if dials := int(network.dials.Load()); want.Dials > 0 && dials != want.Dials {
		t.Errorf("%d connections were asked for, want %d", dials, want.Dials)
	}
	if took < want.Takes.least || took > want.Takes.most {
		t.Errorf("took %s, want %s to %s", took, want.Takes.least, want.Takes.most)
	}
	if limit := row.Deadline.most + row.Cancel.most; limit > 0 && took > limit+50*time.Millisecond {
		t.Errorf("took %s, and the context %s", took, limit)
	}
	client.CloseIdleConnections()
	synctest.Wait()
	if open := int(network.open.Load()); open != 0 {
		t.Errorf("%d connections stay open", open)
	}
}
