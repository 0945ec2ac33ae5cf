package fanvue_test

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	// appFields are those of a row; appNulls are the same with null.
	appFields = `"uuid":"app-1","name":"Inbox & co","tagline":"Less typing","description":"Answers faster.",
		"logoUrl":"https://cdn.example.com/logo.png","appUrl":"https://app.example.com","pricingType":"monthly",
		"rating":{"average":4.5,"count":12},"developer":{"name":"Acme","handle":"acme.dev"}`
	appNulls = `"uuid":"app-2","name":"Bare","tagline":"-","description":"None.","logoUrl":"https://cdn.example.com/2.png",
		"appUrl":null,"pricingType":"free","rating":{"average":null,"count":null},"developer":{"name":null,"handle":null}`
)

func wantApp() fanvue.App {
	return fanvue.App{
		UUID: "app-1", Name: "Inbox & co", Tagline: "Less typing", Description: "Answers faster.",
		LogoURL: "https://cdn.example.com/logo.png", AppURL: "https://app.example.com", PricingType: "monthly",
		Rating: fanvue.AppRating{Average: ptr(4.5), Count: ptr(12)}, Developer: fanvue.AppDeveloper{Name: "Acme", Handle: "acme.dev"},
	}
}

func wantAppNulls() fanvue.App {
	return fanvue.App{
		UUID: "app-2", Name: "Bare", Tagline: "-", Description: "None.", LogoURL: "https://cdn.example.com/2.png", PricingType: "free",
	}
}

