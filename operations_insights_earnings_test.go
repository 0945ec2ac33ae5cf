package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	earningsResponse = `{"data":[
		{"date":"2026-03-04T05:06:07.008Z","gross":1500,"net":1200,"total":1785,"currency":"EUR","source":"message",
			"messageUuid":"m-1","postUuid":"p-1","transactionOrderId":"t-1","transactionOrderStatus":"availableForPayout",
			"reversedTransactionOrderId":"t-0","user":` + userJSON + `}
	],"nextCursor":"n/3="}`
	earningsNulls = `{"data":[
		{"date":"2026-03-04","gross":0,"net":0,"currency":null,"source":"referral",
			"transactionOrderId":"t-2","transactionOrderStatus":"pendingBalance","user":null}
	],"nextCursor":null}`
	// Only this surface lists what was taken back, with negative amounts.
	earningsOnV1 = `{"data":[
		{"date":"2026-03-05T00:00:00.000Z","gross":-1500,"net":-1200,"total":null,"currency":"USD","source":"refund",
			"transactionOrderId":"t-3","transactionOrderStatus":"availableForPayout","reversedTransactionOrderId":"t-1","user":null}
	],"nextCursor":null}`

	summaryResponse = `{
		"totals":{
			"allTime":{"gross":100,"net":80},
			"thisMonth":{"gross":30,"net":24,"previousMonthGross":20,"previousMonthNet":16,
				"grossChangePercentage":50.5,"netChangePercentage":-12.25}},
		"breakdownBySource":{
			"subs":{"gross":1,"net":2},"messages":{"gross":3,"net":4},"posts":{"gross":5,"net":6},"tips":{"gross":7,"net":8},
			"referrals":{"gross":9,"net":10},"renewals":{"gross":11,"net":12},"other":{"gross":13,"net":14}},
		"earningsByType":{
			"renewals":{"gross":15,"net":16},"messages":{"gross":17,"net":18},"tips":{"gross":19,"net":20},"subs":{"gross":21,"net":22}},
		"overTime":[
			{"periodStart":"2026-03-01T00:00:00.000+01:00","gross":23,"net":24},
			{"periodStart":"2026-03-08T00:00:00.000+01:00","gross":25,"net":26}],
		"averageByDayOfWeek":{"1":1.5,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7.25},
		"averageByHourOfDay":{"0":0.5,"23":23.75},
		"period":{"startDate":"2026-03-01","endDate":"2026-04-01T00:00:00.000+02:00","granularity":"week","timezone":"Europe/Berlin"}}`
	summaryNulls = `{
		"totals":{
			"allTime":{"gross":0,"net":0},
			"thisMonth":{"gross":0,"net":0,"previousMonthGross":0,"previousMonthNet":0,
				"grossChangePercentage":null,"netChangePercentage":null}},
		"breakdownBySource":{},"earningsByType":{},"overTime":[],"averageByDayOfWeek":{},"averageByHourOfDay":{},
		"period":{"startDate":null,"endDate":null,"granularity":"day","timezone":"UTC"}}`
	summaryOnV1 = `{
		"totals":{"allTime":{"gross":100,"net":80}},
		"averageByDayOfWeek":[{"dayOfWeek":1,"gross":3}], "averageByHourOfDay": [],
		"period":null}`
)

func earningsCases() []operationCase {
	start, end := spring()
	cases := insightsOfBoth(operationCase{
		op: fanvue.OpInsightsEarnings, method: http.MethodGet, path: "/insights/earnings",
		query:  "cursor=n%2F2%3D&" + springEnd + "&size=7&source=message%2CappStore&" + springStart,
		status: http.StatusOK, response: earningsResponse,
		want: &fanvue.Page[fanvue.Earning]{
			Data: []fanvue.Earning{{
				Date: at("2026-03-04T05:06:07.008Z"), Gross: 1500, Net: 1200, Total: ptr(fanvue.Cents(1785)), Currency: "EUR",
				Source: fanvue.EarningMessage, MessageUUID: "m-1", PostUUID: "p-1", TransactionOrderID: "t-1",
				TransactionOrderStatus: "availableForPayout", ReversedTransactionOrderID: "t-0", User: ptr(wantUser()),
			}},
			Next: "cursor=n%2F3%3D&size=7",
		},
	}, func(ctx context.Context, view insightsView) (any, error) {
		return view.Earnings(ctx, &fanvue.EarningsOptions{
			Size: 7, After: "cursor=n%2F2%3D", StartDate: start, EndDate: end,
			Sources: []fanvue.EarningSource{fanvue.EarningMessage, fanvue.EarningAppStore},
		})
	})
	cases = append(cases, insightsOfBoth(operationCase{
		op: fanvue.OpInsightsEarnings, name: "nulls", method: http.MethodGet, path: "/insights/earnings",
		status: http.StatusOK, response: earningsNulls,
		want: &fanvue.Page[fanvue.Earning]{Data: []fanvue.Earning{{
			Date: at("2026-03-04T00:00:00Z"), Source: fanvue.EarningReferral,
			TransactionOrderID: "t-2", TransactionOrderStatus: "pendingBalance",
		}}},
	}, func(ctx context.Context, view insightsView) (any, error) { return view.Earnings(ctx, nil) })...)
	cases = append(cases, insightsOfBoth(operationCase{
		op: fanvue.OpInsightsEarnings, name: "on v1", surface: fanvue.SurfaceV1,
		method: http.MethodGet, path: "/v1/insights/earnings", query: "source=refund%2Cchargeback",
		status: http.StatusOK, response: earningsOnV1,
		want: &fanvue.Page[fanvue.Earning]{Data: []fanvue.Earning{{
			Date: at("2026-03-05T00:00:00Z"), Gross: -1500, Net: -1200, Currency: "USD", Source: fanvue.EarningRefund,
			TransactionOrderID: "t-3", TransactionOrderStatus: "availableForPayout", ReversedTransactionOrderID: "t-1",
		}}},
	}, func(ctx context.Context, view insightsView) (any, error) {
		return view.Earnings(ctx, &fanvue.EarningsOptions{Sources: []fanvue.EarningSource{fanvue.EarningRefund, fanvue.EarningChargeback}})
	})...)
	cases = append(cases, summaryCases()...)
	return append(cases, operationCase{
		op:     fanvue.OpInsightsEarningsPercentile,
		call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Insights.EarningsPercentile(ctx) },
		method: http.MethodGet, path: "/insights/earnings/percentile",
		status: http.StatusOK, response: `{"percentile":0.01}`, want: 0.01,
	}, operationCase{
		op: fanvue.OpInsightsEarningsPercentile, name: "zero",
		call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Insights.EarningsPercentile(ctx) },
		method: http.MethodGet, path: "/insights/earnings/percentile",
		status: http.StatusOK, response: `{"percentile":0}`, want: 0.0,
	})
}

