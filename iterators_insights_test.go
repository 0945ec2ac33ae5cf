package fanvue_test

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

func insightsIterators() []iteratorCase {
	const (
		userItem  = `{"user":{"uuid":%q}}`
		plainItem = `{"uuid":%q}`
		cursor    = "cursor=c%2F2+%2B%3D&"
		dayItem   = `{"date":"2026-03-01","note":%q}`
	)
	start, end := spring()
	period := &fanvue.InsightsPeriodOptions{StartDate: start, EndDate: end}
	ofSource := func(source string) [2]string {
		return [2]string{
			springEnd + "&size=50&source=" + source + "&" + springStart,
			cursor + springEnd + "&size=50&source=" + source + "&" + springStart,
		}
	}
	inPeriod := [2]string{
		springEnd + "&size=50&" + springStart,
		cursor + springEnd + "&size=50&" + springStart,
	}
	numbered := [2]string{inPeriod[0], springEnd + "&page=2&size=50&" + springStart}
	links := [2]string{
		"createdAfter=2026-03-01T00%3A00%3A00%2B02%3A00&createdBefore=2026-04-01T12%3A30%3A00.25-09%3A30&limit=50",
		"createdAfter=2026-03-01T00%3A00%3A00%2B02%3A00&createdBefore=2026-04-01T12%3A30%3A00.25-09%3A30&" + cursor + "limit=50",
	}
	linkUsers := [2]string{"limit=50", cursor + "limit=50"}
	linkOptions := &fanvue.TrackingLinkListOptions{CreatedAfter: start, CreatedBefore: end}
	tips := &fanvue.EarningsOptions{StartDate: start, EndDate: end, Sources: []fanvue.EarningSource{fanvue.EarningTip}}
	refunds := &fanvue.SpendingOptions{StartDate: start, EndDate: end, Sources: []fanvue.ReversalSource{fanvue.ReversalRefund}}

	order := func(e fanvue.Earning) string { return e.TransactionOrderID }
	payer := func(r fanvue.Reversal) string { return r.User.UUID }
	spender := func(s fanvue.TopSpender) string { return s.User.UUID }
	link := func(l fanvue.TrackingLink) string { return l.UUID }
	visitor := func(u fanvue.TrackingLinkUser) string { return u.UUID }
	return []iteratorCase{
		{
			name: "Insights.AllSpending", path: "/insights/spending", item: userItem, cursor: true, queries: ofSource("refund"),
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Insights.AllSpending(ctx, refunds), payer)
			},
		},
		{
			name: "Insights.AllEarnings", path: "/insights/earnings", item: `{"transactionOrderId":%q}`, cursor: true, queries: ofSource("tip"),
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Insights.AllEarnings(ctx, tips), order)
			},
		},
		{
			name: "Creator.Insights.AllEarnings", path: creatorPrefix + "/insights/earnings", item: `{"transactionOrderId":%q}`, cursor: true,
			queries: ofSource("tip"),
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Insights.AllEarnings(ctx, tips), order)
			},
		},
		{
			name: "Insights.AllSubscribers", path: "/insights/subscribers", item: dayItem, cursor: true, queries: inPeriod,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Insights.AllSubscribers(ctx, period), inTurn())
			},
		},
		{
			name: "Creator.Insights.AllSubscribers", path: creatorPrefix + "/insights/subscribers", item: dayItem, cursor: true, queries: inPeriod,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Insights.AllSubscribers(ctx, period), inTurn())
			},
		},
		{
			name: "Insights.AllTopSpenders", path: "/insights/top-spenders", item: userItem, queries: numbered,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Insights.AllTopSpenders(ctx, period), spender)
			},
		},
		{
			name: "Insights.AllTopSpenders by cursor", path: "/insights/top-spenders", item: userItem, cursor: true, queries: inPeriod,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Insights.AllTopSpenders(ctx, period), spender)
			},
		},
		{
			name: "Creator.Insights.AllTopSpenders", path: creatorPrefix + "/insights/top-spenders", item: userItem, queries: numbered,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).Insights.AllTopSpenders(ctx, period), spender)
			},
		},
		{
			name: "TrackingLinks.All", path: "/tracking-links", item: plainItem, cursor: true, queries: links,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.TrackingLinks.All(ctx, linkOptions), link)
			},
		},
		{
			name: "Creator.TrackingLinks.All", path: creatorPrefix + "/tracking-links", item: plainItem, cursor: true, queries: links,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).TrackingLinks.All(ctx, linkOptions), link)
			},
		},
		{
			name: "TrackingLinks.AllUsers", path: "/tracking-links/" + linkPath + "/users", item: plainItem, cursor: true, queries: linkUsers,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.TrackingLinks.AllUsers(ctx, linkID, nil), visitor)
			},
		},
		{
			name: "Creator.TrackingLinks.AllUsers", path: creatorPrefix + "/tracking-links/" + linkPath + "/users", item: plainItem, cursor: true,
			queries: linkUsers,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Creator(creatorID).TrackingLinks.AllUsers(ctx, linkID, nil), visitor)
			},
		},
	}
}

// inTurn names days, which have no id, in the order in which they come.
func inTurn() func(fanvue.SubscriberDay) string {
	var seen int
	return func(fanvue.SubscriberDay) string {
		seen++
		return string(rune('a' + seen - 1))
	}
}
