package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

const collectionsPath = "/collections"

func TestComments(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		path := postPath + "/comments"
		made := ask(t, server, http.MethodPost, path, `{"text":"One more 👋"}`)
		uuid := dig(t, made.body, "uuid").(string)
		wantJSON(t, made, 201, `{"createdAt":"2000-01-01T00:00:00.000Z","text":"One more 👋","updatedAt":null,"uuid":"`+uuid+`"}`)
		const me = `{"displayName":"Ava Rivers","handle":"ava.rivers","isTopSpender":false,"nickname":null,"uuid":"` + fanvuetest.MeUUID + `"}`
		wantJSON(t, get(t, server, path), 200, `{"data":[
			{"createdAt":"2000-01-01T00:00:00.000Z","text":"One more 👋","updatedAt":null,"user":`+me+`,"uuid":"`+uuid+`"},
			{"createdAt":"1999-12-03T00:00:00.000Z","text":"Thank you all!","updatedAt":null,"user":`+me+`,"uuid":"21000000-0000-4000-8000-000000000004"},
			{"createdAt":"1999-12-02T00:00:00.000Z","text":"Best light on here.","updatedAt":null,
				"user":{"displayName":"Priya Raman","handle":"priya.raman","isTopSpender":true,"nickname":null,"uuid":"`+priya+`"},"uuid":"21000000-0000-4000-8000-000000000003"},
			{"createdAt":"1999-11-22T00:00:00.000Z","text":"See you around.","updatedAt":null,"user":null,"uuid":"21000000-0000-4000-8000-000000000002"},
			{"createdAt":"1999-11-12T00:00:00.000Z","text":"Found you through a friend.","updatedAt":"1999-11-13T00:00:00.000Z",
				"user":{"displayName":"Jonas Weller","handle":"jonas.weller","isTopSpender":false,"nickname":null,"uuid":"`+jonas+`"},"uuid":"`+fanvuetest.CommentUUID+`"}],
			"pagination":{"page":1,"size":5,"hasMore":false}}`)
		want(t, "count", dig(t, get(t, server, postPath).body, "commentsCount"), any(5.0))
		want(t, "second page", texts(t, server, path+"?size=3&page=2"), []string{"See you around.", "Found you through a friend."})

		// The owner of the post may take away what others said, and what is
		// nobody's any more.
		for _, gone := range []string{fanvuetest.CommentUUID, "21000000-0000-4000-8000-000000000002", uuid} {
			wantExactly(t, ask(t, server, http.MethodDelete, path+"/"+gone, ""), 204, "")
			wantExactly(t, ask(t, server, http.MethodDelete, path+"/"+gone, ""), 404, `{"message":"Comment not found"}`)
		}
		want(t, "left", texts(t, server, path), []string{"Thank you all!", "Best light on here."})
		want(t, "count", dig(t, get(t, server, postPath).body, "commentsCount"), any(2.0))

		other := "/posts/" + fanvuetest.PricedPostUUID
		wantExactly(t, ask(t, server, http.MethodDelete, other+"/comments/21000000-0000-4000-8000-000000000003", ""), 404, `{"message":"Comment not found"}`)
		wantExactly(t, get(t, server, other+"/comments"), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
		for body, response := range map[string]string{
			`{}`:            `{"errors":["text is required"]}`,
			`{"text":""}`:   `{"errors":["text must have 1 to 600 characters"]}`,
			`{"text":null}`: `{"errors":["text must be a string"]}`,
			`{"text":"` + strings.Repeat("é", 601) + `"}`: `{"errors":["text must have 1 to 600 characters"]}`,
		} {
			wantExactly(t, ask(t, server, http.MethodPost, path, body), 400, response)
		}
		want(t, "600 characters", ask(t, server, http.MethodPost, path, `{"text":"`+strings.Repeat("é", 600)+`"}`).status, 201)
	})
}

