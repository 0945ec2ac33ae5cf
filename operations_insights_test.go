package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	reversalsResponse = `{"data":[
		{"date":"2026-03-04T05:06:07.008Z","gross":-1500,"net":-1200,"currency":"EUR","source":"chargeback",
			"messageUuid":"m-1","postUuid":"p-1","user":` + userJSON + `}
	],"nextCursor":"n/3="}`
	reversalsNulls = `{"data":[
		{"date":"2026-03-04","gross":0,"net":0,"currency":null,"source":"refund","user":null},
		{"date":"2026-03-04","gross":0,"net":0,"currency":null,"source":"refund","user":` + userNulls + `}
	],"nextCursor":null}`
	subscriberChanges = `{"data":[
		{"date":"2026-02-28T22:00:00.000Z","total":7,"newSubscribersCount":9,"cancelledSubscribersCount":2},
		{"date":"2026-03-01T22:00:00.000Z","total":-3,"newSubscribersCount":1,"cancelledSubscribersCount":11}
	],"nextCursor":"n/3="}`
	topSpendersRows = `"data":[{"user":` + userJSON + `,"gross":9900,"net":7920,"messages":14}]`
)

// The zones of the dates are kept on the wire.
const (
	springStart = "startDate=2026-03-01T00%3A00%3A00%2B02%3A00"
	springEnd   = "endDate=2026-04-01T12%3A30%3A00.25-09%3A30"
)

func insightsCases() []operationCase {
	start, end := spring()
	cases := []operationCase{
		{
			op: fanvue.OpInsightsSpending,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Insights.Spending(ctx, &fanvue.SpendingOptions{
					Size: 7, After: "cursor=n%2F2%3D", StartDate: start, EndDate: end,
					Sources: []fanvue.ReversalSource{fanvue.ReversalRefund, fanvue.ReversalChargeback},
				})
			},
			method: http.MethodGet, path: "/insights/spending",
			query:  "cursor=n%2F2%3D&" + springEnd + "&size=7&source=refund%2Cchargeback&" + springStart,
			status: http.StatusOK, response: reversalsResponse,
			want: &fanvue.Page[fanvue.Reversal]{
				Data: []fanvue.Reversal{{
					Date: at("2026-03-04T05:06:07.008Z"), Gross: -1500, Net: -1200, Currency: "EUR", Source: fanvue.ReversalChargeback,
					MessageUUID: "m-1", PostUUID: "p-1", User: ptr(wantUser()),
				}},
				Next: "cursor=n%2F3%3D&size=7",
			},
		},
		{
			op: fanvue.OpInsightsSpending, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Insights.Spending(ctx, nil) },
			method: http.MethodGet, path: "/insights/spending",
			status: http.StatusOK, response: reversalsNulls,
			want: &fanvue.Page[fanvue.Reversal]{Data: []fanvue.Reversal{
				{Date: at("2026-03-04T00:00:00Z"), Source: fanvue.ReversalRefund},
				{Date: at("2026-03-04T00:00:00Z"), Source: fanvue.ReversalRefund, User: ptr(wantUserNulls())},
			}},
		},
	}
	cases = append(cases, subscriberDayCases()...)
	return append(cases, topSpenderCases()...)
}

func subscriberDayCases() []operationCase {
	start, end := spring()
	return append(
		insightsOfBoth(operationCase{
			op: fanvue.OpInsightsSubscribers, method: http.MethodGet, path: "/insights/subscribers",
			query:  "cursor=n%2F2%3D&" + springEnd + "&size=7&" + springStart,
			status: http.StatusOK, response: subscriberChanges,
			want: &fanvue.Page[fanvue.SubscriberDay]{
				Data: []fanvue.SubscriberDay{
					{Date: at("2026-02-28T22:00:00Z"), Total: 7, NewSubscribersCount: 9, CancelledSubscribersCount: 2},
					{Date: at("2026-03-01T22:00:00Z"), Total: -3, NewSubscribersCount: 1, CancelledSubscribersCount: 11},
				},
				Next: "cursor=n%2F3%3D&size=7",
			},
		}, func(ctx context.Context, view insightsView) (any, error) {
			return view.Subscribers(ctx, &fanvue.InsightsPeriodOptions{Size: 7, After: "cursor=n%2F2%3D", StartDate: start, EndDate: end})
		}),
		insightsOfBoth(operationCase{
			op: fanvue.OpInsightsSubscribers, name: "nulls", method: http.MethodGet, path: "/insights/subscribers",
			status: http.StatusOK, response: `{"data":[],"nextCursor":null}`,
			want: &fanvue.Page[fanvue.SubscriberDay]{Data: []fanvue.SubscriberDay{}},
		}, func(ctx context.Context, view insightsView) (any, error) { return view.Subscribers(ctx, nil) })...,
	)
}

func topSpenderCases() []operationCase {
	start, end := spring()
	want := func(next fanvue.PageToken) *fanvue.Page[fanvue.TopSpender] {
		return &fanvue.Page[fanvue.TopSpender]{
			Data: []fanvue.TopSpender{{User: wantUser(), Gross: 9900, Net: 7920, Messages: 14}},
			Next: next,
		}
	}
	cases := insightsOfBoth(operationCase{
		op: fanvue.OpInsightsTopSpenders, method: http.MethodGet, path: "/insights/top-spenders",
		query:  springEnd + "&page=2&size=7&" + springStart,
		status: http.StatusOK, response: `{` + topSpendersRows + `,"pagination":{"page":2,"size":1,"hasMore":true}}`,
		want: want("page=3&size=7"),
	}, func(ctx context.Context, view insightsView) (any, error) {
		return view.TopSpenders(ctx, &fanvue.InsightsPeriodOptions{Size: 7, After: "page=2&size=7", StartDate: start, EndDate: end})
	})
	cases = append(cases, insightsOfBoth(operationCase{
		op: fanvue.OpInsightsTopSpenders, name: "nulls", method: http.MethodGet, path: "/insights/top-spenders",
		status: http.StatusOK, response: `{"data":[{"user":` + userNulls + `,"gross":0,"net":0,"messages":0}],"pagination":{"page":1,"size":1,"hasMore":false}}`,
		want: &fanvue.Page[fanvue.TopSpender]{Data: []fanvue.TopSpender{{User: wantUserNulls()}}},
	}, func(ctx context.Context, view insightsView) (any, error) { return view.TopSpenders(ctx, nil) })...)
	return append(cases, insightsOfBoth(operationCase{
		op: fanvue.OpInsightsTopSpenders, name: "on v1", surface: fanvue.SurfaceV1,
		method: http.MethodGet, path: "/v1/insights/top-spenders", query: "cursor=n%2F2%3D&size=7",
		status: http.StatusOK, response: `{` + topSpendersRows + `,"nextCursor":"n/3="}`, want: want("cursor=n%2F3%3D&size=7&surface=v1"),
	}, func(ctx context.Context, view insightsView) (any, error) {
		return view.TopSpenders(ctx, &fanvue.InsightsPeriodOptions{Size: 7, After: "cursor=n%2F2%3D&surface=v1"})
	})...)
}
