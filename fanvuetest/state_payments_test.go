package fanvuetest_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// TestViewsOfMoneyAgree makes up histories of three accounts, and compares every
// view of what they were paid.
func TestViewsOfMoneyAgree(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opts := []fanvuetest.Option{fanvuetest.InMemory(), fanvuetest.WithRateLimit(1_000_000, time.Minute)}
				if seed%2 == 0 {
					opts = append(opts, fanvuetest.Empty())
				}
				server := fanvuetest.NewServer(opts...)
				defer server.Close()
				random := rand.New(rand.NewPCG(seed, 1))
				accounts := []*fanvuetest.Account{
					server.Me(), server.AddCreator(fanvue.User{UUID: juno}), server.AddCreator(fanvue.User{UUID: remy}),
				}
				for i, account := range accounts {
					addHistory(account, random)
					key := fmt.Sprint("key", i)
					server.AddCredential(account, key, fanvuetest.AllScopes()...)
					compareViews(t, newClientOf(t, server, key, fanvue.SurfaceDefault), newClientOf(t, server, key, fanvue.SurfaceV1), seed%2 == 0)
				}
				compareAgency(t, newClient(t, server))
			})
		})
	}
}

// addHistory adds 60 days of payments.
func addHistory(account *fanvuetest.Account, random *rand.Rand) {
	start := time.Now().AddDate(0, 0, -60)
	var fans, posts, payments []string
	subscribed := make(map[string]bool)
	price := fanvue.Cents(300 + random.IntN(5000))
	for i := range 4 {
		fans = append(fans, account.At(start).AddUser(fanvue.User{}))
		posts = append(posts, account.At(start).AddPost(fanvue.Post{Text: fmt.Sprint(i), Price: &price, MediaUUIDs: []string{"set"}}))
	}
	link := account.At(start).AddTrackingLink(fanvue.TrackingLink{Name: "Bio"})
	account.At(start).AddVisit(link, fans[0], nil)
	account.At(start).AddVisit(link, fans[1], nil)
	for hour := 1; hour < 60*24; hour += 1 + random.IntN(24) {
		at := account.At(start.Add(time.Duration(hour) * time.Hour))
		fan, post, gross := fans[random.IntN(4)], posts[random.IntN(4)], fanvue.Cents(1+random.IntN(9999))
		switch random.IntN(9) {
		case 0:
			payments = append(payments, at.Subscribe(fan, gross))
			subscribed[fan] = true
		case 1:
			message := at.Send(fan, fanvue.MessageParams{Text: "New", MediaUUIDs: []string{"set"}, Price: price})
			payments = append(payments, at.Purchase(fan, message))
		case 2:
			payments = append(payments, at.Tip(fan, gross, "Thanks!"))
		case 3:
			payments = append(payments, at.AddTip(post, fan, gross))
		case 4:
			payments = append(payments, at.PurchasePost(post, fan))
		case 5:
			payments = append(payments, at.AddEarning("", fanvue.EarningReferral, gross), at.AddEarning(fan, fanvue.EarningMediaLink, gross))
		case 6:
			if len(payments) > 0 {
				at.Refund(payments[0])
				payments = payments[1:]
			}
		case 8:
			if subscribed[fan] {
				at.EndSubscription(fan)
				subscribed[fan] = false
			}
		case 7:
			if len(payments) > 0 {
				at.Chargeback(payments[0])
				payments = payments[1:]
			}
		}
	}
}

