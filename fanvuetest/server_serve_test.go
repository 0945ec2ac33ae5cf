package fanvuetest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// TestRefusals has the requests that are wrong in more than a value.
func TestRefusals(t *testing.T) {
	server := newServer(t)
	price := fanvue.Cents(500)
	server.Me().AddTemplate(fanvue.Template{UUID: "priced text", Text: "Hi", Price: &price})
	message := "/chats/" + jonas + "/message"
	media := fanvuetest.MediaUUID
	object := `body must be a JSON object`
	for _, test := range []struct{ method, path, body, header, answer string }{
		{"POST", "/collections", `{"label":"a"}`, "Content-Type:", `{"errors":["Content-Type is missing; it must be application/json"]}`},
		{"POST", "/collections", `{"label":"a"}`, "Content-Type: text/plain", `{"errors":["Content-Type must be application/json, not \"text/plain\""]}`},
		{"POST", message, `{"text":"a"}`, "Content-Type: application/x-www-form-urlencoded", `{"message":"Content-Type must be application/json, not \"application/x-www-form-urlencoded\""}`},
		{"POST", "/collections", "{\"label\":\"\xff\"}", "", `{"errors":["` + object + `"]}`},
		{"POST", message, `{"mediaUuids":["` + media + `","` + media + `"]}`, "", `{"message":"The media ` + media + ` is listed twice"}`},
		{"POST", message, `{"templateUuid":"priced text"}`, "", `{"message":"A price needs media"}`},
		{"POST", message, `{"templateUuid":"` + fanvuetest.TemplateUUID + `","price":500}`, "", `{"message":"A price needs media"}`},
		{"POST", message, `{"templateUuid":"x"}`, "", `{"message":"templateUuid must be a UUID"}`},
		{"POST", "/chats", `{"userUuid":"x"}`, "", `{"message":"userUuid must be a UUID"}`},
		{"POST", "/chats/statuses", `{"userUuids":["` + jonas + `",null]}`, "", `{"errors":["userUuids must be an array of strings"]}`},
		{"POST", "/chats/statuses", `{"userUuids":["jonas.weller"]}`, "", `{"errors":["userUuids must be an array of UUIDs"]}`},
		{"POST", "/insights/fans/batch", `{"userUuids":["x"]}`, "", `{"errors":["userUuids must be an array of UUIDs"]}`},
		{"POST", "/chats/mass-messages", `{"text":"a","includedLists":{"customListUuids":["x"]}}`, "", `{"message":"includedLists.customListUuids must be an array of UUIDs"}`},
		{"POST", "/webhooks/subscriptions", `{"url":"https://a.example.com","events":[null]}`, "", `{"errors":["events must be an array of strings"]}`},
		{"GET", "/chats?customListId=x", "", "", `{"errors":["customListId must be a UUID"]}`},
		{"GET", "/media?purchasedBy=x", "", "", `{"errors":["purchasedBy must be a UUID"]}`},
		{"GET", "/agencies/subscribers?creatorUuids=" + fanvuetest.CreatorUUID + ",x", "", "", `{"errors":["creatorUuids must be UUIDs, separated by commas"]}`},
		{"GET", "/chats/x/messages", "", "", `{"message":"Invalid UUID"}`},
		{"GET", "/creators/x/chats/lists/smart/subscribers", "", "", `{"errors":["Invalid UUID"]}`},
		{"GET", "/media/x", "", "", `{"errors":["Invalid UUID"]}`},
		{"DELETE", "/chats/" + jonas + "/messages/x", "", "", `{"message":"Invalid UUID"}`},
		{"GET", "/subscribers?page=1&page=2", "", "", `{"errors":["page must be a whole number from 1 to 1073741824"]}`},
		{"GET", "/subscribers?size=1&size=1", "", "", `{"errors":["size must be a whole number from 1 to 50"]}`},
		{"GET", "/media?variants=main&variants=blurred", "", "", `{"errors":["variants must be given once, its values separated by commas"]}`},
		{"GET", "/chats?smartListIds=followers,nobody", "", "", ``},
		{"GET", "/agencies/earnings?startDate=2026-01-01T00:00:00&endDate=2026-01-02T00:00:00Z", "", "", `{"errors":["startDate must be an ISO 8601 date-time"]}`},
	} {
		got := ask(t, server, test.method, test.path, test.body, test.header)
		if test.answer == "" {
			want(t, test.path, got.status, 400)
			continue
		}
		wantExactly(t, got, 400, test.answer)
	}
	want(t, "nothing was sent", lastMessage(server, jonas).Text, "Where was that?")
}

