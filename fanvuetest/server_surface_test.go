package fanvuetest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestSurfacesShareTheirState(t *testing.T) {
	server := newServer(t)
	sent := ask(t, server, http.MethodPost, "/v1"+sendPath, `{"text":"hello from v1"}`)
	want(t, "sent", sent.status, 201)
	for _, prefix := range []string{"", "/v0", "/v1"} {
		path := prefix + "/chats/" + jonas + "/messages"
		got := get(t, server, path+"?markAsRead=false")
		want(t, path, dig(t, got.body, "data", 0, "text"), any("hello from v1"))
		requests := server.Requests()
		last := requests[len(requests)-1]
		want(t, "recorded", []any{last.Path, last.Operation}, []any{path, fanvue.OpMessagesList})
	}
	for _, path := range []string{
		"/chats?size=2&page=2", "/subscribers", "/followers", "/users/me", "/users/account", "/chats/lists/smart",
		"/chats/" + priya + "/messages?size=1", "/creators/" + fanvuetest.CreatorUUID + "/chats",
	} {
		want(t, "/v0"+path, get(t, server, "/v0"+path).body, get(t, server, path).body)
	}
}

func TestOperationsOfASurface(t *testing.T) {
	server := newServer(t)
	operation := func(path string) fanvue.OperationName {
		get(t, server, path)
		requests := server.Requests()
		return requests[len(requests)-1].Operation
	}
	for path, name := range map[string]fanvue.OperationName{
		"/v1/chats/" + jonas: fanvue.OpChatsGet, "/v1/chats/unread": fanvue.OpChatsUnreadCounts,
		"/v0/chats/unread": fanvue.OpChatsUnreadCounts, "/v1/subscribers/" + jonas: fanvue.OpFansSubscriber,
		"/v1/creators/" + jonas + "/chats": fanvue.OpCreatorChatsList,
	} {
		want(t, path, operation(path), name)
	}
	for _, path := range []string{
		"/chats/" + jonas, "/v0/chats/" + jonas, "/subscribers/" + jonas, "/v0/subscribers/" + jonas,
		"/v2/chats", "/v1", "/v1/", "/v1/v1/chats", "/V1/chats", "/chats/v1",
	} {
		want(t, path, operation(path), fanvue.OperationName(""))
		wantExactly(t, get(t, server, path), 404, `{"message":"There is no such route"}`)
	}
}

func TestRateLimitOfStatusesOnV1(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := fanvuetest.NewServer(fanvuetest.InMemory(), fanvuetest.WithRateLimit(2, 10*time.Second))
		defer server.Close()
		start := time.Now().Unix()
		reset, ownReset := strconv.FormatInt(start+10, 10), strconv.FormatInt(start+60, 10)
		statuses := func(prefix string) result {
			return ask(t, server, http.MethodPost, prefix+"/chats/statuses", `{"userUuids":["`+jonas+`"]}`)
		}
		want(t, "unprefixed", meter(statuses("")), []string{"200", "2", "1", reset, ""})
		want(t, "v0 is the same limit", meter(statuses("/v0")), []string{"200", "2", "0", reset, ""})
		for left := 79; left >= 0; left-- {
			want(t, "v1", meter(statuses("/v1")), []string{"200", "80", strconv.Itoa(left), ownReset, ""})
		}
		want(t, "used up", meter(statuses("/v1")), []string{"429", "80", "0", ownReset, "60"})
		want(t, "v1 has the common limit too", meter(get(t, server, "/v1/users/me")), []string{"429", "2", "0", reset, "10"})
		time.Sleep(10 * time.Second)
		server.SetRateLimit(100, time.Minute)
		want(t, "the common limit turned", get(t, server, "/v1/users/me").status, 200)
		want(t, "the own one did not", statuses("/v1").status, 429)
	})
}