func compareViews(t *testing.T, client, onV1 *fanvue.Client, complete bool) {
	t.Helper()
	ctx := t.Context()
	var gross, net, fromFans fanvue.Cents
	byFan, bySource, tipsByPost := make(map[string]fanvue.Cents), make(map[fanvue.EarningSource]fanvue.Cents), make(map[string]fanvue.Cents)
	for _, paid := range collect(t, client.Insights.AllEarnings(ctx, nil)) {
		gross, net = gross+paid.Gross, net+paid.Net
		bySource[paid.Source] += paid.Gross
		if paid.User != nil {
			fromFans += paid.Gross
			byFan[paid.User.UUID] += paid.Gross
		}
		if paid.Source == fanvue.EarningTip && paid.PostUUID != "" {
			tipsByPost[paid.PostUUID] += paid.Gross
		}
	}
	if gross == 0 || len(byFan) == 0 {
		t.Error("the history is empty")
	}

	summary, err := client.Insights.EarningsSummary(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	account, err := client.Self.Account(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var overTime, breakdown fanvue.Cents
	for _, bucket := range summary.OverTime {
		overTime += bucket.Gross
	}
	for _, amount := range summary.BreakdownBySource {
		breakdown += amount.Gross
	}
	want(t, "over time and breakdown", []fanvue.Cents{overTime, breakdown}, []fanvue.Cents{gross, gross})
	want(t, "account and summary", account.Account.Earnings.Total, summary.Totals.AllTime.Gross)

	var reversed fanvue.Cents
	for _, back := range collect(t, client.Insights.AllSpending(ctx, nil)) {
		reversed += back.Gross
	}
	var onV1Gross fanvue.Cents
	for _, paid := range collect(t, onV1.Insights.AllEarnings(ctx, nil)) {
		onV1Gross += paid.Gross
	}
	want(t, "v1 has the reversals", onV1Gross, gross+reversed)
	if complete {
		want(t, "all time", []fanvue.Cents{summary.Totals.AllTime.Gross, summary.Totals.AllTime.Net}, []fanvue.Cents{gross, net})
		want(t, "balance", account.Account.Earnings.AvailableBalance, gross+reversed)
	}

	var spent fanvue.Cents
	for _, spender := range collect(t, client.Insights.AllTopSpenders(ctx, nil)) {
		spent += spender.Gross
		want(t, "top spender", spender.Gross, byFan[spender.User.UUID])
	}
	want(t, "top spenders", spent, fromFans)
	for uuid, paid := range byFan {
		fan, err := client.Insights.Fan(ctx, uuid)
		if err != nil {
			t.Fatal(err)
		}
		var sources fanvue.Cents
		for _, amount := range fan.Spending.Sources {
			sources += amount.Total
		}
		want(t, "fan insights", []fanvue.Cents{fan.Spending.Total.Total, sources}, []fanvue.Cents{paid, paid})
	}
	for _, post := range collect(t, client.Posts.All(ctx, nil)) {
		want(t, "tips of a post", post.Tips.TotalGross, tipsByPost[post.UUID])
	}
	for _, link := range collect(t, client.TrackingLinks.All(ctx, nil)) {
		var earned fanvue.Cents
		for _, user := range collect(t, client.TrackingLinks.AllUsers(ctx, link.UUID, nil)) {
			earned += byFan[user.UUID]
		}
		if link.Earnings != nil {
			want(t, "tracking link", link.Earnings.TotalGross, earned)
		}
	}
}

// compareAgency compares what the agency sees of its creators with what they
// see themselves.
func compareAgency(t *testing.T, client *fanvue.Client) {
	t.Helper()
	ctx := t.Context()
	year := fanvue.AgencyPeriodOptions{StartDate: time.Now().AddDate(0, 0, -364), EndDate: time.Now().Add(time.Second)}
	type day struct{ creator, date string }
	byDay := make(map[day]fanvue.EarningsAmount)
	for _, paid := range collect(t, client.Agency.AllEarnings(ctx, &year)) {
		at := day{paid.CreatorUUID, paid.Date.Format(time.DateOnly)}
		byDay[at] = fanvue.EarningsAmount{Gross: byDay[at].Gross + paid.Gross, Net: byDay[at].Net + paid.Net}
	}
	own := make(map[day]fanvue.EarningsAmount)
	for _, creator := range []string{juno, remy} {
		for _, paid := range collect(t, client.Creator(creator).Insights.AllEarnings(ctx, nil)) {
			at := day{creator, paid.Date.UTC().Format(time.DateOnly)}
			own[at] = fanvue.EarningsAmount{Gross: own[at].Gross + paid.Gross, Net: own[at].Net + paid.Net}
		}
	}
	want(t, "earnings of the creators by day", byDay, own)

	type change struct{ started, ended int }
	subscriptions, ownSubscriptions := make(map[day]change), make(map[day]change)
	for _, on := range collect(t, client.Agency.AllSubscribersHistory(ctx, &year)) {
		subscriptions[day{on.CreatorUUID, on.Date.Format(time.DateOnly)}] = change{on.NewSubscribersCount, on.CancelledSubscribersCount}
	}
	for _, creator := range []string{juno, remy} {
		for _, on := range collect(t, client.Creator(creator).Insights.AllSubscribers(ctx, nil)) {
			ownSubscriptions[day{creator, on.Date.UTC().Format(time.DateOnly)}] = change{on.NewSubscribersCount, on.CancelledSubscribersCount}
		}
	}
	if diff := cmp.Diff(ownSubscriptions, subscriptions, cmp.AllowUnexported(change{})); diff != "" {
		t.Errorf("subscriptions of the creators by day (-own +agency):\n%s", diff)
	}
}

// TestChatterRevenueIsEarned sells a message that a team member sent for a
// creator.
func TestChatterRevenueIsEarned(t *testing.T) {
	server := newServer(t)
	dana := server.AddAccount(fanvue.User{UUID: fanvuetest.TeamMemberUUID})
	server.AddCredential(dana, "dana", fanvuetest.AllScopes()...)
	creator := newClientOf(t, server, "dana", fanvue.SurfaceDefault).Creator(juno)
	media := server.Creator(juno).AddMedia("", fanvue.MediaImage)
	revenue := func() fanvue.Cents {
		board, err := newClient(t, server).Agency.ChatterLeaderboard(t.Context(), &fanvue.ChatterLeaderboardOptions{ChatterUUIDs: []string{fanvuetest.TeamMemberUUID}})
		if err != nil {
			t.Fatal(err)
		}
		return board[0].Revenue
	}
	before := revenue()
	sent, err := creator.Messages.Send(t.Context(), fanvuetest.CreatorFanUUID, fanvue.MessageParams{MediaUUIDs: []string{media}, Price: 500})
	if err != nil {
		t.Fatal(err)
	}
	server.Creator(juno).Purchase(fanvuetest.CreatorFanUUID, sent.UUID)
	want(t, "revenue", revenue(), before+500)
	page, err := creator.Insights.Earnings(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "earned", []any{page.Data[0].MessageUUID, page.Data[0].Gross}, []any{sent.UUID, fanvue.Cents(500)})
}

func TestPercentileFallsWithEarnings(t *testing.T) {
	server := newServer(t, fanvuetest.Empty())
	fan := server.Me().AddFan(fanvue.User{})
	last := 101.0
	for range 4 {
		got, err := newClient(t, server).Insights.EarningsPercentile(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got >= last {
			t.Errorf("got %v after earning more, want less than %v", got, last)
		}
		last = got
		server.Me().Tip(fan, 2500, "")
	}
}
