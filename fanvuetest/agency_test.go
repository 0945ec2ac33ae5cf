package fanvuetest_test

import (
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestCreatorMirror(t *testing.T) {
	server := newServer(t)
	mirror := "/creators/" + fanvuetest.CreatorUUID
	creator, fan := server.Creator(fanvuetest.CreatorUUID), fanvuetest.CreatorFanUUID
	own := server.Me().Messages(jonas)

	got := ask(t, server, http.MethodPost, mirror+"/chats/"+fan+"/message", `{"text":"Tonight!"}`)
	sent := creator.Messages(fan)[0]
	wantExactly(t, got, 201, `{"messageUuid":"`+sent.UUID+`"}`)
	want(t, "sent", []any{sent.Text, sent.Sender.UUID, sent.SentByUserID}, []any{"Tonight!", fanvuetest.CreatorUUID, fanvuetest.MeUUID})
	want(t, "own chats are apart", server.Me().Messages(jonas), own)
	wantExactly(t, get(t, server, mirror+"/chats/"+jonas+"/messages"), 404, `{"message":"There is no chat with this user"}`)
	wantExactly(t, get(t, server, "/chats/"+fan+"/messages"), 404, `{"message":"There is no chat with this user"}`)

	chats := get(t, server, mirror+"/chats?filter=nonsense&search=nobody").body
	want(t, "no filters here", len(dig(t, chats, "data").([]any)), 2)
	want(t, "sentByUserId", dig(t, chats, "data", 0, "lastMessage", "sentByUserId"), any(fanvuetest.MeUUID))
	want(t, "unread", dig(t, chats, "data", 0, "unreadMessagesCount"), any(1.0))
	get(t, server, mirror+"/chats/"+fan+"/messages")
	want(t, "read", dig(t, get(t, server, mirror+"/chats").body, "data", 0, "isRead"), any(true))

	mass := ask(t, server, http.MethodPost, mirror+massPath, `{"text":"All","includedLists":{"smartListUuids":["subscribers"]}}`)
	want(t, "recipients", dig(t, mass.body, "recipientCount"), any(5.0))
	want(t, "own mass messages", len(dig(t, get(t, server, massPath).body, "data").([]any)), 0)
	want(t, "creators", len(dig(t, get(t, server, "/creators").body, "data").([]any)), 2)
	want(t, "role", dig(t, get(t, server, "/creators").body, "data", 0, "role"), any("creator"))
}

func TestAddCreator(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	creator := server.AddCreator(fanvue.User{Handle: "nova"})
	if again := server.AddCreator(fanvue.User{UUID: creator.UUID()}); again != creator || server.Creator(creator.UUID()) != creator {
		t.Error("the creator has several accounts")
	}
	fan := creator.AddFan(fanvue.User{DisplayName: "Fan"})
	creator.AddChat(fan)
	want(t, "chats", dig(t, get(t, server, "/creators/"+creator.UUID()+"/chats").body, "data", 0, "user", "displayName"), any("Fan"))
}

func TestUnmanagedCreator(t *testing.T) {
	server := newServer(t)
	wantExactly(t, get(t, server, "/creators/"+unknownUUID+"/chats"), 404, `{"message":"Creator not found"}`)
	defer func() {
		want(t, "panic", recover(), any(`fanvuetest: there is no managed creator "`+unknownUUID+`"; add the creator first, with AddCreator`))
	}()
	server.Creator(unknownUUID)
}

const (
	juno = fanvuetest.CreatorUUID
	remy = "c0000000-0000-4000-8000-000000000002"

	decemberQuery = "startDate=1999-12-01T00:00:00Z&endDate=2000-01-02T00:00:00Z"
)

func TestAgencyChats(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/agencies/chats"
		want(t, "of both creators", column(t, get(t, server, path).body, "creatorUuid"), []string{remy, juno, remy, juno})
		fan := fanvuetest.CreatorFanUUID
		sent := ask(t, server, http.MethodPost, "/creators/"+juno+"/chats/"+fan+"/message", `{"text":"Tonight!"}`)
		uuid := dig(t, sent.body, "messageUuid").(string)
		row := `"createdAt":"1999-12-31T22:00:00.000Z","creatorUuid":"` + juno + `","isMuted":false,"isRead":false,"unreadMessagesCount":1,
			"lastMessageAt":"2000-01-01T00:00:00.000Z","user":{"avatarUrl":"https://media.example.com/avatars/dario.conte.jpg",
			"displayName":"Dario Conte","handle":"dario.conte","isTopSpender":false,"nickname":null,
			"registeredAt":"1999-10-03T00:00:00.000Z","uuid":"` + fan + `"}`
		last := `"hasMedia":false,"mediaType":null,"senderUuid":"` + juno + `","sentAt":"2000-01-01T00:00:00.000Z",
			"sentByUserId":"` + fanvuetest.MeUUID + `","text":"Tonight!","type":"SINGLE_RECIPIENT","uuid":"` + uuid + `"`
		wantJSON(t, get(t, server, path+"?size=1"), 200, `{"data":[{`+row+`,"lastMessage":{`+last+`}}],"pagination":{"page":1,"size":1,"hasMore":true}}`)
		newer := get(t, server, "/v1"+path+"?size=1")
		want(t, "the newer surface tells more", dig(t, newer.body, "data", 0, "lastMessage", "senderRole"), any("AGENCY"))
		cursor := dig(t, newer.body, "nextCursor").(string)
		want(t, "with a cursor", column(t, get(t, server, "/v1"+path+"?size=3&cursor="+cursor).body, "creatorUuid"), []string{remy, remy, juno})
		wantExactly(t, get(t, server, path+"?size=51"), 400, `{"errors":["size must be a whole number from 1 to 50"]}`)
	})
}

