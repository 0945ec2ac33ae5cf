package fanvuetest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// opThings is an operation that package fanvue does not have.
var opThings = fanvue.Operation{
	Name: "Things.Update", Method: http.MethodPatch, Path: "/things/{thingUuid}", Scopes: []fanvue.Scope{fanvue.ScopeWriteChat},
}

type thing struct {
	Name string `json:"name"`
}

func TestHandle(t *testing.T) {
	server := newServer(t, fanvuetest.WithCredential(fanvuetest.APIKey, fanvue.ScopeWriteChat), fanvuetest.WithCredential("narrow", fanvue.ScopeReadSelf))
	server.Handle(opThings, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		server.Me().AddUser(fanvue.User{}) // the handler may use the server
		fmt.Fprintf(w, `{"name":"%s of %s, %d bytes"}`, r.URL.Query().Get("kind"), r.PathValue("thingUuid"), len(body))
	}))
	call := func(client *fanvue.Client) (got thing, err error) {
		err = client.Call(t.Context(), opThings, fanvue.CallParams{
			Path: map[string]string{"thingUuid": "t 1"}, Query: map[string][]string{"kind": {"part"}}, Body: thing{"x"},
		}, &got)
		return got, err
	}
	client := newClient(t, server)
	got, err := call(client)
	want(t, "err", err, error(nil))
	want(t, "response", got.Name, "part of t 1, 12 bytes")
	want(t, "recorded", server.Requests()[0].Operation, opThings.Name)

	server.Inject(fanvuetest.Fault{Operation: opThings.Name, Status: 404, Body: `{"message":"No such thing"}`})
	_, err = call(client)
	want(t, "fault", errors.Is(err, fanvue.ErrNotFound), true)
	_, err = call(newClientOf(t, server, "narrow", fanvue.SurfaceDefault))
	want(t, "scopes are checked", errors.Is(err, fanvue.ErrInsufficientScope), true)
	response := ask(t, server, http.MethodPatch, "/things/1", "{}")
	want(t, "rate limit", response.header.Get("X-RateLimit-Limit"), "200")
}

func TestHandleReplacesAnOperation(t *testing.T) {
	server := newServer(t)
	server.Handle(fanvue.Operation{Name: "Mine", Method: http.MethodGet, Path: "/users/me"},
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"uuid":"u","handle":"custom"}`) }))
	wantExactly(t, get(t, server, "/users/me"), 200, `{"uuid":"u","handle":"custom"}`)
	want(t, "others stay", get(t, server, "/users/account").status, 200)
}

func TestHandleOnOneSurface(t *testing.T) {
	server := newServer(t)
	server.Handle(fanvue.Operation{Name: "New", Method: http.MethodPost, Path: "/v1/creators/{creatorUserUuid}/new"}, nil)
	want(t, "on v1", ask(t, server, http.MethodPost, "/v1/creators/"+juno+"/new", "").status, 204)
	want(t, "elsewhere", ask(t, server, http.MethodPost, "/creators/"+juno+"/new", "").status, 404)
	wantExactly(t, ask(t, server, http.MethodPost, "/v1/creators/"+unknownUUID+"/new", ""), 404, `{"message":"Creator not found"}`)
}

func TestHandleNeedsAnOperation(t *testing.T) {
	defer func() { want(t, "panics", recover() != nil, true) }()
	newServer(t).Handle(fanvue.Operation{Name: "Things"}, nil)
}