func TestLikesAndTips(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		user := func(name, handle, registeredAt, uuid string, isTopSpender string) string {
			return `{"avatarUrl":"https://media.example.com/avatars/` + handle + `.jpg","displayName":"` + name + `","handle":"` + handle + `",
				"isTopSpender":` + isTopSpender + `,"nickname":null,"registeredAt":"` + registeredAt + `","uuid":"` + uuid + `"}`
		}
		jonasBody := user("Jonas Weller", "jonas.weller", "1999-10-03T00:00:00.000Z", jonas, "false")
		priyaBody := user("Priya Raman", "priya.raman", "1999-09-22T00:00:00.000Z", priya, "true")
		marcusBody := user("Marcus Oyelaran", "marcus.oyelaran", "1999-09-11T00:00:00.000Z", "f0000000-0000-4000-8000-000000000003", "false")
		wantJSON(t, get(t, server, postPath+"/likes"), 200, `{"data":[
			{"createdAt":"1999-11-07T00:00:00.000Z","user":`+marcusBody+`},
			{"createdAt":"1999-11-06T00:00:00.000Z","user":`+priyaBody+`},
			{"createdAt":"1999-11-05T00:00:00.000Z","user":null},
			{"createdAt":"1999-11-04T00:00:00.000Z","user":`+jonasBody+`}],
			"pagination":{"page":1,"size":4,"hasMore":false}}`)
		wantJSON(t, get(t, server, postPath+"/tips?size=2"), 200, `{"data":[
			{"createdAt":"1999-12-22T00:00:00.000Z","gross":2000,"net":1600,"user":`+marcusBody+`},
			{"createdAt":"1999-11-21T00:00:00.000Z","gross":1234,"net":987,"user":null}],
			"pagination":{"page":1,"size":2,"hasMore":true}}`)
		wantJSON(t, get(t, server, postPath+"/tips?size=2&page=2"), 200, `{"data":[
			{"createdAt":"1999-11-17T00:00:00.000Z","gross":500,"net":400,"user":`+priyaBody+`}],
			"pagination":{"page":2,"size":1,"hasMore":false}}`)
		for _, list := range []string{"/likes", "/tips", "/comments"} {
			wantExactly(t, get(t, server, postPath+list+"?size=0"), 400, `{"errors":["size must be a whole number from 1 to 50"]}`)
		}
		// Neither is there for managed creators.
		for _, list := range []string{"", "/likes", "/tips"} {
			wantExactly(t, get(t, server, creatorPath+"/posts/"+fanvuetest.CreatorPostUUID+list), 404, `{"message":"There is no such route"}`)
		}
	})
}

func TestCollections(t *testing.T) {
	withPosts(t, func(t *testing.T, server *fanvuetest.Server) {
		made := ask(t, server, http.MethodPost, collectionsPath, `{"label":"Best"}`)
		uuid := dig(t, made.body, "uuid").(string)
		best := `{"createdAt":"2000-01-01T00:00:00.000Z","label":"Best","uuid":"` + uuid + `"}`
		wantJSON(t, made, 201, best)
		const taken = `{"message":"A collection with this label already exists"}`
		wantExactly(t, ask(t, server, http.MethodPost, collectionsPath, `{"label":"Travel"}`), 409, taken)
		travel := collectionsPath + "/" + fanvuetest.CollectionUUID
		wantExactly(t, ask(t, server, http.MethodPatch, travel, `{"label":"Best"}`), 409, taken)
		wantExactly(t, ask(t, server, http.MethodPatch, travel, `{"label":"Travel"}`), 204, "")
		wantExactly(t, ask(t, server, http.MethodPatch, travel, `{"label":"Journeys"}`), 204, "")
		want(t, "renamed in the post", dig(t, get(t, server, postPath).body, "collections", 0, "label"), any("Journeys"))
		rest := `{"createdAt":"1999-12-12T00:00:00.000Z","label":"Studio","uuid":"22000000-0000-4000-8000-000000000002"},` + best
		wantJSON(t, get(t, server, collectionsPath), 200, `{"data":[
			{"createdAt":"1999-10-13T00:00:00.000Z","label":"Journeys","uuid":"`+fanvuetest.CollectionUUID+`"},`+rest+`],
			"pagination":{"page":1,"size":3,"hasMore":false}}`)

		wantExactly(t, ask(t, server, http.MethodDelete, travel, ""), 204, "")
		wantJSON(t, get(t, server, collectionsPath), 200, `{"data":[`+rest+`],"pagination":{"page":1,"size":2,"hasMore":false}}`)
		want(t, "the post stays", dig(t, get(t, server, postPath).body, "collections"), decode(t, `[]`))
		want(t, "in the other one", dig(t, get(t, server, "/posts/"+fanvuetest.PricedPostUUID).body, "collections", 0, "label"), any("Studio"))
		const noCollection = `{"message":"Collection not found"}`
		wantExactly(t, ask(t, server, http.MethodDelete, travel, ""), 404, noCollection)
		wantExactly(t, ask(t, server, http.MethodPatch, travel, `{"label":"Journeys"}`), 404, noCollection)
		want(t, "the label is free again", ask(t, server, http.MethodPost, collectionsPath, `{"label":"Journeys"}`).status, 201)
		for _, body := range []string{`{"label":""}`, `{"label":"` + strings.Repeat("é", 101) + `"}`} {
			wantExactly(t, ask(t, server, http.MethodPost, collectionsPath, body), 400, `{"errors":["label must have 1 to 100 characters"]}`)
			wantExactly(t, ask(t, server, http.MethodPatch, collectionsPath+"/"+uuid, body), 400, `{"errors":["label must have 1 to 100 characters"]}`)
		}
		wantExactly(t, ask(t, server, http.MethodPost, collectionsPath, `{}`), 400, `{"errors":["label is required"]}`)
		want(t, "100 characters", ask(t, server, http.MethodPost, collectionsPath, `{"label":"`+strings.Repeat("é", 100)+`"}`).status, 201)
	})
}
