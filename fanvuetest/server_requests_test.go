package fanvuetest_test

import (
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestRequestsAreRecorded(t *testing.T) {
	server := newServer(t)
	path := "/chats/" + fanvuetest.FanUUID + "/message"
	ask(t, server, http.MethodPost, path+"?x=1&x=2", `{"text":"hi"}`, "X-Test: yes")
	ask(t, server, http.MethodPost, path, "", "X-Fanvue-API-Key:")
	want(t, "RequestCount", server.RequestCount(), 2)
	requests := server.Requests()
	first := requests[0]
	want(t, "first", []any{first.Operation, first.Method, first.Path, first.Query["x"], first.Header.Get("X-Test"), string(first.Body), first.Status},
		[]any{fanvue.OpMessagesSend, "POST", path, []string{"1", "2"}, "yes", `{"text":"hi"}`, 201})
	want(t, "second status", requests[1].Status, 401)
	first.Body[0], first.Query["x"][0] = '!', "!"
	first.Header.Set("X-Test", "!")
	again := server.Requests()[0]
	want(t, "copies", []any{string(again.Body), again.Query["x"][0], again.Header.Get("X-Test")}, []any{`{"text":"hi"}`, "1", "yes"})
}

func TestRequestLogIsBounded(t *testing.T) {
	server := newServer(t, fanvuetest.InMemory())
	for range 1005 {
		get(t, server, "/nowhere")
	}
	get(t, server, "/users/me")
	requests := server.Requests()
	want(t, "counted", server.RequestCount(), 1006)
	want(t, "kept", len(requests), 1000)
	want(t, "the latest", []any{requests[998].Path, requests[999].Path, requests[999].Status}, []any{"/nowhere", "/users/me", 200})

	server.ResetRequests()
	want(t, "after a reset", []int{server.RequestCount(), len(server.Requests())}, []int{0, 0})
	get(t, server, "/users/me")
	want(t, "counts again", []int{server.RequestCount(), len(server.Requests())}, []int{1, 1})
}
