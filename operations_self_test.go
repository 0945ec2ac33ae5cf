package fanvue_test

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/fanvue-go/fanvue"
)

const (
	accountResponse = `{
		"uuid":"u-1","email":"kim@example.com","handle":"kim","bio":"hello","displayName":"Kim","isCreator":true,
		"createdAt":"2024-02-29T08:09:10.123Z","updatedAt":"2025-12-24",
		"avatarUrl":"https://cdn.example.com/a.jpg","bannerUrl":"https://cdn.example.com/b.jpg",
		"account":{"status":"suspended",
			"earnings":{"total":1234567,"availableBalance":8900,"lastPayoutAt":"2026-01-31T23:30:00-02:00"},
			"fans":{"followers":41,"subscribers":17}},
		"subscriptionPrice":999}`
	accountNulls = `{
		"uuid":"u-1","email":"kim@example.com","handle":"kim","bio":"","displayName":"Kim","isCreator":false,
		"createdAt":"2024-02-29T08:09:10.123Z","updatedAt":null,"avatarUrl":null,"bannerUrl":null,
		"account":{"status":"active",
			"earnings":{"total":0,"availableBalance":0,"lastPayoutAt":null},
			"fans":{"followers":0,"subscribers":0}},
		"subscriptionPrice":null}`
	notificationsResponse = `{"data":[{
		"uuid":"n-1","createdAt":"2026-03-01T12:00:00.000Z","eventType":11,"isRead":true,"receiverUuid":"u-1",
		"data":{"amount":500},
		"originator":{"uuid":"u-2","handle":"lee","displayName":"Lee","avatarUrl":"https://cdn.example.com/lee.jpg","isCreator":true}
	}],"pagination":{"page":3,"size":1,"hasMore":true}}`
	notificationsNulls = `{"data":[
		{"uuid":"n-2","createdAt":"2026-03-01T12:00:00.000Z","eventType":99,"isRead":false,"receiverUuid":"u-1","data":{},"originator":null},
		{"uuid":"n-3","createdAt":"2026-03-02","eventType":6,"isRead":false,"receiverUuid":"u-1","data":{},
			"originator":{"uuid":"u-2","handle":"lee","displayName":"Lee","avatarUrl":null,"isCreator":false}}
	],"pagination":{"page":1,"size":2,"hasMore":false}}`
)

func wantAccount() *fanvue.AccountProfile {
	return &fanvue.AccountProfile{
		Profile: fanvue.Profile{
			UUID: "u-1", Email: "kim@example.com", Handle: "kim", Bio: "hello", DisplayName: "Kim", IsCreator: true,
			CreatedAt: at("2024-02-29T08:09:10.123Z"), UpdatedAt: at("2025-12-24T00:00:00Z"),
			AvatarURL: "https://cdn.example.com/a.jpg", BannerURL: "https://cdn.example.com/b.jpg",
		},
		Account: fanvue.Account{
			Status:   fanvue.AccountSuspended,
			Earnings: fanvue.AccountEarnings{Total: 1234567, AvailableBalance: 8900, LastPayoutAt: at("2026-02-01T01:30:00Z")},
			Fans:     fanvue.AccountFans{Followers: 41, Subscribers: 17},
		},
		SubscriptionPrice: ptr(fanvue.Cents(999)),
	}
}

func wantAccountNulls() *fanvue.AccountProfile {
	return &fanvue.AccountProfile{
		Profile: fanvue.Profile{UUID: "u-1", Email: "kim@example.com", Handle: "kim", DisplayName: "Kim", CreatedAt: at("2024-02-29T08:09:10.123Z")},
		Account: fanvue.Account{Status: fanvue.AccountActive},
	}
}

func wantNotifications() *fanvue.Page[fanvue.Notification] {
	return &fanvue.Page[fanvue.Notification]{
		Data: []fanvue.Notification{{
			UUID: "n-1", CreatedAt: at("2026-03-01T12:00:00Z"), EventType: fanvue.NotificationTip, IsRead: true, ReceiverUUID: "u-1",
			Data: json.RawMessage(`{"amount":500}`),
			Originator: &fanvue.NotificationUser{
				UUID: "u-2", Handle: "lee", DisplayName: "Lee", AvatarURL: "https://cdn.example.com/lee.jpg", IsCreator: true,
			},
		}},
		Next: "page=4&size=30",
	}
}

func wantNotificationsNulls() *fanvue.Page[fanvue.Notification] {
	return &fanvue.Page[fanvue.Notification]{Data: []fanvue.Notification{
		{UUID: "n-2", CreatedAt: at("2026-03-01T12:00:00Z"), EventType: 99, ReceiverUUID: "u-1", Data: json.RawMessage(`{}`)},
		{
			UUID: "n-3", CreatedAt: at("2026-03-02T00:00:00Z"), EventType: fanvue.NotificationPostComment, ReceiverUUID: "u-1", Data: json.RawMessage(`{}`),
			Originator: &fanvue.NotificationUser{UUID: "u-2", Handle: "lee", DisplayName: "Lee"},
		},
	}}
}

