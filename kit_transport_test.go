package fanvue_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

// script is a transport that plays steps, one for each request, the last one
// for all that follow. It tells nothing about connections, like any transport
// that is not net/http's own.
type script struct {
	steps    steps
	requests []time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	step := s.steps[min(len(s.requests), len(s.steps)-1)]
	s.requests = append(s.requests, time.Now())
	return step(r)
}

func respond(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		h := http.Header{"Date": {time.Now().UTC().Format(http.TimeFormat)}}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

func broken(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// undialed fails like a transport that reports that it got no connection.
func undialed(err error) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(r.Context()).GetConn("api.fanvue.com:443")
		return nil, err
	}
}

// truncated responds with a body that ends before its length.
func truncated(status int) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		return streamed(status, 0, strings.NewReader(`{"data":[`), brokenReader{})(r)
	}
}

// streamed responds once, with a body of these parts that declares this length,
// -1 for none.
func streamed(status int, length int64, parts ...io.Reader) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		body := io.NopCloser(io.MultiReader(parts...))
		return &http.Response{StatusCode: status, Header: http.Header{}, ContentLength: length, Body: body, Request: r}, nil
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// readerFunc is a reader made of a function.
type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// roundTripFunc is a transport made of a function.
type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func slowly(d time.Duration, step roundTripFunc) roundTripFunc {
	return func(r *http.Request) (*http.Response, error) {
		time.Sleep(d) // of the fake clock
		return step(r)
	}
}

// steps are the responses and failures of a script.
type steps = []func(*http.Request) (*http.Response, error)

func (f roundTripFunc) client(t *testing.T, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	return scripted(t, nil, append(opts, fanvue.WithHTTPClient(&http.Client{Transport: f}), fanvue.WithMaxWait(time.Hour))...)
}

func scripted(t *testing.T, s *script, opts ...fanvue.Option) *fanvue.Client {
	t.Helper()
	opts = append([]fanvue.Option{fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: s})}, opts...)
	client, err := fanvue.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

const (
	okPage = `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`
	okSent = `{"messageUuid":"m-1"}`
)

func listChats(ctx context.Context, c *fanvue.Client) error {
	_, err := c.Chats.List(ctx, nil)
	return err
}

func sendMessage(ctx context.Context, c *fanvue.Client) error {
	_, err := c.Messages.Send(ctx, "fan", fanvue.MessageParams{Text: "hello"})
	return err
}

func deleteMessage(ctx context.Context, c *fanvue.Client) error {
	return c.Messages.Delete(ctx, "fan", "m-1")
}

var (
	errReset  = errors.New("connection reset by peer")
	errDial   = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	errVerify = &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
)

func text(s string) func() string { return func() string { return s } }

// repeated is an endless reader of one character.
type repeated byte

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// endless is a body far larger than anybody should read.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	if e.read > 64<<20 {
		return 0, io.EOF
	}
	return repeated('x').Read(p)
}

func (e *endless) Close() error { return nil }

// pages is a transport that responds to each request with the next body and keeps
// the queries.
type pages struct {
	bodies  []string
	queries []string
}

func (p *pages) RoundTrip(r *http.Request) (*http.Response, error) {
	body := p.bodies[min(len(p.queries), len(p.bodies)-1)]
	p.queries = append(p.queries, r.URL.RawQuery)
	status := http.StatusOK
	if strings.HasPrefix(body, `{"error"`) {
		status = http.StatusForbidden
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func (p *pages) client(t *testing.T) *fanvue.Client {
	t.Helper()
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithHTTPClient(&http.Client{Transport: p}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// rows makes the data member of an envelope from ids.
func itemsJSON(ids ...string) string {
	for i, id := range ids {
		ids[i] = fmt.Sprintf(`{"uuid":%q}`, id)
	}
	return `"data":[` + strings.Join(ids, ",") + `]`
}

// newRawPages responds with 200 whatever the body is.
func newRawPages(body string) *pages { return &pages{bodies: []string{" " + body}} }