func TestContentTypeWithParameters(t *testing.T) {
	got := ask(t, newServer(t), http.MethodPost, "/collections", `{"label":"a"}`, "Content-Type: application/json; charset=utf-8")
	want(t, "status", got.status, 201)
}

func TestChosenIDs(t *testing.T) {
	server := newServer(t)
	fan := server.Me().AddFan(fanvue.User{UUID: "id of Mia"})
	got := ask(t, server, http.MethodPost, "/chats", `{"userUuid":"`+fan+`"}`)
	wantExactly(t, got, 201, `{"message":"Chat created successfully"}`)
	want(t, "messages", get(t, server, "/chats/id%20of%20Mia/messages").status, 200)
	want(t, "nobody", get(t, server, "/chats/id%20of%20Max/messages").status, 400)
}

func TestOffsetIsOptional(t *testing.T) {
	server := newServer(t)
	for _, path := range []string{
		"/insights/earnings", "/insights/earnings/summary", "/insights/spending", "/insights/subscribers",
		"/insights/top-spenders", "/agencies/insights/chatter-leaderboard",
	} {
		loose := get(t, server, path+"?startDate=2026-01-01T00:00:00&endDate=2026-02-01T00:00:00.5")
		exact := get(t, server, path+"?startDate=2026-01-01T00:00:00Z&endDate=2026-02-01T00:00:00.5Z")
		want(t, path, loose.status, 200)
		want(t, path, loose.body, exact.body)
	}
}

func TestCursorsBelongToAList(t *testing.T) {
	server := newServer(t)
	cursorOf := func(path string) string {
		return dig(t, get(t, server, path).body, "nextCursor").(string)
	}
	earnings := cursorOf("/insights/earnings?size=1")
	want(t, "its own", get(t, server, "/insights/earnings?size=2&cursor="+earnings).status, 200)
	for _, path := range []string{
		"/insights/spending?", "/creators/" + fanvuetest.CreatorUUID + "/insights/earnings?", "/insights/earnings?source=tip&", "/v1/subscribers?",
	} {
		wantExactly(t, get(t, server, path+"cursor="+earnings), 400, `{"errors":["cursor is not one of this list"]}`)
	}
	ask(t, server, http.MethodPost, "/chats/"+jonas+"/message", `{"mediaUuids":["`+fanvuetest.MediaUUID+`"]}`)
	chat := cursorOf("/chats/" + jonas + "/media?limit=1")
	wantExactly(t, get(t, server, "/chats/"+priya+"/media?cursor="+chat), 400, `{"errors":["cursor is not one of this list"]}`)
}

