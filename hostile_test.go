package fanvue_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	ok200     = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	bad400    = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
	broken500 = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\n"
	inChunks  = "Transfer-Encoding: chunked\r\n\r\n"
	untilEnd  = "Connection: close\r\n\r\n"
)

// chunk64K is a chunk of 64 KiB.
var chunk64K = "10000\r\n" + strings.Repeat(" ", 1<<16) + "\r\n"

func bytes64M(body string) []string {
	return slices.Repeat([]string{body}, (64<<20)/(1<<16))
}

// gzipBomb inflates to text, size bytes of filler, and end.
func gzipBomb(t *testing.T, text, filler string, size int, end string) []byte {
	t.Helper()
	var bomb bytes.Buffer
	member := func(content string) []byte {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return packed.Bytes()
	}
	bomb.Write(member(text))
	part := strings.Repeat(filler, 1<<20/len(filler))
	packed := member(part)
	for written := 0; written < size; written += len(part) {
		bomb.Write(packed)
	}
	bomb.Write(member(end))
	return bomb.Bytes()
}

func zipped(status string, body []byte) func(net.Conn, *http.Request) {
	return raw(status+"Content-Encoding: gzip\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n\r\n", string(body))
}

// fate is how a call ends.
type hostileEnding int

const (
	succeeds     hostileEnding = iota
	undecodable                // a success that cannot be read
	refused                    // a response that is no success
	unresponsive               // no response
)

// hostileServer is a server that means harm.
type hostileServer struct {
	name  string
	serve func(net.Conn, *http.Request)
	fate  hostileEnding
	words string // the reason, as the text gives it
	// timeout is the caller's deadline; 0 is 10 s, which none may need.
	timeout time.Duration
}

