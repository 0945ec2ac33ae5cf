package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const (
	jonas = fanvuetest.FanUUID
	priya = fanvuetest.BuyerUUID
)

func TestChatOnTheWire(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		got := get(t, server, "/chats?size=1&search=WELLER")
		wantJSON(t, got, 200, `{"data":[{
			"createdAt":"1999-12-31T19:00:00.000Z","isMuted":false,"isRead":false,"unreadMessagesCount":2,
			"lastMessage":{"hasMedia":false,"mediaType":null,"senderUuid":"`+jonas+`","sentAt":"1999-12-31T23:12:00.000Z",
				"sentByUserId":null,"text":"Where was that?","type":"SINGLE_RECIPIENT","uuid":"`+lastMessage(server, jonas).UUID+`"},
			"lastMessageAt":"1999-12-31T23:12:00.000Z",
			"user":{"avatarUrl":"https://media.example.com/avatars/jonas.weller.jpg","displayName":"Jonas Weller","handle":"jonas.weller",
				"isTopSpender":false,"nickname":null,"registeredAt":"1999-10-03T00:00:00.000Z","uuid":"`+jonas+`"}
			}],"pagination":{"page":1,"size":1,"hasMore":false}}`)

		newcomer := server.Me().AddUser(fanvue.User{Handle: "newcomer"})
		wantExactly(t, ask(t, server, http.MethodPost, "/chats", `{"userUuid":"`+newcomer+`"}`), 201, `{"message":"Chat created successfully"}`)
		wantJSON(t, get(t, server, "/chats?search=newcomer"), 200, `{"data":[{
			"createdAt":"2000-01-01T00:00:00.000Z","isMuted":false,"isRead":true,"unreadMessagesCount":0,"lastMessage":null,"lastMessageAt":null,
			"user":{"avatarUrl":null,"displayName":"newcomer","handle":"newcomer","isTopSpender":false,"nickname":null,
				"registeredAt":"1999-01-01T00:00:00.000Z","uuid":"`+newcomer+`"}
			}],"pagination":{"page":1,"size":1,"hasMore":false}}`)
	})
}

func TestMessageOnTheWire(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		got := get(t, server, "/chats/"+priya+"/messages?markAsRead=false&page=2&size=1")
		wantJSON(t, got, 200, `{"data":[{
			"hasMedia":true,"isRead":true,"mediaType":"video","mediaUuids":["d0000000-0000-4000-8000-000000000002"],
			"pricing":{"USD":{"price":7500}},"purchasedAt":"1999-12-28T03:00:00.000Z",
			"recipient":{"uuid":"`+priya+`","handle":"priya.raman"},"sender":{"uuid":"`+fanvuetest.MeUUID+`","handle":"ava.rivers"},
			"sentAt":"1999-12-28T02:00:00.000Z","sentByUserId":null,"text":"Here it is, uncut.","type":"SINGLE_RECIPIENT",
			"uuid":"`+fanvuetest.BoughtMessageUUID+`"}],"pagination":{"page":2,"size":1,"hasMore":true}}`)
		sent := ask(t, server, http.MethodPost, "/chats/"+priya+"/message", `{"mediaUuids":["`+fanvuetest.MediaUUID+`"]}`)
		uuid := lastMessage(server, priya).UUID
		wantExactly(t, sent, 201, `{"messageUuid":"`+uuid+`"}`)
		wantJSON(t, get(t, server, "/chats/"+priya+"/messages?size=1"), 200, `{"data":[{
			"hasMedia":true,"isRead":false,"mediaType":"image","mediaUuids":["`+fanvuetest.MediaUUID+`"],"pricing":null,"purchasedAt":null,
			"recipient":{"uuid":"`+priya+`","handle":"priya.raman"},"sender":{"uuid":"`+fanvuetest.MeUUID+`","handle":"ava.rivers"},
			"sentAt":"2000-01-01T00:00:00.000Z","sentByUserId":null,"text":null,"type":"SINGLE_RECIPIENT",
			"uuid":"`+uuid+`"}],"pagination":{"page":1,"size":1,"hasMore":true}}`)
		wantJSON(t, get(t, server, "/chats/"+priya+"/media?limit=1"), 200, `{"data":[{
			"created_at":"1999-11-22T00:00:00.000Z","mediaType":"image","messageUuid":"`+uuid+`","name":"sunset-pier.jpg",
			"ownerUuid":"`+fanvuetest.MeUUID+`","sentAt":"2000-01-01T00:00:00.000Z","uuid":"`+fanvuetest.MediaUUID+`"}],
			"nextCursor":"`+dig(t, get(t, server, "/chats/"+priya+"/media?limit=1").body, "nextCursor").(string)+`"}`)
	})
}