func TestChatOnV1(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		wantJSON(t, get(t, server, "/v1/chats?page=7&search=weller"), 200, `{"data":[{
			"createdAt":"1999-12-31T19:00:00.000Z","isMuted":false,"isRead":false,"unreadMessagesCount":2,
			"isCreator":false,"online":true,"lastSeenAt":"2000-01-01T00:00:00.000Z",
			"lastMessage":{"hasMedia":false,"mediaType":null,"senderUuid":"`+jonas+`","sentAt":"1999-12-31T23:12:00.000Z",
				"sentByUserId":null,"text":"Where was that?","type":"SINGLE_RECIPIENT","uuid":"`+lastMessage(server, jonas).UUID+`",
				"hasGif":false,"senderRole":"FAN","status":"Sent"},
			"lastMessageAt":"1999-12-31T23:12:00.000Z",
			"user":{"avatarUrl":"https://media.example.com/avatars/jonas.weller.jpg","displayName":"Jonas Weller","handle":"jonas.weller",
				"isTopSpender":false,"nickname":null,"registeredAt":"1999-10-03T00:00:00.000Z","uuid":"`+jonas+`"}
			}],"nextCursor":null,"total":1}`)

		role := func(query string) any {
			return dig(t, get(t, server, "/v1/"+query).body, "data", 0, "lastMessage", "senderRole")
		}
		want(t, "a fan who is a creator", role("chats?search=oyelaran"), any("CREATOR"))
		want(t, "the account", role("chats?search=felix"), any("CREATOR"))
		chats := "creators/" + fanvuetest.CreatorUUID + "/chats"
		ask(t, server, http.MethodPost, "/"+chats+"/"+fanvuetest.CreatorFanUUID+"/message", `{"text":"hi"}`)
		want(t, "for a managed creator", role(chats), any("AGENCY"))
		read := get(t, server, "/v1/chats?search=elena").body
		want(t, "read", dig(t, read, "data", 0, "lastMessage", "status"), any("Read"))
		want(t, "a creator", dig(t, get(t, server, "/v1/chats?search=oyelaran").body, "data", 0, "isCreator"), any(true))
		server.Me().AddChat(fanvuetest.FollowerUUID)
		empty := get(t, server, "/v1/chats?search=greta").body
		want(t, "no message", []any{dig(t, empty, "data", 0, "lastMessage"), dig(t, empty, "data", 0, "lastSeenAt")}, []any{nil, nil})
	})
}

func TestCursorsOnV1(t *testing.T) {
	server := newServer(t)
	first := get(t, server, "/v1/subscribers?size=22&page=3&sortField=name")
	want(t, "size", len(column(t, first.body, "uuid")), 22)
	cursor := url.QueryEscape(dig(t, first.body, "nextCursor").(string))
	rest := get(t, server, "/v1/subscribers?size=22&sortField=name&cursor="+cursor)
	want(t, "rest", column(t, rest.body, "handle"), []string{"viktor.sokolov"})
	want(t, "end", dig(t, rest.body, "nextCursor"), any(nil))
	want(t, "default size", len(column(t, get(t, server, "/v1/subscribers").body, "uuid")), 20)
	wantExactly(t, get(t, server, "/v1/subscribers?cursor="+cursor), 400, `{"errors":["cursor is not valid for this list"]}`)
	wantExactly(t, get(t, server, "/v1/chats?size=51"), 400, `{"errors":["size must be a whole number from 1 to 50"]}`)

	empty := newServer(t, fanvuetest.Empty())
	for _, path := range []string{
		"/chats/lists/custom", "/chats/mass-messages", "/chats/templates", "/subscribers", "/followers", "/notifications", "/creators",
	} {
		wantExactly(t, get(t, empty, "/v1"+path), 200, `{"data":[],"nextCursor":null}`)
	}
	wantExactly(t, get(t, empty, "/v1/chats"), 200, `{"data":[],"nextCursor":null,"total":0}`)
	wantExactly(t, get(t, empty, "/v1/chats/lists/smart/muted"), 200, `{"data":[],"nextCursor":null,"total":null}`)
}

