package fanvuetest_test

import (
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestAddNotificationWithoutJSON(t *testing.T) {
	defer func() {
		want(t, "panic", recover(), any("fanvuetest: the Data of a notification is not JSON: \"{\""))
	}()
	newServer(t).Me().AddNotification(fanvue.Notification{Data: []byte("{")})
}

func TestDatedHistory(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	ctx, me := t.Context(), server.Me()
	now := time.Now()
	fan := me.At(now.AddDate(0, 0, -30)).AddFan(fanvue.User{DisplayName: "Mia"})
	me.Receive(fan, "today")
	me.At(now.AddDate(0, 0, -20)).Receive(fan, "long ago")
	lastWeek := me.At(now.AddDate(0, 0, -7))
	priced := lastWeek.Send(fan, fanvue.MessageParams{Text: "the set", MediaUUIDs: []string{"pier"}, Price: 900})
	lastWeek.Purchase(fan, priced)
	old := me.At(now.AddDate(0, -3, 0)).AddPost(fanvue.Post{Text: "old"})
	me.AddPost(fanvue.Post{Text: "new"})
	me.At(now.AddDate(0, -2, 0)).AddComment(old, fan, "first")

	client := newClient(t, server)
	var texts []string
	for _, message := range collect(t, client.Messages.All(ctx, fan, nil)) {
		texts = append(texts, message.Text)
	}
	chats, err := client.Chats.List(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "chat exists since the first message", chats.Data[0].CreatedAt.UTC().Format(time.DateOnly), now.AddDate(0, 0, -20).UTC().Format(time.DateOnly))
	want(t, "messages, newest first", texts, []string{"today", "the set", "long ago"})
	bought := me.Messages(fan)[1]
	want(t, "bought then", bought.PurchasedAt.UTC().Format(time.DateOnly), now.AddDate(0, 0, -7).UTC().Format(time.DateOnly))
	posts := collect(t, client.Posts.All(ctx, nil))
	want(t, "posts, newest first", []string{posts[0].Text, posts[1].Text}, []string{"new", "old"})
	insights, err := client.Insights.Fan(ctx, fan)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "subscribed then", insights.Subscription.CreatedAt.UTC().Format(time.DateOnly), now.AddDate(0, 0, -30).UTC().Format(time.DateOnly))
	recent := collect(t, client.Insights.AllEarnings(ctx, &fanvue.EarningsOptions{StartDate: now.AddDate(0, 0, -6)}))
	want(t, "earned in the last days", len(recent), 0)
	want(t, "earned", collect(t, client.Insights.AllEarnings(ctx, nil))[0].Gross, fanvue.Cents(900))
}

func TestAtTheFuturePanics(t *testing.T) {
	defer func() { want(t, "panics", recover() != nil, true) }()
	newServer(t).Me().At(time.Now().Add(time.Hour))
}

func TestMessageOfAFanWithMedia(t *testing.T) {
	server := newServer(t)
	client := newClient(t, server)
	uuid := server.Me().Receive(jonas, "Look!", fanvue.MediaImage, fanvue.MediaVideo)
	received := collect(t, client.Messages.All(t.Context(), jonas, nil))[0]
	want(t, "message", []any{received.UUID, received.Sender.UUID, received.MediaType, len(received.MediaUUIDs)}, []any{uuid, jonas, fanvue.MediaImage, 2})
	resolved, err := client.Messages.Media(t.Context(), jonas, uuid, fanvue.MessageMediaParams{MediaUUIDs: received.MediaUUIDs})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "media", len(resolved.Results), 2)
	_, err = client.Messages.Send(t.Context(), jonas, fanvue.MessageParams{MediaUUIDs: received.MediaUUIDs[:1]})
	want(t, "are not in the library", err != nil, true)
}

func TestTipInAChat(t *testing.T) {
	server := newServer(t)
	client := newClient(t, server)
	server.Me().Tip(jonas, 1500, "Buy yourself a coffee")
	message := collect(t, client.Messages.All(t.Context(), jonas, nil))[0]
	want(t, "message", []any{message.Type, message.Text}, []any{fanvue.MessageTip, "Buy yourself a coffee"})
	paid := collect(t, client.Insights.AllEarnings(t.Context(), &fanvue.EarningsOptions{Sources: []fanvue.EarningSource{fanvue.EarningTip}}))[0]
	want(t, "payment", []any{paid.Gross, paid.MessageUUID, paid.User.UUID}, []any{fanvue.Cents(1500), message.UUID, jonas})
	chats, err := client.Chats.List(t.Context(), &fanvue.ChatListOptions{Filters: []fanvue.ChatFilter{fanvue.ChatsHasTipped}})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "filtered", chats.Data[0].User.UUID, jonas)
}

func TestDeletedMessageIsGone(t *testing.T) {
	server := newServer(t)
	uuid := server.Me().Receive(jonas, "oops")
	server.Me().DeleteMessage(jonas, uuid)
	want(t, "last", server.Me().Messages(jonas)[0].Text, "Where was that?")
	server.Me().Purchase(jonas, fanvuetest.PricedMessageUUID)
	server.Me().DeleteMessage(jonas, fanvuetest.PricedMessageUUID)
	paid := collect(t, newClient(t, server).Insights.AllEarnings(t.Context(), nil))[0]
	want(t, "still earned", paid.MessageUUID, fanvuetest.PricedMessageUUID)
}