func lastMessage(server *fanvuetest.Server, user string) fanvue.Message {
	return server.Me().Messages(user)[0]
}

func unread(t *testing.T, server *fanvuetest.Server) []any {
	t.Helper()
	body := get(t, server, "/chats/unread").body
	return []any{dig(t, body, "unreadChatsCount"), dig(t, body, "unreadMessagesCount")}
}

func TestReadingMarksAsReadByDefault(t *testing.T) {
	server := newServer(t)
	path := "/chats/" + jonas + "/messages"
	want(t, "at first", unread(t, server), []any{3.0, 4.0})

	get(t, server, path+"?markAsRead=false")
	want(t, "markAsRead=false", unread(t, server), []any{3.0, 4.0})
	wantExactly(t, get(t, server, path+"?markAsRead=1"), 400, `{"errors":["markAsRead must be one of true, false"]}`)
	want(t, "garbage", unread(t, server), []any{3.0, 4.0})

	rows := get(t, server, path)
	want(t, "rows show how it was", dig(t, rows.body, "data", 0, "isRead"), any(false))
	want(t, "default", unread(t, server), []any{2.0, 2.0})
	want(t, "afterwards", dig(t, get(t, server, path).body, "data", 0, "isRead"), any(true))

	server.Me().Receive(jonas, "And now?")
	want(t, "received", unread(t, server), []any{3.0, 3.0})
}

func TestUpdateChat(t *testing.T) {
	server := newServer(t)
	path := "/chats/" + jonas
	row := func() map[string]any {
		return dig(t, get(t, server, "/chats?search=jonas").body, "data", 0).(map[string]any)
	}
	update := func(body string) {
		t.Helper()
		wantExactly(t, ask(t, server, http.MethodPatch, path, body), 204, "")
	}
	update(`{"isRead":true,"isMuted":true,"nickname":"Jo"}`)
	want(t, "row", []any{row()["isRead"], row()["isMuted"], row()["unreadMessagesCount"]}, []any{true, true, 0.0})
	want(t, "nickname", dig(t, get(t, server, "/chats?search=jonas").body, "data", 0, "user", "nickname"), any("Jo"))
	want(t, "in subscribers too", dig(t, get(t, server, "/subscribers?size=1").body, "data", 0, "nickname"), any("Jo"))
	want(t, "muted list", len(dig(t, get(t, server, "/chats/lists/smart/muted").body, "data").([]any)), 2)

	update(`{"isRead":false,"nickname":""}`)
	want(t, "row", []any{row()["isRead"], row()["isMuted"], row()["unreadMessagesCount"]}, []any{false, true, 0.0})
	want(t, "no nickname", dig(t, get(t, server, "/subscribers?size=1").body, "data", 0, "nickname"), any(nil))
	want(t, "unread", unread(t, server), []any{3.0, 2.0})

	wantExactly(t, ask(t, server, http.MethodPatch, "/chats/"+unknownUUID, `{"isRead":true}`), 404, `{"message":"There is no chat with this user"}`)
	wantExactly(t, ask(t, server, http.MethodPatch, path, `{"nickname":"`+strings.Repeat("x", 31)+`"}`), 400, `{"errors":["nickname must have 0 to 30 characters"]}`)
}

