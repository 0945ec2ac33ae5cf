package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const membersPath = "/agencies/team-members"

func TestTeamMembers(t *testing.T) {
	server := newServer(t)
	dana, ravi := membersPath+"/"+fanvuetest.TeamMemberUUID, membersPath+"/aa000000-0000-4000-8000-000000000002"
	own := `{"creatorAccess":[{"role":"ADMIN","uuid":"` + juno + `"},{"role":"ADMIN","uuid":"` + remy + `"}],
		"displayName":"Ava Rivers","email":"ava.rivers@example.com","isAdmin":true,"nickname":null,"uuid":"` + fanvuetest.MeUUID + `"}`
	other := `{"creatorAccess":[{"role":"CHATTER","uuid":"` + remy + `"}],"displayName":"Ravi Menon",
		"email":"ravi.menon@example.com","isAdmin":false,"nickname":null,"uuid":"aa000000-0000-4000-8000-000000000002"}`
	member := func(access, nickname string) string {
		return `{"creatorAccess":[` + access + `],"displayName":"Dana Cole","email":"dana.cole@example.com","isAdmin":false,
			"nickname":` + nickname + `,"uuid":"` + fanvuetest.TeamMemberUUID + `"}`
	}
	chats := func(creator string) string { return `{"role":"CHATTER","uuid":"` + creator + `"}` }
	wantJSON(t, get(t, server, membersPath), 200, `[`+own+`,`+member(chats(juno)+`,`+chats(remy), `"Night shift"`)+`,`+other+`]`)

	put := func(path, body string) result { return ask(t, server, http.MethodPut, path, body) }
	wantJSON(t, put(dana, `{"creatorUuids":["`+remy+`"]}`), 200, member(chats(remy), `"Night shift"`))
	wantJSON(t, put(dana, `{"creatorUuids":null,"nickname":"Day shift"}`), 200, member(chats(remy), `"Day shift"`))
	wantJSON(t, put(dana, `{"creatorUuids":["`+juno+`","`+remy+`"],"nickname":null}`), 200, member(chats(juno)+`,`+chats(remy), `null`))
	wantJSON(t, put(dana, `{"creatorUuids":[]}`), 200, member("", `null`))
	wantJSON(t, get(t, server, membersPath), 200, `[`+own+`,`+member("", `null`)+`,`+other+`]`)

	wantExactly(t, put(ravi, `{"nickname":"R"}`), 400, `{"errors":["creatorUuids is required"]}`)
	wantExactly(t, put(ravi, `{"creatorUuids":"`+remy+`"}`), 400, `{"errors":["creatorUuids must be an array of strings"]}`)
	wantExactly(t, put(ravi, `[]`), 400, `{"errors":["body must be a JSON object"]}`)
	wantExactly(t, put(ravi, `{"creatorUuids":["`+remy+`","`+unknownUUID+`"]}`), 400, `{"message":"The creator `+unknownUUID+` is not managed by this agency"}`)
	wantExactly(t, put(membersPath+"/"+unknownUUID, `{"creatorUuids":[]}`), 404, `{"message":"Team member not found"}`)
	want(t, "nothing changed", dig(t, get(t, server, membersPath).body, 2), decode(t, other))

	server.AddCreator(fanvue.User{})
	want(t, "administrators have every creator", len(dig(t, get(t, server, membersPath).body, 0, "creatorAccess").([]any)), 3)
}

