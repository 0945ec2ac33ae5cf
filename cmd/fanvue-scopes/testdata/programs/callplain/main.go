// Operations of the API that the program declares without their scopes: the SDK
// knows the endpoint.
//
//corpus:want Chats.List(read:chat) Mine(write:chat) Theirs(read:creator,read:post) One(read:chat) Unread(read:chat) None()
package main

import (
	"context"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/testdata/programs/internal/kit"
)

func main() {
	c := kit.Client()
	for _, op := range []fanvue.Operation{
		{Name: fanvue.OpChatsList, Method: "GET", Path: "/chats"},
		{Name: "Mine", Method: "POST", Path: "/v1/chats/{id}/message"},
		{Name: "Theirs", Method: "GET", Path: "/creators/{creator}/posts", Scopes: []fanvue.Scope{fanvue.ScopeReadPost}},
		{Name: "One", Method: "GET", Path: "/chats/3fa85f64-5717-4562-b3fc-2c963f66afa6"},
		{Name: "Unread", Method: "GET", Path: "/chats/unread"},
		{Name: "None", Method: "GET", Path: "/something/new"}, // the program says that it requires none
	} {
		_ = c.Call(context.Background(), op, fanvue.CallParams{}, nil)
	}
}
