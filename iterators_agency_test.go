package fanvue_test

import (
	"context"

	"github.com/fanvue-go/fanvue"
)

// agencyIterators are the lists of an agency and those beyond the published API.
func agencyIterators() []iteratorCase {
	const (
		plainItem = `{"uuid":%q}`
		// dayRow counts what has no id of its own.
		dayItem   = `{"creatorUuid":%q,"date":"2026-03-01"}`
		chatItem  = `{"creatorUuid":"c-1","user":{"uuid":%q}}`
		autoItem  = `{"trigger":%q}`
		hookItem  = `{"id":%q}`
		agencies  = "/agencies"
		dates     = "endDate=2026-04-01T00%3A00%3A00Z"
		startDate = "startDate=2026-03-01T00%3A00%3A00Z"
	)
	plain := [2]string{"size=50", "page=2&size=50"}
	period := &fanvue.AgencyPeriodOptions{
		StartDate: at("2026-03-01T00:00:00Z").Time, EndDate: at("2026-04-01T00:00:00Z").Time, CreatorUUIDs: []string{"c-1", "c-2"},
	}
	periodQueries := [2]string{
		"creatorUuids=c-1%2Cc-2&" + dates + "&size=50&" + startDate,
		"creatorUuids=c-1%2Cc-2&" + dates + "&page=2&size=50&" + startDate,
	}
	return []iteratorCase{
		{
			name: "Agency.AllChats", path: agencies + "/chats", item: chatItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Agency.AllChats(ctx, nil), func(chat fanvue.AgencyChat) string { return chat.User.UUID })
			},
		},
		{
			name: "Agency.AllSubscribers", path: agencies + "/subscribers", item: plainItem,
			queries: [2]string{"creatorUuids=c-1&size=50", "creatorUuids=c-1&page=2&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Agency.AllSubscribers(ctx, &fanvue.AgencySubscriberOptions{CreatorUUIDs: []string{"c-1"}}),
					func(s fanvue.AgencySubscriber) string { return s.UUID })
			},
		},
		{
			name: "Agency.AllSubscribersHistory", path: agencies + "/subscribers-history", item: dayItem, queries: periodQueries,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Agency.AllSubscribersHistory(ctx, period), func(d fanvue.AgencySubscriberDay) string { return d.CreatorUUID })
			},
		},
		{
			name: "Agency.AllEarnings", path: agencies + "/earnings", item: dayItem, queries: periodQueries,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Agency.AllEarnings(ctx, period), func(e fanvue.AgencyEarning) string { return e.CreatorUUID })
			},
		},
		{
			name: "Apps.All", path: "/apps", item: plainItem,
			queries: [2]string{"search=in+box&size=50", "page=2&search=in+box&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Apps.All(ctx, &fanvue.AppListOptions{Search: "in box"}), func(a fanvue.App) string { return a.UUID })
			},
		},
		{
			name: "AutomatedMessages.All", path: "/chats/automated-messages", item: autoItem, queries: plain,
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.AutomatedMessages.All(ctx, nil), func(m fanvue.AutomatedMessage) string { return string(m.Trigger) })
			},
		},
		{
			name: "Webhooks.All", path: "/webhooks/subscriptions", item: hookItem, cursor: true,
			queries: [2]string{"size=50", "cursor=c%2F2+%2B%3D&size=50"},
			iterate: func(ctx context.Context, c *fanvue.Client) ([]string, error) {
				return ids(c.Webhooks.All(ctx, nil), func(w fanvue.WebhookSubscription) string { return w.ID })
			},
		},
	}
}