func TestChatViews(t *testing.T) {
	server := newServer(t)
	for query, names := range map[string]string{
		"":                                          "Jonas Weller,Marcus Oyelaran,Sofia Lindqvist,Priya Raman,Felix Baumann,Elena Petrescu",
		"sortBy=online_now":                         "Jonas Weller,Sofia Lindqvist,Felix Baumann,Marcus Oyelaran,Priya Raman,Elena Petrescu",
		"sortBy=most_unanswered_chats":              "Jonas Weller,Marcus Oyelaran,Sofia Lindqvist,Priya Raman,Felix Baumann,Elena Petrescu",
		"search=bau":                                "Felix Baumann",
		"filter=unread":                             "Jonas Weller,Marcus Oyelaran,Sofia Lindqvist",
		"filter=unread&filter=online":               "Jonas Weller,Sofia Lindqvist",
		"filter=online&filter=followers":            "Felix Baumann",
		"filter=not_muted&filter=spenders":          "Marcus Oyelaran,Priya Raman",
		"filter=has_tipped":                         "Marcus Oyelaran,Priya Raman",
		"filter=spent_more_than_50":                 "Priya Raman",
		"filter=on_free_trial":                      "Elena Petrescu",
		"filter=recent_subscribers":                 "Jonas Weller,Priya Raman",
		"filter=not_answered&filter=not_muted":      "Jonas Weller,Marcus Oyelaran,Sofia Lindqvist,Priya Raman",
		"filter=subscribed_to":                      "Marcus Oyelaran",
		"filter=exclude_creators&search=oye":        "",
		"filter=archived":                           "",
		"filter=subscribers&search=felix":           "",
		"smartListIds=followers&smartListIds=muted": "Felix Baumann,Elena Petrescu",
		"smartListIds=muted&filter=subscribers":     "Elena Petrescu",
		"customListId=" + fanvuetest.CustomListUUID: "Jonas Weller,Sofia Lindqvist,Priya Raman",
		"customListId=" + unknownUUID:               "",
	} {
		var got []string
		body := get(t, server, "/chats?"+query).body
		for i := range dig(t, body, "data").([]any) {
			got = append(got, dig(t, body, "data", i, "user", "displayName").(string))
		}
		want(t, query, strings.Join(got, ","), names)
	}
	wantExactly(t, get(t, server, "/chats?sortBy=name"), 400, `{"errors":["sortBy must be one of most_recent_messages, online_now, most_unanswered_chats"]}`)
	want(t, "unknown filter", get(t, server, "/chats?filter=best").status, 400)
	want(t, "long search", get(t, server, "/chats?search="+strings.Repeat("x", 101)).status, 400)

	server.Me().SetCreator(false)
	wantExactly(t, get(t, server, "/chats?filter=spenders"), 403, `{"error":"This filter is only available to creators"}`)
	want(t, "open filter", get(t, server, "/chats?filter=unread").status, 200)
	wantExactly(t, get(t, server, "/chats/mass-messages"), 403, `{"error":"Mass messages are only available to creators"}`)
}

func TestStatuses(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		time.Sleep(time.Minute)
		server.Me().SetOnline(fanvuetest.FollowerUUID, true)
		server.Me().SetOnline(jonas, false)
		got := ask(t, server, http.MethodPost, "/chats/statuses", `{"userUuids":["`+jonas+`","`+fanvuetest.FollowerUUID+`","`+unknownUUID+`"]}`)
		wantJSON(t, got, 200, `{
			"`+jonas+`":{"isOnline":false,"lastSeenAt":"2000-01-01T00:01:00.000Z"},
			"`+fanvuetest.FollowerUUID+`":{"isOnline":true,"lastSeenAt":"2000-01-01T00:01:00.000Z"},
			"`+unknownUUID+`":{"isOnline":false,"lastSeenAt":null}}`)
	})
}

func TestDeleteMessage(t *testing.T) {
	server := newServer(t)
	remove := func(user, message string) result {
		return ask(t, server, http.MethodDelete, "/chats/"+user+"/messages/"+message, "")
	}
	server.Me().Purchase(jonas, fanvuetest.PricedMessageUUID)
	received := lastMessage(server, jonas).UUID
	wantExactly(t, remove(jonas, fanvuetest.PricedMessageUUID), 400, `{"message":"A purchased message cannot be deleted"}`)
	wantExactly(t, remove(jonas, received), 400, `{"message":"Only the sender can delete a message"}`)
	wantExactly(t, remove(jonas, unknownUUID), 404, `{"message":"Message not found"}`)
	wantExactly(t, remove(jonas, fanvuetest.BoughtMessageUUID), 404, `{"message":"Message not found"}`)
	wantExactly(t, remove(unknownUUID, received), 404, `{"message":"There is no chat with this user"}`)

	before := server.Me().Messages(jonas)
	sent := ask(t, server, http.MethodPost, sendPath, `{"text":"oops <b>&"}`)
	uuid := dig(t, sent.body, "messageUuid").(string)
	want(t, "sent", lastMessage(server, jonas).Text, "oops <b>&")
	wantExactly(t, remove(jonas, uuid), 204, "")
	want(t, "messages", server.Me().Messages(jonas), before)
	wantExactly(t, remove(jonas, uuid), 404, `{"message":"Message not found"}`)
}

