package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	fanInsightsJSON = `{"status":"expired",
		"spending":{
			"lastPurchaseAt":"2026-03-04T05:06:07.008Z","lastValidPurchaseAt":"2026-03-03",
			"total":{"total":100,"gross":101,"netTotal":102},
			"maxSinglePayment":{"total":50,"gross":51,"netTotal":52},
			"sources":{"tip":{"total":30,"gross":31,"netTotal":32},"mediaLink":{"total":20,"gross":21}}},
		"subscription":{"createdAt":"2025-03-01T00:00:00.000Z","renewsAt":"2026-04-01T00:00:00+02:00","autoRenewalEnabled":true}}`
	fanInsightsNulls = `{"status":"not_contactable",
		"spending":{"lastPurchaseAt":null,"lastValidPurchaseAt":null,"total":{"total":0,"gross":0,"netTotal":null},
			"maxSinglePayment":{"total":0,"gross":0},"sources":{}},
		"subscription":{"createdAt":null,"renewsAt":null,"autoRenewalEnabled":false}}`
	fanInsightsBulk = `{"results":{"u-2":` + fanInsightsJSON + `,"u-3":null,"u-4":null},"errors":[
		{"fanUuid":"u-3","code":"NOT_FOUND","message":"no such fan"},
		{"fanUuid":"u-4","code":"INTERNAL","message":"try later"}]}`
	fanInsightsBatch = `{
		"u-2":` + fanInsightsJSON + `,
		"u-3":` + fanInsightsNulls + `,
		"u-4":{"error":"forbidden"},
		"u-5":{"error":"not_found"},
		"u-6":{"error":"internal"}}`
)

func wantFanInsights() fanvue.FanInsights {
	return fanvue.FanInsights{
		Status: fanvue.FanExpired,
		Spending: fanvue.FanSpending{
			LastPurchaseAt: at("2026-03-04T05:06:07.008Z"), LastValidPurchaseAt: at("2026-03-03T00:00:00Z"),
			Total:            fanvue.FanAmount{Total: 100, Gross: 101, NetTotal: ptr(fanvue.Cents(102))},
			MaxSinglePayment: fanvue.FanAmount{Total: 50, Gross: 51, NetTotal: ptr(fanvue.Cents(52))},
			Sources: map[string]fanvue.FanAmount{
				"tip":       {Total: 30, Gross: 31, NetTotal: ptr(fanvue.Cents(32))},
				"mediaLink": {Total: 20, Gross: 21},
			},
		},
		Subscription: fanvue.FanSubscription{
			CreatedAt: at("2025-03-01T00:00:00Z"), RenewsAt: at("2026-03-31T22:00:00Z"), AutoRenewalEnabled: true,
		},
	}
}

func wantFanInsightsNulls() fanvue.FanInsights {
	return fanvue.FanInsights{
		Status:   fanvue.FanNotContactable,
		Spending: fanvue.FanSpending{Sources: map[string]fanvue.FanAmount{}},
	}
}

func fanInsightsCases() []operationCase {
	const path = "/insights/fans"
	fan := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Insights.Fan(ctx, fanID) }
	return []operationCase{
		{
			op: fanvue.OpInsightsFan, call: fan, method: http.MethodGet, path: path + "/" + fanPath,
			status: http.StatusOK, response: fanInsightsJSON, want: ptr(wantFanInsights()),
		},
		{
			op: fanvue.OpInsightsFan, name: "nulls", call: fan, method: http.MethodGet, path: path + "/" + fanPath,
			status: http.StatusOK, response: fanInsightsNulls, want: ptr(wantFanInsightsNulls()),
		},
		{
			op: fanvue.OpInsightsFan, name: "on v1", surface: fanvue.SurfaceV1, call: fan,
			method: http.MethodGet, path: "/v1" + path + "/" + fanPath,
			status: http.StatusOK, response: `{"spending":{"total":{"total":100}},"subscription":null}`,
			want: &fanvue.FanInsights{Spending: fanvue.FanSpending{Total: fanvue.FanAmount{Total: 100}}},
		},
		{
			op: fanvue.OpInsightsFans,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Insights.Fans(ctx, []string{"u-2", "u-3", fanID})
			},
			method: http.MethodGet, path: path, query: "fanUuids=u-2%2Cu-3%2Cfan%3B1%3Fx%23%C3%A9",
			status: http.StatusOK, response: fanInsightsBulk,
			want: &fanvue.BulkResult[fanvue.FanInsights]{
				Results: map[string]*fanvue.FanInsights{"u-2": ptr(wantFanInsights()), "u-3": nil, "u-4": nil},
				Errors: []fanvue.ItemError{
					{ID: "u-3", Code: "NOT_FOUND", Message: "no such fan"},
					{ID: "u-4", Code: "INTERNAL", Message: "try later"},
				},
			},
		},
		{
			op: fanvue.OpInsightsFansBatch,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Insights.FansBatch(ctx, []string{"u-2", fanID})
			},
			method: http.MethodPost, path: path + "/batch", body: `{"userUuids":["u-2","fan;1?x#é"]}`,
			status: http.StatusOK, response: fanInsightsBatch,
			want: &fanvue.BulkResult[fanvue.FanInsights]{
				Results: map[string]*fanvue.FanInsights{
					"u-2": ptr(wantFanInsights()), "u-3": ptr(wantFanInsightsNulls()), "u-4": nil, "u-5": nil, "u-6": nil,
				},
				Errors: wantBatchErrors(),
			},
		},
	}
}
