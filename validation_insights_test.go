package fanvue_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue"
)

func TestValidationOfInsightsPages(t *testing.T) {
	t.Parallel()
	cases := validationOfPages(fanvue.OpInsightsSpending, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
		return second(c.Insights.Spending(ctx, &fanvue.SpendingOptions{Size: size, After: after}))
	})
	for _, some := range [][]validationCase{
		validationOfPages(fanvue.OpInsightsEarnings, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
			return second(c.Insights.Earnings(ctx, &fanvue.EarningsOptions{Size: size, After: after}))
		}),
		validationOfPages(fanvue.OpInsightsSubscribers, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
			return second(c.Insights.Subscribers(ctx, &fanvue.InsightsPeriodOptions{Size: size, After: after}))
		}),
		validationOfPages(fanvue.OpInsightsTopSpenders, "size", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
			return second(c.Insights.TopSpenders(ctx, &fanvue.InsightsPeriodOptions{Size: size, After: after}))
		}),
		validationOfPages(fanvue.OpTrackingLinksList, "limit", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
			return second(c.TrackingLinks.List(ctx, &fanvue.TrackingLinkListOptions{Size: size, After: after}))
		}),
		validationOfPages(fanvue.OpTrackingLinksUsers, "limit", func(ctx context.Context, c *fanvue.Client, size int, after fanvue.PageToken) error {
			return second(c.TrackingLinks.Users(ctx, "link", &fanvue.ListOptions{Size: size, After: after}))
		}),
	} {
		cases = append(cases, some...)
	}
	runValidation(t, cases)
}

func TestValidationOfInsightsPeriods(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.FixedZone("", 2*60*60))
	year := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	calls := map[fanvue.OperationName]func(ctx context.Context, c *fanvue.Client, start, end time.Time) error{
		fanvue.OpInsightsSpending: func(ctx context.Context, c *fanvue.Client, start, end time.Time) error {
			return second(c.Insights.Spending(ctx, &fanvue.SpendingOptions{StartDate: start, EndDate: end}))
		},
		fanvue.OpInsightsEarnings: func(ctx context.Context, c *fanvue.Client, start, end time.Time) error {
			return second(c.Insights.Earnings(ctx, &fanvue.EarningsOptions{StartDate: start, EndDate: end}))
		},
		fanvue.OpInsightsEarningsSummary: func(ctx context.Context, c *fanvue.Client, start, end time.Time) error {
			return second(c.Insights.EarningsSummary(ctx, &fanvue.EarningsSummaryOptions{StartDate: start, EndDate: end}))
		},
		fanvue.OpInsightsSubscribers: func(ctx context.Context, c *fanvue.Client, start, end time.Time) error {
			return second(c.Insights.Subscribers(ctx, &fanvue.InsightsPeriodOptions{StartDate: start, EndDate: end}))
		},
		fanvue.OpInsightsTopSpenders: func(ctx context.Context, c *fanvue.Client, start, end time.Time) error {
			return second(c.Insights.TopSpenders(ctx, &fanvue.InsightsPeriodOptions{StartDate: start, EndDate: end}))
		},
	}
	var cases []validationCase
	for op, call := range calls {
		for _, tc := range []struct {
			name, argument, sent string
			start, end           time.Time
		}{
			{"no time at all", "", "endDate=2026-03-01T00%3A00%3A00%2B02%3A00&startDate=2026-03-01T00%3A00%3A00%2B02%3A00", begin, begin},
			{"the same instant in two zones", "", "endDate=2026-02-28T22%3A00%3A00Z&startDate=2026-03-01T00%3A00%3A00%2B02%3A00", begin, begin.UTC()},
			{"the end first", "EndDate", "", begin, begin.Add(-time.Millisecond)},
			{"an end alone", "", "?endDate=2026-03-01T00%3A00%3A00%2B02%3A00 ", time.Time{}, begin},
			{"a start alone", "", "?startDate=2026-03-01T00%3A00%3A00%2B02%3A00 ", begin, time.Time{}},
			{"the year 9999", "", "startDate=9999-01-01T00%3A00%3A00Z ", year(9999), time.Time{}},
			{"from the year 10000", "StartDate", "", year(10000), time.Time{}},
			{"to the year 10000", "EndDate", "", begin, year(10000)},
			{"from before the year 0", "StartDate", "", year(-1), begin},
		} {
			cases = append(cases, validationCase{op, tc.name, tc.argument, tc.sent, func(ctx context.Context, c *fanvue.Client) error {
				return call(ctx, c, tc.start, tc.end)
			}})
		}
	}
	for year, argument := range map[int]string{0: "", 9999: "", 10000: "CreatedAfter", -1: "CreatedAfter"} {
		cases = append(cases, validationCase{fanvue.OpTrackingLinksList, fmt.Sprint("after the year ", year), argument, fmt.Sprintf("createdAfter=%04d-", year), func(ctx context.Context, c *fanvue.Client) error {
			return second(c.TrackingLinks.List(ctx, &fanvue.TrackingLinkListOptions{CreatedAfter: time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)}))
		}})
	}
	cases = append(cases, validationCase{fanvue.OpTrackingLinksList, "before the year 10000", "CreatedBefore", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.TrackingLinks.List(ctx, &fanvue.TrackingLinkListOptions{CreatedBefore: year(10000)}))
	}})
	runValidation(t, cases)
}

