package fanvuetest_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// What only some surfaces have is no route on the others.
func TestPathsOfOtherSurfaces(t *testing.T) {
	server := newServer(t)
	checked := 0
	for _, op := range fanvue.Operations() {
		if len(op.Surfaces) == 0 {
			continue
		}
		path := strings.NewReplacer(
			"{creatorUserUuid}", fanvuetest.CreatorUUID, "{userUuid}", jonas, "{messageUuid}", fanvuetest.PricedMessageUUID, "{uploadId}", "u",
		).Replace(op.Path)
		for surface, prefix := range map[fanvue.Surface]string{fanvue.SurfaceDefault: "", fanvue.SurfaceV0: "/v0", fanvue.SurfaceV1: "/v1"} {
			got := ask(t, server, op.Method, prefix+path, "")
			requests := server.Requests()
			reached := requests[len(requests)-1].Operation
			if slices.Contains(op.Surfaces, surface) {
				want(t, prefix+path, reached, op.Name)
				continue
			}
			checked++
			want(t, prefix+path, reached, fanvue.OperationName(""))
			wantExactly(t, got, 404, `{"message":"There is no such route"}`)
		}
	}
	if checked < 6 {
		t.Errorf("%d paths were checked", checked)
	}
}

func TestGetOneOfAList(t *testing.T) {
	server := newServer(t)
	first := func(path string, i int) any { return dig(t, get(t, server, "/v1"+path).body, "data", i) }
	one := func(path string) any { return dig(t, get(t, server, "/v1"+path).body) }
	want(t, "chat", one("/chats/"+jonas), first("/chats", 0))
	want(t, "message", one("/chats/"+jonas+"/messages/"+fanvuetest.PricedMessageUUID), first("/chats/"+jonas+"/messages", 2))
	want(t, "bought", dig(t, get(t, server, "/v1/chats/"+priya+"/messages/"+fanvuetest.BoughtMessageUUID).body, "purchasedAt") == nil, false)
	want(t, "subscriber", one("/subscribers/"+jonas), first("/subscribers", 0))
	want(t, "reading marks nothing", dig(t, get(t, server, "/v1/chats/"+jonas).body, "isRead"), any(false))

	noChat := `{"message":"There is no chat with this user"}`
	wantExactly(t, get(t, server, "/v1/chats/"+unknownUUID), 404, noChat)
	wantExactly(t, get(t, server, "/v1/chats/"+fanvuetest.FollowerUUID), 404, noChat)
	wantExactly(t, get(t, server, "/v1/chats/"+unknownUUID+"/messages/"+unknownUUID), 404, noChat)
	wantExactly(t, get(t, server, "/v1/chats/"+jonas+"/messages/"+fanvuetest.BoughtMessageUUID), 404, `{"message":"Message not found"}`)
	for _, user := range []string{fanvuetest.FollowerUUID, unknownUUID, "f3000000-0000-4000-8000-000000000001"} {
		wantExactly(t, get(t, server, "/v1/subscribers/"+user), 404, `{"message":"This user is not a subscriber"}`)
	}
}

func TestTyping(t *testing.T) {
	server := newServer(t)
	typing := func(user, body string) exchange {
		return ask(t, server, http.MethodPost, "/chats/"+user+"/typing", body)
	}
	want(t, "at first", server.Me().IsTypingTo(jonas), false)
	wantExactly(t, typing(jonas, `{"isTyping":true}`), 204, "")
	want(t, "begun", []bool{server.Me().IsTypingTo(jonas), server.Me().IsTypingTo(priya)}, []bool{true, false})
	wantExactly(t, typing(jonas, `{"isTyping":false}`), 204, "")
	want(t, "ended", server.Me().IsTypingTo(jonas), false)
	wantExactly(t, ask(t, server, http.MethodPost, "/v1/chats/"+jonas+"/typing", `{}`), 204, "")
	want(t, "begun without a word", server.Me().IsTypingTo(jonas), true)
	wantExactly(t, typing(jonas, `{"isTyping":1}`), 400, `{"errors":["isTyping must be a boolean"]}`)
	wantExactly(t, typing(unknownUUID, `{"isTyping":true}`), 404, `{"message":"There is no chat with this user"}`)
}

