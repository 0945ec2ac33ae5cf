package fanvue_test

import (
	"context"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	subscribersResponse = `{"data":[
		{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":"sunny","isTopSpender":true,
			"avatarUrl":"https://cdn.example.com/lee.jpg","registeredAt":"2023-05-06T07:08:09.010Z","role":"creator",
			"subscription":{"status":"pending_confirmation","price":1500,"amountPaid":1200,"currentPeriodStart":"2026-03-01",
				"currentPeriodEnd":"2026-04-01T00:00:00-03:00","autoRenewalEnabled":true},
			"firstSubscribedAt":"2025-06-01T00:00:00.000Z"}
	],"pagination":{"page":2,"size":1,"hasMore":true}}`
	subscribersNulls = `{"data":[
		` + userNulls + `,
		{"uuid":"u-3","handle":"max","displayName":"Max","nickname":null,"isTopSpender":false,"avatarUrl":null,
			"registeredAt":"2023-05-06T07:08:09.010Z","subscription":null,"firstSubscribedAt":null},
		{"uuid":"u-4","handle":"noa","displayName":"Noa","nickname":null,"isTopSpender":false,"avatarUrl":null,
			"registeredAt":"2023-05-06T07:08:09.010Z",
			"subscription":{"status":"paused","price":0,"amountPaid":0,"currentPeriodStart":"2026-03-01T00:00:00.000Z",
				"currentPeriodEnd":null,"autoRenewalEnabled":false}}
	],"pagination":{"page":1,"size":3,"hasMore":false}}`
	// usersResponse serves followers and creators, whose rows are plain users.
	usersResponse = `{"data":[` + userJSON + `],"pagination":{"page":2,"size":1,"hasMore":true}}`
	usersNulls    = `{"data":[` + userNulls + `],"pagination":{"page":1,"size":1,"hasMore":false}}`
)

func wantSubscribers(next fanvue.PageToken) *fanvue.Page[fanvue.Subscriber] {
	return &fanvue.Page[fanvue.Subscriber]{
		Data: []fanvue.Subscriber{{
			User: wantUser(),
			Subscription: &fanvue.Subscription{
				Status: "pending_confirmation", Price: 1500, AmountPaid: 1200,
				CurrentPeriodStart: at("2026-03-01T00:00:00Z"), CurrentPeriodEnd: at("2026-04-01T03:00:00Z"), AutoRenewalEnabled: true,
			},
			FirstSubscribedAt: at("2025-06-01T00:00:00Z"),
		}},
		Next: next,
	}
}

func wantSubscribersNulls() *fanvue.Page[fanvue.Subscriber] {
	registered := at("2023-05-06T07:08:09.010Z")
	return &fanvue.Page[fanvue.Subscriber]{Data: []fanvue.Subscriber{
		{User: wantUserNulls()},
		{User: fanvue.User{UUID: "u-3", Handle: "max", DisplayName: "Max", RegisteredAt: registered}},
		{
			User:         fanvue.User{UUID: "u-4", Handle: "noa", DisplayName: "Noa", RegisteredAt: registered},
			Subscription: &fanvue.Subscription{Status: "paused", CurrentPeriodStart: at("2026-03-01T00:00:00Z")},
		},
	}}
}

