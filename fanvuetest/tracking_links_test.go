package fanvuetest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

const linksPath = "/tracking-links"

func TestTrackingLinks(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		none := `"engagement":{"acquiredFollowers":0,"acquiredSubscribers":0,"totalFollowers":0,"totalSubscribers":0},"earnings":null`
		bio := `{"clicks":412,"createdAt":"1999-10-13T00:00:00.000Z","earnings":{"totalGross":12998,"totalNet":10398},
			"engagement":{"acquiredFollowers":1,"acquiredSubscribers":2,"totalFollowers":1,"totalSubscribers":2},
			"externalSocialPlatform":"instagram","linkUrl":"fv-101","name":"Bio link","uuid":"` + fanvuetest.TrackingLinkUUID + `"}`
		// One of its two subscribers had come by the other link before.
		clip := `{"clicks":96,"createdAt":"1999-11-27T00:00:00.000Z","earnings":{"totalGross":14998,"totalNet":11998},
			"engagement":{"acquiredFollowers":0,"acquiredSubscribers":1,"totalFollowers":0,"totalSubscribers":2},
			"externalSocialPlatform":"tiktok","linkUrl":"fv-102","name":"Lisbon clip","uuid":"71000000-0000-4000-8000-000000000002"}`
		fresh := `{"clicks":0,"createdAt":"1999-12-31T22:00:00.000Z",` + none + `,
			"externalSocialPlatform":"reddit","linkUrl":"fv-103","name":"Spring drop","uuid":"71000000-0000-4000-8000-000000000003"}`
		for query, rows := range map[string]string{
			"":                                   fresh + "," + clip + "," + bio,
			"?createdAfter=1999-11-27T00:00:00Z": fresh + "," + clip,
			"?createdBefore=1999-11-27T01:00:00%2B01:00": bio,
			"?createdAfter=2000-01-01T00:00:00Z":         "",
		} {
			wantJSON(t, get(t, server, linksPath+query), 200, `{"data":[`+rows+`],"nextCursor":null}`)
		}

		time.Sleep(time.Second) // of the bubble
		made := ask(t, server, http.MethodPost, linksPath, `{"name":"Bio link","externalSocialPlatform":"youtube"}`)
		uuid := dig(t, made.body, "uuid").(string)
		slug := dig(t, made.body, "linkUrl").(string)
		link := `{"clicks":0,"createdAt":"2000-01-01T00:00:01.000Z",` + none + `,"externalSocialPlatform":"youtube","linkUrl":"` + slug + `","name":"Bio link","uuid":"` + uuid + `"}`
		wantJSON(t, made, 201, link)
		want(t, "newest first", dig(t, get(t, server, linksPath+"?limit=1").body, "data"), decode(t, "["+link+"]"))
		wantExactly(t, get(t, server, linksPath+"/"+uuid+"/users"), 200, `{"data":[],"nextCursor":null}`)

		wantExactly(t, ask(t, server, http.MethodDelete, linksPath+"/"+uuid, ""), 204, "")
		for _, gone := range []struct{ method, path string }{
			{"DELETE", ""}, {"GET", "/users"}, {"GET", "/users/" + jonas + "/metadata"},
		} {
			wantExactly(t, ask(t, server, gone.method, linksPath+"/"+uuid+gone.path, ""), 404, `{"message":"Tracking link not found"}`)
		}
		wantJSON(t, get(t, server, linksPath), 200, `{"data":[`+fresh+`,`+clip+`,`+bio+`],"nextCursor":null}`)

		// With the first link gone, the second is the one they came by.
		ask(t, server, http.MethodDelete, linksPath+"/"+fanvuetest.TrackingLinkUUID, "")
		want(t, "acquired", dig(t, get(t, server, linksPath).body, "data", 1, "engagement", "acquiredSubscribers"), any(2.0))
	})
}

func TestTrackingLinkBodies(t *testing.T) {
	server := newServer(t)
	for body, problem := range map[string]string{
		`{"externalSocialPlatform":"other"}`:            "name is required",
		`{"name":"x"}`:                                  "externalSocialPlatform is required",
		`{"name":"x","externalSocialPlatform":"orkut"}`: "externalSocialPlatform must be a known platform",
		`{"name":"x","externalSocialPlatform":null}`:    "externalSocialPlatform must be a string",
		`[]`: "body must be a JSON object",
	} {
		wantExactly(t, ask(t, server, http.MethodPost, linksPath, body), 400, `{"errors":["`+problem+`"]}`)
	}
	want(t, "an empty name", ask(t, server, http.MethodPost, linksPath, `{"name":"","externalSocialPlatform":"other"}`).status, 400)
	want(t, "links", len(dig(t, get(t, server, linksPath).body, "data").([]any)), 3)
	wantExactly(t, get(t, server, linksPath+"?limit=0"), 400, `{"errors":["limit must be a whole number from 1 to 50"]}`)
	wantExactly(t, get(t, server, linksPath+"?createdAfter=today"), 400, `{"errors":["createdAfter must be an ISO 8601 date-time"]}`)
}

func TestTrackingLinkUsers(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		const path = linksPath + "/" + fanvuetest.TrackingLinkUUID + "/users"
		first := get(t, server, path+"?limit=1")
		want(t, "latest", dig(t, first.body, "data"), decode(t, `[{"avatarUrl":"https://media.example.com/avatars/greta.holm.jpg",
			"displayName":"Greta Holm","handle":"greta.holm","isTopSpender":false,"nickname":null,"registeredAt":"1999-10-03T00:00:00.000Z",
			"status":"follower","uuid":"`+fanvuetest.FollowerUUID+`"}]`))
		rest := get(t, server, path+"?limit=2&cursor="+dig(t, first.body, "nextCursor").(string)).body
		want(t, "rest", []any{dig(t, rest, "data", 0, "uuid"), dig(t, rest, "data", 0, "status"), dig(t, rest, "data", 1, "uuid"), dig(t, rest, "nextCursor")},
			[]any{jonas, "subscriber", priya, nil})

		wantJSON(t, get(t, server, path+"/"+priya+"/metadata"), 200, `{"metadata":{"utm_campaign":"autumn","utm_source":"bio"}}`)
		wantExactly(t, get(t, server, path+"/"+jonas+"/metadata"), 200, `{"metadata":null}`)
		wantExactly(t, get(t, server, path+"/"+formerFan+"/metadata"), 200, `{"metadata":null}`)
		wantExactly(t, get(t, server, path+"/"+unknownUUID+"/metadata"), 404, `{"message":"User not found"}`)
	})
}

// The links of the accounts are apart.
func TestTrackingLinksOfCreators(t *testing.T) {
	server := newServer(t)
	mirror := "/creators/" + fanvuetest.CreatorUUID + linksPath
	made := ask(t, server, http.MethodPost, mirror, `{"name":"Reel","externalSocialPlatform":"facebook"}`)
	uuid := dig(t, made.body, "uuid").(string)
	want(t, "a creator's links", len(dig(t, get(t, server, mirror).body, "data").([]any)), 4)
	want(t, "own links", len(dig(t, get(t, server, linksPath).body, "data").([]any)), 3)
	wantExactly(t, ask(t, server, http.MethodDelete, linksPath+"/"+uuid, ""), 404, `{"message":"Tracking link not found"}`)
	wantExactly(t, get(t, server, mirror+"/"+fanvuetest.TrackingLinkUUID+"/users"), 404, `{"message":"Tracking link not found"}`)
	wantExactly(t, ask(t, server, http.MethodDelete, mirror+"/"+uuid, ""), 204, "")
}
