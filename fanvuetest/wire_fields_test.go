package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestBadBodies(t *testing.T) {
	server := newServer(t)
	message := "/chats/" + fanvuetest.FanUUID + "/message"
	mass := "/chats/mass-messages"
	for _, test := range []struct{ method, path, body, response string }{
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
		wantExactly(t, ask(t, server, test.method, test.path, test.body), 400, test.response)
	}
}

func TestContentTypeWithParameters(t *testing.T) {
	got := ask(t, newServer(t), http.MethodPost, "/collections", `{"label":"a"}`, "Content-Type: application/json; charset=utf-8")
	want(t, "status", got.status, 201)
}