func fanCases() []operationCase {
	page := &fanvue.ListOptions{Size: 8, After: "page=2&size=8"}
	followers := &fanvue.Page[fanvue.Follower]{Data: []fanvue.Follower{{User: wantUser()}}, Next: "page=3&size=8"}
	followersNulls := &fanvue.Page[fanvue.Follower]{Data: []fanvue.Follower{{User: wantUserNulls()}}}
	return []operationCase{
		{
			op: fanvue.OpFansSubscribers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Fans.Subscribers(ctx, &fanvue.SubscriberListOptions{
					Size: 5, After: "page=2&size=5", SortField: fanvue.SortBySubscribedAt, SortDirection: fanvue.SortDescending,
				})
			},
			method: http.MethodGet, path: "/subscribers", query: "page=2&size=5&sortDirection=desc&sortField=subscribedAt",
			status: http.StatusOK, response: subscribersResponse, want: wantSubscribers("page=3&size=5"),
		},
		{
			op: fanvue.OpFansSubscribers, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Fans.Subscribers(ctx, nil) },
			method: http.MethodGet, path: "/subscribers",
			status: http.StatusOK, response: subscribersNulls, want: wantSubscribersNulls(),
		},
		{
			op: fanvue.OpCreatorFansSubscribers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Fans.Subscribers(ctx, &fanvue.SubscriberListOptions{Size: 50, After: "page=2&size=50"})
			},
			method: http.MethodGet, path: creatorPrefix + "/subscribers", query: "page=2&size=50",
			status: http.StatusOK, response: subscribersResponse, want: wantSubscribers("page=3&size=50"),
		},
		{
			op: fanvue.OpCreatorFansSubscribers, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Fans.Subscribers(ctx, nil)
			},
			method: http.MethodGet, path: creatorPrefix + "/subscribers",
			status: http.StatusOK, response: subscribersNulls, want: wantSubscribersNulls(),
		},
		{
			op:     fanvue.OpFansFollowers,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Fans.Followers(ctx, page) },
			method: http.MethodGet, path: "/followers", query: "page=2&size=8",
			status: http.StatusOK, response: usersResponse, want: followers,
		},
		{
			op: fanvue.OpFansFollowers, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Fans.Followers(ctx, nil) },
			method: http.MethodGet, path: "/followers",
			status: http.StatusOK, response: usersNulls, want: followersNulls,
		},
		{
			op: fanvue.OpCreatorFansFollowers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Fans.Followers(ctx, page)
			},
			method: http.MethodGet, path: creatorPrefix + "/followers", query: "page=2&size=8",
			status: http.StatusOK, response: usersResponse, want: followers,
		},
		{
			op: fanvue.OpCreatorFansFollowers, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Fans.Followers(ctx, nil)
			},
			method: http.MethodGet, path: creatorPrefix + "/followers",
			status: http.StatusOK, response: usersNulls, want: followersNulls,
		},
		{
			op: fanvue.OpCreatorFansOnlineSubscribers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Fans.OnlineSubscribers(ctx, &fanvue.OnlineSubscriberOptions{Limit: 4, SubscriberUUIDs: []string{"u-2", "u-3"}})
			},
			method: http.MethodGet, path: creatorPrefix + "/subscribers/online", query: "limit=4&subscriberUuids=u-2%2Cu-3",
			status:   http.StatusOK,
			response: `{"data":[{"uuid":"u-2","lastSeenAt":"2026-03-01T12:00:00.000Z"},{"uuid":"u-3","lastSeenAt":"2026-03-01"}],"count":2}`,
			want: &fanvue.OnlineSubscribers{
				Data: []fanvue.OnlineSubscriber{
					{UUID: "u-2", LastSeenAt: at("2026-03-01T12:00:00Z")},
					{UUID: "u-3", LastSeenAt: at("2026-03-01T00:00:00Z")},
				},
				Count: 2,
			},
		},
		{
			// A limit must always go out: the server's default breaks its own rule.
			op: fanvue.OpCreatorFansOnlineSubscribers, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Fans.OnlineSubscribers(ctx, nil)
			},
			method: http.MethodGet, path: creatorPrefix + "/subscribers/online", query: "limit=50",
			status: http.StatusOK, response: `{"data":[{"uuid":"u-2","lastSeenAt":null}],"count":1}`,
			want: &fanvue.OnlineSubscribers{Data: []fanvue.OnlineSubscriber{{UUID: "u-2"}}, Count: 1},
		},
	}
}

// fanGetCases get one subscriber, which only /v1 has.
func fanGetCases() []operationCase {
	const (
		subscriberJSON = `{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":"sunny","isTopSpender":true,
			"avatarUrl":"https://cdn.example.com/lee.jpg","registeredAt":"2023-05-06T07:08:09.010Z","role":"creator",
			"subscription":{"status":"active","price":1500,"amountPaid":1200,"currentPeriodStart":"2026-03-01T00:00:00.000Z",
				"currentPeriodEnd":"2026-04-01T00:00:00.000Z","autoRenewalEnabled":true},
			"firstSubscribedAt":"2025-06-01T00:00:00.000Z"}`
		subscriberNulls = `{"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":null,"isTopSpender":false,
			"avatarUrl":null,"registeredAt":"2023-05-06","subscription":null,"firstSubscribedAt":null}`
	)
	subscriber := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Fans.Subscriber(ctx, fanID) }
	return []operationCase{
		oneItem(fanvue.OpFansSubscriber, "", subscriber, "/v1/subscribers/"+fanPath, subscriberJSON, &fanvue.Subscriber{
			User: wantUser(),
			Subscription: &fanvue.Subscription{
				Status: "active", Price: 1500, AmountPaid: 1200, CurrentPeriodStart: at("2026-03-01T00:00:00Z"),
				CurrentPeriodEnd: at("2026-04-01T00:00:00Z"), AutoRenewalEnabled: true,
			},
			FirstSubscribedAt: at("2025-06-01T00:00:00Z"),
		}),
		oneItem(fanvue.OpFansSubscriber, "nulls", subscriber, "/v1/subscribers/"+fanPath, subscriberNulls, &fanvue.Subscriber{User: wantUserNulls()}),
	}
}
