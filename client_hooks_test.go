package fanvue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
)

type spanKey struct{}

func TestHooksReportACall(t *testing.T) {
	t.Parallel()
	type step = func(*http.Request) (*http.Response, error)
	const start = "start Chats.List GET /chats creator=\"\""
	const send = "start Messages.Send POST /chats/{userUuid}/message creator=\"\""
	tests := []struct {
		name  string
		steps []step
		opts  []fanvue.Option
		call  func(context.Context, *fanvue.Client) error
		want  []string
	}{
		{"a success", []step{respond(200, okPage, append(window("9"), "X-Request-Id", "r-1")...)}, nil, listChats, []string{
			start, `span Chats.List attempt 1 status=200 took=0s sent=true remaining=9 id="r-1" err=<nil>`, "span Chats.List done attempts=1 took=0s waited=0s err=false"}},
		{"a retry", []step{slowly(3*time.Second, respond(503, "", "Retry-After", "7")), respond(200, okPage)}, nil, listChats, []string{
			start, `span Chats.List attempt 1 status=503 took=3s sent=true remaining=0 id="" err=<nil>`,
			"span Chats.List wait retry after 7s queued=0",
			`span Chats.List attempt 2 status=200 took=0s sent=true remaining=0 id="" err=<nil>`, "span Chats.List done attempts=2 took=10s waited=7s err=false"}},
		{"a failure", []step{broken(errReset)}, nil, sendMessage, []string{
			send, `span Messages.Send attempt 1 status=0 took=0s sent=true remaining=0 id="" err=connection reset by peer`,
			"span Messages.Send done attempts=1 took=0s waited=0s err=true"}},
		{"a local rejection", nil, []fanvue.Option{fanvue.WithScopes(fanvue.ScopeReadSelf)}, sendMessage, []string{
			send, "span Messages.Send done attempts=0 took=0s waited=0s err=true"}},
		{"a bad argument", nil, nil, func(ctx context.Context, c *fanvue.Client) error {
			_, err := c.Messages.Send(ctx, "", fanvue.MessageParams{Text: "hello"})
			return err
		}, []string{send, "span Messages.Send done attempts=0 took=0s waited=0s err=true"}},
		{"the rate limit", []step{respond(200, okPage, window("0")...), respond(201, okSent)}, nil, func(ctx context.Context, c *fanvue.Client) error {
			return errors.Join(listChats(ctx, c), sendMessage(ctx, c))
		}, []string{
			start, `span Chats.List attempt 1 status=200 took=0s sent=true remaining=0 id="" err=<nil>`, "span Chats.List done attempts=1 took=0s waited=0s err=false",
			send, "span Messages.Send wait rate limit 1m2s queued=0",
			`span Messages.Send attempt 1 status=201 took=0s sent=true remaining=0 id="" err=<nil>`, "span Messages.Send done attempts=1 took=1m2s waited=1m2s err=false"}},
		{"for a creator", []step{respond(200, okPage)}, nil, func(ctx context.Context, c *fanvue.Client) error {
			_, err := c.Creator("c-1").Chats.List(ctx, nil)
			return err
		}, []string{
			`start Creator.Chats.List GET /creators/{creatorUserUuid}/chats creator="c-1"`,
			`span Creator.Chats.List attempt 1 status=200 took=0s sent=true remaining=0 id="" err=<nil>`, "span Creator.Chats.List done attempts=1 took=0s waited=0s err=false"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var r hookLog
				client := scripted(t, &script{steps: tt.steps}, append(tt.opts, fanvue.WithHooks(r.hooks()))...)
				_ = tt.call(t.Context(), client)
				r.check(t, tt.want...)
			})
		})
	}
}

// Each page of an iteration is a call.
func TestHooksReportEachPage(t *testing.T) {
	t.Parallel()
	var r hookLog
	client := scripted(t, &script{steps: steps{
		respond(200, `{"data":[{"user":{"uuid":"u-1"}}],"pagination":{"hasMore":true}}`), respond(200, `{"data":[{"user":{"uuid":"u-2"}}],"pagination":{"hasMore":false}}`)}},
		fanvue.WithHooks(r.hooks()))
	for _, err := range client.Chats.All(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(strings.Join(r.lines, "\n"), "done attempts=1"); n != 2 {
		t.Errorf("%d calls, want 2:\n%s", n, strings.Join(r.lines, "\n"))
	}
}

// Hooks are called in the order in which they were given; CallStart may return
// nothing.
func TestSeveralHooks(t *testing.T) {
	t.Parallel()
	var order []string
	named := func(name string) fanvue.Hooks {
		return fanvue.Hooks{
			CallStart: func(context.Context, fanvue.CallInfo) context.Context {
				order = append(order, "start "+name)
				return nil
			},
			CallDone: func(context.Context, fanvue.CallInfo, fanvue.CallResult) { order = append(order, "done "+name) },
		}
	}
	client := scripted(t, &script{steps: steps{respond(200, okPage)}},
		fanvue.WithHooks(named("a")), fanvue.WithHooks(fanvue.Hooks{}), fanvue.WithHooks(named("b")))
	if err := listChats(t.Context(), client); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"start a", "start b", "done a", "done b"}, order); diff != "" {
		t.Error(diff)
	}
}