func TestTeamOfAnEmptyAgency(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	wantJSON(t, get(t, server, membersPath), 200, `[{"creatorAccess":[],"displayName":"Ava Rivers","email":"ava.rivers@example.com",
		"isAdmin":true,"nickname":null,"uuid":"`+fanvuetest.MeUUID+`"}]`)
	wantExactly(t, get(t, server, "/agencies/insights/chatter-leaderboard"), 200, `{"data":[]}`)
	for _, path := range []string{"/agencies/chats", "/agencies/subscribers", "/agencies/subscribers-history?" + decemberQuery, "/agencies/earnings?" + decemberQuery} {
		wantExactly(t, get(t, server, path), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
	}
}

func TestChatterLeaderboard(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/agencies/insights/chatter-leaderboard"
		wantJSON(t, get(t, server, path), 200, `{"data":[
			{"chatterUuid":"`+fanvuetest.TeamMemberUUID+`","chatterName":"Night shift","avatarUrl":"https://media.example.com/avatars/dana.cole.jpg",
			 "revenue":11700,"messages":445,"ppvsSent":80,"ppvsUnlocked":29,"unlockRatio":0.3625,"goldenRatio":0.0651685393258427,
			 "activeHours":40,"eph":292.5,"avgResponseMs":45000},
			{"chatterUuid":"aa000000-0000-4000-8000-000000000002","chatterName":"Ravi Menon","avatarUrl":null,
			 "revenue":1800,"messages":75,"ppvsSent":15,"ppvsUnlocked":3,"unlockRatio":0.2,"goldenRatio":0.04,
			 "activeHours":6,"eph":300,"avgResponseMs":null}]}`)
		// On the 30th, which the start is in, both worked; the 31st is over.
		day := get(t, server, path+"?startDate=1999-12-30T12:00:00Z&endDate=1999-12-31T00:00:00Z")
		want(t, "revenue of a day", []any{dig(t, day.body, "data", 0, "revenue"), dig(t, day.body, "data", 1, "revenue")}, []any{1200.0, 600.0})
		none := get(t, server, path+"?endDate=1999-01-01T00:00:00Z&chatterUuids="+fanvuetest.TeamMemberUUID)
		wantJSON(t, none, 200, `{"data":[{"chatterUuid":"`+fanvuetest.TeamMemberUUID+`","chatterName":"Night shift",
			"avatarUrl":"https://media.example.com/avatars/dana.cole.jpg","revenue":0,"messages":0,"ppvsSent":0,"ppvsUnlocked":0,
			"unlockRatio":0,"goldenRatio":0,"activeHours":0,"eph":0,"avgResponseMs":null}]}`)
		want(t, "last day", dig(t, get(t, server, path+"?startDate=1999-12-31T00:00:00Z").body, "data", 0, "messages"), any(40.0))

		many := strings.Repeat(unknownUUID+",", 100) + unknownUUID
		wantExactly(t, get(t, server, path+"?chatterUuids="+many), 400, `{"errors":["chatterUuids must have at most 100 items"]}`)
		wantExactly(t, get(t, server, path+"?chatterUuids="+many[len(unknownUUID)+1:]), 200, `{"data":[]}`)
		wantExactly(t, get(t, server, path+"?endDate=today"), 400, `{"errors":["endDate must be an ISO 8601 date-time"]}`)
	})
}

func TestAgencyInvites(t *testing.T) {
	server := newServer(t)
	member := func(email string) result {
		return ask(t, server, http.MethodPost, "/agencies/invites", `{"email":"`+email+`"}`)
	}
	creator := func(email string) result {
		return ask(t, server, http.MethodPost, "/agencies/creator-invites", `{"email":"`+email+`"}`)
	}
	invited := member(fanvuetest.InvitableEmail)
	uuid := dig(t, invited.body, "inviteUuid").(string)
	wantExactly(t, invited, 200, `{"success":true,"message":"Invitation sent","inviteUuid":"`+uuid+`"}`)
	wantExactly(t, creator(fanvuetest.InvitableCreatorEmail), 200, `{"success":true,"message":"Invitation sent"}`)
	again := `{"errors":["An invitation was already sent to this user"]}`
	wantExactly(t, member(fanvuetest.InvitableEmail), 400, again)
	wantExactly(t, creator(fanvuetest.InvitableCreatorEmail), 400, again)

	wantExactly(t, member(fanvuetest.InvitableCreatorEmail), 400, `{"errors":["A creator cannot be a member of a team"]}`)
	wantExactly(t, member("dana.cole@example.com"), 400, `{"errors":["This user is a member of the team already"]}`)
	wantExactly(t, creator(fanvuetest.InvitableEmail), 400, `{"errors":["This user is not a creator"]}`)
	wantExactly(t, creator("juno.park@example.com"), 400, `{"errors":["This creator is managed by the agency already"]}`)
	nobody := `{"errors":["There is no account with this e-mail address"]}`
	wantExactly(t, member("nobody@example.com"), 400, nobody)
	wantExactly(t, creator("nobody@example.com"), 400, nobody)
	wantExactly(t, creator("nobody"), 400, `{"errors":["email must be an e-mail address"]}`)
	wantExactly(t, ask(t, server, http.MethodPost, "/agencies/invites", `{}`), 400, `{"errors":["email is required"]}`)
	wantExactly(t, member("Jonas <"+fanvuetest.InvitableEmail+">"), 400, `{"errors":["email must be an e-mail address"]}`)
	server.Me().AddUser(fanvue.User{Handle: "newcomer"})
	want(t, "a new user", member("newcomer@example.com").status, 200)
}

func TestAccessIsGivenOnce(t *testing.T) {
	server := newServer(t)
	creator := fanvuetest.CreatorUUID
	got := ask(t, server, http.MethodPut, "/agencies/team-members/"+fanvuetest.TeamMemberUUID, `{"creatorUuids":["`+creator+`","`+creator+`"]}`)
	want(t, "creatorAccess", dig(t, got.body, "creatorAccess"), decode(t, `[{"role":"CHATTER","uuid":"`+creator+`"}]`))
}
