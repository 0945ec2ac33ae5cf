package fanvuetest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestMediaIterationSurvivesDeletion(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	me := server.Me()
	fan := me.AddFan(fanvue.User{})
	me.AddChat(fan)
	var sent []string
	for i := range 3 {
		first, second := me.AddMedia(fmt.Sprint("first ", i), fanvue.MediaImage), me.AddMedia(fmt.Sprint("second ", i), fanvue.MediaImage)
		got := ask(t, server, http.MethodPost, "/chats/"+fan+"/message", `{"mediaUuids":["`+first+`","`+second+`"]}`)
		sent = append(sent, dig(t, got.body, "messageUuid").(string))
	}
	page := get(t, server, "/chats/"+fan+"/media?limit=3").body
	want(t, "end of the page", dig(t, page, "data", 2, "uuid"), any("first 1"))
	rest := "/chats/" + fan + "/media?limit=3&cursor=" + dig(t, page, "nextCursor").(string)
	want(t, "goes on", dig(t, get(t, server, rest).body, "data", 0, "uuid"), any("second 1"))
	want(t, "deleted", ask(t, server, http.MethodDelete, "/chats/"+fan+"/messages/"+sent[1], "").status, 204)
	want(t, "goes on after it", dig(t, get(t, server, rest).body, "data", 0, "uuid"), any("first 0"))
}
