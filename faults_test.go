package fanvue_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// What a step of a script can do instead of just answering. Those up to
// halfHeaders happen before the fake Fanvue gets to see the connection.
const (
	dialRefused   = "dial refused"
	dialStalls    = "dial stalls"
	resetUnread   = "reset before the request is read"
	garbage       = "garbage"
	halfHeaders   = "half the headers"
	resetRead     = "reset after it is read"
	resetDone     = "reset after it is carried out"
	halfAnswer    = "half a response"
	stalledHeader = "stalled headers"
	stalledBody   = "stalled body"
)

var disturbances = []string{
	dialRefused, dialStalls, resetUnread, garbage, halfHeaders,
	resetRead, resetDone, halfAnswer, stalledHeader, stalledBody,
}

// faultTable is testdata/faults.json, which explains itself in About.
type faultTable struct {
	About  []string
	Bodies map[string]faultBody
	Rows   []faultRow
}

type faultBody struct{ Type, Text string }

type faultRow struct {
	Name                                                  string
	Script                                                []faultStep
	Bodies, RetryAfter                                    []string
	Fresh, Token, HTTPS, Sockets                          bool
	Deadline, Cancel                                      span
	All, Idempotent, Nothing, Delete, Write, WriteNothing *faultWant
}

type faultStep struct {
	Do     string
	Status int
	Header map[string]string
	After  span

	body   faultBody
	secret string // what the request is signed with
}

type faultWant struct {
	Requests int
	Dials    int // 0: not looked at
	Error    string
	Takes    span
}

// span is one duration, or two with " to " between them.
type span struct{ least, most time.Duration }

func (s *span) UnmarshalText(text []byte) (err error) {
	least, most, found := strings.Cut(string(text), " to ")
	if !found {
		most = least
	}
	if s.least, err = time.ParseDuration(least); err != nil {
		return err
	}
	s.most, err = time.ParseDuration(most)
	return err
}

// UnmarshalJSON reads a status, the name of a disturbance, or an object.
func (s *faultStep) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &s.Status) == nil || json.Unmarshal(data, &s.Do) == nil {
		return nil
	}
	type plain faultStep
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode((*plain)(s))
}

// atDial says that the step is taken when the client connects.
func (s faultStep) atDial() bool {
	return slices.Contains(disturbances[:5], s.Do)
}

// want is what must happen to op: the most special entry that fits.
func (r faultRow) want(tc operationCase, op fanvue.Operation) *faultWant {
	switch {
	case !op.Idempotent && tc.want == nil:
		return cmp.Or(r.WriteNothing, r.Write, r.All)
	case !op.Idempotent:
		return cmp.Or(r.Write, r.All)
	case op.Method == http.MethodDelete && tc.want == nil:
		return cmp.Or(r.Delete, r.Nothing, r.Idempotent, r.All)
	case tc.want == nil:
		return cmp.Or(r.Nothing, r.Idempotent, r.All)
	}
	return cmp.Or(r.Idempotent, r.All)
}

// readFaults reads the table, writes out its rows' variants, and refuses what
// makes no sense.
func readFaults(t *testing.T) []faultRow {
	t.Helper()
	text, err := os.ReadFile("testdata/faults.json")
	if err != nil {
		t.Fatal(err)
	}
	var table faultTable
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&table); err != nil {
		t.Fatal(err)
	}
	var rows []faultRow
	for _, row := range table.Rows {
		rows = append(rows, row.variants(t, table.Bodies)...)
	}
	names := make(map[string]bool)
	for _, row := range rows {
		if names[row.Name] {
			t.Errorf("two rows are called %q", row.Name)
		}
		names[row.Name] = true
		for i, step := range row.Script {
			if step.Do != "" && !slices.Contains(disturbances, step.Do) || step.atDial() && i > 0 && !row.Fresh {
				t.Errorf("%s: step %d, %q, is unknown or needs a fresh connection", row.Name, i+1, step.Do)
			}
		}
	}
	return rows
}