// A hook that panics is its program's problem; the client goes on.
func TestHooksThatPanic(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"start", "wait", "attempt", "done"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				panics := true
				hit := func(here string) {
					if panics && here == where {
						panic("a bug in a hook")
					}
				}
				hooks := fanvue.Hooks{
					CallStart: func(ctx context.Context, _ fanvue.CallInfo) context.Context { hit("start"); return ctx },
					Wait:      func(context.Context, fanvue.CallInfo, fanvue.WaitInfo) { hit("wait") },
					Attempt:   func(context.Context, fanvue.CallInfo, fanvue.AttemptInfo) { hit("attempt") },
					CallDone:  func(context.Context, fanvue.CallInfo, fanvue.CallResult) { hit("done") },
				}
				remaining := 3
				transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
					remaining = (remaining + 2) % 3
					return respond(200, okPage, "X-RateLimit-Limit", "3", "X-RateLimit-Remaining", fmt.Sprint(remaining),
						"X-RateLimit-Reset", fmt.Sprint(time.Now().Unix()/10*10+10), "Date", time.Now().UTC().Format(http.TimeFormat))(r)
				})
				client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"), fanvue.WithTransport(transport), fanvue.WithHooks(hooks))
				if err != nil {
					t.Fatal(err)
				}
				for range 20 {
					func() {
						defer func() { _ = recover() }()
						_ = listChats(t.Context(), client)
					}()
				}
				panics = false
				time.Sleep(time.Minute)
				start := time.Now()
				for range 3 {
					if err := listChats(t.Context(), client); err != nil {
						t.Error(err)
					}
				}
				if took := time.Since(start); took > 15*time.Second {
					t.Errorf("three calls took %s after the panics", took)
				}
			})
		})
	}
}

// A call that panics is reported as done.
func TestPanicIsReportedAsDone(t *testing.T) {
	t.Parallel()
	var result fanvue.CallResult
	client, err := fanvue.NewClient(fanvue.WithAPIKey("key-for-tests"),
		fanvue.WithTransport(roundTripFunc(func(*http.Request) (*http.Response, error) { panic("a bug") })),
		fanvue.WithHooks(fanvue.Hooks{CallDone: func(_ context.Context, _ fanvue.CallInfo, r fanvue.CallResult) { result = r }}))
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = listChats(t.Context(), client)
	}()
	if result.Err == nil {
		t.Error("the call is reported as a success")
	}
}

// The operation is in the context of the HTTP request and of log records,
// without hooks too.
func TestOperationFromContext(t *testing.T) {
	t.Parallel()
	if op, ok := fanvue.OperationFromContext(t.Context()); ok {
		t.Errorf("found %s in a context of no call", op)
	}
	synctest.Test(t, func(t *testing.T) {
		var seen []fanvue.OperationName
		transport := &script{steps: steps{
			func(r *http.Request) (*http.Response, error) {
				op, _ := fanvue.OperationFromContext(r.Context())
				seen = append(seen, op)
				return respond(503, "", "Retry-After", "2")(r)
			}, respond(200, okPage)}}
		var log bytes.Buffer
		client := scripted(t, transport, fanvue.WithLogger(slog.New(operationHandler{slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})})))
		if err := listChats(t.Context(), client); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]fanvue.OperationName{"Chats.List"}, seen); diff != "" {
			t.Error(diff)
		}
		if n := strings.Count(log.String(), "from_context=Chats.List"); n != 3 {
			t.Errorf("%d records name the operation, want 3:\n%s", n, log.String())
		}
		if !strings.Contains(log.String(), `level=INFO msg="fanvue: waiting" operation=Chats.List method=GET path=/chats reason="retry after" wait=2s queued=0`) {
			t.Errorf("the wait is not logged:\n%s", log.String())
		}
	})
}