func TestValidationOfInsightsSources(t *testing.T) {
	t.Parallel()
	var cases []validationCase
	for source, argument := range map[string]string{"": "Sources", "tip,post": "Sources", "something-new": ""} {
		cases = append(cases, validationCase{fanvue.OpInsightsEarnings, "of " + source, argument, "source=something-new ", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Insights.Earnings(ctx, &fanvue.EarningsOptions{Sources: []fanvue.EarningSource{fanvue.EarningSource(source)}}))
		}}, validationCase{fanvue.OpInsightsSpending, "of " + source, argument, "source=something-new ", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Insights.Spending(ctx, &fanvue.SpendingOptions{Sources: []fanvue.ReversalSource{fanvue.ReversalSource(source)}}))
		}})
	}
	runValidation(t, cases)
}

func TestValidationOfFanInsights(t *testing.T) {
	t.Parallel()
	cases := validationOfIDs(fanvue.OpInsightsFans, "fanUUIDs", 20, "%2C", func(ctx context.Context, c *fanvue.Client, ids []string) error {
		return second(c.Insights.Fans(ctx, ids))
	})
	cases = append(cases, validationCase{fanvue.OpInsightsFans, "an id with a comma", "fanUUIDs", "", func(ctx context.Context, c *fanvue.Client) error {
		return second(c.Insights.Fans(ctx, []string{"a", "b,c"}))
	}})
	cases = append(cases, validationOfIDs(fanvue.OpInsightsFansBatch, "userUUIDs", 100, `","`, func(ctx context.Context, c *fanvue.Client, ids []string) error {
		err := second(c.Insights.FansBatch(ctx, ids))
		if errors.As(err, new(*fanvue.DecodeError)) {
			return nil // it was sent; the response here is no batch
		}
		return err
	})...)
	for id, argument := range map[string]string{"": "userUuid", ".": "userUuid", "..": "userUuid", "fan": ""} {
		cases = append(cases, validationCase{fanvue.OpInsightsFan, "of " + id, argument, "/insights/fans/fan ", func(ctx context.Context, c *fanvue.Client) error {
			return second(c.Insights.Fan(ctx, id))
		}})
	}
	runValidation(t, cases)
}

// A managed creator without an id must not become the caller's own account.
func TestValidationOfInsightsCreators(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", ".", ".."} {
		server := new(validationServer)
		ctx, c := t.Context(), server.client(t).Creator(id)
		for op, err := range map[fanvue.OperationName]error{
			fanvue.OpCreatorInsightsSubscribers:       second(c.Insights.Subscribers(ctx, nil)),
			fanvue.OpCreatorInsightsTopSpenders:       second(c.Insights.TopSpenders(ctx, nil)),
			fanvue.OpCreatorInsightsEarnings:          second(c.Insights.Earnings(ctx, nil)),
			fanvue.OpCreatorInsightsEarningsSummary:   second(c.Insights.EarningsSummary(ctx, nil)),
			fanvue.OpCreatorTrackingLinksList:         second(c.TrackingLinks.List(ctx, nil)),
			fanvue.OpCreatorTrackingLinksCreate:       second(c.TrackingLinks.Create(ctx, fanvue.TrackingLinkParams{Name: "x", ExternalSocialPlatform: "other"})),
			fanvue.OpCreatorTrackingLinksDelete:       c.TrackingLinks.Delete(ctx, "link"),
			fanvue.OpCreatorTrackingLinksUsers:        second(c.TrackingLinks.Users(ctx, "link", nil)),
			fanvue.OpCreatorTrackingLinksUserMetadata: second(c.TrackingLinks.UserMetadata(ctx, "link", "fan")),
		} {
			server.checkRejected(t, op, "creatorUserUuid", err)
		}
	}
}