func summaryCases() []operationCase {
	start, end := spring()
	amount := func(gross, net fanvue.Cents) fanvue.EarningsAmount {
		return fanvue.EarningsAmount{Gross: gross, Net: net}
	}
	bare := func(ctx context.Context, view insightsView) (any, error) { return view.EarningsSummary(ctx, nil) }
	cases := insightsOfBoth(operationCase{
		op: fanvue.OpInsightsEarningsSummary, method: http.MethodGet, path: "/insights/earnings/summary",
		query:  springEnd + "&granularity=week&" + springStart + "&timezone=Europe%2FBerlin",
		status: http.StatusOK, response: summaryResponse,
		want: &fanvue.EarningsSummary{
			Totals: fanvue.EarningsTotals{
				AllTime: amount(100, 80),
				ThisMonth: fanvue.EarningsMonth{
					EarningsAmount: amount(30, 24), PreviousMonthGross: 20, PreviousMonthNet: 16,
					GrossChangePercentage: ptr(50.5), NetChangePercentage: ptr(-12.25),
				},
			},
			BreakdownBySource: map[string]fanvue.EarningsAmount{
				"subs": amount(1, 2), "messages": amount(3, 4), "posts": amount(5, 6), "tips": amount(7, 8),
				"referrals": amount(9, 10), "renewals": amount(11, 12), "other": amount(13, 14),
			},
			EarningsByType: map[string]fanvue.EarningsAmount{
				"renewals": amount(15, 16), "messages": amount(17, 18), "tips": amount(19, 20), "subs": amount(21, 22),
			},
			OverTime: []fanvue.EarningsBucket{
				{PeriodStart: at("2026-02-28T23:00:00Z"), EarningsAmount: amount(23, 24)},
				{PeriodStart: at("2026-03-07T23:00:00Z"), EarningsAmount: amount(25, 26)},
			},
			AverageByDayOfWeek: fanvue.EarningsAverages{1: 1.5, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7.25},
			AverageByHourOfDay: fanvue.EarningsAverages{0: 0.5, 23: 23.75},
			Period: fanvue.EarningsPeriod{
				StartDate: "2026-03-01", EndDate: "2026-04-01T00:00:00.000+02:00",
				Granularity: fanvue.ByWeek, Timezone: "Europe/Berlin",
			},
		},
	}, func(ctx context.Context, view insightsView) (any, error) {
		return view.EarningsSummary(ctx, &fanvue.EarningsSummaryOptions{
			StartDate: start, EndDate: end, Granularity: fanvue.ByWeek, Timezone: "Europe/Berlin",
		})
	})
	cases = append(cases, insightsOfBoth(operationCase{
		op: fanvue.OpInsightsEarningsSummary, name: "nulls", method: http.MethodGet, path: "/insights/earnings/summary",
		status: http.StatusOK, response: summaryNulls,
		want: &fanvue.EarningsSummary{
			BreakdownBySource: map[string]fanvue.EarningsAmount{}, EarningsByType: map[string]fanvue.EarningsAmount{},
			OverTime: []fanvue.EarningsBucket{}, AverageByDayOfWeek: fanvue.EarningsAverages{}, AverageByHourOfDay: fanvue.EarningsAverages{},
			Period: fanvue.EarningsPeriod{Granularity: fanvue.ByDay, Timezone: "UTC"},
		},
	}, bare)...)
	// What is an object on one surface is an array on the other.
	return append(cases, insightsOfBoth(operationCase{
		op: fanvue.OpInsightsEarningsSummary, name: "on v1", surface: fanvue.SurfaceV1,
		method: http.MethodGet, path: "/v1/insights/earnings/summary",
		status: http.StatusOK, response: summaryOnV1,
		want: &fanvue.EarningsSummary{Totals: fanvue.EarningsTotals{AllTime: amount(100, 80)}},
	}, bare)...)
}
