// Handlers of net/http, one of which is not registered.
//
//corpus:want Chats.List Self.Get
package main

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

var ctx = context.Background()

type server struct{ client *fanvue.Client }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = s.client.Self.Get(r.Context())
}

func (s *server) chats(w http.ResponseWriter, r *http.Request) {
	_, _ = s.client.Chats.List(r.Context(), nil)
}

func (s *server) posts(w http.ResponseWriter, r *http.Request) {
	_, _ = s.client.Posts.List(r.Context(), nil)
}

func main() {
	s := &server{kit.Client()}
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.HandleFunc("/chats", s.chats)
	_ = http.ListenAndServe("127.0.0.1:0", mux)
}