func appStoreCases() []operationCase {
	const appID, appPath = "app;1 ?", "/apps/app%3B1%20%3F"
	get := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Apps.Get(ctx, appID) }
	return []operationCase{
		{
			op: fanvue.OpAppsList,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Apps.List(ctx, &fanvue.AppListOptions{Size: 6, After: "page=2&size=6", Search: "in & out"})
			},
			method: http.MethodGet, path: "/apps", query: "page=2&search=in+%26+out&size=6",
			status: http.StatusOK, response: `{"data":[{` + appFields + `}],"pagination":{"page":2,"size":1,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.App]{Data: []fanvue.App{wantApp()}, Next: "page=3&size=6"},
		},
		{
			op: fanvue.OpAppsList, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Apps.List(ctx, nil) },
			method: http.MethodGet, path: "/apps",
			status: http.StatusOK, response: `{"data":[{` + appNulls + `}],"pagination":{"page":1,"size":1,"hasMore":false}}`,
			want: &fanvue.Page[fanvue.App]{Data: []fanvue.App{wantAppNulls()}},
		},
		{
			op: fanvue.OpAppsGet, call: get, method: http.MethodGet, path: appPath,
			status: http.StatusOK,
			response: `{` + appFields + `,"descriptionTitle":"Why","descriptionBody":"Because.","highlights":[{"x":1},"fast"],
				"heroImageUrl":"https://cdn.example.com/hero.png","previewImageUrls":["https://cdn.example.com/p1.png"],
				"galleryImageUrls":["https://cdn.example.com/g1.png","https://cdn.example.com/g2.png"],
				"pricingPlans":[{"uuid":"p-1","name":"Pro","description":"All of it","billingType":"recurring","interval":"yearly",
					"price":9900,"currencyCode":"EUR","status":"active","highlights":["more"]}],
				"ratingDistribution":[{"rating":5,"proportion":0.75,"count":9}]}`,
			want: &fanvue.AppDetails{
				App: wantApp(), DescriptionTitle: "Why", DescriptionBody: "Because.",
				Highlights:   []json.RawMessage{json.RawMessage(`{"x":1}`), json.RawMessage(`"fast"`)},
				HeroImageURL: "https://cdn.example.com/hero.png", PreviewImageURLs: []string{"https://cdn.example.com/p1.png"},
				GalleryImageURLs: []string{"https://cdn.example.com/g1.png", "https://cdn.example.com/g2.png"},
				PricingPlans: []fanvue.AppPricingPlan{{
					PricingPlan: fanvue.PricingPlan{
						UUID: "p-1", Name: "Pro", BillingType: "recurring", Interval: "yearly", Price: 9900, CurrencyCode: "EUR", Status: "active",
					},
					Description: "All of it", Highlights: []json.RawMessage{json.RawMessage(`"more"`)},
				}},
				RatingDistribution: []fanvue.AppRatingShare{{Rating: 5, Proportion: 0.75, Count: ptr(9)}},
			},
		},
		{
			op: fanvue.OpAppsGet, name: "nulls", call: get, method: http.MethodGet, path: appPath,
			status: http.StatusOK,
			response: `{` + appNulls + `,"descriptionTitle":null,"descriptionBody":null,"highlights":[],"heroImageUrl":null,
				"previewImageUrls":[],"galleryImageUrls":[],"ratingDistribution":null,
				"pricingPlans":[{"uuid":"p-2","name":"Free","description":null,"billingType":"free","interval":null,
					"price":0,"currencyCode":"USD","status":"withdrawn","highlights":[]}]}`,
			want: &fanvue.AppDetails{
				App: wantAppNulls(), Highlights: []json.RawMessage{}, PreviewImageURLs: []string{}, GalleryImageURLs: []string{},
				PricingPlans: []fanvue.AppPricingPlan{{
					PricingPlan: fanvue.PricingPlan{UUID: "p-2", Name: "Free", BillingType: "free", CurrencyCode: "USD", Status: "withdrawn"},
					Highlights:  []json.RawMessage{},
				}},
			},
		},
		{
			op: fanvue.OpAppsGet, name: "a rating without a count", call: get, method: http.MethodGet, path: appPath,
			status: http.StatusOK, response: `{` + appNulls + `,"ratingDistribution":[{"rating":1,"proportion":0,"count":null}]}`,
			want: &fanvue.AppDetails{App: wantAppNulls(), RatingDistribution: []fanvue.AppRatingShare{{Rating: 1}}},
		},
	}
}

func appCases() []operationCase {
	const appID, appPath = "app;1 ?", "app%3B1%20%3F"
	status := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Apps.SubscriptionStatus(ctx, appID) }
	subscription := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Apps.Subscription(ctx, appID) }
	return []operationCase{
		{
			op: fanvue.OpAppsSubscriptionStatus, call: status, method: http.MethodGet, path: "/apps/" + appPath + "/subscription-status",
			status: http.StatusOK,
			response: `{"appUuid":"app-1","appName":"Helper","availability":"complete","overallStatus":"mixed","pricingPlans":[
				{"uuid":"p-1","name":"Pro","billingType":"recurring","interval":"monthly","price":999,"currencyCode":"USD","status":"active"},
				{"uuid":"p-2","name":"Once","billingType":"one_time","interval":null,"price":0,"currencyCode":"EUR","status":"withdrawn"}]}`,
			want: &fanvue.AppSubscriptionStatus{
				AppUUID: "app-1", AppName: "Helper", Availability: "complete", OverallStatus: "mixed",
				PricingPlans: []fanvue.PricingPlan{
					{UUID: "p-1", Name: "Pro", BillingType: "recurring", Interval: "monthly", Price: 999, CurrencyCode: "USD", Status: "active"},
					{UUID: "p-2", Name: "Once", BillingType: "one_time", CurrencyCode: "EUR", Status: "withdrawn"},
				},
			},
		},
		{
			op: fanvue.OpAppsSubscription, call: subscription, method: http.MethodGet, path: "/apps/" + appPath + "/subscription/me",
			status: http.StatusOK,
			response: `{"appUuid":"app-1","userUuid":"u-1","planUuid":"p-1","planName":"Pro","status":"active","hasActiveSubscription":true,
				"currentPeriodEnd":"2026-04-01T00:00:00.000Z","cancelAtPeriodEnd":true,"managedCreators":[
				{"userUuid":"u-2","planUuid":"p-2","planName":"Team","status":"cancelled","hasActiveSubscription":true,"currentPeriodEnd":"2026-04-02","cancelAtPeriodEnd":true}]}`,
			want: &fanvue.AppSubscription{
				AppUUID: "app-1",
				AppSubscriptionState: fanvue.AppSubscriptionState{
					UserUUID: "u-1", PlanUUID: "p-1", PlanName: "Pro", Status: "active", HasActiveSubscription: true,
					CurrentPeriodEnd: at("2026-04-01T00:00:00Z"), CancelAtPeriodEnd: true,
				},
				ManagedCreators: []fanvue.AppSubscriptionState{{
					UserUUID: "u-2", PlanUUID: "p-2", PlanName: "Team", Status: "cancelled", HasActiveSubscription: true,
					CurrentPeriodEnd: at("2026-04-02T00:00:00Z"), CancelAtPeriodEnd: true,
				}},
			},
		},
		{
			op: fanvue.OpAppsSubscription, name: "nulls", call: subscription, method: http.MethodGet, path: "/apps/" + appPath + "/subscription/me",
			status: http.StatusOK,
			response: `{"appUuid":"app-1","userUuid":"u-1","planUuid":null,"planName":null,"status":"none","hasActiveSubscription":false,
				"currentPeriodEnd":null,"cancelAtPeriodEnd":false,"managedCreators":[
				{"userUuid":"u-2","planUuid":null,"planName":null,"status":"pending","hasActiveSubscription":false,"currentPeriodEnd":null,"cancelAtPeriodEnd":false}]}`,
			want: &fanvue.AppSubscription{
				AppUUID:              "app-1",
				AppSubscriptionState: fanvue.AppSubscriptionState{UserUUID: "u-1", Status: "none"},
				ManagedCreators:      []fanvue.AppSubscriptionState{{UserUUID: "u-2", Status: "pending"}},
			},
		},
	}
}