func hostileServers(t *testing.T) []hostileServer {
	deep := strings.Repeat(`[`, 1_000_000)
	deeper := strings.Repeat(`{"data":`, 1_000_000)
	// What counts as an ignored member is skipped, but not without reading it.
	ignored := `{"data":[],"x":` + deep + strings.Repeat(`]`, 1_000_000) + `}`
	// 1 GiB and more, of what may stand in JSON.
	bomb := gzipBomb(t, `{"data":[`, " ", 1100<<20, `]}`)
	if len(bomb) > 4<<20 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	length := func(n int64, body string) string {
		return "Content-Length: " + strconv.FormatInt(n, 10) + "\r\n\r\n" + body
	}
	long := strings.Repeat("x", 2<<20)
	many := strings.Repeat("X-Flood: a few bytes\r\n", 10_000)
	const tooLarge, tooDeep, tooManyHeaders = "larger than 32 MiB", "it holds more than", "server response headers exceeded"
	return []hostileServer{
		{name: "64 MiB", serve: raw(append([]string{ok200 + length(64<<20, "")}, bytes64M(chunk64K[7:len(chunk64K)-2])...)...), fate: undecodable, words: tooLarge},
		{name: "64 MiB in chunks", serve: raw(append([]string{ok200 + inChunks}, bytes64M(chunk64K)...)...), fate: undecodable, words: tooLarge},
		{name: "endless", serve: flood(ok200+untilEnd, chunk64K), fate: undecodable, words: tooLarge},
		{name: "400 with 64 MiB", serve: raw(append([]string{bad400 + length(64<<20, "")}, bytes64M(chunk64K[7:len(chunk64K)-2])...)...), fate: refused, words: "400 Bad Request"},
		{name: "400 with 64 MiB in chunks", serve: raw(append([]string{bad400 + inChunks}, bytes64M(chunk64K)...)...), fate: refused, words: "400 Bad Request"},
		{name: "500 without end", serve: flood(broken500+inChunks, chunk64K), fate: refused, words: "500 Internal Server Error"},
		{name: "a length too small", serve: raw(ok200 + length(11, `{"data":[]}{"data":[{}]}`)), fate: succeeds},
		{name: "a length too small, in the middle", serve: raw(ok200 + length(9, `{"data":[]}`)), fate: undecodable, words: "unexpected end of JSON input"},
		{name: "a length too large", serve: raw(ok200 + length(1<<20, `{"data":[]}`)), fate: undecodable, words: "unexpected EOF"},
		{name: "an absurd length", serve: raw(ok200 + length(1<<50, `{"data":[]}`)), fate: undecodable, words: tooLarge},
		{name: "an absurd length on an error", serve: raw(bad400 + length(1<<50, `{"message":"no"}`)), fate: refused, words: "400 Bad Request"},
		{name: "a chunk of an absurd size", serve: raw(ok200 + inChunks + "7fffffffffffffff\r\n{}"), fate: undecodable, words: "unexpected EOF"},
		{name: "more about chunks than in them", serve: flood(ok200+inChunks, "1;"+strings.Repeat("x", 2000)+"\r\n \r\n"), fate: undecodable, words: "chunk"},
		{name: "trailers without end", serve: flood(ok200+"Trailer: X\r\n"+inChunks+"2\r\n{}\r\n0\r\n", "X: "+strings.Repeat("x", 100)+"\r\n"), fate: undecodable, words: "trailer"},
		{name: "arrays 1,000,000 deep", serve: raw(ok200 + length(int64(len(deep)), deep)), fate: undecodable, words: tooDeep},
		{name: "objects 1,000,000 deep", serve: raw(ok200 + length(int64(len(deeper)), deeper)), fate: undecodable, words: tooDeep},
		{name: "ignored arrays 1,000,000 deep", serve: raw(ok200 + length(int64(len(ignored)), ignored)), fate: undecodable, words: tooDeep},
		{name: "400 with arrays 1,000,000 deep", serve: raw(bad400 + length(int64(len(deep)), deep)), fate: refused, words: "400 Bad Request"},
		{name: "a gzip bomb", serve: zipped(ok200, bomb), fate: undecodable, words: tooLarge},
		{name: "400 with a gzip bomb", serve: zipped(bad400, bomb), fate: refused, words: "400 Bad Request"},
		{name: "gzip that is none", serve: zipped(ok200, []byte(`{"data":[]}`)), fate: undecodable, words: "gzip"},
		{name: "gzip that ends early", serve: zipped(ok200, bomb[:40]), fate: undecodable, words: "EOF"},
		{name: "10,000 headers", serve: raw(ok200 + many + length(11, `{"data":[]}`)), fate: succeeds},
		{name: "10,000 headers on an error", serve: raw(bad400 + many + length(2, `{}`)), fate: refused, words: "400 Bad Request"},
		{name: "headers without end", serve: flood(ok200, many), fate: unresponsive, words: tooManyHeaders},
		{name: "a header of 2 MiB", serve: raw(ok200 + "X-Flood: " + long + "\r\n" + length(11, `{"data":[]}`)), fate: unresponsive, words: tooManyHeaders},
		{name: "a status line of 2 MiB", serve: raw("HTTP/1.1 200 " + long + "\r\n" + length(11, `{"data":[]}`)), fate: unresponsive, words: tooManyHeaders},
		{name: "early hints without end", serve: flood("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), fate: unresponsive, words: tooManyHeaders},
		{name: "continues without end", serve: flood("", "HTTP/1.1 100 Continue\r\n\r\n"), fate: unresponsive, words: tooManyHeaders},
		{name: "a body that drips", serve: drip(ok200 + untilEnd), fate: undecodable, words: "deadline exceeded", timeout: 200 * time.Millisecond},
		{name: "a body that stalls", serve: stall(ok200 + length(100, `{"data":[`)), fate: undecodable, words: "deadline exceeded", timeout: 200 * time.Millisecond},
		{name: "400 that drips", serve: drip(bad400 + untilEnd), fate: refused, words: "400 Bad Request", timeout: 200 * time.Millisecond},
		{name: "headers that stall", serve: stall(ok200), fate: unresponsive, words: "deadline exceeded", timeout: 200 * time.Millisecond},
		{name: "another protocol, and silence", serve: stall("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n"),
			fate: refused, words: "101 Switching Protocols", timeout: 200 * time.Millisecond},
		{name: "bytes that are no UTF-8", serve: raw(ok200 + length(6, "\xff\xfe\x80\x81\xc0\xaf")), fate: undecodable, words: "invalid character"},
		{name: "400 with bytes that are no UTF-8", serve: raw(bad400 + length(6, "\xff\xfe\x80\x81\xc0\xaf")), fate: refused, words: "400 Bad Request"},
		{name: "not HTTP", serve: raw("SSH-2.0-OpenSSH_9.6\r\n"), fate: unresponsive, words: "malformed HTTP"},
		{name: "nothing at all", serve: raw(), fate: unresponsive, words: "EOF"},
	}
}

// memoryOf is what call allocates, and by how much the heap grows.
func memoryOf(call func()) (total, grown uint64) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, after.HeapSys - min(before.HeapSys, after.HeapSys)
}

// maxHostileMemory is how much one call may allocate, whatever the server does.
// It is about 115 MiB at the worst, and 150 under the race detector.
const maxHostileMemory = 256 << 20

// Not parallel: it measures memory.
func TestHostileServers(t *testing.T) {
	calls := map[fanvue.OperationName]func(context.Context, *fanvue.Client) error{
		fanvue.OpChatsList: listChats, fanvue.OpMessagesSend: sendMessage,
	}
	for _, h := range hostileServers(t) {
		for _, name := range slices.Sorted(maps.Keys(calls)) {
			idempotent := operationsByName()[name].Idempotent
			if h.fate == succeeds && !idempotent {
				continue // the body is a list's
			}
			if h.timeout > 0 && idempotent && sample(t) {
				continue // a wait
			}
			t.Run(h.name+"/"+string(name), func(t *testing.T) {
				client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(rawServer(t, h.serve)), fanvue.WithMaxRetries(0))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(client.CloseIdleConnections)
				timeout := h.timeout
				if timeout == 0 {
					timeout = 10 * time.Second
				}
				ctx, cancel := context.WithTimeout(t.Context(), timeout)
				defer cancel()
				began := time.Now()
				ended := make(chan struct{})
				total, grown := memoryOf(func() {
					go func() {
						defer close(ended)
						err = calls[name](ctx, client)
					}()
					select {
					case <-ended:
					case <-time.After(timeout + time.Second):
					}
				})
				select {
				case <-ended:
				default:
					t.Fatalf("it outlives its context of %s by a second", timeout)
				}
				t.Logf("%.1f MiB allocated, the heap grew by %.1f MiB, %s: %.300v", float64(total)/(1<<20), float64(grown)/(1<<20), time.Since(began).Round(time.Millisecond), err)
				if total > maxHostileMemory {
					t.Errorf("it allocated %d MiB", total>>20)
				}
				checkEnding(t, h, idempotent, err)
			})
		}
	}
}

