package fanvuetest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestProfiles(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		profile := `"avatarUrl":"https://media.example.com/avatars/ava.rivers.jpg","bannerUrl":"https://media.example.com/banners/ava.rivers.jpg",
			"bio":"Travel photographer. New sets every Friday.","createdAt":"1998-01-31T00:00:00.000Z","displayName":"Ava Rivers",
			"email":"ava.rivers@example.com","handle":"ava.rivers","isCreator":true,"updatedAt":"1999-12-20T00:00:00.000Z","uuid":"` + fanvuetest.MeUUID + `"`
		wantJSON(t, get(t, server, "/users/me"), 200, `{`+profile+`,"likesCount":4210,"fanCounts":{"followersCount":9,"subscribersCount":23},
			"contentCounts":{"audioCount":4,"imageCount":312,"payToViewPostCount":18,"postCount":148,"videoCount":27}}`)
		wantJSON(t, get(t, server, "/users/account"), 200, `{`+profile+`,"account":{"status":"active","fans":{"followers":9,"subscribers":23},
			"earnings":{"total":1284550,"availableBalance":64325,"lastPayoutAt":"1999-12-23T00:00:00.000Z"}}}`)
		wantJSON(t, get(t, server, "/creators/"+fanvuetest.CreatorUUID+"/account"), 200, `{
			"avatarUrl":"https://media.example.com/avatars/juno.park.jpg","bannerUrl":null,"bio":"Managed with care.",
			"createdAt":"1998-11-27T00:00:00.000Z","displayName":"Juno Park","email":"juno.park@example.com","handle":"juno.park",
			"isCreator":true,"updatedAt":null,"uuid":"`+fanvuetest.CreatorUUID+`","account":{"status":"active",
			"fans":{"followers":0,"subscribers":5},"earnings":{"total":310900,"availableBalance":12050,"lastPayoutAt":null}}}`)
	})
}

func TestNotifications(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		uuid := server.Me().AddNotification(fanvue.Notification{EventType: fanvue.NotificationPromotion, Data: json.RawMessage(`{"percent":20}`)})
		wantJSON(t, get(t, server, "/notifications?size=1"), 200, `{"data":[{"createdAt":"2000-01-01T00:00:00.000Z","data":{"percent":20},
			"eventType":14,"isRead":false,"originator":null,"receiverUuid":"`+fanvuetest.MeUUID+`","uuid":"`+uuid+`"}],
			"pagination":{"page":1,"size":1,"hasMore":true}}`)
		tip := get(t, server, "/notifications?eventType=11").body
		want(t, "tips", len(dig(t, tip, "data").([]any)), 1)
		want(t, "originator", dig(t, tip, "data", 0, "originator"), decode(t, `{"avatarUrl":"https://media.example.com/avatars/priya.raman.jpg",
			"displayName":"Priya Raman","handle":"priya.raman","isCreator":false,"uuid":"`+priya+`"}`))
		wantExactly(t, get(t, server, "/notifications?eventType=tip"), 400, `{"errors":["eventType must be a whole number"]}`)
		wantJSON(t, get(t, server, "/chats/unread"), 200, `{"unreadChatsCount":3,"unreadMessagesCount":4,"unreadNotifications":{
			"newFollower":1,"newPostComment":0,"newPostLike":1,"newPromotion":1,"newPurchase":0,"newSubscriber":1,"newTip":0}}`)
	})
}

func TestSubscriptionPrice(t *testing.T) {
	server := newServer(t)
	set := func(body string) result {
		return ask(t, server, http.MethodPatch, "/users/me/subscription-price", body)
	}
	price := func() any { return dig(t, get(t, server, "/v1/users/account").body, "subscriptionPrice") }
	for body, wanted := range map[string]float64{`{"subscriptionPrice":399}`: 399, `{"subscriptionPrice":10000,"forceOptIn":true}`: 10000} {
		wantExactly(t, set(body), 200, `{}`)
		want(t, body, price(), any(wanted))
	}
	before := price()
	for body, problem := range map[string]string{
		`{}`:                          "subscriptionPrice is required",
		`{"price":500}`:               "subscriptionPrice is required",
		`{"subscriptionPrice":398}`:   "subscriptionPrice must be from 399 to 10000",
		`{"subscriptionPrice":10001}`: "subscriptionPrice must be from 399 to 10000",
		`{"subscriptionPrice":9.99}`:  "subscriptionPrice must be a whole number of cents",
		`{"subscriptionPrice":null}`:  "subscriptionPrice must be a whole number of cents",
		`{"subscriptionPrice":500,"forceOptIn":"yes"}`: "forceOptIn must be a boolean",
	} {
		wantExactly(t, set(body), 400, `{"errors":["`+problem+`"]}`)
	}
	want(t, "unchanged", price(), before)
}