func TestMediaWalkSurvivesDeletion(t *testing.T) {
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

func TestDeletedMedia(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		me := server.Me()
		price := fanvue.Cents(500)
		media := me.AddMedia("", fanvue.MediaImage)
		template := me.AddTemplate(fanvue.Template{Text: "Hi", Price: &price, MediaUUIDs: []string{media}})
		message := "/chats/" + jonas + "/message"
		ask(t, server, http.MethodPost, message, `{"templateUuid":"`+template+`"}`)
		body := `{"mediaUuids":["` + media + `"],"includedLists":{"smartListUuids":["subscribers"]},"scheduledAt":"2000-01-01T01:00:00Z"}`
		mass := dig(t, ask(t, server, http.MethodPost, "/chats/mass-messages", body).body, "id").(string)
		post := ask(t, server, http.MethodPost, "/posts", `{"audience":"subscribers","text":"a","mediaUuids":["`+media+`"],"mediaPreviewUuid":"`+media+`"}`)

		want(t, "deleted", ask(t, server, http.MethodDelete, "/media/"+media, "").status, 204)
		want(t, "template", dig(t, get(t, server, "/chats/templates/"+template).body, "mediaUuids"), any([]any{}))
		shown := get(t, server, "/posts/"+dig(t, post.body, "uuid").(string)).body
		want(t, "post", []any{dig(t, shown, "mediaUuids"), dig(t, shown, "mediaPreviewUuid")}, []any{[]any{}, nil})
		wantExactly(t, ask(t, server, http.MethodPost, message, `{"templateUuid":"`+template+`"}`), 400, `{"message":"A price needs media"}`)
		want(t, "what was sent", lastMessage(server, jonas).MediaUUIDs, []string{media})
		time.Sleep(2 * time.Hour)
		want(t, "mass message", dig(t, get(t, server, "/chats/mass-messages?includeDeleted=true").body, "data", 0, "uuid"), any(mass))
		want(t, "not sent", dig(t, get(t, server, "/chats/mass-messages?includeDeleted=true").body, "data", 0, "publishedAt"), nil)
		want(t, "no empty message", lastMessage(server, jonas).MediaUUIDs, []string{media})
	})
}

func TestGrantsOfSeveralItems(t *testing.T) {
	server := newServer(t)
	grant := func(media string) exchange {
		return ask(t, server, http.MethodPost, "/media/"+media+"/grant", `{"consumerId":"`+priya+`","source":"app","sourceRef":"1"}`)
	}
	first, second := grant(fanvuetest.MediaUUID).body, grant(tramUUID).body
	want(t, "again", grant(fanvuetest.MediaUUID).body, first)
	want(t, "the same", first == second, false)
	want(t, "entitled", get(t, server, "/media/"+tramUUID+"/entitled?consumerId="+priya).status, 200)
	wantExactly(t, grant("d0000000-0000-4000-8000-000000000005"), 400, `{"errors":["The media is not ready"]}`)
}

func TestUploadOfAnotherSize(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		for size, status := range map[string]string{"4": "ready", "5": "error"} {
			up := ask(t, server, http.MethodPost, "/media/uploads", `{"name":"n","filename":"f.jpg","mediaType":"image","sizeBytes":`+size+`}`).body
			id := dig(t, up, "uploadId").(string)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPut,
				get(t, server, "/media/uploads/"+id+"/parts/1/url").body, strings.NewReader("abcd"))
			if err != nil {
				t.Fatal(err)
			}
			put, err := server.HTTPClient().Do(request)
			if err != nil {
				t.Fatal(err)
			}
			put.Body.Close()
			etag := strings.Trim(put.Header.Get("ETag"), `"`)
			complete := func(body string) exchange {
				return ask(t, server, http.MethodPatch, "/media/uploads/"+id, body)
			}
			for _, parts := range []string{`{"partNumber":1,"ETag":"` + etag + `"}`, `{"PartNumber":1,"etag":"` + etag + `"}`, `null`} {
				wantExactly(t, complete(`{"parts":[`+parts+`]}`), 400, `{"errors":["parts must be an array of parts"]}`)
			}
			wantExactly(t, complete(`{"parts":[{"PartNumber":1,"ETag":"`+etag+`"}]}`), 200, `{"status":"processing"}`)
			time.Sleep(time.Second)
			want(t, size, dig(t, get(t, server, "/media/"+dig(t, up, "mediaUuid").(string)).body, "status"), any(status))
		}
	})
}

func TestAddCreatorRefusesTheAccount(t *testing.T) {
	defer func() { want(t, "panics", recover() != nil, true) }()
	newServer(t).AddCreator(fanvue.User{UUID: fanvuetest.MeUUID})
}

func TestAccessIsGivenOnce(t *testing.T) {
	server := newServer(t)
	creator := fanvuetest.CreatorUUID
	got := ask(t, server, http.MethodPut, "/agencies/team-members/"+fanvuetest.TeamMemberUUID, `{"creatorUuids":["`+creator+`","`+creator+`"]}`)
	want(t, "creatorAccess", dig(t, got.body, "creatorAccess"), decode(t, `[{"role":"CHATTER","uuid":"`+creator+`"}]`))
}
