package fanvuetest_test

import (
	"fmt"
	"net/http"
	"strings"
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

// pathOf is where an operation is found.
func pathOf(op fanvue.Operation) string {
	if len(op.Surfaces) > 0 {
		return "/" + string(op.Surfaces[0]) + op.Path
	}
	return op.Path
}

// TestEveryOperationIsServed calls each operation. A missing route would be the
// 404 of routes.
func TestEveryOperationIsServed(t *testing.T) {
	allScopes := make(map[fanvue.Scope]bool)
	for _, op := range fanvue.Operations() {
		for _, scope := range op.Scopes {
			allScopes[scope] = true
		}
	}
	values := strings.NewReplacer(
		"{creatorUserUuid}", fanvuetest.CreatorUUID, "{userUuid}", fanvuetest.FanUUID,
		"{messageUuid}", fanvuetest.PricedMessageUUID, "{templateUuid}", fanvuetest.TemplateUUID,
		"{appUuid}", fanvuetest.AppUUID, "lists/smart/{uuid}", "lists/smart/subscribers", "{uuid}", fanvuetest.CustomListUUID,
		"{folderName}", "x", "{mediaUuid}", fanvuetest.MediaUUID, "{uploadId}", "x", "{partNumber}", "1", "{commentUuid}", unknownUUID,
		"{userId}", unknownUUID, "{trigger}", "renewed", "{id}", "x",
	)
	for _, op := range fanvue.Operations() {
		t.Run(string(op.Name), func(t *testing.T) {
			server := newServer(t)
			got := ask(t, server, op.Method, values.Replace(pathOf(op)), "{}")
			if got.status == 401 || got.status == 403 || got.status >= 500 || strings.Contains(got.body, "no such route") {
				t.Errorf("got %d %s", got.status, got.body)
			}
			want(t, "Operation", server.Requests()[0].Operation, op.Name)
			for _, scope := range op.Scopes {
				var others []fanvue.Scope
				for other := range allScopes {
					if other != scope {
						others = append(others, other)
					}
				}
				poorer := newServer(t, fanvuetest.WithCredential(fanvuetest.APIKey, others...))
				wantExactly(t, ask(t, poorer, op.Method, values.Replace(pathOf(op)), "{}"), 403, `{"error":"Insufficient scopes"}`)
			}
		})
	}
}

func TestLiteralSegmentsWin(t *testing.T) {
	server := newServer(t)
	for path, operation := range map[string]fanvue.OperationName{
		"/chats/templates/messages":    fanvue.OpTemplatesGet,
		"/chats/unread":                fanvue.OpChatsUnreadCounts,
		"/chats/lists/messages":        fanvue.OpMessagesList,
		"/chats/a%2Fb%3Fc%20/messages": fanvue.OpMessagesList,
	} {
		get(t, server, path)
		requests := server.Requests()
		last := requests[len(requests)-1]
		want(t, path, last.Operation, operation)
		want(t, "Path", last.Path, path)
	}
}

func TestIDsAreUnescaped(t *testing.T) {
	server := newServer(t)
	server.Me().AddUser(fanvue.User{UUID: "a/b?c %"})
	server.Me().Receive("a/b?c %", "hello")
	got := get(t, server, "/chats/a%2Fb%3Fc%20%25/messages")
	want(t, "text", dig(t, got.body, "data", 0, "text"), any("hello"))
}

func TestRequestsAreRecorded(t *testing.T) {
	server := newServer(t)
	path := "/chats/" + fanvuetest.FanUUID + "/message"
	ask(t, server, http.MethodPost, path+"?x=1&x=2", `{"text":"hi"}`, "X-Test: yes")
	ask(t, server, http.MethodPost, path, "", "X-Fanvue-API-Key:")
	want(t, "RequestCount", server.RequestCount(), 2)
	requests := server.Requests()
	first := requests[0]
	want(t, "first", []any{first.Operation, first.Method, first.Path, first.Query["x"], first.Header.Get("X-Test"), string(first.Body), first.Status},
		[]any{fanvue.OpMessagesSend, "POST", path, []string{"1", "2"}, "yes", `{"text":"hi"}`, 201})
	want(t, "second status", requests[1].Status, 401)
	first.Body[0], first.Query["x"][0] = '!', "!"
	first.Header.Set("X-Test", "!")
	again := server.Requests()[0]
	want(t, "copies", []any{string(again.Body), again.Query["x"][0], again.Header.Get("X-Test")}, []any{`{"text":"hi"}`, "1", "yes"})
}

func TestUnmanagedCreator(t *testing.T) {
	server := newServer(t)
	wantExactly(t, get(t, server, "/creators/"+unknownUUID+"/chats"), 404, `{"message":"Creator not found"}`)
	defer func() {
		want(t, "panic", recover(), any(`fanvuetest: there is no managed creator "`+unknownUUID+`"; add the creator first, with AddCreator`))
	}()
	server.Creator(unknownUUID)
}

func TestBadBodies(t *testing.T) {
	server := newServer(t)
	message := "/chats/" + fanvuetest.FanUUID + "/message"
	mass := "/chats/mass-messages"
	for _, test := range []struct{ method, path, body, answer string }{
		{"POST", "/chats", ``, `{"message":"body must be a JSON object"}`},
		{"POST", "/chats", `{"userUuid":`, `{"message":"body must be a JSON object"}`},
		{"POST", "/chats", `null`, `{"message":"body must be a JSON object"}`},
		{"POST", "/chats", `{}`, `{"message":"userUuid is required"}`},
		{"POST", "/chats", `{"userUuid":7}`, `{"message":"userUuid must be a string"}`},
		{"POST", "/chats", `{"userUuid":"` + unknownUUID + `"}`, `{"message":"This user cannot be contacted"}`},
		{"PATCH", "/chats/" + fanvuetest.FanUUID, `{"isRead":null,"isMuted":"yes"}`, `{"errors":["isRead must be a boolean","isMuted must be a boolean"]}`},
		{"POST", "/chats/statuses", `{"userUuids":[]}`, `{"errors":["userUuids must have 1 to 100 items"]}`},
		{"POST", "/chats/messages/batch", `{"limit":51,"chatUuids":["` + unknownUUID + `"]}`, `{"errors":["limit must be from 1 to 50"]}`},
		{"POST", "/chats/lists/custom", `{"name":""}`, `{"errors":["name must have 1 to 100 characters"]}`},
		{"POST", message, `{}`, `{"message":"A message needs text, media or a template"}`},
		{"POST", message, `{"text":null,"mediaUuids":[]}`, `{"message":"A message needs text, media or a template"}`},
		{"POST", message, `{"text":"` + strings.Repeat("é", 5001) + `"}`, `{"message":"text must have 1 to 5000 characters"}`},
		{"POST", message, `{"text":"","price":299}`, `{"message":"text must have 1 to 5000 characters; price must be a whole number of cents, at least 300"}`},
		{"POST", message, `{"text":"a","price":999.5}`, `{"message":"price must be a whole number of cents, at least 300"}`},
		{"POST", message, `{"text":"a","price":300}`, `{"message":"A price needs media"}`},
		{"POST", message, `{"mediaUuids":["` + unknownUUID + `"]}`, `{"message":"The media ` + unknownUUID + ` is not in the library"}`},
		{"POST", message, `{"templateUuid":"` + unknownUUID + `"}`, `{"message":"Template not found"}`},
		{"POST", "/chats/" + unknownUUID + "/message", `{"text":"a"}`, `{"message":"There is no chat with this user; create one first"}`},
		{"POST", mass, `{"text":"a"}`, `{"message":"includedLists is required"}`},
		{"POST", mass, `{"text":"a","includedLists":7}`, `{"message":"includedLists must be an object"}`},
		{"POST", mass, `{"text":"a","includedLists":{}}`, `{"message":"A mass message needs at least one list"}`},
		{"POST", mass, `{"text":"a","includedLists":{"smartListUuids":["vips"]}}`, `{"message":"includedLists.smartListUuids has no list \"vips\""}`},
		{"POST", mass, `{"text":"a","includedLists":{"customListUuids":["` + unknownUUID + `"]}}`, `{"message":"The custom list ` + unknownUUID + ` does not exist"}`},
		{"POST", mass, `{"includedLists":{"smartListUuids":["muted"]}}`, `{"message":"A mass message needs text or media"}`},
		{"POST", mass, `{"text":"a","price":300,"includedLists":{"smartListUuids":["muted"]}}`, `{"message":"A price needs media"}`},
		{"POST", mass, `{"text":"a","scheduledAt":"soon","includedLists":{}}`, `{"message":"scheduledAt must be an ISO 8601 date-time"}`},
		{"POST", mass, `{"text":"a","scheduledAt":"2001-01-01T00:00:00Z","includedLists":{}}`, `{"message":"scheduledAt must be in the future"}`},
	} {
		wantExactly(t, ask(t, server, test.method, test.path, test.body), 400, test.answer)
	}
}