func TestSubscriptionPrice(t *testing.T) {
	server := newServer(t)
	set := func(body string) exchange {
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

		put := func(trigger, body string) exchange { return ask(t, server, http.MethodPut, path+"/"+trigger, body) }
		remove := func(trigger string) exchange { return ask(t, server, http.MethodDelete, path+"/"+trigger, "") }
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
	wantJSON(t, get(t, server, path), 200, `{"data":[`+seeded+`,`+hook(id)+`,`+hook(otherID)+`]}`) // the secret is never told again

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

func TestPromotions(t *testing.T) {
	server := newServer(t)
	create := func(body string) exchange { return ask(t, server, http.MethodPost, "/promotions", body) }
	made := create(`{"availableToGroup":"expired_subscribers","freeTrial":true,"freeTrialDays":7,"maxUsages":50,"message":"Come back"}`)
	uuid := dig(t, made.body, "uuid").(string)
	wantExactly(t, made, 201, `{"uuid":"`+uuid+`"}`)
	want(t, "discount", create(`{"discountPercent":100}`).status, 201)
	for body, refusal := range map[string]string{
		`{}`:                                        `{"message":"A promotion needs a free trial or a discount"}`,
		`{"message":"hi","maxUsages":1}`:            `{"message":"A promotion needs a free trial or a discount"}`,
		`{"discountPercent":101}`:                   `{"errors":["discountPercent must be from 1 to 100"]}`,
		`{"discountPercent":0}`:                     `{"errors":["discountPercent must be from 1 to 100"]}`,
		`{"freeTrial":"yes"}`:                       `{"errors":["freeTrial must be a boolean"]}`,
		`{"freeTrial":true,"availableToGroup":"x"}`: `{"errors":["availableToGroup must be one of new_subscribers, expired_subscribers, all, followers"]}`,
	} {
		wantExactly(t, create(body), 400, refusal)
	}
	want(t, "made", server.Me().Promotions(), []fanvue.PromotionParams{
		{AvailableToGroup: "expired_subscribers", FreeTrial: true, FreeTrialDays: 7, MaxUsages: 50, Message: "Come back"},
		{DiscountPercent: 100},
	})
}

func TestAppStore(t *testing.T) {
	server := newServer(t)
	own := `"uuid":"` + fanvuetest.AppUUID + `","name":"Inbox Helper","tagline":"Answers before you do","description":"Drafts replies to your fans.",
		"logoUrl":"https://media.example.com/apps/inbox-helper.png","appUrl":"https://inbox-helper.example.com","pricingType":"monthly",
		"rating":{"average":4.5,"count":2},"developer":{"name":"Ava Rivers","handle":"ava.rivers"}`
	other := `"uuid":"b0000000-0000-4000-8000-000000000002","name":"Story Planner","tagline":"Post on time","description":"A calendar for posts.",
		"logoUrl":"https://media.example.com/apps/story-planner.png","appUrl":null,"pricingType":"free",
		"rating":{"average":null,"count":null},"developer":{"name":null,"handle":null}`
	wantJSON(t, get(t, server, "/apps"), 200, `{"data":[{`+own+`},{`+other+`}],"pagination":{"page":1,"size":2,"hasMore":false}}`)
	wantJSON(t, get(t, server, "/apps?search=PLAN&size=1"), 200, `{"data":[{`+other+`}],"pagination":{"page":1,"size":1,"hasMore":false}}`)
	want(t, "with a cursor", column(t, get(t, server, "/v1/apps?cursor="+dig(t, get(t, server, "/v1/apps?size=1").body, "nextCursor").(string)).body, "name"),
		[]string{"Story Planner"})
	wantJSON(t, get(t, server, "/apps/"+fanvuetest.AppUUID), 200, `{`+own+`,"descriptionTitle":"Why Inbox Helper",
		"descriptionBody":"It reads along and suggests.","highlights":[],"heroImageUrl":"https://media.example.com/apps/hero.png",
		"previewImageUrls":["https://media.example.com/apps/inbox-helper-1.png"],"galleryImageUrls":["https://media.example.com/apps/inbox-helper-1.png"],
		"pricingPlans":[{"uuid":"b1000000-0000-4000-8000-000000000001","name":"Studio","description":"For a whole studio","billingType":"recurring",
			"interval":"monthly","price":999,"currencyCode":"USD","status":"active","highlights":["All creators"]}],
		"ratingDistribution":[{"rating":5,"proportion":0.5,"count":1},{"rating":4,"proportion":0.5,"count":1}]}`)
	wantJSON(t, get(t, server, "/apps/b0000000-0000-4000-8000-000000000002"), 200, `{`+other+`,"descriptionTitle":null,"descriptionBody":null,
		"highlights":[],"heroImageUrl":null,"previewImageUrls":[],"galleryImageUrls":[],"pricingPlans":[],"ratingDistribution":null}`)
	wantExactly(t, get(t, server, "/apps/"+unknownUUID), 404, `{"message":"App not found"}`)
	wantExactly(t, get(t, newServer(t, fanvuetest.Empty()), "/apps"), 200, `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`)
}

// The SDK gets along with what is served beyond the published API, on each
// surface that has it.
func TestUnpublishedThroughTheSDK(t *testing.T) {
	for _, surface := range []fanvue.Surface{fanvue.SurfaceDefault, fanvue.SurfaceV0, fanvue.SurfaceV1} {
		t.Run(surface.String(), func(t *testing.T) {
			server := newServer(t)
			client, err := server.Client(fanvue.WithAPIKey(fanvuetest.APIKey), fanvue.WithSurface(surface))
			if err != nil {
				t.Fatal(err)
			}
			ctx := t.Context()
			check := func(what string, err error) {
				t.Helper()
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
			check("set", client.AutomatedMessages.Set(ctx, fanvue.TriggerNewFollower, fanvue.AutomatedMessageParams{Text: "Hello!"}))
			var on []fanvue.Trigger
			for m, err := range client.AutomatedMessages.All(ctx, nil) {
				check("automated messages", err)
				if m.Enabled {
					on = append(on, m.Trigger)
				}
			}
			want(t, "on", on, []fanvue.Trigger{fanvue.TriggerNewSubscriber, fanvue.TriggerNewFollower, fanvue.TriggerRenewed})
			check("disable", client.AutomatedMessages.Disable(ctx, fanvue.TriggerNewFollower))
			want(t, "a second time", errors.Is(client.AutomatedMessages.Disable(ctx, fanvue.TriggerNewFollower), fanvue.ErrNotFound), true)

			hook, err := client.Webhooks.Create(ctx, fanvue.WebhookParams{URL: "https://example.com/hook", Events: []string{"creator.follow.created"}})
			check("create webhook", err)
			check("delete webhook", client.Webhooks.Delete(ctx, hook.ID))
			hooks, err := client.Webhooks.List(ctx, nil)
			check("list webhooks", err)
			want(t, "webhooks left", len(hooks.Data), 1)

			promotion, err := client.Promotions.Create(ctx, fanvue.PromotionParams{DiscountPercent: 20})
			check("promotion", err)
			want(t, "promotion has an id", promotion.UUID != "", true)
			check("typing", client.Chats.SetTyping(ctx, jonas, true))
			check("price", client.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: 1999}))
			app, err := client.Apps.Get(ctx, fanvuetest.AppUUID)
			check("app", err)
			want(t, "plan", app.PricingPlans[0].Price, fanvue.Cents(999))
			var apps int
			for _, err := range client.Apps.All(ctx, &fanvue.AppListOptions{Size: 1}) {
				check("apps", err)
				apps++
			}
			want(t, "apps", apps, 2)

			_, chatErr := client.Chats.Get(ctx, jonas)
			_, messageErr := client.Messages.Get(ctx, jonas, fanvuetest.PricedMessageUUID)
			subscriber, subscriberErr := client.Fans.Subscriber(ctx, jonas)
			if surface != fanvue.SurfaceV1 {
				for _, err := range []error{chatErr, messageErr, subscriberErr} {
					want(t, "not on this surface", errors.Is(err, errors.ErrUnsupported), true)
				}
				return
			}
			check("chat", chatErr)
			check("message", messageErr)
			check("subscriber", subscriberErr)
			want(t, "the new price", subscriber.Subscription.Price, fanvue.Cents(1999))
		})
	}
}
