package fanvuetest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestChecksComeInOrder(t *testing.T) {
	server := newServer(t, fanvuetest.WithCredential("narrow", fanvue.ScopeReadSelf))
	const key = "X-Fanvue-API-Key: narrow"
	unsupported := `{"error":"Unsupported API version","message":"API version '%s' is not supported"}`
	for name, test := range map[string]struct {
		path    string
		headers []string
		status  int
		body    string
	}{
		"no credential":            {"/users/me", []string{"X-Fanvue-API-Key:"}, 401, `{"error":"Unauthorized"}`},
		"unknown key":              {"/users/me", []string{"X-Fanvue-API-Key: other"}, 401, `{"error":"Unauthorized"}`},
		"the default key is gone":  {"/users/me", nil, 401, `{"error":"Unauthorized"}`},
		"unknown token":            {"/users/me", []string{"X-Fanvue-API-Key:", "Authorization: Bearer other"}, 401, `{"error":"Unauthorized"}`},
		"no bearer":                {"/users/me", []string{"X-Fanvue-API-Key:", "Authorization: Basic narrow"}, 401, `{"error":"Unauthorized"}`},
		"401 before 404":           {"/nowhere", []string{"X-Fanvue-API-Key:"}, 401, `{"error":"Unauthorized"}`},
		"401 before version":       {"/users/me", []string{"X-Fanvue-API-Key:", "X-Fanvue-API-Version:"}, 401, `{"error":"Unauthorized"}`},
		"no version":               {"/users/me", []string{key, "X-Fanvue-API-Version:"}, 400, fmt.Sprintf(unsupported, "")},
		"other version before 404": {"/nowhere", []string{key, "X-Fanvue-API-Version: 2024-01-01"}, 400, fmt.Sprintf(unsupported, "2024-01-01")},
		"unknown route":            {"/nowhere", []string{key}, 404, `{"message":"There is no such route"}`},
		"slash at the end":         {"/users/me/", []string{key}, 404, `{"message":"There is no such route"}`},
		"empty id":                 {"/chats//messages", []string{key}, 404, `{"message":"There is no such route"}`},
		"scope before existence":   {"/chats/" + unknownUUID + "/messages", []string{key}, 403, `{"error":"Insufficient scopes"}`},
		"all scopes are needed":    {"/creators/" + unknownUUID + "/notifications", []string{key}, 403, `{"error":"Insufficient scopes"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, server, http.MethodGet, test.path, "", test.headers...)
			wantExactly(t, got, test.status, test.body)
			want(t, "Content-Type", got.header.Get("Content-Type"), "application/json; charset=utf-8")
			metered := got.header.Get("X-RateLimit-Limit") != ""
			want(t, "has rate-limit headers", metered, test.status == 403)
		})
	}
	for _, header := range []string{key, "Authorization: Bearer narrow", "Authorization: bearer narrow"} {
		if got := ask(t, server, http.MethodGet, "/users/me", "", "X-Fanvue-API-Key:", header); got.status != 200 {
			t.Errorf("%s: status %d", header, got.status)
		}
	}
}

// TestInvalidRequests has the requests that are wrong in more than a value.
func TestInvalidRequests(t *testing.T) {
	server := newServer(t)
	price := fanvue.Cents(500)
	server.Me().AddTemplate(fanvue.Template{UUID: "priced text", Text: "Hi", Price: &price})
	message := "/chats/" + jonas + "/message"
	media := fanvuetest.MediaUUID
	object := `body must be a JSON object`
	for _, test := range []struct{ method, path, body, header, response string }{
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
		if test.response == "" {
			want(t, test.path, got.status, 400)
			continue
		}
		wantExactly(t, got, 400, test.response)
	}
	want(t, "nothing was sent", lastMessage(server, jonas).Text, "Where was that?")
}