func TestPurchase(t *testing.T) {
	server := newServer(t)
	earned := func() any { return dig(t, get(t, server, "/users/account").body, "account", "earnings", "total") }
	before := earned().(float64)
	for range 2 { // buying twice changes nothing
		server.Me().Purchase(jonas, fanvuetest.PricedMessageUUID)
	}
	want(t, "earned", earned(), any(before+999))
	got := get(t, server, "/chats/"+jonas+"/messages?size=1&page=3").body
	want(t, "message", dig(t, got, "data", 0, "uuid"), any(fanvuetest.PricedMessageUUID))
	if dig(t, got, "data", 0, "purchasedAt") == nil {
		t.Error("purchasedAt is null")
	}
}

func TestSendTemplate(t *testing.T) {
	server := newServer(t)
	send := func(body string) fanvue.Message {
		want(t, body, ask(t, server, http.MethodPost, sendPath, body).status, 201)
		return lastMessage(server, jonas)
	}
	plain := send(`{"templateUuid":"` + fanvuetest.PricedTemplateUUID + `"}`)
	want(t, "template", []any{plain.Text, len(plain.MediaUUIDs), plain.Pricing.USD.Price},
		[]any{"The full Lisbon set, just for you.", 2, fanvue.Cents(1500)})
	changed := send(`{"templateUuid":"` + fanvuetest.PricedTemplateUUID + `","text":"For Jonas","price":500}`)
	want(t, "changed", []any{changed.Text, len(changed.MediaUUIDs), changed.Pricing.USD.Price},
		[]any{"For Jonas", 2, fanvue.Cents(500)})
}

func TestMessageMedia(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/chats/" + jonas + "/messages/" + fanvuetest.PricedMessageUUID + "/media"
		wantJSON(t, get(t, server, path+"?mediaUuids="+fanvuetest.MediaUUID+","+unknownUUID+"&variants=main"), 200, `{
			"results":{"`+unknownUUID+`":null,"`+fanvuetest.MediaUUID+`":{
				"created_at":"1999-11-22T00:00:00.000Z","mediaType":"image","messageUuid":"`+fanvuetest.PricedMessageUUID+`",
				"name":"sunset-pier.jpg","ownerUuid":"`+fanvuetest.MeUUID+`","sentAt":"1999-12-31T20:00:00.000Z","uuid":"`+fanvuetest.MediaUUID+`",
				"variants":[{"displayPosition":0,"height":1350,"width":1080,"lengthMs":null,"variantType":"main",
					"url":"https://media.example.com/`+fanvuetest.MediaUUID+`/main?signature=fanvuetest"}]}},
			"errors":[{"code":"NOT_IN_MESSAGE","mediaUuid":"`+unknownUUID+`","message":"The media is not in this message"}]}`)
		for _, query := range []string{"", "?mediaUuids=", "?mediaUuids=a,,b", "?mediaUuids=" + strings.Repeat("a,", 20) + "a", "?mediaUuids=a&variants=huge"} {
			want(t, query, get(t, server, path+query).status, 400)
		}
		wantExactly(t, get(t, server, "/chats/"+jonas+"/messages/"+unknownUUID+"/media?mediaUuids=a"), 404, `{"message":"Message not found"}`)
	})
}

