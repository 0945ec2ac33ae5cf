package contract_test

import (
	"context"
	"time"

	"github.com/fanvue-go/fanvue"
	"github.com/fanvue-go/fanvue/fanvuetest"
)

// creatorLinkUUID is a tracking link of the managed creator.
const creatorLinkUUID = "72000001-0000-4000-8000-000000000001"

// lastYear is a time that is written in two zones.
func lastYear() (start, end time.Time) {
	end = time.Now().In(time.FixedZone("", -(3*60+30)*60))
	return end.AddDate(-1, 0, 0).In(time.FixedZone("", 2*60*60)), end
}

func insightsCalls() []call {
	const token = "cursor=abc"
	start, end := lastYear()
	inYear := &fanvue.InsightsPeriodOptions{Size: 50, StartDate: start, EndDate: end}
	further := &fanvue.InsightsPeriodOptions{Size: 5, After: token}
	second := &fanvue.InsightsPeriodOptions{Size: 5, After: "page=2&size=5", StartDate: start, EndDate: end}
	reversals := &fanvue.SpendingOptions{
		Size: 50, StartDate: start, EndDate: end, Sources: []fanvue.ReversalSource{fanvue.ReversalRefund, fanvue.ReversalChargeback},
	}
	return []call{
		{op: fanvue.OpInsightsSpending, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Spending(ctx, reversals)
		}},
		{op: fanvue.OpInsightsSpending, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Spending(ctx, &fanvue.SpendingOptions{After: token})
		}},
		{op: fanvue.OpInsightsSubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Subscribers(ctx, inYear)
		}},
		{op: fanvue.OpInsightsSubscribers, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Subscribers(ctx, further)
		}},
		{op: fanvue.OpCreatorInsightsSubscribers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Insights.Subscribers(ctx, inYear)
		}},
		{op: fanvue.OpCreatorInsightsSubscribers, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Insights.Subscribers(ctx, further)
		}},
		{op: fanvue.OpInsightsTopSpenders, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.TopSpenders(ctx, second)
		}},
		{op: fanvue.OpCreatorInsightsTopSpenders, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Insights.TopSpenders(ctx, inYear)
		}},
		{op: fanvue.OpCreatorInsightsTopSpenders, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Insights.TopSpenders(ctx, second)
		}},
		{op: fanvue.OpInsightsFan, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Fan(ctx, fanvuetest.BuyerUUID)
		}},
		{op: fanvue.OpInsightsFan, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Fan(ctx, fanvuetest.FollowerUUID)
		}},
		{op: fanvue.OpInsightsFans, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Fans(ctx, []string{fanvuetest.BuyerUUID, anyUUID})
		}},
		{op: fanvue.OpInsightsFansBatch, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.FansBatch(ctx, []string{fanvuetest.BuyerUUID, chatlessUUID, anyUUID})
		}},
	}
}

func earningsCalls() []call {
	start, end := lastYear()
	all := &fanvue.EarningsOptions{Size: 50, StartDate: start, EndDate: end, Sources: []fanvue.EarningSource{
		fanvue.EarningAffiliate, fanvue.EarningAppStore, fanvue.EarningCheckoutLink, fanvue.EarningGiveaway,
		fanvue.EarningMediaLink, fanvue.EarningMessage, fanvue.EarningPost, fanvue.EarningReferral,
		fanvue.EarningRenewal, fanvue.EarningSubscription, fanvue.EarningTip,
	}}
	further := &fanvue.EarningsOptions{After: "cursor=abc"}
	daily := &fanvue.EarningsSummaryOptions{StartDate: start, EndDate: end, Granularity: fanvue.ByDay, Timezone: "Europe/Berlin"}
	return []call{
		{op: fanvue.OpInsightsEarnings, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Earnings(ctx, all)
		}},
		{op: fanvue.OpInsightsEarnings, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.Earnings(ctx, further)
		}},
		{op: fanvue.OpCreatorInsightsEarnings, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Insights.Earnings(ctx, all)
		}},
		{op: fanvue.OpCreatorInsightsEarnings, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Insights.Earnings(ctx, further)
		}},
		{op: fanvue.OpInsightsEarningsSummary, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.EarningsSummary(ctx, daily)
		}},
		{op: fanvue.OpInsightsEarningsSummary, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.EarningsSummary(ctx, &fanvue.EarningsSummaryOptions{Granularity: fanvue.ByWeek})
		}},
		{op: fanvue.OpCreatorInsightsEarningsSummary, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).Insights.EarningsSummary(ctx, daily)
		}},
		{op: fanvue.OpInsightsEarningsPercentile, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.Insights.EarningsPercentile(ctx)
		}},
	}
}

func trackingLinkCalls() []call {
	start, end := lastYear()
	links := &fanvue.TrackingLinkListOptions{Size: 50, CreatedAfter: start, CreatedBefore: end}
	further := &fanvue.TrackingLinkListOptions{After: "cursor=abc"}
	users, moreUsers := &fanvue.ListOptions{Size: 50}, &fanvue.ListOptions{After: "cursor=abc"}
	params := fanvue.TrackingLinkParams{Name: "a & b <c> 👋", ExternalSocialPlatform: fanvue.PlatformSnapchat}
	return []call{
		{op: fanvue.OpTrackingLinksList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.TrackingLinks.List(ctx, links)
		}},
		{op: fanvue.OpTrackingLinksList, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.TrackingLinks.List(ctx, further)
		}},
		{op: fanvue.OpCreatorTrackingLinksList, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).TrackingLinks.List(ctx, links)
		}},
		{op: fanvue.OpCreatorTrackingLinksList, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).TrackingLinks.List(ctx, further)
		}},
		{op: fanvue.OpTrackingLinksCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.TrackingLinks.Create(ctx, params)
		}},
		{op: fanvue.OpCreatorTrackingLinksCreate, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).TrackingLinks.Create(ctx, params)
		}},
		{op: fanvue.OpTrackingLinksDelete, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, c.TrackingLinks.Delete(ctx, fanvuetest.TrackingLinkUUID)
		}},
		{op: fanvue.OpCreatorTrackingLinksDelete, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return nil, creator(c).TrackingLinks.Delete(ctx, creatorLinkUUID)
		}},
		{op: fanvue.OpTrackingLinksUsers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.TrackingLinks.Users(ctx, fanvuetest.TrackingLinkUUID, users)
		}},
		{op: fanvue.OpTrackingLinksUsers, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.TrackingLinks.Users(ctx, fanvuetest.TrackingLinkUUID, moreUsers)
		}},
		{op: fanvue.OpCreatorTrackingLinksUsers, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).TrackingLinks.Users(ctx, creatorLinkUUID, users)
		}},
		{op: fanvue.OpCreatorTrackingLinksUsers, wireOnly: true, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).TrackingLinks.Users(ctx, creatorLinkUUID, moreUsers)
		}},
		{op: fanvue.OpTrackingLinksUserMetadata, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.TrackingLinks.UserMetadata(ctx, fanvuetest.TrackingLinkUUID, fanvuetest.BuyerUUID)
		}},
		{op: fanvue.OpTrackingLinksUserMetadata, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return c.TrackingLinks.UserMetadata(ctx, fanvuetest.TrackingLinkUUID, fanvuetest.FanUUID)
		}},
		{op: fanvue.OpCreatorTrackingLinksUserMetadata, do: func(ctx context.Context, c *fanvue.Client, _ made) (any, error) {
			return creator(c).TrackingLinks.UserMetadata(ctx, creatorLinkUUID, fanvuetest.CreatorFanUUID)
		}},
	}
}
