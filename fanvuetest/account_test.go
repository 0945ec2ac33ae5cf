package fanvuetest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

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

func TestAddNotificationWithoutJSON(t *testing.T) {
	defer func() {
		want(t, "panic", recover(), any("fanvuetest: the Data of a notification is not JSON: \"{\""))
	}()
	newServer(t).Me().AddNotification(fanvue.Notification{Data: []byte("{")})
}

func TestApps(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/apps/" + fanvuetest.AppUUID
		plan := `"b1000000-0000-4000-8000-000000000001"`
		wantJSON(t, get(t, server, path+"/subscription-status"), 200, `{"appName":"Inbox Helper","appUuid":"`+fanvuetest.AppUUID+`",
			"availability":"complete","overallStatus":"active","pricingPlans":[{"billingType":"recurring","currencyCode":"USD",
			"interval":"monthly","name":"Studio","price":999,"status":"active","uuid":`+plan+`}]}`)
		none := `"cancelAtPeriodEnd":false,"currentPeriodEnd":null,"hasActiveSubscription":false,"planName":null,"planUuid":null,"status":"none"`
		wantJSON(t, get(t, server, path+"/subscription/me"), 200, `{"appUuid":"`+fanvuetest.AppUUID+`",`+none+`,"userUuid":"`+fanvuetest.MeUUID+`",
			"managedCreators":[
				{"cancelAtPeriodEnd":false,"currentPeriodEnd":"2000-01-18T00:00:00.000Z","hasActiveSubscription":true,"planName":"Studio",
				 "planUuid":`+plan+`,"status":"active","userUuid":"`+fanvuetest.CreatorUUID+`"},
				{`+none+`,"userUuid":"c0000000-0000-4000-8000-000000000002"}]}`)
		for _, unknown := range []string{"/subscription-status", "/subscription/me"} {
			wantExactly(t, get(t, server, "/apps/"+unknownUUID+unknown), 404, `{"message":"App not found"}`)
		}
	})
}

func TestCreatorMirror(t *testing.T) {
	server := newServer(t)
	mirror := "/creators/" + fanvuetest.CreatorUUID
	creator, fan := server.Creator(fanvuetest.CreatorUUID), fanvuetest.CreatorFanUUID
	own := server.Me().Messages(jonas)

	got := ask(t, server, http.MethodPost, mirror+"/chats/"+fan+"/message", `{"text":"Tonight!"}`)
	sent := creator.Messages(fan)[0]
	wantExactly(t, got, 201, `{"messageUuid":"`+sent.UUID+`"}`)
	want(t, "sent", []any{sent.Text, sent.Sender.UUID, sent.SentByUserID}, []any{"Tonight!", fanvuetest.CreatorUUID, fanvuetest.MeUUID})
	want(t, "own chats are apart", server.Me().Messages(jonas), own)
	wantExactly(t, get(t, server, mirror+"/chats/"+jonas+"/messages"), 404, `{"message":"There is no chat with this user"}`)
	wantExactly(t, get(t, server, "/chats/"+fan+"/messages"), 404, `{"message":"There is no chat with this user"}`)

	chats := get(t, server, mirror+"/chats?filter=nonsense&search=nobody").body
	want(t, "no filters here", len(dig(t, chats, "data").([]any)), 2)
	want(t, "sentByUserId", dig(t, chats, "data", 0, "lastMessage", "sentByUserId"), any(fanvuetest.MeUUID))
	want(t, "unread", dig(t, chats, "data", 0, "unreadMessagesCount"), any(1.0))
	get(t, server, mirror+"/chats/"+fan+"/messages")
	want(t, "read", dig(t, get(t, server, mirror+"/chats").body, "data", 0, "isRead"), any(true))

	mass := ask(t, server, http.MethodPost, mirror+massPath, `{"text":"All","includedLists":{"smartListUuids":["subscribers"]}}`)
	want(t, "recipients", dig(t, mass.body, "recipientCount"), any(5.0))
	want(t, "own mass messages", len(dig(t, get(t, server, massPath).body, "data").([]any)), 0)
	want(t, "creators", len(dig(t, get(t, server, "/creators").body, "data").([]any)), 2)
	want(t, "role", dig(t, get(t, server, "/creators").body, "data", 0, "role"), any("creator"))
}

