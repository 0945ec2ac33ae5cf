package fanvuetest_test

import (
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

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
