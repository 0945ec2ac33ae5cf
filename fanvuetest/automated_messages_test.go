package fanvuetest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestAutomatedMessages(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/chats/automated-messages"
		off := func(trigger string) string {
			return `{"enabled":false,"price":null,"text":null,"trigger":"` + trigger + `","updatedAt":null}`
		}
		welcome := `{"enabled":true,"price":null,"text":"Welcome aboard! This one is on the house.","trigger":"new_subscriber","updatedAt":"1999-11-12T00:00:00.000Z"}`
		renewed := `{"enabled":true,"price":900,"text":"Another month together!","trigger":"renewed","updatedAt":"1999-12-24T00:00:00.000Z"}`
		all := func(rows ...string) string { return `{"data":[` + strings.Join(rows, ",") + `]}` }
		wantJSON(t, get(t, server, path), 200, all(welcome, off("new_follower"), off("subscription_canceled"), off("re_subscribed"),
			renewed, off("new_purchase"), off("first_message_reply")))

		put := func(trigger, body string) result { return ask(t, server, http.MethodPut, path+"/"+trigger, body) }
		remove := func(trigger string) result { return ask(t, server, http.MethodDelete, path+"/"+trigger, "") }
		wantExactly(t, put("new_follower", `{"mediaUuids":["`+fanvuetest.MediaUUID+`"],"mediaPreviewUuid":"`+fanvuetest.MediaUUID+`","price":500}`), 204, "")
		wantExactly(t, put("renewed", `{"text":"Thanks!","price":0}`), 204, "")
		wantExactly(t, remove("new_subscriber"), 204, "")
		wantExactly(t, remove("new_subscriber"), 404, `{"message":"This automated message is off"}`)
		wantExactly(t, remove("new_purchase"), 404, `{"message":"This automated message is off"}`)
		now := `"updatedAt":"2000-01-01T00:00:00.000Z"`
		wantJSON(t, get(t, server, path), 200, all(off("new_subscriber"), `{"enabled":true,"price":500,"text":null,"trigger":"new_follower",`+now+`}`,
			off("subscription_canceled"), off("re_subscribed"), `{"enabled":true,"price":null,"text":"Thanks!","trigger":"renewed",`+now+`}`,
			off("new_purchase"), off("first_message_reply")))

		for body, refusal := range map[string]string{
			`{}`:                                     `{"message":"An automated message needs text or media"}`,
			`{"price":500}`:                          `{"message":"An automated message needs text or media"}`,
			`{"text":"hi","price":500}`:              `{"message":"A price needs media"}`,
			`{"text":"hi","price":299}`:              `{"errors":["price must be a whole number of cents, at least 300"]}`,
			`{"mediaUuids":["` + unknownUUID + `"]}`: `{"message":"The media ` + unknownUUID + ` is not in the library"}`,
			`{"text":"hi","mediaPreviewUuid":"` + unknownUUID + `"}`: `{"message":"The media ` + unknownUUID + ` is not in the library"}`,
			`{"text":"` + strings.Repeat("é", 5001) + `"}`:           `{"errors":["text must have 0 to 5000 characters"]}`,
		} {
			wantExactly(t, put("re_subscribed", body), 400, refusal)
		}
		wantExactly(t, put("birthday", `{"text":"hi"}`), 400, `{"errors":["trigger is not known: birthday"]}`)
		wantExactly(t, remove("birthday"), 400, `{"errors":["trigger is not known: birthday"]}`)
		want(t, "still off", dig(t, get(t, server, path).body, "data", 3), decode(t, off("re_subscribed")))
	})
}