// Few bytes on the wire, many in memory: two letters of JSON are a struct of
// hundreds of bytes. 1 MiB of them stands for the 32 that a response may have,
// and comes in a few KiB of gzip.
func TestHostileItems(t *testing.T) {
	tests := []struct {
		name            string
		start, row, end string
		call            func(context.Context, *fanvue.Client) error
	}{
		{"Chats.List", `{"data":[{}`, ",{}", `]}`, listChats},
		{"Messages.Batch", `{"byChat":{"u":{"messages":[{}`, ",{}", `]}}}`, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Messages.Batch(ctx, fanvue.MessageBatchParams{ChatUUIDs: []string{"u"}}))
		}},
		{"Chats.Media", `{"data":[{"variants":[{}`, ",{}", `]}]}`, func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Chats.Media(ctx, "fan", nil))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := gzipBomb(t, tt.start, tt.row, 1<<20, tt.end)
			client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(rawServer(t, zipped(ok200, body))), fanvue.WithMaxRetries(0))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(client.CloseIdleConnections)
			total, grown := memoryOf(func() { err = tt.call(t.Context(), client) })
			t.Logf("%d bytes became %.1f MiB, the heap grew by %.1f MiB: %.300v", len(body), float64(total)/(1<<20), float64(grown)/(1<<20), err)
			if total > maxHostileMemory {
				t.Errorf("%d bytes became %d MiB", len(body), total>>20)
			}
			if err != nil {
				checkText(t, err)
				asError[*fanvue.DecodeError](t, err)
			}
		})
	}
}

func checkEnding(t *testing.T, h hostileServer, idempotent bool, err error) {
	t.Helper()
	if h.fate == succeeds {
		if err != nil {
			t.Error(err)
		}
		return
	}
	if err == nil {
		t.Fatal("no error")
	}
	checkText(t, err)
	if !strings.Contains(err.Error(), h.words) {
		t.Errorf("the text does not say %q: %s", h.words, err)
	}
	if strings.Contains(h.words, "deadline") && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no context.DeadlineExceeded: %v", err)
	}
	doubtful := !idempotent
	switch h.fate {
	case undecodable:
		if broken := asError[*fanvue.DecodeError](t, err); len(broken.Body) > 1<<20 || broken.StatusCode != 200 {
			t.Errorf("%d, and %d bytes are kept", broken.StatusCode, len(broken.Body))
		}
	case refused:
		apiErr := asError[*fanvue.APIError](t, err)
		if len(apiErr.Body) > 1<<20 {
			t.Errorf("%d bytes are kept", len(apiErr.Body))
		}
		doubtful = doubtful && apiErr.StatusCode/100 != 4
	case unresponsive:
		var lost *fanvue.RequestError
		if errors.As(err, &lost) != idempotent || idempotent && !lost.Sent() {
			t.Errorf("%T: %v", err, err)
		}
	}
	var unknown *fanvue.OutcomeUnknownError
	if errors.As(err, &unknown) != doubtful {
		t.Errorf("in doubt: %t, want %t: %v", !doubtful, doubtful, err)
	}
}

// httptest's own server, for what needs one that keeps to the protocol.
func TestHostileCompression(t *testing.T) {
	t.Parallel()
	// Deflate is not asked for, so that it is not undone either.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept-Encoding"); got != "gzip" {
			t.Errorf("Accept-Encoding %q", got)
		}
		w.Header().Set("Content-Encoding", "br")
		io.WriteString(w, "\x1b\x00\x00")
	}))
	t.Cleanup(server.Close)
	client, err := fanvue.NewClient(fanvue.WithAPIKey(fuzzKey), fanvue.WithBaseURL(server.URL), fanvue.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	err = listChats(t.Context(), client)
	asError[*fanvue.DecodeError](t, err)
	checkText(t, err)
}
