package fanvue_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fanvue-go/fanvue"
)

func TestSurvivorHugeBodies(t *testing.T) {
	t.Parallel()
	for size, fits := range map[int]bool{32 << 20: true, 32<<20 + 1: false} {
		for _, declared := range []int{-1, size} {
			transport := &script{steps: survivorSteps{func(r *http.Request) (*http.Response, error) {
				body := io.NopCloser(strings.NewReader(okPage + strings.Repeat(" ", size-len(okPage))))
				return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: int64(declared), Body: body, Request: r}, nil
			}}}
			err := listChats(t.Context(), scripted(t, transport))
			if len(transport.requests) != 1 || fits != (err == nil) || fits == errors.As(err, new(*fanvue.DecodeError)) {
				t.Errorf("%d bytes, %d declared: %d requests, %v; want 1", size, declared, len(transport.requests), err)
			}
		}
	}
}

// survivorBody records that it was closed.
type survivorBody struct {
	io.Reader
	closed int
}

func (b *survivorBody) Close() error { b.closed++; return nil }

func TestSurvivorBodiesAreClosed(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]survivorSteps{
		"a success":           {answer(200, okPage)},
		"no JSON":             {answer(200, "<html>")},
		"an error":            {answer(404, "{}")},
		"repetitions":         {answer(503, "{}"), truncated(200), answer(429, "{}"), answer(200, okPage)},
		"the last repetition": {answer(503, "{}")},
		"a 401":               {answer(401, "{}")},
		"a redirect":          {answer(302, "{}", "Location", "https://example.com/")},
	} {
		for op, call := range map[string]func(context.Context, *fanvue.Client) error{"list": listChats, "send": sendMessage, "delete": deleteMessage} {
			synctest.Test(t, func(t *testing.T) {
				var bodies []*survivorBody
				check := func() {
					for i, body := range bodies {
						if body.closed == 0 {
							t.Errorf("%s: %s: body %d of %d is open", name, op, i+1, len(bodies))
						}
					}
				}
				client := survivorTransport(func(r *http.Request) (*http.Response, error) {
					check() // the one before, before the next is asked for
					resp, err := steps[min(len(bodies), len(steps)-1)](r)
					bodies = append(bodies, &survivorBody{Reader: resp.Body})
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