func TestOnlineSubscribers(t *testing.T) {
	atNoon(t, func(t *testing.T, server *fanvuetest.Server) {
		path := "/creators/" + fanvuetest.CreatorUUID + "/subscribers/online"
		online := `{"uuid":"` + fanvuetest.CreatorFanUUID + `","lastSeenAt":"2000-01-01T00:00:00.000Z"}`
		wantJSON(t, get(t, server, path), 200, `{"data":[`+online+`],"count":1}`)
		creator := server.Creator(fanvuetest.CreatorUUID)
		other := creator.AddFan(fanvue.User{})
		creator.SetOnline(other, true)
		want(t, "both", dig(t, get(t, server, path).body, "count"), any(2.0))
		wantJSON(t, get(t, server, path+"?limit=1"), 200, `{"data":[`+online+`],"count":1}`)
		want(t, "chosen", dig(t, get(t, server, path+"?subscriberUuids="+other+","+unknownUUID).body, "data", 0, "uuid"), any(other))
		wantExactly(t, get(t, server, path+"?limit=1000"), 400, `{"errors":["limit must be a whole number from 1 to 50"]}`)
	})
}

func TestAddCreator(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	creator := server.AddCreator(fanvue.User{Handle: "nova"})
	if again := server.AddCreator(fanvue.User{UUID: creator.UUID()}); again != creator || server.Creator(creator.UUID()) != creator {
		t.Error("the creator has several accounts")
	}
	fan := creator.AddFan(fanvue.User{DisplayName: "Fan"})
	creator.AddChat(fan)
	want(t, "chats", dig(t, get(t, server, "/creators/"+creator.UUID()+"/chats").body, "data", 0, "user", "displayName"), any("Fan"))
}

func TestMistakesInTheSceneryPanic(t *testing.T) {
	server := newServer(t)
	for name, mistake := range map[string]func(){
		"unknown user":    func() { server.Me().Receive(unknownUUID, "hi") },
		"unknown message": func() { server.Me().Purchase(jonas, unknownUUID) },
		"free message":    func() { server.Me().Purchase(jonas, server.Me().Messages(jonas)[0].UUID) },
		"no chat":         func() { server.Me().Purchase(fanvuetest.FollowerUUID, unknownUUID) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			mistake()
		})
	}
	want(t, "the server goes on", get(t, server, "/users/me").status, 200)
}

// TestSeedIsTheSameEachTime compares two worlds that were made at different
// times: only the times differ.
func TestSeedIsTheSameEachTime(t *testing.T) {
	ids := func(server *fanvuetest.Server) (ids []string) {
		for _, user := range []string{jonas, priya} {
			for _, message := range server.Me().Messages(user) {
				ids = append(ids, message.UUID)
			}
		}
		return ids
	}
	first := newServer(t)
	time.Sleep(2 * time.Millisecond)
	want(t, "ids", ids(newServer(t)), ids(first))
}

func TestConcurrentUse(t *testing.T) {
	server := newServer(t, fanvuetest.WithRateLimit(100_000, time.Minute))
	before := len(server.Me().Messages(jonas))
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				_, _ = try(t, server, http.MethodPost, sendPath, fmt.Sprintf(`{"text":"from %d"}`, i))
				server.Me().Receive(jonas, "hm")
				_, _ = try(t, server, http.MethodGet, "/chats", "")
				server.Requests()
				server.SetRateLimit(100_000, time.Minute)
			}
		})
	}
	group.Wait()
	want(t, "messages", len(server.Me().Messages(jonas)), before+8*20*2)
	want(t, "requests", server.RequestCount(), 8*20*2)
}

func TestClient(t *testing.T) {
	bothKinds(t, func(t *testing.T, opts ...fanvuetest.Option) {
		ctx := t.Context()
		server := newServer(t, opts...)
		for _, credential := range []fanvue.Option{fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithToken(fanvuetest.APIKey)} {
			client, err := server.Client(credential)
			if err != nil {
				t.Fatal(err)
			}
			sent, err := client.Messages.Send(ctx, jonas, fanvue.MessageParams{Text: "From the SDK"})
			if err != nil {
				t.Fatal(err)
			}
			page, err := client.Messages.List(ctx, jonas, nil)
			if err != nil {
				t.Fatal(err)
			}
			want(t, "listed", page.Data[0], server.Me().Messages(jonas)[0])
			want(t, "id", page.Data[0].UUID, sent.UUID)

			creator := client.Creator(fanvuetest.CreatorUUID)
			if _, err := creator.Messages.Send(ctx, fanvuetest.CreatorFanUUID, fanvue.MessageParams{Text: "As Juno"}); err != nil {
				t.Fatal(err)
			}
			want(t, "as creator", server.Creator(fanvuetest.CreatorUUID).Messages(fanvuetest.CreatorFanUUID)[0].Text, "As Juno")

			subscribers := 0
			for _, err := range client.Fans.AllSubscribers(ctx, &fanvue.SubscriberListOptions{Size: 5}) {
				if err != nil {
					t.Fatal(err)
				}
				subscribers++
			}
			want(t, "subscribers", subscribers, 23)
			_, err = client.Creator(unknownUUID).Chats.List(ctx, nil)
			want(t, "unmanaged", errors.Is(err, fanvue.ErrNotFound), true)
		}
	})
}
