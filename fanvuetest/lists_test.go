package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const listsPath = "/chats/lists/custom"

func TestCustomLists(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		made := ask(t, server, http.MethodPost, listsPath, `{"name":"Friends"}`)
		uuid := dig(t, made.body, "uuid").(string)
		path := listsPath + "/" + uuid
		wantJSON(t, made, 201, `{"createdAt":"2000-01-01T00:00:00.000Z","name":"Friends","uuid":"`+uuid+`"}`)
		taken := `{"message":"A list with this name already exists"}`
		wantExactly(t, ask(t, server, http.MethodPost, listsPath, `{"name":"Friends"}`), 409, taken)
		wantExactly(t, ask(t, server, http.MethodPatch, path, `{"name":"Regulars"}`), 409, taken)
		wantExactly(t, ask(t, server, http.MethodPatch, path, `{"name":"Friends"}`), 204, "")
		wantExactly(t, ask(t, server, http.MethodPatch, path, `{"name":"Old friends"}`), 204, "")

		add := func(users ...string) result {
			return ask(t, server, http.MethodPost, path+"/members", `{"userUuids":["`+strings.Join(users, `","`)+`"]}`)
		}
		wantExactly(t, add(jonas, priya, jonas), 201, `{"added":2,"skipped":1}`)
		wantExactly(t, add(jonas, fanvuetest.FollowerUUID), 201, `{"added":1,"skipped":1}`)
		wantExactly(t, add(unknownUUID), 400, `{"errors":["userUuids has an unknown user: `+unknownUUID+`"]}`)
		wantJSON(t, get(t, server, listsPath+"?search=OLD"), 200, `{"data":[{"createdAt":"2000-01-01T00:00:00.000Z","membersCount":3,"name":"Old friends","uuid":"`+uuid+`"}],
			"pagination":{"page":1,"size":1,"hasMore":false}}`)

		wantExactly(t, ask(t, server, http.MethodDelete, path+"/members/"+priya, ""), 204, "")
		wantExactly(t, ask(t, server, http.MethodDelete, path+"/members/"+priya, ""), 404, `{"message":"The user is not on this list"}`)
		wantJSON(t, get(t, server, path), 200, `{"data":[
			{"displayName":"Jonas Weller","handle":"jonas.weller","isCreator":false,"uuid":"`+jonas+`"},
			{"displayName":"Greta Holm","handle":"greta.holm","isCreator":false,"uuid":"`+fanvuetest.FollowerUUID+`"}],
			"pagination":{"page":1,"size":2,"hasMore":false}}`)

		wantExactly(t, ask(t, server, http.MethodDelete, path, ""), 204, "")
		for _, gone := range []struct{ method, path, body string }{
			{"DELETE", path, ""}, {"GET", path, ""}, {"PATCH", path, `{"name":"x"}`},
			{"POST", path + "/members", `{"userUuids":["` + jonas + `"]}`}, {"DELETE", path + "/members/" + jonas, ""},
		} {
			wantExactly(t, ask(t, server, gone.method, gone.path, gone.body), 404, `{"message":"Custom list not found"}`)
		}
	})
}

func TestSmartLists(t *testing.T) {
	server := newServer(t)
	wantJSON(t, get(t, server, "/chats/lists/smart"), 200, `[
		{"count":23,"name":"Subscribers","uuid":"subscribers"},
		{"count":18,"name":"Auto-renewing","uuid":"auto_renewing"},
		{"count":5,"name":"Non-renewing","uuid":"non_renewing"},
		{"count":9,"name":"Followers","uuid":"followers"},
		{"count":1,"name":"Free trial subscribers","uuid":"free_trial_subscribers"},
		{"count":1,"name":"Expired subscribers","uuid":"expired_subscribers"},
		{"count":1,"name":"Spent more than $50","uuid":"spent_more_than_50"},
		{"count":1,"name":"Muted","uuid":"muted"}]`)
	wantJSON(t, get(t, server, "/chats/lists/smart/spent_more_than_50"), 200, `{"data":[
		{"displayName":"Priya Raman","handle":"priya.raman","isCreator":false,"uuid":"`+priya+`"}],
		"pagination":{"page":1,"size":1,"hasMore":false}}`)
	want(t, "unknown", get(t, server, "/chats/lists/smart/vips").status, 400)
}

func TestFans(t *testing.T) {
	server := newServer(t)
	me := server.Me()
	names := func(path string) []any {
		var names []any
		body := get(t, server, path).body
		for i := range dig(t, body, "data").([]any) {
			names = append(names, dig(t, body, "data", i, "displayName"))
		}
		return names
	}
	want(t, "default", names("/subscribers?size=2"), []any{"Jonas Weller", "Priya Raman"})
	want(t, "oldest first", names("/subscribers?size=1&sortField=subscribedAt&sortDirection=asc"), []any{"Noah Vandermeer"})
	want(t, "by name", names("/subscribers?size=2&sortField=name"), []any{"Aisha Karim", "Amara Dike"})
	want(t, "by name, down", names("/subscribers?size=1&sortField=name&sortDirection=desc"), []any{"Viktor Sokolov"})
	want(t, "followers", names("/followers?size=2"), []any{"Greta Holm", "Felix Baumann"})

	me.AddFan(fanvue.User{UUID: fanvuetest.FollowerUUID})
	want(t, "newest subscriber", names("/subscribers?size=1"), []any{"Greta Holm"})
	want(t, "follower no more", names("/followers?size=1"), []any{"Felix Baumann"})
	me.AddFollower(fanvue.User{DisplayName: "Fresh"})
	want(t, "newest follower", names("/followers?size=1"), []any{"Fresh"})
	body := get(t, server, "/users/account").body
	want(t, "counts", dig(t, body, "account", "fans"), decode(t, `{"followers":9,"subscribers":24}`))
}

func TestTemplates(t *testing.T) {
	server := newServer(t)
	wantJSON(t, get(t, server, "/chats/templates?folderName=PREMIUM"), 200, `{"data":[{"folderName":"Premium sets",
		"mediaUuids":["`+fanvuetest.MediaUUID+`","d0000000-0000-4000-8000-000000000002"],"price":1500,
		"text":"The full Lisbon set, just for you.","uuid":"`+fanvuetest.PricedTemplateUUID+`"}],
		"pagination":{"page":1,"size":1,"hasMore":false}}`)
	wantExactly(t, get(t, server, "/chats/templates/"+unknownUUID), 404, `{"message":"Template not found"}`)
	price := fanvue.Cents(700)
	uuid := server.Me().AddTemplate(fanvue.Template{MediaUUIDs: []string{"new-media"}, Price: &price})
	wantJSON(t, get(t, server, "/chats/templates/"+uuid), 200, `{"folderName":null,"mediaUuids":["new-media"],"price":700,"text":null,"uuid":"`+uuid+`"}`)
}