func TestMessageBatch(t *testing.T) {
	server := newServer(t)
	batch := func(body string) string {
		t.Helper()
		got := ask(t, server, http.MethodPost, "/chats/messages/batch", body)
		want(t, body, got.status, 200)
		return got.body
	}
	users := `"chatUuids":["` + jonas + `","` + priya + `","` + unknownUUID + `"]`
	messages := server.Me().Messages(jonas)
	body := batch(`{` + users + `,"limit":2}`)
	want(t, "not_found", dig(t, body, "byChat", unknownUUID), decode(t, `{"error":"not_found"}`))
	want(t, "newest", dig(t, body, "byChat", jonas, "messages", 0, "uuid"), any(messages[0].UUID))
	want(t, "oldest", dig(t, body, "byChat", jonas, "oldestMessageUuid"), any(messages[1].UUID))
	want(t, "hasMore", dig(t, body, "byChat", jonas, "hasMore"), any(true))

	body = batch(`{` + users + `,"sinceMessageUuid":"` + fanvuetest.PricedMessageUUID + `"}`)
	want(t, "since", len(dig(t, body, "byChat", jonas, "messages").([]any)), 2)
	want(t, "none since", dig(t, body, "byChat", priya), decode(t, `{"messages":[],"hasMore":false,"oldestMessageUuid":null}`))
	want(t, "nothing was read", unread(t, server), []any{3.0, 4.0})

	got := ask(t, server, http.MethodPost, "/chats/messages/batch", `{`+users+`,"sinceMessageUuid":"`+unknownUUID+`"}`)
	wantExactly(t, got, 400, `{"errors":["sinceMessageUuid is not a message of this account"]}`)
}

func TestGetOneOfAList(t *testing.T) {
	server := newServer(t)
	first := func(path string, i int) any { return dig(t, get(t, server, "/v1"+path).body, "data", i) }
	one := func(path string) any { return dig(t, get(t, server, "/v1"+path).body) }
	want(t, "chat", one("/chats/"+jonas), first("/chats", 0))
	want(t, "message", one("/chats/"+jonas+"/messages/"+fanvuetest.PricedMessageUUID), first("/chats/"+jonas+"/messages", 2))
	want(t, "bought", dig(t, get(t, server, "/v1/chats/"+priya+"/messages/"+fanvuetest.BoughtMessageUUID).body, "purchasedAt") == nil, false)
	want(t, "subscriber", one("/subscribers/"+jonas), first("/subscribers", 0))
	want(t, "reading marks nothing", dig(t, get(t, server, "/v1/chats/"+jonas).body, "isRead"), any(false))

	noChat := `{"message":"There is no chat with this user"}`
	wantExactly(t, get(t, server, "/v1/chats/"+unknownUUID), 404, noChat)
	wantExactly(t, get(t, server, "/v1/chats/"+fanvuetest.FollowerUUID), 404, noChat)
	wantExactly(t, get(t, server, "/v1/chats/"+unknownUUID+"/messages/"+unknownUUID), 404, noChat)
	wantExactly(t, get(t, server, "/v1/chats/"+jonas+"/messages/"+fanvuetest.BoughtMessageUUID), 404, `{"message":"Message not found"}`)
	for _, user := range []string{fanvuetest.FollowerUUID, unknownUUID, "f3000000-0000-4000-8000-000000000001"} {
		wantExactly(t, get(t, server, "/v1/subscribers/"+user), 404, `{"message":"This user is not a subscriber"}`)
	}
}

func TestTyping(t *testing.T) {
	server := newServer(t)
	typing := func(user, body string) result {
		return ask(t, server, http.MethodPost, "/chats/"+user+"/typing", body)
	}
	want(t, "at first", server.Me().IsTypingTo(jonas), false)
	wantExactly(t, typing(jonas, `{"isTyping":true}`), 204, "")
	want(t, "begun", []bool{server.Me().IsTypingTo(jonas), server.Me().IsTypingTo(priya)}, []bool{true, false})
	wantExactly(t, typing(jonas, `{"isTyping":false}`), 204, "")
	want(t, "ended", server.Me().IsTypingTo(jonas), false)
	wantExactly(t, ask(t, server, http.MethodPost, "/v1/chats/"+jonas+"/typing", `{}`), 204, "")
	want(t, "begun without a word", server.Me().IsTypingTo(jonas), true)
	wantExactly(t, typing(jonas, `{"isTyping":1}`), 400, `{"errors":["isTyping must be a boolean"]}`)
	wantExactly(t, typing(unknownUUID, `{"isTyping":true}`), 404, `{"message":"There is no chat with this user"}`)
}