func TestAgencySubscribers(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/agencies/subscribers"
		fan := server.Creator(remy).AddFan(fanvue.User{Handle: "fresh", DisplayName: "Fresh"})
		wantJSON(t, get(t, server, path+"?size=1"), 200, `{"data":[{"avatarUrl":null,"creatorUuid":"`+remy+`","displayName":"Fresh","expiresAt":null,
			"handle":"fresh","isTopSpender":false,"nickname":null,"registeredAt":"1999-01-01T00:00:00.000Z",
			"subscribedAt":"2000-01-01T00:00:00.000Z","uuid":"`+fan+`"}],"pagination":{"page":1,"size":1,"hasMore":true}}`)
		names := func(query string) []string { return column(t, get(t, server, path+query).body, "displayName") }
		want(t, "all, newest first", names("?size=4"), []string{"Fresh", "Dario Conte", "Nora Eklund", "Emma Lockhart"})
		want(t, "one creator's", names("?creatorUuids="+remy+"&size=3"), []string{"Fresh", "Nora Eklund", "Patrick Byrne"})
		want(t, "both", len(names("?creatorUuids="+remy+","+juno)), 10)
		want(t, "nobody's", names("?creatorUuids="+unknownUUID), []string(nil))
		// The fourth subscriber is on a trial that will end.
		ends := get(t, server, path+"?creatorUuids="+juno+"&page=4&size=1")
		want(t, "expiry", dig(t, ends.body, "data", 0, "expiresAt"), any("2000-01-21T00:00:00.000Z"))
		want(t, "since", dig(t, ends.body, "data", 0, "subscribedAt"), any("1999-12-22T00:00:00.000Z"))
	})
}

func TestAgencySubscribersHistory(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/agencies/subscribers-history?"
		server.Creator(remy).AddFan(fanvue.User{})
		server.Creator(remy).AddFan(fanvue.User{})
		wantJSON(t, get(t, server, path+decemberQuery+"&size=4"), 200, `{"data":[
			{"creatorUuid":"`+remy+`","date":"2000-01-01","newSubscribersCount":2,"cancelledSubscribersCount":0,"total":4},
			{"creatorUuid":"`+juno+`","date":"1999-12-31","newSubscribersCount":1,"cancelledSubscribersCount":0,"total":3},
			{"creatorUuid":"`+remy+`","date":"1999-12-31","newSubscribersCount":1,"cancelledSubscribersCount":0,"total":2},
			{"creatorUuid":"`+juno+`","date":"1999-12-30","newSubscribersCount":0,"cancelledSubscribersCount":1,"total":2}],
			"pagination":{"page":1,"size":4,"hasMore":true}}`)
		// The total counts from the start of the range, whose end is exclusive.
		wantJSON(t, get(t, server, path+"startDate=1999-12-30T00:00:00Z&endDate=2000-01-01T00:00:00Z&creatorUuids="+juno), 200, `{"data":[
			{"creatorUuid":"`+juno+`","date":"1999-12-31","newSubscribersCount":1,"cancelledSubscribersCount":0,"total":0},
			{"creatorUuid":"`+juno+`","date":"1999-12-30","newSubscribersCount":0,"cancelledSubscribersCount":1,"total":-1}],
			"pagination":{"page":1,"size":2,"hasMore":false}}`)
	})
}