func TestMessagesOnV1(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/v1/chats/" + priya + "/messages"
		page := get(t, server, path+"?limit=1&receivedBefore=1999-12-28T23:00:00Z&size=3&page=9")
		filter := dig(t, page.body, "dateFilter", "sentBefore").(string)
		wantJSON(t, page, 200, `{"data":[{
			"hasMedia":true,"isRead":true,"mediaType":"video","mediaUuids":["d0000000-0000-4000-8000-000000000002"],
			"pricing":{"USD":{"price":7500}},"purchasedAt":"1999-12-28T03:00:00.000Z",
			"recipient":{"uuid":"`+priya+`","handle":"priya.raman"},"sender":{"uuid":"`+fanvuetest.MeUUID+`","handle":"ava.rivers"},
			"sentAt":"1999-12-28T02:00:00.000Z","sentByUserId":null,"text":"Here it is, uncut.","type":"SINGLE_RECIPIENT",
			"gif":null,"mediaPreviewUuid":null,"status":"Read",
			"uuid":"`+fanvuetest.BoughtMessageUUID+`"}],"dateFilter":{"sentBefore":"`+filter+`","receivedBefore":"`+filter+`"}}`)
		at, err := time.Parse(time.RFC3339Nano, filter)
		want(t, "the filter is a time", err, error(nil))
		want(t, "that of the last row", at.Truncate(time.Millisecond).Format(time.RFC3339), "1999-12-28T02:00:00Z")

		texts := func(query string) string {
			return strings.Join(column(t, get(t, server, path+query).body, "text"), "; ")
		}
		want(t, "before what was sent", texts("?sentBefore=1999-12-28T02:00:00.000Z"), "Worth every cent.; Is the tram video out yet?")
		want(t, "before what was received", texts("?receivedBefore=1999-12-29T00:00:00.000Z"), "Here it is, uncut.; Is the tram video out yet?")
		want(t, "both", texts("?sentBefore="+filter+"&receivedBefore="+filter), "Is the tram video out yet?")
		want(t, "another zone", texts("?sentBefore="+url.QueryEscape("1999-12-28T03:00:00+01:00")), "Worth every cent.; Is the tram video out yet?")
		want(t, "end", dig(t, get(t, server, path+"?limit=3").body, "dateFilter"), any(nil))
		wantExactly(t, get(t, server, path+"?sentBefore=yesterday&receivedBefore=&limit=51"), 400,
			`{"errors":["limit must be a whole number from 1 to 50","sentBefore must be an ISO 8601 date-time","receivedBefore must be an ISO 8601 date-time"]}`)
		wantExactly(t, get(t, server, "/v1/chats/"+unknownUUID+"/messages"), 404, `{"message":"There is no chat with this user"}`)
	})
}

func TestMessagesOfOneInstantOnV1(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		fan := server.Me().AddFan(fanvue.User{})
		var all []string
		for i := range 25 { // the clock stands still
			all = append([]string{fmt.Sprint(i)}, all...)
			server.Me().Receive(fan, fmt.Sprint(i))
		}
		path := "/v1/chats/" + fan + "/messages"
		want(t, "default limit", len(column(t, get(t, server, path).body, "text")), 20)
		for limit, pages := range map[string]int{"1": 25, "7": 4, "24": 2, "25": 1} {
			var walked []string
			query := "?limit=" + limit
			for ; pages > 0; pages-- {
				body := get(t, server, path+query).body
				walked = append(walked, column(t, body, "text")...)
				if filter, more := dig(t, body, "dateFilter").(map[string]any); more {
					query = "?limit=" + limit + "&sentBefore=" + filter["sentBefore"].(string) + "&receivedBefore=" + filter["receivedBefore"].(string)
				} else if pages > 1 {
					t.Fatalf("limit %s: no more pages, want %d", limit, pages-1)
				}
			}
			want(t, "limit "+limit, walked, all)
		}
		sent := ask(t, server, http.MethodPost, "/chats/"+fan+"/message", `{"text":"answer"}`)
		want(t, "sent", sent.status, 201)
		want(t, "whoever wrote", column(t, get(t, server, path+"?limit=2").body, "text"), []string{"answer", "24"})
	})
}

func TestReadingOnV1MarksNothing(t *testing.T) {
	server := newServer(t)
	path := "/chats/" + jonas + "/messages"
	get(t, server, "/v1"+path)
	want(t, "default on v1", unread(t, server), []any{3.0, 4.0})
	get(t, server, "/v1"+path+"?markAsRead=true")
	want(t, "when told to", unread(t, server), []any{2.0, 2.0})
	server.Me().Receive(jonas, "And now?")
	get(t, server, "/v0"+path)
	want(t, "default on v0", unread(t, server), []any{2.0, 2.0})
}

