package fanvuetest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestPages(t *testing.T) {
	server := newServer(t)
	for query, pagination := range map[string]string{
		"":                          `{"page":1,"size":15,"hasMore":true}`,
		"?page=2":                   `{"page":2,"size":8,"hasMore":false}`,
		"?page=3":                   `{"page":3,"size":0,"hasMore":false}`,
		"?size=23":                  `{"page":1,"size":23,"hasMore":false}`,
		"?size=50":                  `{"page":1,"size":23,"hasMore":false}`,
		"?size=1&page=22":           `{"page":22,"size":1,"hasMore":true}`,
		"?size=1&page=23":           `{"page":23,"size":1,"hasMore":false}`,
		"?size=1&page=24":           `{"page":24,"size":0,"hasMore":false}`,
		"?size=50&page=1073741824":  `{"page":1073741824,"size":0,"hasMore":false}`,
		"?page=1&unknown=parameter": `{"page":1,"size":15,"hasMore":true}`,
	} {
		got := get(t, server, "/subscribers"+query)
		want(t, query, dig(t, got.body, "pagination"), decode(t, pagination))
		want(t, query+" rows", float64(len(dig(t, got.body, "data").([]any))), dig(t, got.body, "pagination", "size").(float64))
	}
	for query, body := range map[string]string{
		"?size=0":           `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?size=51":          `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?size=":            `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?size=1.5":         `{"errors":["size must be a whole number from 1 to 50"]}`,
		"?page=0&size=many": `{"errors":["page must be a whole number from 1 to 1073741824","size must be a whole number from 1 to 50"]}`,
		"?sortField=age":    `{"errors":["sortField must be one of name, subscribedAt"]}`,
	} {
		wantExactly(t, get(t, server, "/subscribers"+query), 400, body)
	}
}

func TestEmptyListsAreArrays(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	for _, path := range []string{
		"/chats", "/chats/lists/custom", "/chats/lists/smart/muted", "/chats/mass-messages", "/chats/templates",
		"/subscribers", "/followers", "/notifications", "/creators",
	} {
		wantExactly(t, get(t, server, path), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
	}
	wantExactly(t, get(t, server, "/chats/"+fanvuetest.FanUUID+"/media"), 404, `{"message":"There is no chat with this user"}`)
	wantExactly(t, get(t, server, "/apps/"+fanvuetest.AppUUID+"/subscription/me"), 404, `{"message":"App not found"}`)
	want(t, "me", dig(t, get(t, server, "/users/me").body, "uuid"), any(fanvuetest.MeUUID))
}

func TestChatMediaCursor(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	me := server.Me()
	fan := me.AddFan(fanvue.User{})
	me.AddChat(fan)
	path := "/chats/" + fan + "/media"
	wantExactly(t, get(t, server, path), 200, `{"data":[],"nextCursor":null}`)
	var names []string
	for i := range 25 {
		kind := fanvue.MediaImage
		if i%5 == 0 {
			kind = fanvue.MediaVideo
		}
		name := me.AddMedia(fmt.Sprintf("media-%02d", i), kind)
		names = append([]string{name}, names...)
		ask(t, server, http.MethodPost, "/chats/"+fan+"/message", `{"mediaUuids":["`+name+`"]}`)
	}
	walk := func(query string) (pages []int, seen []string) {
		cursor := ""
		for {
			got := get(t, server, path+"?"+query+"&cursor="+cursor)
			rows := dig(t, got.body, "data").([]any)
			pages = append(pages, len(rows))
			for i := range rows {
				seen = append(seen, dig(t, got.body, "data", i, "uuid").(string))
			}
			next, more := dig(t, got.body, "nextCursor").(string)
			if !more {
				return pages, seen
			}
			cursor = next
		}
	}
	pages, seen := walk("limit=10")
	want(t, "pages", pages, []int{10, 10, 5})
	want(t, "newest first", seen, names)
	pages, _ = walk("")
	want(t, "default pages", pages, []int{20, 5})
	pages, _ = walk("limit=5&mediaType=video")
	want(t, "one exact page", pages, []int{5})

	cursor := dig(t, get(t, server, path+"?limit=2").body, "nextCursor").(string)
	for _, query := range []string{"?cursor=nonsense", "?mediaType=video&cursor=" + cursor} {
		wantExactly(t, get(t, server, path+query), 400, `{"errors":["cursor is not one of this list"]}`)
	}
	wantExactly(t, get(t, server, path+"?limit=51"), 400, `{"errors":["limit must be a whole number from 1 to 50"]}`)
}
