package fanvue_test

import (
	"context"
	"net/http"
	"time"

	"github.com/fanvue-go/fanvue"
)

const (
	// agencyCreator is the creator of a row; it comes as it is.
	agencyCreator = `"creatorUuid":"c-1"`

	agencyChatsResponse = `{"data":[{` + agencyCreator + `,
		"user":` + userJSON + `,
		"isRead":true,"isMuted":true,"unreadMessagesCount":3,
		"createdAt":"2025-01-02","lastMessageAt":"2026-03-01T13:00:00.500+01:00",
		"lastMessage":{"uuid":"m-1","text":"hi 👋","type":"AUTOMATED_RENEWED","sentAt":"2026-03-01T12:00:00.500Z","hasMedia":true,
			"mediaType":"audio","senderUuid":"u-2","sentByUserId":"u-9","hasGif":true,"senderRole":"SYSTEM","status":"Sent"},
		"isCreator":false,"online":true,"lastSeenAt":"2026-03-01T11:59:00.000Z"
	}],"pagination":{"page":2,"size":1,"hasMore":true}}`
	agencyChatsNulls = `{"data":[
		{` + agencyCreator + `,"user":` + userNulls + `,"isRead":false,"isMuted":false,"unreadMessagesCount":0,
			"createdAt":null,"lastMessageAt":null,"lastMessage":null},
		{` + agencyCreator + `,"user":` + userNulls + `,"isRead":false,"isMuted":false,"unreadMessagesCount":0,"createdAt":null,"lastMessageAt":null,
			"lastMessage":{"uuid":"m-1","text":null,"type":"TIP","sentAt":null,"hasMedia":null,"mediaType":null,
				"senderUuid":"u-2","sentByUserId":null}}
	],"pagination":{"page":1,"size":2,"hasMore":false}}`

	agencySubscribersResponse = `{"data":[{` + agencyCreator + `,"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":"sunny",
		"isTopSpender":true,"avatarUrl":"https://cdn.example.com/lee.jpg","registeredAt":"2023-05-06T07:08:09.010Z","role":"creator",
		"subscribedAt":"2026-01-02T03:04:05.678Z","expiresAt":"2026-02-02T00:00:00-03:00"
	}],"pagination":{"page":2,"size":1,"hasMore":true}}`
	agencySubscribersNulls = `{"data":[{` + agencyCreator + `,"uuid":"u-2","handle":"lee","displayName":"Lee","nickname":null,
		"isTopSpender":false,"avatarUrl":null,"registeredAt":"2023-05-06",
		"subscribedAt":"2026-01-02T03:04:05.678Z","expiresAt":null
	}],"pagination":{"page":1,"size":1,"hasMore":false}}`

	// A day on which more left than came has a negative total.
	subscriberDaysResponse = `{"data":[
		{` + agencyCreator + `,"date":"2026-03-02","total":5,"newSubscribersCount":4,"cancelledSubscribersCount":3},
		{"creatorUuid":"c-2","date":"2026-03-01T00:00:00.000Z","total":-2,"newSubscribersCount":0,"cancelledSubscribersCount":2}
	],"pagination":{"page":2,"size":2,"hasMore":true}}`
	agencyEarningsResponse = `{"data":[
		{` + agencyCreator + `,"date":"2026-03-02","gross":12000,"net":9600,"currency":"EUR"}
	],"pagination":{"page":2,"size":1,"hasMore":true}}`
	agencyEarningsNulls = `{"data":[
		{` + agencyCreator + `,"date":"2026-03-02T00:00:00.000Z","gross":0,"net":0,"currency":null}
	],"pagination":{"page":1,"size":1,"hasMore":false}}`

	// agencyPeriod is what agencyPeriodOptions send.
	agencyPeriod = "creatorUuids=c-1%2Cc-2&endDate=2026-04-01T00%3A00%3A00%2B02%3A00&page=2&size=9&startDate=2026-03-01T01%3A02%3A03.004Z"
)