func TestSendOnV1(t *testing.T) {
	server := newServer(t)
	const gif = `{"id":"g1","title":"Wave","url":"https://gif.example.com/1","format":"gif","size":7}`
	row := func(prefix string) map[string]any {
		return dig(t, get(t, server, prefix+"/chats/"+jonas+"/messages").body, "data", 0).(map[string]any)
	}
	send := func(body string) result { return ask(t, server, http.MethodPost, "/v1"+sendPath, body) }

	want(t, "preview", send(`{"mediaUuids":["`+fanvuetest.MediaUUID+`"],"price":500,"mediaPreviewUuid":"`+fanvuetest.MediaUUID+`"}`).status, 201)
	want(t, "kept", []any{row("/v1")["mediaPreviewUuid"], row("/v1")["gif"]}, []any{fanvuetest.MediaUUID, nil})
	want(t, "in the handle", lastMessage(server, jonas).MediaPreviewUUID, fanvuetest.MediaUUID)
	want(t, "a gif alone", send(`{"gif":`+gif+`,"mediaPreviewUuid":null}`).status, 201)
	want(t, "kept", []any{row("/v1")["gif"], row("/v1")["mediaPreviewUuid"]}, []any{decode(t, gif), nil})
	want(t, "in the handle", lastMessage(server, jonas).GIF, &fanvue.GIF{ID: "g1", Title: "Wave", URL: "https://gif.example.com/1", Format: "gif"})
	want(t, "in the chat", dig(t, get(t, server, "/v1/chats?search=weller").body, "data", 0, "lastMessage", "hasGif"), any(true))
	for _, name := range []string{"gif", "mediaPreviewUuid", "status"} {
		if _, there := row("")[name]; there {
			t.Errorf("%s is there without the prefix", name)
		}
	}
	wantExactly(t, send(`{"text":"a","mediaPreviewUuid":"`+unknownUUID+`"}`), 400, `{"message":"The media `+unknownUUID+` is not in the library"}`)
	wantExactly(t, send(`{"text":"a","gif":"wave"}`), 400, `{"message":"gif must be an object"}`)
	wantExactly(t, ask(t, server, http.MethodPost, sendPath, `{"gif":`+gif+`}`), 400, `{"message":"A message needs text, media or a template"}`)
}

func TestSubscribersOnV1(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		body := get(t, server, "/v1/subscribers?size=50").body
		row := func(i int) []any {
			return []any{dig(t, body, "data", i, "handle"), dig(t, body, "data", i, "firstSubscribedAt"), dig(t, body, "data", i, "subscription")}
		}
		want(t, "renews", row(0), []any{"jonas.weller", "1999-12-31T00:00:00.000Z", decode(t, `{"status":"active","price":1499,"amountPaid":1499,
			"currentPeriodStart":"1999-12-31T00:00:00.000Z","currentPeriodEnd":"2000-01-30T00:00:00.000Z","autoRenewalEnabled":true}`)})
		want(t, "trial", row(3), []any{"elena.petrescu", "1999-12-22T00:00:00.000Z", decode(t, `{"status":"cancelled","price":1499,"amountPaid":0,
			"currentPeriodStart":"1999-12-22T00:00:00.000Z","currentPeriodEnd":"2000-01-21T00:00:00.000Z","autoRenewalEnabled":false}`)})
		want(t, "third period, ends", row(19), []any{"aisha.karim", "1999-11-04T00:00:00.000Z", decode(t, `{"status":"cancelled","price":1499,"amountPaid":1499,
			"currentPeriodStart":"1999-12-04T00:00:00.000Z","currentPeriodEnd":"2000-01-03T00:00:00.000Z","autoRenewalEnabled":false}`)})
		wantJSON(t, get(t, server, "/v0/subscribers?size=1"), 200, `{"data":[{
			"avatarUrl":"https://media.example.com/avatars/jonas.weller.jpg","displayName":"Jonas Weller","handle":"jonas.weller",
			"isTopSpender":false,"nickname":null,"registeredAt":"1999-10-03T00:00:00.000Z","uuid":"`+jonas+`"
			}],"pagination":{"page":1,"size":1,"hasMore":true}}`)
	})
}

func TestFollowersOnV1(t *testing.T) {
	server := newServer(t)
	server.Me().AddFollower(fanvue.User{UUID: priya})
	wide, narrow := get(t, server, "/v1/followers?size=50").body, get(t, server, "/followers?size=50").body
	want(t, "who subscribes as well", column(t, wide, "uuid"), append([]string{priya}, column(t, narrow, "uuid")...))
	want(t, "smart list", dig(t, get(t, server, "/v1/chats/lists/smart").body, 3, "count"), dig(t, get(t, server, "/chats/lists/smart").body, 3, "count"))
}

