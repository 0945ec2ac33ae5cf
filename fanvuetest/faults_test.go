package fanvuetest_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// bothKinds runs a test over a socket and over a pipe.
func bothKinds(t *testing.T, test func(t *testing.T, opts ...fanvuetest.Option)) {
	t.Run("socket", func(t *testing.T) { test(t) })
	t.Run("memory", func(t *testing.T) { test(t, fanvuetest.InMemory()) })
}

const sendPath = "/chats/" + fanvuetest.FanUUID + "/message"

func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		fault      fanvuetest.Fault
		lost       bool // the client gets an error
		status     int
		body       string // "" is not looked at
		carriedOut bool
		recorded   int
	}{
		"drop before":   {fault: fanvuetest.Fault{Drop: fanvuetest.DropBefore}, lost: true},
		"drop after":    {fault: fanvuetest.Fault{Drop: fanvuetest.DropAfter}, lost: true, carriedOut: true},
		"drop wins":     {fault: fanvuetest.Fault{Drop: fanvuetest.DropAfter, Status: 502}, lost: true, carriedOut: true},
		"status":        {fault: fanvuetest.Fault{Status: 503, Body: `{"message":"later"}`}, status: 503, body: `{"message":"later"}`, recorded: 503},
		"status after":  {fault: fanvuetest.Fault{Status: 502, CarryOut: true, Body: "<html>"}, status: 502, body: "<html>", carriedOut: true, recorded: 502},
		"garbage":       {fault: fanvuetest.Fault{Body: "{{{"}, status: 201, body: "{{{", carriedOut: true, recorded: 201},
		"half a body":   {fault: fanvuetest.Fault{Truncate: true}, lost: true, status: 201, carriedOut: true, recorded: 201},
		"half an error": {fault: fanvuetest.Fault{Status: 500, Body: "abcdef", Truncate: true}, lost: true, status: 500, body: "abc", recorded: 500},
		"header only":   {fault: fanvuetest.Fault{Header: http.Header{"content-type": {"text/html"}}}, status: 201, carriedOut: true, recorded: 201},
		"delay":         {fault: fanvuetest.Fault{Delay: time.Millisecond}, status: 201, carriedOut: true, recorded: 201},
	} {
		t.Run(name, func(t *testing.T) {
			bothKinds(t, func(t *testing.T, opts ...fanvuetest.Option) {
				server := newServer(t, opts...)
				before := len(server.Me().Messages(fanvuetest.FanUUID))
				server.Inject(test.fault)
				got, err := try(t, server, http.MethodPost, sendPath, `{"text":"hi"}`)
				want(t, "lost", err != nil, test.lost)
				want(t, "status", got.status, test.status)
				if test.body != "" {
					want(t, "body", got.body, test.body)
				}
				want(t, "carried out", len(server.Me().Messages(fanvuetest.FanUUID)) > before, test.carriedOut)
				want(t, "recorded", server.Requests()[0].Status, test.recorded)
				// The fault is used up, and the client finds a connection.
				want(t, "next", ask(t, server, http.MethodPost, sendPath, `{"text":"hi"}`).status, 201)
				want(t, "RequestCount", server.RequestCount(), 2)
			})
		})
	}
}

func TestFaultHeadersReplace(t *testing.T) {
	server := newServer(t)
	server.Inject(fanvuetest.Fault{
		Operation: fanvue.OpSelfGet, Header: http.Header{"content-type": {"text/html"}, "X-RateLimit-Remaining": {"garbage"}, "X-Extra": {"1", "2"}},
	})
	got := get(t, server, "/users/me")
	want(t, "headers", []any{got.header["Content-Type"], got.header["X-Ratelimit-Remaining"], got.header["X-Extra"]},
		[]any{[]string{"text/html"}, []string{"garbage"}, []string{"1", "2"}})
}

func TestFaultsMatchInOrder(t *testing.T) {
	server := newServer(t)
	server.Inject(
		fanvuetest.Fault{Operation: fanvue.OpChatsList, Status: 501},
		fanvuetest.Fault{Operation: fanvue.OpCreatorChatsList, Status: 502},
		fanvuetest.Fault{Status: 503},
		fanvuetest.Fault{Operation: fanvue.OpChatsList, Status: 504},
	)
	creatorChats := "/creators/" + fanvuetest.CreatorUUID + "/chats"
	for _, step := range []struct {
		path   string
		status int
	}{
		{creatorChats, 502}, {"/chats", 501}, {"/nowhere", 503}, {creatorChats, 200}, {"/chats", 504}, {"/chats", 200},
	} {
		want(t, step.path, get(t, server, step.path).status, step.status)
	}
}

func TestFaultsComeBeforeTheChecks(t *testing.T) {
	server := newServer(t, fanvuetest.WithRateLimit(1, time.Minute))
	server.Inject(fanvuetest.Fault{Status: 500}, fanvuetest.Fault{Status: 500})
	for range 2 {
		got := ask(t, server, http.MethodGet, "/users/me", "", "X-Fanvue-API-Key:")
		wantExactly(t, got, 500, "")
	}
	want(t, "the limit is untouched", get(t, server, "/users/me").status, 200)
}

func TestImpossibleStatus(t *testing.T) {
	server := newServer(t)
	defer func() {
		want(t, "panic", recover(), any("fanvuetest: Fault.Status 99 is not within 200 to 599"))
	}()
	server.Inject(fanvuetest.Fault{Status: 99})
}

func TestDelayEndsWithTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory())
		defer server.Close()
		server.Inject(fanvuetest.Fault{Delay: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		request := newRequest(t, server, http.MethodPost, sendPath, `{"text":"hi"}`).WithContext(ctx)
		before := len(server.Me().Messages(fanvuetest.FanUUID))
		response, err := server.HTTPClient().Do(request)
		if err == nil {
			response.Body.Close()
		}
		want(t, "timed out", errors.Is(err, context.DeadlineExceeded), true)
		synctest.Wait()
		want(t, "messages", len(server.Me().Messages(fanvuetest.FanUUID)), before)
		want(t, "status", server.Requests()[0].Status, 0)
	})
}

func TestDelayTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory())
		defer server.Close()
		server.Inject(fanvuetest.Fault{Delay: time.Hour, Status: 504})
		start := time.Now()
		want(t, "status", get(t, server, "/users/me").status, 504)
		want(t, "took", time.Since(start), time.Hour)
	})
}

func TestCloseEndsEverything(t *testing.T) {
	bothKinds(t, func(t *testing.T, opts ...fanvuetest.Option) {
		server := newServer(t, opts...)
		get(t, server, "/users/me") // leaves an idle connection
		server.Inject(fanvuetest.Fault{Delay: time.Hour})
		ended := make(chan error, 1)
		go func() {
			_, err := try(t, server, http.MethodGet, "/users/me", "")
			ended <- err
		}()
		for server.RequestCount() < 2 {
			time.Sleep(time.Millisecond)
		}
		server.Close()
		if err := <-ended; err == nil {
			t.Error("the delayed request got a response")
		}
		server.Close()
		if _, err := try(t, server, http.MethodGet, "/users/me", ""); err == nil {
			t.Error("a closed server responds")
		}
	})
}

// Hang and Stall keep a connection open: only the client's patience ends it.
func TestSilenceLastsUntilTheClientGivesUp(t *testing.T) {
	for name, fault := range map[string]fanvuetest.Fault{
		"hang":  {Drop: fanvuetest.Hang},
		"stall": {Stall: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := newServer(t, fanvuetest.InMemory())
				before := len(server.Me().Messages(fanvuetest.FanUUID))
				server.Inject(fault)
				client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey))
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				start := time.Now()
				_, err = client.Messages.Send(ctx, fanvuetest.FanUUID, fanvue.MessageParams{Text: "hi"})
				want(t, "unknown", errors.As(err, new(*fanvue.OutcomeUnknownError)), true)
				want(t, "waited as long as a client without options", time.Since(start), time.Minute)
				want(t, "carried out", len(server.Me().Messages(fanvuetest.FanUUID)) > before, true)
			})
		})
	}
}

func TestPendingFaults(t *testing.T) {
	server := newServer(t)
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpSelfGet, Status: 500}, fanvuetest.Fault{Operation: fanvue.OpChatsList, Status: 500})
	want(t, "pending", server.PendingFaults(), 2)
	get(t, server, "/users/me")
	want(t, "pending", server.PendingFaults(), 1)
}

// A fault that can never happen would let a test pass for nothing.
func TestImpossibleFaultsPanic(t *testing.T) {
	server := newServer(t)
	for name, fault := range map[string]fanvuetest.Fault{
		"misspelt operation": {Operation: "Message.Send", Status: 500},
		"status":             {Status: 99},
	} {
		func() {
			defer func() { want(t, name+" panics", recover() != nil, true) }()
			server.Inject(fault)
		}()
	}
}

func TestFaultForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, fanvuetest.InMemory())
		server.Inject(fanvuetest.Fault{Status: 503, For: 5 * time.Second})
		want(t, "pending", server.PendingFaults(), 1)
		for range 3 {
			want(t, "down", get(t, server, "/users/me").status, 503)
		}
		want(t, "met", server.PendingFaults(), 0)
		time.Sleep(5*time.Second - time.Nanosecond)
		want(t, "still down", get(t, server, "/chats").status, 503)
		time.Sleep(time.Nanosecond)
		want(t, "up", get(t, server, "/users/me").status, 200)
	})
}

// The SDK waits until the server is up again.
func TestClientOutlastsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, fanvuetest.InMemory())
		// The delays of three retries add up to 1.75 seconds at least.
		server.Inject(fanvuetest.Fault{Operation: fanvue.OpSelfGet, Drop: fanvuetest.DropBefore, For: 1700 * time.Millisecond})
		_, err := newClient(t, server).Self.Get(t.Context())
		want(t, "err", err, error(nil))
		want(t, "took several attempts", server.RequestCount() > 1, true)
	})
}

func TestLastingFault(t *testing.T) {
	server := newServer(t)
	server.Inject(fanvuetest.Fault{Operation: fanvue.OpSelfGet, Status: 500, Lasting: true}, fanvuetest.Fault{Operation: fanvue.OpChatsList, Status: 502})
	for range 5 {
		want(t, "lasts", get(t, server, "/users/me").status, 500)
	}
	want(t, "others are served", get(t, server, "/chats/unread").status, 200)
	want(t, "pending", server.PendingFaults(), 1)
	server.ClearFaults()
	want(t, "cleared", []int{get(t, server, "/users/me").status, get(t, server, "/chats").status, server.PendingFaults()}, []int{200, 200, 0})
}

func TestFaultSeveralTimes(t *testing.T) {
	server := newServer(t)
	server.Inject(fanvuetest.Fault{Status: 500, Times: 2}, fanvuetest.Fault{Status: 502})
	var statuses []int
	for range 4 {
		statuses = append(statuses, get(t, server, "/users/me").status)
	}
	want(t, "statuses", statuses, []int{500, 500, 502, 200})
}
