package fanvuetest_test

import (
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestWebhooks(t *testing.T) {
	server := newServer(t)
	path := "/webhooks/subscriptions"
	seeded := `{"events":["creator.message.received","creator.payment.succeeded"],"id":"wh_1","url":"https://hooks.example.com/fanvue"}`
	wantJSON(t, get(t, server, path), 200, `{"data":[`+seeded+`]}`)

	made := ask(t, server, http.MethodPost, path, `{"url":"https://example.com/hook","events":["creator.follow.created"]}`)
	id, secret := dig(t, made.body, "id").(string), dig(t, made.body, "signingSecret").(string)
	wantExactly(t, made, 201, `{"id":"`+id+`","signingSecret":"`+secret+`"}`)
	again := ask(t, server, http.MethodPost, path, `{"url":"https://example.com/hook","events":["creator.follow.created"]}`)
	if id == "" || secret == "" || dig(t, again.body, "id") == any(id) || dig(t, again.body, "signingSecret") == any(secret) {
		t.Errorf("%s after %s", again.body, made.body)
	}
	otherID := dig(t, again.body, "id").(string)
	hook := func(id string) string {
		return `{"events":["creator.follow.created"],"id":"` + id + `","url":"https://example.com/hook"}`
	}
	wantJSON(t, get(t, server, path), 200, `{"data":[`+seeded+`,`+hook(id)+`,`+hook(otherID)+`]}`) // the secret is returned once

	wantExactly(t, ask(t, server, http.MethodDelete, path+"/"+id, ""), 204, "")
	wantExactly(t, ask(t, server, http.MethodDelete, path+"/"+id, ""), 404, `{"message":"Webhook subscription not found"}`)
	wantJSON(t, get(t, server, path), 200, `{"data":[`+seeded+`,`+hook(otherID)+`]}`)
	for body, problem := range map[string]string{
		`{}`: `"url is required","events is required"`,
		`{"url":"http://example.com/hook","events":["a"]}`: `"url must be an https address"`,
		`{"url":"https://","events":["a"]}`:                `"url must be an https address"`,
		`{"url":"https://example.com","events":[]}`:        `"events must have 1 to 1000 items"`,
	} {
		wantExactly(t, ask(t, server, http.MethodPost, path, body), 400, `{"errors":[`+problem+`]}`)
	}
	empty := newServer(t, fanvuetest.Empty())
	wantExactly(t, get(t, empty, path), 200, `{"data":[]}`)
}