func (r faultRow) variants(t *testing.T, bodies map[string]faultBody) []faultRow {
	t.Helper()
	var rows []faultRow
	for i := range max(len(r.Bodies), 1) {
		for j := range max(len(r.RetryAfter), 1) {
			row, secret := r, faultKey
			row.Script = slices.Clone(r.Script)
			var body faultBody
			if r.Bodies != nil {
				var found bool
				if body, found = bodies[r.Bodies[i]]; !found {
					t.Errorf("%s: no body is called %q", r.Name, r.Bodies[i])
				}
				row.Name += ", " + r.Bodies[i]
			}
			if r.RetryAfter != nil {
				row.Name += ", Retry-After: " + r.RetryAfter[j]
			}
			for k := range row.Script {
				step := &row.Script[k]
				step.body, step.secret = body, secret
				if r.RetryAfter != nil {
					step.Header = map[string]string{"Retry-After": r.RetryAfter[j]}
				}
				if row.Token && step.Status == http.StatusUnauthorized {
					secret = faultRenewed
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// describe writes an error as the table does. It is strict about the outermost
// type: an error wrapped in another one is not the same.
func describe(err error) string {
	var notes []string
	if errors.Is(err, context.DeadlineExceeded) {
		notes = append(notes, "deadline exceeded")
	}
	if errors.Is(err, context.Canceled) {
		notes = append(notes, "canceled")
	}
	var timeout interface{ Timeout() bool }
	if len(notes) == 0 && errors.As(err, &timeout) && timeout.Timeout() {
		notes = append(notes, "attempt timeout")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		notes = append(notes, "cut short")
	}
	in := func(name string) string {
		if len(notes) == 0 {
			return name
		}
		return name + "(" + strings.Join(notes, ", ") + ")"
	}
	var answer *fanvue.APIError
	switch e := err.(type) {
	case nil:
		return "none"
	case *fanvue.APIError:
		return fmt.Sprint("APIError ", e.StatusCode)
	case *fanvue.DecodeError:
		return in("DecodeError")
	case *fanvue.InsufficientScopeError:
		return "InsufficientScopeError(" + describe(errors.Unwrap(e)) + ")"
	case *fanvue.OutcomeUnknownError:
		return "OutcomeUnknownError(" + describe(e.Err) + ")"
	case *fanvue.RequestError:
		notes = slices.Insert(notes, 0, map[bool]string{true: "sent", false: "unsent"}[e.Sent()])
		if errors.As(err, &answer) {
			notes = append(notes, "after "+describe(answer))
		}
		return in("RequestError")
	}
	if len(notes) == 0 {
		return "no answer"
	}
	return strings.Join(notes, ", ")
}

var onlyOperation = flag.String("operation", "", "run the fault tests for this operation alone, such as Messages.Send")

// sampled reports whether op is in the part of the matrix that is run: all of
// it, the operation of the flag, or with -short one operation of each kind.
func sampled(op fanvue.OperationName) bool {
	switch {
	case *onlyOperation != "":
		return string(op) == *onlyOperation
	case testing.Short():
		return isSample(op)
	}
	return true
}

func isSample(op fanvue.OperationName) bool {
	return slices.Contains(sampleOperations, op) || strings.HasPrefix(string(op), "Polls.")
}

// sampleOperations are one of each kind that a row of the table may have an
// entry for, with and without a body. Those of [declaredCases] are added to
// them.
var sampleOperations = []fanvue.OperationName{
	fanvue.OpChatsList, fanvue.OpChatsUpdate, fanvue.OpMessagesDelete, fanvue.OpPostsUpdate,
	fanvue.OpMessagesSend, fanvue.OpCreatorMessagesSend, fanvue.OpPostsRepost, fanvue.OpSelfUpdateSubscriptionPrice,
}

// about adds what an error is about to the errors of a test: within a bubble
// there are no subtests.
type about struct {
	testing.TB
	what string
}

func (a about) Errorf(format string, args ...any) {
	a.Helper()
	a.TB.Errorf(a.what+": "+format, args...)
}

func (a about) Error(args ...any) {
	a.Helper()
	a.TB.Error(append([]any{a.what + ":"}, args...)...)
}

// Each row is one bubble, in which the operations follow each other: a bubble
// for each pair would cost gigabytes under the race detector. Run one pair with
//
//	go test -run 'TestFaults/^429,_then_503$' . -operation Messages.Send
func TestFaults(t *testing.T) {
	t.Parallel()
	cases := caseOf(t)
	var ops []fanvue.Operation
	for _, op := range fanvue.Operations() {
		if sampled(op.Name) {
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

type renewable struct{}

func (renewable) Token(context.Context) (fanvue.Token, error) { return fanvue.NewToken(faultKey), nil }

func (renewable) Refresh(_ context.Context, refused fanvue.Token) (fanvue.Token, error) {
	if refused.AccessToken() != faultKey {
		return fanvue.NewToken(refused.AccessToken() + "-again"), nil
	}
	return fanvue.NewToken(faultRenewed), nil
}

// attempts counts those that the client logged.
func attempts(log string) int { return strings.Count(log, `msg="fanvue: request"`) }

// checkReceived holds what no script may change, whatever its row says: a
// write is received once, except after answers that nothing was done; any
// other call is tried four times; and the last answer's status is not lost.
func checkReceived(t testing.TB, row faultRow, op fanvue.Operation, received []fanvuetest.Request, all, tries int, err error) {
	t.Helper()
	promised := 0
	for i, request := range received {
		if request.Operation != op.Name {
			t.Errorf("request %d is for %q", i+1, request.Operation)
		}
		const signed = "Authorization"
		if i > 0 && received[i-1].Status == http.StatusUnauthorized && received[i-1].Header.Get(signed) == request.Header.Get(signed) {
			t.Error("the refused token was used again")
		}
		if request.Status == http.StatusTooManyRequests || row.Token && request.Status == http.StatusUnauthorized {
			promised++
		} else if !op.Idempotent && i < len(received)-1 {
			t.Errorf("a write was sent again after %d", request.Status)
		}
	}
	if !op.Idempotent && all-promised > 1 {
		t.Errorf("a write was received %d times, of which %d promise that nothing was done", all, promised)
	}
	most := 4
	if row.Token {
		most++
	}
	if all > most || tries > most {
		t.Errorf("%d attempts and %d requests, want at most 1 + 3", tries, all)
	}
	if err == nil || len(received) == 0 || tries > len(received) {
		return // the last attempt was not answered
	}
	var answer *fanvue.APIError
	if status := received[len(received)-1].Status; status >= 300 && (!errors.As(err, &answer) || answer.StatusCode != status) {
		t.Errorf("the status %d is lost: %v", status, err)
	}
}
