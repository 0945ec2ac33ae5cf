package fanvuetest_test

import (
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestNotificationsOfWhatFansDo(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	me := server.Me()
	fan := me.AddUser(fanvue.User{DisplayName: "Mia"})
	post := me.AddPost(fanvue.Post{Text: "Hello"})
	me.Subscribe(fan, 999)
	me.Purchase(fan, me.Send(fan, fanvue.MessageParams{MediaUUIDs: []string{"pier"}, Price: 700}))
	me.Tip(fan, 500, "")
	me.AddTip(post, fan, 300)
	me.AddComment(post, fan, "Nice")
	me.AddLike(post, fan)
	me.AddLike(post, fan) // changes nothing

	client := newClient(t, server)
	counts, err := client.Chats.UnreadCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want(t, "unread", counts.UnreadNotifications, fanvue.UnreadNotifications{
		NewSubscriber: 1, NewPurchase: 1, NewTip: 2, NewPostComment: 1, NewPostLike: 1,
	})
	var events []fanvue.NotificationEvent
	for _, n := range collect(t, client.Self.AllNotifications(t.Context(), nil)) {
		events = append(events, n.EventType)
		want(t, "originator", n.Originator.UUID, fan)
	}
	want(t, "newest first", events, []fanvue.NotificationEvent{
		fanvue.NotificationPostLike, fanvue.NotificationPostComment, fanvue.NotificationTip, fanvue.NotificationTip,
		fanvue.NotificationPurchase, fanvue.NotificationNewSubscriber,
	})
}

func TestSubscriptionEarnings(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	me, client := server.Me(), newClient(t, server)
	fan := me.AddUser(fanvue.User{})
	start := time.Now().AddDate(0, 0, -40)
	me.At(start).Subscribe(fan, 999)
	me.At(start.AddDate(0, 0, 30)).Subscribe(fan, 999)
	me.At(start.AddDate(0, 0, 35)).EndSubscription(fan)
	var sources []fanvue.EarningSource
	for _, paid := range collect(t, client.Insights.AllEarnings(t.Context(), nil)) {
		sources = append(sources, paid.Source)
	}
	want(t, "sources", sources, []fanvue.EarningSource{fanvue.EarningRenewal, fanvue.EarningSubscription})
	want(t, "no subscriber", len(collect(t, client.Fans.AllSubscribers(t.Context(), nil))), 0)
	days := collect(t, client.Insights.AllSubscribers(t.Context(), nil))
	want(t, "days", []int{days[0].NewSubscribersCount, days[1].CancelledSubscribersCount, days[1].Total}, []int{1, 1, 0})
	me.Subscribe(fan, 1299)
	want(t, "subscribes again", collect(t, client.Insights.AllEarnings(t.Context(), nil))[0].Source, fanvue.EarningSubscription)
	want(t, "subscriber", len(collect(t, client.Fans.AllSubscribers(t.Context(), nil))), 1)
}

func TestRefundOfACreator(t *testing.T) {
	server := newServer(t)
	creator := server.Creator(juno)
	tip := creator.Tip(fanvuetest.CreatorFanUUID, 2000, "")
	earning := creator.AddEarning("", fanvue.EarningAffiliate, 400)
	creator.Refund(tip)
	creator.Chargeback(earning)
	onV1 := newClientOf(t, server, fanvuetest.APIKey, fanvue.SurfaceV1).Creator(juno)
	back := collect(t, onV1.Insights.AllEarnings(t.Context(), &fanvue.EarningsOptions{
		Sources: []fanvue.EarningSource{fanvue.EarningRefund, fanvue.EarningChargeback},
	}))
	want(t, "taken back", []any{len(back), back[0].Gross + back[1].Gross}, []any{2, fanvue.Cents(-2400)})
	for name, again := range map[string]func(){
		"twice":   func() { creator.Refund(tip) },
		"unknown": func() { creator.Refund("order-1") },
		"of another account": func() {
			server.Me().Refund(tip)
		},
	} {
		func() {
			defer func() { want(t, name+" panics", recover() != nil, true) }()
			again()
		}()
	}
}

func TestTrackingLinkWithUsersAndEarnings(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	me, client := server.Me(), newClient(t, server)
	first := me.AddTrackingLink(fanvue.TrackingLink{UUID: "bio", Name: "Bio", ExternalSocialPlatform: fanvue.PlatformReddit, Clicks: 40})
	second := me.AddTrackingLink(fanvue.TrackingLink{Name: "Story"})
	fan, follower := me.AddFan(fanvue.User{}), me.AddFollower(fanvue.User{})
	me.At(time.Now().Add(-time.Hour)).AddVisit(first, fan, map[string]string{"utm_source": "bio"})
	me.AddVisit(second, fan, nil)
	me.AddVisit(first, follower, nil)
	me.Tip(fan, 1000, "")

	links := collect(t, client.TrackingLinks.All(t.Context(), nil))
	want(t, "the first", links[1], fanvue.TrackingLink{
		UUID: "bio", Name: "Bio", LinkURL: links[1].LinkURL, ExternalSocialPlatform: fanvue.PlatformReddit, CreatedAt: links[1].CreatedAt, Clicks: 42,
		Engagement: fanvue.TrackingEngagement{AcquiredFollowers: 1, TotalFollowers: 1, AcquiredSubscribers: 1, TotalSubscribers: 1},
		Earnings:   &fanvue.TrackingEarnings{TotalGross: 1000, TotalNet: 800},
	})
	want(t, "the second", links[0].Engagement, fanvue.TrackingEngagement{TotalSubscribers: 1})
	metadata, err := client.TrackingLinks.UserMetadata(t.Context(), first, fan)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "metadata", metadata.Metadata, map[string]string{"utm_source": "bio"})
	users := collect(t, client.TrackingLinks.AllUsers(t.Context(), first, nil))
	want(t, "latest first", []string{users[0].UUID, users[1].UUID}, []string{follower, fan})
}

func TestMistakesInPaymentsPanic(t *testing.T) {
	me := newServer(t).Me()
	for name, mistake := range map[string]func(){
		"post that is free":   func() { me.PurchasePost(fanvuetest.PostUUID, jonas) },
		"no subscriber":       func() { me.EndSubscription(fanvuetest.FollowerUUID) },
		"unknown link":        func() { me.AddVisit("nowhere", jonas, nil) },
		"unknown message":     func() { me.DeleteMessage(jonas, unknownUUID) },
		"unknown tipper":      func() { me.Tip(unknownUUID, 100, "") },
		"price without media": func() { me.Send(jonas, fanvue.MessageParams{Text: "a", Price: 500}) },
		"own account":         func() { me.AddCreator(fanvue.User{UUID: fanvuetest.MeUUID}) },
	} {
		func() {
			defer func() { want(t, name+" panics", recover() != nil, true) }()
			mistake()
		}()
	}
}
