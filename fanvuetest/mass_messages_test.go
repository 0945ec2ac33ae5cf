package fanvuetest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

const massPath = "/chats/mass-messages"

func TestMassMessage(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		me := server.Me()
		sent := ask(t, server, http.MethodPost, massPath, `{"text":"Hi all","price":500,"mediaUuids":["`+fanvuetest.MediaUUID+`"],
			"includedLists":{"customListUuids":["`+fanvuetest.CustomListUUID+`"],"smartListUuids":["followers"]},
			"excludedLists":{"smartListUuids":["spent_more_than_50"]}}`)
		id := dig(t, sent.body, "id").(string)
		// Two regulars who did not spend much, and nine followers.
		wantJSON(t, sent, 201, `{"id":"`+id+`","recipientCount":11,"createdAt":"2000-01-01T00:00:00.000Z"}`)
		copied := me.Messages(jonas)[0]
		want(t, "copy", []any{copied.Text, copied.Type, copied.Sender.UUID, copied.IsRead},
			[]any{"Hi all", fanvue.MessageBroadcast, fanvuetest.MeUUID, false})
		want(t, "chat made", len(me.Messages(fanvuetest.FollowerUUID)), 1)
		want(t, "excluded", me.Messages(priya)[0].Text, "Worth every cent.")
		wantExactly(t, ask(t, server, http.MethodDelete, "/chats/"+jonas+"/messages/"+copied.UUID, ""), 400, `{"message":"A mass message cannot be deleted here"}`)
		wantExactly(t, ask(t, server, http.MethodPatch, massPath+"/"+id, `{"text":"x"}`), 400, `{"errors":["Only a scheduled mass message can be changed"]}`)

		me.Purchase(jonas, copied.UUID)
		row := func(status string) string {
			return `{"createdAt":"2000-01-01T00:00:00.000Z","mediaUuids":["` + fanvuetest.MediaUUID + `"],"price":500,"publishedAt":"2000-01-01T00:00:00.000Z",
				"purchaseCount":1,"recipientCount":11,"scheduledAt":null,"status":"` + status + `","text":"Hi all","totalRevenue":500,"uuid":"` + id + `","viewCount":1}`
		}
		wantJSON(t, get(t, server, massPath), 200, `{"data":[`+row("SENT")+`],"pagination":{"page":1,"size":1,"hasMore":false}}`)

		wantExactly(t, ask(t, server, http.MethodDelete, massPath+"/"+id, ""), 204, "")
		want(t, "kept by the buyer", me.Messages(jonas)[0].UUID, copied.UUID)
		want(t, "taken from the others", len(me.Messages(fanvuetest.FollowerUUID)), 0)
		wantJSON(t, get(t, server, massPath), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
		wantJSON(t, get(t, server, massPath+"?includeDeleted=true"), 200, `{"data":[`+row("UNSENT")+`],"pagination":{"page":1,"size":1,"hasMore":false}}`)
		for _, method := range []string{http.MethodDelete, http.MethodPatch} {
			wantExactly(t, ask(t, server, method, massPath+"/"+unknownUUID, `{}`), 404, `{"message":"Mass message not found"}`)
		}
		wantExactly(t, ask(t, server, http.MethodDelete, massPath+"/"+id, ""), 404, `{"message":"Mass message not found"}`)
	})
}

func TestScheduledMassMessage(t *testing.T) {
	for _, spelling := range []string{"scheduledAt", "scheduled_at"} {
		atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
			me := server.Me()
			sent := ask(t, server, http.MethodPost, massPath, `{"text":"Later","price":null,"`+spelling+`":"2000-01-01T10:00:00Z","includedLists":{"smartListUuids":["auto_renewing"]}}`)
			id := dig(t, sent.body, "id").(string)
			status := func() []any {
				body := get(t, server, massPath).body
				return []any{dig(t, body, "data", 0, "status"), dig(t, body, "data", 0, "price"), dig(t, body, "data", 0, "scheduledAt"), dig(t, body, "data", 0, "publishedAt")}
			}
			want(t, "scheduled", status(), []any{"SCHEDULED", nil, "2000-01-01T10:00:00.000Z", nil})
			want(t, "nothing delivered", me.Messages(jonas)[0].Text, "Where was that?")

			update := func(body string, status int) {
				t.Helper()
				want(t, body, ask(t, server, http.MethodPatch, massPath+"/"+id, body).status, status)
			}
			update(`{"price":400}`, 400) // no media
			update(`{"text":""}`, 400)   // nothing left
			update(`{"includedLists":{}}`, 400)
			update(`{"price":400,"mediaUuids":["`+fanvuetest.MediaUUID+`"]}`, 204)
			want(t, "priced", status()[1], any(400.0))
			update(`{"price":null,"text":"Soon","`+spelling+`":"2000-01-01T02:00:00Z","excludedLists":{"customListUuids":["`+fanvuetest.CustomListUUID+`"]}}`, 204)
			update(`{"includedLists":{"smartListUuids":["subscribers"]}}`, 204)

			time.Sleep(2*time.Hour - time.Second)
			want(t, "still scheduled", status(), []any{"SCHEDULED", nil, "2000-01-01T02:00:00.000Z", nil})
			time.Sleep(time.Hour)
			want(t, "excluded", me.Messages(jonas)[0].Text, "Where was that?")
			delivered := me.Messages("f0000000-0000-4000-8000-000000000003")[0]
			want(t, "delivered", []any{delivered.Text, delivered.SentAt.Format(time.RFC3339)}, []any{"Soon", "2000-01-01T02:00:00Z"})
			want(t, "sent", status(), []any{"SENT", nil, "2000-01-01T02:00:00.000Z", "2000-01-01T02:00:00.000Z"})
			update(`{"text":"too late"}`, 400)
		})
	}
}

func TestScheduledMassMessagesKeepTheirOrder(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		for _, at := range []string{"10", "09"} {
			ask(t, server, http.MethodPost, massPath, `{"text":"At `+at+`","scheduledAt":"2000-01-01T`+at+`:00:00Z","includedLists":{"smartListUuids":["subscribers"]}}`)
		}
		time.Sleep(24 * time.Hour)
		want(t, "newest", server.Me().Messages(jonas)[0].Text, "At 10")
		want(t, "before", server.Me().Messages(jonas)[1].Text, "At 09")
	})
}

func TestCalledOffMassMessage(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		sent := ask(t, server, http.MethodPost, massPath, `{"text":"Never","scheduledAt":"2000-01-01T10:00:00Z","includedLists":{"smartListUuids":["subscribers"]}}`)
		want(t, "deleted", ask(t, server, http.MethodDelete, massPath+"/"+dig(t, sent.body, "id").(string), "").status, 204)
		time.Sleep(24 * time.Hour)
		want(t, "newest", server.Me().Messages(jonas)[0].Text, "Where was that?")
	})
}
