package fanvue_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/fanvue-go/fanvue"
)

func TestResponseSizeLimit(t *testing.T) {
	t.Parallel()
	for size, fits := range map[int]bool{32 << 20: true, 32<<20 + 1: false} {
		for _, declared := range []int{-1, size} {
			rest := io.LimitReader(repeated(' '), int64(size-len(okPage)))
			transport := &script{steps: steps{streamed(200, int64(declared), strings.NewReader(okPage), rest)}}
			err := listChats(t.Context(), scripted(t, transport))
			if len(transport.requests) != 1 || fits != (err == nil) || fits == errors.As(err, new(*fanvue.DecodeError)) {
				t.Errorf("%d bytes, %d declared: %d requests, %v; want 1", size, declared, len(transport.requests), err)
			}
		}
	}
}

// The length that a transport announces is not relied on: one that decompresses may
// leave that of the compressed body.
func TestAnnouncedLength(t *testing.T) {
	t.Parallel()
	for _, body := range []string{okPage, okPage + strings.Repeat(" ", 200_000)} {
		for _, announced := range []int{-1, 0, 1, len(okPage) - 1, len(okPage), len(okPage) + 1, 64<<10 - 1, 64 << 10, len(body)} {
			transport := &script{steps: steps{streamed(200, int64(announced), iotest.OneByteReader(strings.NewReader(body)))}}
			if err := listChats(t.Context(), scripted(t, transport)); err != nil {
				t.Errorf("%d bytes, %d announced: %v", len(body), announced, err)
			}
			lost := streamed(200, int64(announced), strings.NewReader(body), brokenReader{})
			transport = &script{steps: steps{lost, respond(200, okPage)}}
			synctest.Test(t, func(t *testing.T) {
				if err := listChats(t.Context(), scripted(t, transport)); err != nil || len(transport.requests) != 2 {
					t.Errorf("%d bytes and a lost connection, %d announced: %d requests, %v; want 2", len(body), announced, len(transport.requests), err)
				}
			})
		}
	}
}

// closedBody records that it was closed.
type closedBody struct {
	io.Reader
	closed int
}

func (b *closedBody) Close() error { b.closed++; return nil }

func TestResponseBodiesAreClosed(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]steps{
		"a success":           {respond(200, okPage)},
		"no JSON":             {respond(200, "<html>")},
		"an error":            {respond(404, "{}")},
		"repetitions":         {respond(503, "{}"), truncated(200), respond(429, "{}"), respond(200, okPage)},
		"the last repetition": {respond(503, "{}")},
		"a 401":               {respond(401, "{}")},
		"a redirect":          {respond(302, "{}", "Location", "https://example.com/")},
	} {
		for op, call := range map[string]func(context.Context, *fanvue.Client) error{"list": listChats, "send": sendMessage, "delete": deleteMessage} {
			synctest.Test(t, func(t *testing.T) {
				var bodies []*closedBody
				check := func() {
					for i, body := range bodies {
						if body.closed == 0 {
							t.Errorf("%s: %s: body %d of %d is open", name, op, i+1, len(bodies))
						}
					}
				}
				client := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					check() // the one before, before the next is asked for
					resp, err := steps[min(len(bodies), len(steps)-1)](r)
					bodies = append(bodies, &closedBody{Reader: resp.Body})
					resp.Body = bodies[len(bodies)-1]
					return resp, err
				}).client(t)
				if _ = call(t.Context(), client); len(bodies) == 0 {
					t.Error("nothing was sent")
				}
				check()
			})
		}
	}
}