func TestAgencyEarnings(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/agencies/earnings?"
		page := `{"data":[
			{"creatorUuid":"` + juno + `","date":"1999-12-31","gross":1899,"net":1519,"currency":"USD"},
			{"creatorUuid":"` + remy + `","date":"1999-12-31","gross":999,"net":799,"currency":"USD"},
			{"creatorUuid":"` + remy + `","date":"1999-12-30","gross":1800,"net":1440,"currency":"USD"}],
			"pagination":{"page":1,"size":3,"hasMore":true}}`
		wantJSON(t, get(t, server, path+decemberQuery+"&size=3"), 200, page)
		wantJSON(t, get(t, server, "/v1"+path+decemberQuery+"&size=3"), 200, page) // numbered there too
		second := get(t, server, "/v1"+path+decemberQuery+"&size=3&page=2")
		want(t, "second page", dig(t, second.body, "data", 0, "creatorUuid"), any(juno))
		old := get(t, server, path+"startDate=1999-01-01T00:00:00Z&endDate=1999-06-01T00:00:00%2B02:00&creatorUuids="+remy)
		wantJSON(t, old, 200, `{"data":[{"creatorUuid":"`+remy+`","date":"1999-03-07","gross":1500,"net":1200,"currency":null}],
			"pagination":{"page":1,"size":1,"hasMore":false}}`)
	})
}

func TestBadAgencyLists(t *testing.T) {
	server := newServer(t)
	many := unknownUUID
	for range 50 {
		many += "," + unknownUUID
	}
	history, earnings := "/agencies/subscribers-history", "/agencies/earnings"
	for path, problem := range map[string]string{
		history:                            `"startDate is required","endDate is required"`,
		earnings + "?startDate=1999-12-01": `"endDate is required","startDate must be an ISO 8601 date-time"`,
		earnings + "?startDate=&endDate=":  `"startDate must be an ISO 8601 date-time","endDate must be an ISO 8601 date-time"`,
		earnings + "?startDate=2000-01-02T00:00:00Z&endDate=2000-01-01T00:00:00Z": `"endDate must not be before startDate"`,
		history + "?startDate=1999-01-01T00:00:00Z&endDate=2000-01-01T00:00:01Z":  `"the range must be at most 365 days"`,
		"/agencies/subscribers?creatorUuids=" + many:                              `"creatorUuids must have at most 50 items"`,
		earnings + "?" + decemberQuery + "&creatorUuids=" + many:                  `"creatorUuids must have at most 50 items"`,
		history + "?" + decemberQuery + "&size=0":                                 `"size must be a whole number from 1 to 50"`,
	} {
		wantExactly(t, get(t, server, path), 400, `{"errors":[`+problem+`]}`)
	}
	for _, path := range []string{
		history + "?startDate=1999-01-01T00:00:00Z&endDate=2000-01-01T00:00:00Z",
		earnings + "?startDate=1990-01-01T00:00:00Z&endDate=2000-01-01T00:00:00Z",
		"/agencies/subscribers?creatorUuids=" + many[len(unknownUUID)+1:],
	} {
		want(t, path, get(t, server, path).status, 200)
	}
}

func TestAgencyIsForItsAdministrators(t *testing.T) {
	server := newServer(t)
	calls := []struct{ method, path, body string }{
		{"GET", "/agencies/chats", ""}, {"GET", "/agencies/subscribers", ""},
		{"GET", "/agencies/subscribers-history?" + decemberQuery, ""}, {"GET", "/agencies/earnings?" + decemberQuery, ""},
		{"GET", "/agencies/insights/chatter-leaderboard", ""}, {"GET", "/agencies/team-members", ""},
		{"PUT", "/agencies/team-members/" + fanvuetest.TeamMemberUUID, `{"creatorUuids":[]}`},
		{"POST", "/agencies/invites", `{"email":"` + fanvuetest.InvitableEmail + `"}`},
		{"POST", "/agencies/creator-invites", `{"email":"` + fanvuetest.InvitableCreatorEmail + `"}`},
	}
	server.SetAgencyAdmin(false)
	for _, call := range calls {
		wantExactly(t, ask(t, server, call.method, call.path, call.body), 403, `{"error":"This is only available to administrators of an agency"}`)
	}
	server.SetAgencyAdmin(true)
	for _, call := range calls {
		want(t, call.path, ask(t, server, call.method, call.path, call.body).status, 200)
	}
}

func TestAddCreatorRefusesTheAccount(t *testing.T) {
	defer func() { want(t, "panics", recover() != nil, true) }()
	newServer(t).AddCreator(fanvue.User{UUID: fanvuetest.MeUUID})
}