// agencyPeriodOptions have a time in a zone, in which it is sent.
func agencyPeriodOptions() *fanvue.AgencyPeriodOptions {
	return &fanvue.AgencyPeriodOptions{
		Size: 9, After: "page=2&size=9", CreatorUUIDs: []string{"c-1", "c-2"},
		StartDate: at("2026-03-01T01:02:03.004Z").Time,
		EndDate:   time.Date(2026, 4, 1, 0, 0, 0, 0, time.FixedZone("", 2*60*60)),
	}
}

func agencyCases() []operationCase {
	page := &fanvue.ListOptions{Size: 8, After: "page=2&size=8"}
	march := &fanvue.AgencyPeriodOptions{StartDate: at("2026-03-01T00:00:00Z").Time, EndDate: at("2026-04-01T00:00:00Z").Time}
	const marchQuery = "endDate=2026-04-01T00%3A00%3A00Z&startDate=2026-03-01T00%3A00%3A00Z"
	return []operationCase{
		{
			op:     fanvue.OpAgencyChats,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Agency.Chats(ctx, page) },
			method: http.MethodGet, path: "/agencies/chats", query: "page=2&size=8",
			status: http.StatusOK, response: agencyChatsResponse,
			want: &fanvue.Page[fanvue.AgencyChat]{
				Data: []fanvue.AgencyChat{{
					CreatorUUID: "c-1",
					Chat: fanvue.Chat{
						User: wantUser(), IsRead: true, IsMuted: true, UnreadMessagesCount: 3,
						CreatedAt: at("2025-01-02T00:00:00Z"), LastMessageAt: at("2026-03-01T12:00:00.5Z"),
						LastMessage: &fanvue.LastMessage{
							UUID: "m-1", Text: "hi 👋", Type: fanvue.MessageAutomatedRenewed, SentAt: at("2026-03-01T12:00:00.5Z"),
							HasMedia: ptr(true), MediaType: fanvue.MediaAudio, SenderUUID: "u-2", SentByUserID: "u-9",
							HasGIF: ptr(true), SenderRole: "SYSTEM", Status: "Sent",
						},
						IsCreator: ptr(false), Online: ptr(true), LastSeenAt: at("2026-03-01T11:59:00Z"),
					},
				}},
				Next: "page=3&size=8",
			},
		},
		{
			op: fanvue.OpAgencyChats, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Agency.Chats(ctx, nil) },
			method: http.MethodGet, path: "/agencies/chats",
			status: http.StatusOK, response: agencyChatsNulls,
			want: &fanvue.Page[fanvue.AgencyChat]{Data: []fanvue.AgencyChat{
				{CreatorUUID: "c-1", Chat: fanvue.Chat{User: wantUserNulls()}},
				{CreatorUUID: "c-1", Chat: fanvue.Chat{
					User: wantUserNulls(), LastMessage: &fanvue.LastMessage{UUID: "m-1", Type: fanvue.MessageTip, SenderUUID: "u-2"},
				}},
			}},
		},
		{
			op: fanvue.OpAgencySubscribers,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.Subscribers(ctx, &fanvue.AgencySubscriberOptions{Size: 7, After: "page=2&size=7", CreatorUUIDs: []string{"c-1", "c-2"}})
			},
			method: http.MethodGet, path: "/agencies/subscribers", query: "creatorUuids=c-1%2Cc-2&page=2&size=7",
			status: http.StatusOK, response: agencySubscribersResponse,
			want: &fanvue.Page[fanvue.AgencySubscriber]{
				Data: []fanvue.AgencySubscriber{{
					User: wantUser(), CreatorUUID: "c-1",
					SubscribedAt: at("2026-01-02T03:04:05.678Z"), ExpiresAt: at("2026-02-02T03:00:00Z"),
				}},
				Next: "page=3&size=7",
			},
		},
		{
			op: fanvue.OpAgencySubscribers, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Agency.Subscribers(ctx, nil) },
			method: http.MethodGet, path: "/agencies/subscribers",
			status: http.StatusOK, response: agencySubscribersNulls,
			want: &fanvue.Page[fanvue.AgencySubscriber]{Data: []fanvue.AgencySubscriber{
				{User: wantUserNulls(), CreatorUUID: "c-1", SubscribedAt: at("2026-01-02T03:04:05.678Z")},
			}},
		},
		{
			op: fanvue.OpAgencySubscribersHistory,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.SubscribersHistory(ctx, agencyPeriodOptions())
			},
			method: http.MethodGet, path: "/agencies/subscribers-history", query: agencyPeriod,
			status: http.StatusOK, response: subscriberDaysResponse,
			want: &fanvue.Page[fanvue.AgencySubscriberDay]{
				Data: []fanvue.AgencySubscriberDay{
					{CreatorUUID: "c-1", Date: at("2026-03-02T00:00:00Z"), Total: 5, NewSubscribersCount: 4, CancelledSubscribersCount: 3},
					{CreatorUUID: "c-2", Date: at("2026-03-01T00:00:00Z"), Total: -2, CancelledSubscribersCount: 2},
				},
				Next: "page=3&size=9",
			},
		},
		{
			op: fanvue.OpAgencySubscribersHistory, name: "empty",
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.SubscribersHistory(ctx, march)
			},
			method: http.MethodGet, path: "/agencies/subscribers-history", query: marchQuery,
			status: http.StatusOK, response: `{"data":[],"pagination":{"page":1,"size":0,"hasMore":false}}`,
			want: &fanvue.Page[fanvue.AgencySubscriberDay]{Data: []fanvue.AgencySubscriberDay{}},
		},
		{
			op: fanvue.OpAgencyEarnings,
			call: func(ctx context.Context, c *fanvue.Client) (any, error) {
				return c.Agency.Earnings(ctx, agencyPeriodOptions())
			},
			method: http.MethodGet, path: "/agencies/earnings", query: agencyPeriod,
			status: http.StatusOK, response: agencyEarningsResponse,
			want: &fanvue.Page[fanvue.AgencyEarning]{
				Data: []fanvue.AgencyEarning{
					{CreatorUUID: "c-1", Date: at("2026-03-02T00:00:00Z"), Gross: 12000, Net: 9600, Currency: "EUR"},
				},
				Next: "page=3&size=9",
			},
		},
		{
			op: fanvue.OpAgencyEarnings, name: "nulls",
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Agency.Earnings(ctx, march) },
			method: http.MethodGet, path: "/agencies/earnings", query: marchQuery,
			status: http.StatusOK, response: agencyEarningsNulls,
			want: &fanvue.Page[fanvue.AgencyEarning]{Data: []fanvue.AgencyEarning{{CreatorUUID: "c-1", Date: at("2026-03-02T00:00:00Z")}}},
		},
		{
			// The newer surface has numbered pages here too.
			op: fanvue.OpAgencyEarnings, name: "on v1", surface: fanvue.SurfaceV1,
			call:   func(ctx context.Context, c *fanvue.Client) (any, error) { return c.Agency.Earnings(ctx, march) },
			method: http.MethodGet, path: "/v1/agencies/earnings", query: marchQuery,
			status: http.StatusOK, response: `{"data":[{` + agencyCreator + `,"date":"2026-03-02","gross":100,"net":80,"currency":"USD"}],
				"pagination":{"page":1,"size":1,"hasMore":true}}`,
			want: &fanvue.Page[fanvue.AgencyEarning]{
				Data: []fanvue.AgencyEarning{{CreatorUUID: "c-1", Date: at("2026-03-02T00:00:00Z"), Gross: 100, Net: 80, Currency: "USD"}},
				Next: "page=2&surface=v1",
			},
		},
	}
}