func selfCases() []operationCase {
	getSelf := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Self.Get(ctx) }
	ownAccount := func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Self.Account(ctx) }
	creatorAccount := func(ctx context.Context, c *fanvue.Client) (any, error) {
		return c.Creator(creatorID).Self.Account(ctx)
	}
	someNotifications := &fanvue.NotificationListOptions{Size: 30, After: "page=3&size=30", EventType: fanvue.NotificationTip}
	return []operationCase{
		{
			op: fanvue.OpSelfGet, call: getSelf, method: http.MethodGet, path: "/users/me", status: http.StatusOK,
			response: `{
				"uuid":"u-1","email":"kim@example.com","handle":"kim","bio":"a & b <c>","displayName":"Kim","isCreator":true,
				"createdAt":"2024-02-29T08:09:10.123Z","updatedAt":"2025-12-24T00:00:00+05:30",
				"avatarUrl":"https://cdn.example.com/a.jpg","bannerUrl":"https://cdn.example.com/b.jpg",
				"likesCount":12,"fanCounts":{"followersCount":41,"subscribersCount":17},
				"contentCounts":{"imageCount":1,"videoCount":2,"audioCount":3,"postCount":4,"payToViewPostCount":5},
				"roles":["creator","agency_admin"],"isDiscoverable":true,"isInCuratedSection":false,"isAiCreator":true,
				"somethingNew":{"nobody":"knows"}}`,
			want: &fanvue.Profile{
				UUID: "u-1", Email: "kim@example.com", Handle: "kim", Bio: "a & b <c>", DisplayName: "Kim", IsCreator: true,
				CreatedAt: at("2024-02-29T08:09:10.123Z"), UpdatedAt: at("2025-12-23T18:30:00Z"),
				AvatarURL: "https://cdn.example.com/a.jpg", BannerURL: "https://cdn.example.com/b.jpg",
				LikesCount:     ptr(12),
				FanCounts:      &fanvue.FanCounts{FollowersCount: 41, SubscribersCount: 17},
				ContentCounts:  &fanvue.ContentCounts{ImageCount: 1, VideoCount: 2, AudioCount: 3, PostCount: 4, PayToViewPostCount: 5},
				Roles:          []string{"creator", "agency_admin"},
				IsDiscoverable: ptr(true), IsInCuratedSection: ptr(false), IsAICreator: ptr(true),
			},
		},
		{
			op: fanvue.OpSelfGet, name: "nulls", call: getSelf, method: http.MethodGet, path: "/users/me", status: http.StatusOK,
			response: `{"uuid":"u-1","email":"kim@example.com","handle":"kim","bio":"","displayName":"Kim","isCreator":false,
				"createdAt":"2024-02-29","updatedAt":null,"avatarUrl":null,"bannerUrl":null,"likesCount":null,"fanCounts":null,"contentCounts":null}`,
			want: &fanvue.Profile{UUID: "u-1", Email: "kim@example.com", Handle: "kim", DisplayName: "Kim", CreatedAt: at("2024-02-29T00:00:00Z")},
		},
		{
			op: fanvue.OpSelfAccount, call: ownAccount, method: http.MethodGet, path: "/users/account",
			status: http.StatusOK, response: accountResponse, want: wantAccount(),
		},
		{
			op: fanvue.OpSelfAccount, name: "nulls", call: ownAccount, method: http.MethodGet, path: "/users/account",
			status: http.StatusOK, response: accountNulls, want: wantAccountNulls(),
		},
		{
			op: fanvue.OpCreatorSelfAccount, call: creatorAccount, method: http.MethodGet, path: creatorPrefix + "/account",
			status: http.StatusOK, response: accountResponse, want: wantAccount(),
		},
		{
			op: fanvue.OpCreatorSelfAccount, name: "nulls", call: creatorAccount, method: http.MethodGet, path: creatorPrefix + "/account",
			status: http.StatusOK, response: accountNulls, want: wantAccountNulls(),
		},
		{
			op: fanvue.OpSelfNotifications,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Self.Notifications(ctx, someNotifications)
			},
			method: http.MethodGet, path: "/notifications", query: "eventType=11&page=3&size=30",
			status: http.StatusOK, response: notificationsResponse, want: wantNotifications(),
		},
		{
			op: fanvue.OpSelfNotifications, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Self.Notifications(ctx, nil) },
			method: http.MethodGet, path: "/notifications",
			status: http.StatusOK, response: notificationsNulls, want: wantNotificationsNulls(),
		},
		{
			op: fanvue.OpCreatorSelfNotifications,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Self.Notifications(ctx, someNotifications)
			},
			method: http.MethodGet, path: creatorPrefix + "/notifications", query: "eventType=11&page=3&size=30",
			status: http.StatusOK, response: notificationsResponse, want: wantNotifications(),
		},
		{
			op: fanvue.OpCreatorSelfNotifications, name: "nulls",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Creator(creatorID).Self.Notifications(ctx, nil)
			},
			method: http.MethodGet, path: creatorPrefix + "/notifications",
			status: http.StatusOK, response: notificationsNulls, want: wantNotificationsNulls(),
		},
	}
}

func subscriptionPriceCases() []operationCase {
	return []operationCase{
		{
			op: fanvue.OpSelfUpdateSubscriptionPrice,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: 1299, ForceOptIn: true})
			},
			method: http.MethodPatch, path: "/users/me/subscription-price", body: `{"subscriptionPrice":1299,"forceOptIn":true}`,
			status: http.StatusOK, response: `{}`,
		},
		{
			op: fanvue.OpSelfUpdateSubscriptionPrice, name: "alone",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return nil, c.Self.UpdateSubscriptionPrice(ctx, fanvue.SubscriptionPriceParams{SubscriptionPrice: 399})
			},
			method: http.MethodPatch, path: "/users/me/subscription-price", body: `{"subscriptionPrice":399}`,
			status: http.StatusNoContent,
		},
	}
}
