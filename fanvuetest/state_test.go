package fanvuetest_test

import (
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
)

func TestChosenIDs(t *testing.T) {
	server := newServer(t)
	fan := server.Me().AddFan(fanvue.User{UUID: "id of Mia"})
	got := ask(t, server, http.MethodPost, "/chats", `{"userUuid":"`+fan+`"}`)
	wantExactly(t, got, 201, `{"message":"Chat created successfully"}`)
	want(t, "messages", get(t, server, "/chats/id%20of%20Mia/messages").status, 200)
	want(t, "nobody", get(t, server, "/chats/id%20of%20Max/messages").status, 400)
}
