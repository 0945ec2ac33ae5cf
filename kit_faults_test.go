package fanvue_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// Secrets that odd servers send back. A slash may come back escaped.
const (
	faultKey     = "faults/5e1d0c+key"
	faultRenewed = "faults/9b27aa+renewed"
)

var disturbances = []string{
	dialRefused, dialStalls, resetUnread, garbage, halfHeaders,
	resetRead, resetDone, halfResponse, stalledHeader, stalledBody,
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

// response is what the step sends, or would if it was let: its own response or, for
// a step without a status, the case's good one. What is halved has a body.
func (s faultStep) response(tc operationCase) (status int, header http.Header, body string) {
	header = make(http.Header)
	status, body = s.Status, s.filled(s.body.Text)
	if status == 0 {
		status, body = tc.status, tc.response
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
		f.Status, f.Header, f.Body = s.response(tc)
		f.Truncate, f.Stall = s.Do == halfResponse, s.Do == stalledBody
	}
	return f
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
	status, header, body := s.response(tc)
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
	case halfResponse, stalledBody:
		_, _ = io.WriteString(conn, head.String()+body[:len(body)/2])
		if s.Do == stalledBody {
			_, _ = io.Copy(io.Discard, conn)
		}
	default:
		_, _ = io.WriteString(conn, head.String()+body)
	}
}

type faultStep struct {
	Do     string
	Status int
	Header map[string]string
	After  span

	body   faultBody
	secret string // what the request is signed with
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

var onlyOperation = flag.String("operation", "", "run the fault tests for this operation alone, such as Messages.Send")

// sampled reports whether op is in the part of the matrix that is run: all of
// it, the operation of the flag, or with -short one operation of each kind.
func sampled(t testing.TB, op fanvue.OperationName) bool {
	switch {
	case *onlyOperation != "":
		return string(op) == *onlyOperation
	case sample(t):
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
// write is received once, except after responses that nothing was done; any
// other call is tried four times; and the last response's status is not lost.
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
		return // the last attempt had no response
	}
	var apiErr *fanvue.APIError
	if status := received[len(received)-1].Status; status >= 300 && (!errors.As(err, &apiErr) || apiErr.StatusCode != status) {
		t.Errorf("the status %d is lost: %v", status, err)
	}
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

// raceDetector says that the tests run under it.
var raceDetector bool

func sum(counts map[string]int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}

func counted[K int | string](counts map[K]int) string {
	var cells []string
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		cells = append(cells, fmt.Sprintf("%v×%d", key, counts[key]))
	}
	return strings.Join(cells, ", ")
}