func TestCreatorsListOnV1(t *testing.T) {
	server := newServer(t)
	list := get(t, server, "/v1/chats/lists/smart").body
	want(t, "a bare array", dig(t, list, 8), decode(t, `{"count":1,"name":"Creators","uuid":"creators"}`))
	want(t, "unprefixed", len(decode(t, get(t, server, "/chats/lists/smart").body).([]any)), 8)
	wantExactly(t, get(t, server, "/v1/chats/lists/smart/creators"), 200,
		`{"data":[{"displayName":"Marcus Oyelaran","handle":"marcus.oyelaran","isCreator":true,"uuid":"f0000000-0000-4000-8000-000000000003"}],"nextCursor":null,"total":null}`)
	want(t, "chats", len(column(t, get(t, server, "/v1/chats?smartListIds=creators").body, "createdAt")), 1)
	want(t, "no such list unprefixed", get(t, server, "/chats/lists/smart/creators").status, 400)
	want(t, "no such list unprefixed", get(t, server, "/v0/chats?smartListIds=creators").status, 400)

	const toCreators = `{"text":"a","includedLists":{"smartListUuids":["creators"]}}`
	want(t, "mass message", dig(t, ask(t, server, http.MethodPost, "/v1/chats/mass-messages", toCreators).body, "recipientCount"), any(1.0))
	want(t, "mass message unprefixed", ask(t, server, http.MethodPost, "/chats/mass-messages", toCreators).status, 400)
}

func TestMassMessageOnV1(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		send := func(more string) result {
			return ask(t, server, http.MethodPost, "/v1/chats/mass-messages", `{"text":"a","includedLists":{"smartListUuids":["muted"]}`+more+`}`)
		}
		listed := func() string { return column(t, get(t, server, "/chats/mass-messages").body, "uuid")[0] }
		now := send(`,"mediaPreviewUuid":"` + fanvuetest.MediaUUID + `"`)
		wantJSON(t, now, 201, `{"publishedAt":"2000-01-01T00:00:00.000Z","recipientCount":1,"uuid":"`+listed()+`"}`)
		elena := get(t, server, "/v1/chats/f0000000-0000-4000-8000-000000000004/messages?limit=1").body
		want(t, "preview", dig(t, elena, "data", 0, "mediaPreviewUuid"), any(fanvuetest.MediaUUID))
		later := send(`,"scheduledAt":"2000-01-02T00:00:00Z"`)
		wantJSON(t, later, 201, `{"publishedAt":null,"recipientCount":1,"uuid":"`+listed()+`"}`)
		wantExactly(t, send(`,"mediaPreviewUuid":"`+unknownUUID+`"`), 400, `{"message":"The media `+unknownUUID+` is not in the library"}`)
	})
}

func TestSelfOnV1(t *testing.T) {
	server := newServer(t)
	extra := func(path string) map[string]any {
		more := decode(t, get(t, server, "/v1"+path).body).(map[string]any)
		for name := range decode(t, get(t, server, path).body).(map[string]any) {
			delete(more, name)
		}
		return more
	}
	want(t, "me", any(extra("/users/me")), decode(t, `{"roles":["creator","agency"],"isDiscoverable":true,"isInCuratedSection":false}`))
	want(t, "account", any(extra("/users/account")), decode(t, `{"subscriptionPrice":1499}`))
	want(t, "creator", any(extra("/creators/"+fanvuetest.CreatorUUID+"/account")), decode(t, `{"subscriptionPrice":999}`))
	empty := newServer(t, fanvuetest.Empty())
	empty.Me().SetCreator(false)
	want(t, "no roles", dig(t, get(t, empty, "/v1/users/me").body, "roles"), any([]any{}))
	if strings.Contains(get(t, empty, "/v1/users/account").body, "subscriptionPrice") {
		t.Error("an account without a price tells one")
	}
}

// What only some surfaces have is no route on the others.
func TestPathsOfOtherSurfaces(t *testing.T) {
	server := newServer(t)
	checked := 0
	for _, op := range fanvue.Operations() {
		if len(op.Surfaces) == 0 {
			continue
		}
		path := strings.NewReplacer(
			"{creatorUserUuid}", fanvuetest.CreatorUUID, "{userUuid}", jonas, "{messageUuid}", fanvuetest.PricedMessageUUID, "{uploadId}", "u",
		).Replace(op.Path)
		for surface, prefix := range map[fanvue.Surface]string{fanvue.SurfaceDefault: "", fanvue.SurfaceV0: "/v0", fanvue.SurfaceV1: "/v1"} {
			got := ask(t, server, op.Method, prefix+path, "")
			requests := server.Requests()
			reached := requests[len(requests)-1].Operation
			if slices.Contains(op.Surfaces, surface) {
				want(t, prefix+path, reached, op.Name)
				continue
			}
			checked++
			want(t, prefix+path, reached, fanvue.OperationName(""))
			wantExactly(t, got, 404, `{"message":"There is no such route"}`)
		}
	}
	if checked < 6 {
		t.Errorf("%d paths were checked", checked)
	}
}
